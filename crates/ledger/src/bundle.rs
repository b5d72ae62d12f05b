//! An exported incident: a directory that anybody can check offline, with `ctac verify` or a program of their own.
//!
//! | file | what |
//! |---|---|
//! | `manifest.json` | [`Manifest`], as serde_json's pretty writing and a newline |
//! | `manifest.sig` | a signed note by the log's key over [`seal_text`]; no other signature |
//! | `checkpoint` | the signed checkpoint that the bundle is checked against ([`crate::checkpoint`]) |
//! | `cosignatures` | witnesses' signature lines of that checkpoint, if there are any ([`crate::cosignature`]) |
//! | `leaves.bin` | the leaf hash of every entry of the whole log, position 0 to size-1, 32 bytes each |
//! | `entries.jsonl` | one [`Line`] for each entry of the incident's stream, number 1 first, without a gap |
//! | `proofs/SEQ.tlog-proof` | the receipt of each of them ([`crate::proof`]): its checkpoint the same as above, its extra data the SHA-256 of the line without the newline |
//! | `people.json` | names of people and organisations as the exporter knew them; the ledger proves none of them |
//!
//! The manifest has the SHA-256 of every file but itself, its signature and the receipts, and each receipt has only one
//! writing that proves its entry and fits its line; so every byte of a bundle is bound. A line is compact JSON with its fields in the order
//! of [`Line`], meta and body as strings of their exact text, bytes in standard base64.
//!
//! What a bundle does not prove: a withheld line's `seq` and `organisation` (its meta is not shown, so they are the
//! exporter's word), that no later entry of the stream was left off, and the names in `people.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::merkle::Hash;

pub mod build_error;
pub mod builder;
pub mod directory;

/// The first line of [`seal_text`], and [`Manifest::format`].
pub const FORMAT: &str = "ctac-bundle@v1";

/// Files of a bundle.
pub mod file {
    /// See the table above.
    pub const MANIFEST: &str = "manifest.json";
    /// See the table above.
    pub const SEAL: &str = "manifest.sig";
    /// See the table above.
    pub const CHECKPOINT: &str = "checkpoint";
    /// See the table above.
    pub const COSIGNATURES: &str = "cosignatures";
    /// See the table above.
    pub const LEAVES: &str = "leaves.bin";
    /// See the table above.
    pub const ENTRIES: &str = "entries.jsonl";
    /// See the table above.
    pub const PEOPLE: &str = "people.json";
    /// The directory of the receipts.
    pub const PROOFS: &str = "proofs";

    /// The receipt of the entry with this number.
    #[must_use]
    pub fn proof(seq: u64) -> String {
        format!("{PROOFS}/{seq}.tlog-proof")
    }

    /// The number of the entry whose receipt this is.
    #[must_use]
    pub fn proof_seq(file: &str) -> Option<u64> {
        let number = file.strip_prefix(PROOFS)?.strip_prefix('/')?.strip_suffix(".tlog-proof")?;
        crate::checkpoint::decimal(number).filter(|seq| *seq > 0)
    }
}

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// Which log.
    pub origin: String,
    /// The log's verifying key, as [`crate::note::key::VerifyingKey`] writes it.
    pub key: String,
    /// The incident's stream.
    pub stream: String,
    /// What people call the incident, such as `CTAC-2026-0001`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When it was exported, microseconds since the Unix epoch.
    pub exported_us: i64,
    /// How many entries the whole log had.
    pub size: u64,
    /// How many entries the stream had: `shown + erased + withheld`.
    pub entries: u64,
    /// Lines with meta and body.
    pub shown: u64,
    /// Lines whose body was erased.
    pub erased: u64,
    /// Lines that the exporter may not read.
    pub withheld: u64,
    /// SHA-256 of the files, in hexadecimal, by name.
    pub files: BTreeMap<String, String>,
    /// Said plainly to whoever opens it: what the ledger does not prove.
    pub unproved: Vec<String>,
}

impl Manifest {
    /// The file's content.
    ///
    /// # Errors
    /// Never in practice: it is plain data. The error is serde's.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// The text of the note in `manifest.sig`. No checkpoint can read like it: a checkpoint's second line is a number.
#[must_use]
pub fn seal_text(manifest: &str) -> String {
    format!("{FORMAT}\n{} sha256 {}\n", file::MANIFEST, sha256_hex(manifest.as_bytes()))
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Hash(Sha256::digest(bytes).into()).to_string()
}

/// What a receipt's extra data must be: a withheld line has fields that no commitment binds, and a change to them is to be
/// named by its entry too.
pub(crate) fn line_digest(line: &[u8]) -> Vec<u8> {
    Sha256::digest(line).to_vec()
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its number in the stream, which is also the line's.
    pub seq: u64,
    /// Its place in the whole log.
    pub position: u64,
    /// The exact leaf, in base64.
    pub leaf: String,
    /// What the reader may know of it.
    pub content: Content,
}

/// What the reader may know of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Content {
    /// Everything.
    Shown {
        /// Opens the leaf's first commitment; 32 bytes in base64.
        meta_salt: String,
        /// The exact meta: JSON of [`crate::entry::Meta`].
        meta: String,
        /// Opens the leaf's second commitment; 32 bytes in base64.
        body_salt: String,
        /// The exact body: JSON.
        body: String,
    },
    /// Its body was lawfully erased; a later line of kind `entry.erased` says so.
    Erased {
        /// As above.
        meta_salt: String,
        /// As above.
        meta: String,
    },
    /// Its marking keeps it from the exporter.
    Withheld {
        /// The same as in the leaf's header.
        marking: u8,
        /// Whom to ask; the exporter's word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<String>,
    },
}
