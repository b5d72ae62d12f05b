//! Writes a bundle, file by file, from values already read: whoever exports reads the store and decides what may be
//! shown; this checks that what is written will verify.
//!
//! The order of calls is [`Builder::new`], [`Builder::leaf_hashes`] until none is missing, [`Builder::entry`] for each
//! entry of the stream, [`Builder::finish`]. Pieces go to a closure as `(file, bytes)`; all pieces of one file follow on
//! each other. [`super::directory::Directory`] takes them, here or at the other end of a connection.

use std::collections::BTreeMap;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::build_error::BuildError;
use super::{Content, FORMAT, Line, Manifest, file, line_digest, seal_text, sha256_hex};
use crate::checkpoint::Checkpoint;
use crate::entry;
use crate::limits::{BUNDLE_ENTRIES, BUNDLE_LOG_ENTRIES, PEOPLE_BYTES};
use crate::merkle::{Hash, Tree};
use crate::note::Signature;
use crate::note::key::{Signer, VerifyingKey};
use crate::proof::Receipt;
use crate::store::{Position, StoredEntry};

/// What is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The incident's stream.
    pub stream: String,
    /// What people call it.
    pub reference: Option<String>,
    /// Now, microseconds since the Unix epoch.
    pub exported_us: i64,
}

/// What the exporter may know of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disclosure {
    /// Everything that is left of it.
    Shown,
    /// Only that it is there, and whom to ask.
    Withheld {
        /// The owning organisation's id.
        organisation: Option<String>,
    },
}

/// A bundle in the making.
pub struct Builder<S> {
    sink: S,
    about: About,
    key: VerifyingKey,
    note: String,
    checkpoint: Checkpoint,
    tree: Tree,
    /// The place of each entry so far, and what its receipt says of its line.
    entries: Vec<(Position, Vec<u8>)>,
    counts: [u64; 3],
    leaves_digest: Sha256,
    entries_digest: Sha256,
}

impl<S: FnMut(&str, &[u8]) -> io::Result<()>> Builder<S> {
    /// Begins a bundle against a signed checkpoint of the log whose key this is.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub fn new(about: About, checkpoint: &str, key: &VerifyingKey, mut sink: S) -> Result<Self, BuildError> {
        let opened = Checkpoint::open(checkpoint, key)?;
        if opened.size > BUNDLE_LOG_ENTRIES {
            return Err(BuildError::LogTooLarge(opened.size));
        }
        sink(file::CHECKPOINT, checkpoint.as_bytes())?;
        Ok(Self {
            sink,
            about,
            key: key.clone(),
            note: checkpoint.to_owned(),
            checkpoint: opened,
            tree: Tree::new(),
            entries: Vec::new(),
            counts: [0; 3],
            leaves_digest: Sha256::new(),
            entries_digest: Sha256::new(),
        })
    }

    /// The next leaf hashes of the whole log; tells how many are still missing. Those beyond the checkpoint are left.
    ///
    /// # Errors
    /// They do not lead to the checkpoint's root, or cannot be written.
    pub fn leaf_hashes(&mut self, hashes: &[Hash]) -> Result<u64, BuildError> {
        let mut bytes = Vec::with_capacity(hashes.len() * 32);
        for hash in hashes {
            if self.tree.size() == self.checkpoint.size {
                break;
            }
            self.tree.push(*hash);
            bytes.extend_from_slice(&hash.0);
        }
        self.leaves_digest.update(&bytes);
        (self.sink)(file::LEAVES, &bytes)?;
        let missing = self.checkpoint.size - self.tree.size();
        if missing == 0 && self.tree.root_at(self.checkpoint.size) != Some(self.checkpoint.root) {
            return Err(BuildError::Root);
        }
        Ok(missing)
    }

    /// The stream's next entry.
    ///
    /// # Errors
    /// It is not, or would not verify.
    pub fn entry(&mut self, entry: &StoredEntry, disclosure: Disclosure) -> Result<(), BuildError> {
        if self.tree.size() != self.checkpoint.size {
            return Err(BuildError::Order("entries come after the leaf hashes of the whole log"));
        }
        let (seq, position) = (entry.seq, entry.position.0);
        let opened = entry::read(entry).map_err(|error| BuildError::Open { seq, position, error })?;
        let fault = [
            ("it is not of the stream that is exported", opened.meta.stream == self.about.stream),
            ("it is not the stream's next", seq == self.entries.len() as u64 + 1),
            ("it is after the checkpoint", position < self.checkpoint.size),
            ("its leaf is not the one in the tree", self.tree.node(0, position) == Some(entry.leaf_hash)),
        ];
        if let Some((why, _)) = fault.into_iter().find(|(_, fits)| !fits) {
            return Err(BuildError::Entry { seq, position, why });
        }
        if self.entries.len() as u64 == BUNDLE_ENTRIES {
            return Err(BuildError::TooManyEntries);
        }
        let content = content(entry, disclosure).ok_or(BuildError::Entry { seq, position, why: "it is not text" })?;
        let [shown, erased, withheld] = &mut self.counts;
        *match content {
            Content::Shown { .. } => shown,
            Content::Erased { .. } => erased,
            Content::Withheld { .. } => withheld,
        } += 1;
        let line = Line { seq, position, leaf: STANDARD.encode(&entry.leaf), content };
        let mut text = serde_json::to_string(&line)?;
        self.entries.push((entry.position, line_digest(text.as_bytes())));
        text.push('\n');
        self.entries_digest.update(&text);
        (self.sink)(file::ENTRIES, text.as_bytes())?;
        Ok(())
    }

    /// Writes the rest and seals the bundle with the log's key.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub fn finish(
        mut self,
        cosignatures: &[Signature],
        people: Option<&str>,
        signer: &Signer,
    ) -> Result<Manifest, BuildError> {
        if self.entries.is_empty() {
            return Err(BuildError::Order("there is no entry to export"));
        }
        self.receipts()?;
        let mut files = BTreeMap::from([
            (file::CHECKPOINT.to_owned(), sha256_hex(self.note.as_bytes())),
            (file::LEAVES.to_owned(), Hash(self.leaves_digest.clone().finalize().into()).to_string()),
            (file::ENTRIES.to_owned(), Hash(self.entries_digest.clone().finalize().into()).to_string()),
        ]);
        if !cosignatures.is_empty() {
            let lines: String = cosignatures.iter().map(|line| format!("{line}\n")).collect();
            (self.sink)(file::COSIGNATURES, lines.as_bytes())?;
            files.insert(file::COSIGNATURES.to_owned(), sha256_hex(lines.as_bytes()));
        }
        if let Some(people) = people {
            if people.len() > PEOPLE_BYTES {
                return Err(BuildError::PeopleTooLarge(people.len()));
            }
            (self.sink)(file::PEOPLE, people.as_bytes())?;
            files.insert(file::PEOPLE.to_owned(), sha256_hex(people.as_bytes()));
        }
        let manifest = self.manifest(files);
        let json = manifest.to_json()?;
        (self.sink)(file::MANIFEST, json.as_bytes())?;
        (self.sink)(file::SEAL, signer.sign_note(&seal_text(&json))?.as_bytes())?;
        Ok(manifest)
    }

    fn receipts(&mut self) -> Result<(), BuildError> {
        for (seq, (position, digest)) in (1..).zip(&self.entries) {
            let path = self.tree.inclusion(position.0, self.checkpoint.size).ok_or(BuildError::Root)?;
            let extra = Some(digest.clone());
            let receipt = Receipt { extra, position: *position, path, checkpoint: self.note.clone() };
            (self.sink)(&file::proof(seq), receipt.to_string().as_bytes())?;
        }
        Ok(())
    }

    fn manifest(&self, files: BTreeMap<String, String>) -> Manifest {
        let [shown, erased, withheld] = self.counts;
        let mut unproved = vec!["that no entry after the last line had been recorded in the stream".to_owned()];
        if withheld > 0 {
            unproved.push("a withheld line's seq and organisation".to_owned());
        }
        if files.contains_key(file::PEOPLE) {
            unproved.push("the names in people.json, which are the exporter's directory as it stood".to_owned());
        }
        Manifest {
            format: FORMAT.to_owned(),
            origin: self.checkpoint.origin.clone(),
            key: self.key.to_string(),
            stream: self.about.stream.clone(),
            reference: self.about.reference.clone(),
            exported_us: self.about.exported_us,
            size: self.checkpoint.size,
            entries: shown + erased + withheld,
            shown,
            erased,
            withheld,
            files,
            unproved,
        }
    }
}

/// What a line says of an entry; none if a part of it is not UTF-8, which no writer lets in.
fn content(entry: &StoredEntry, disclosure: Disclosure) -> Option<Content> {
    if let Disclosure::Withheld { organisation } = disclosure {
        return Some(Content::Withheld { marking: entry.marking, organisation });
    }
    let meta_salt = STANDARD.encode(entry.payload.meta_salt);
    let meta = String::from_utf8(entry.payload.meta.clone()).ok()?;
    let Some(body) = &entry.payload.body else { return Some(Content::Erased { meta_salt, meta }) };
    let body_salt = STANDARD.encode(body.salt);
    Some(Content::Shown { meta_salt, meta, body_salt, body: String::from_utf8(body.bytes.clone()).ok()? })
}
