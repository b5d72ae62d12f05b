//! What does not fit, in one sentence that names the entry or the file.

use std::fmt;

use crate::bundle::directory::ReadError;
use crate::checkpoint::CheckpointError;
use crate::entry::OpenError;
use crate::merkle::Hash;
use crate::note::NoteError;
use crate::note::key::KeyError;
use crate::proof::ReceiptError;

/// Why a bundle does not verify.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An entry of the incident.
    #[error("entry {}: {fault}", Place(*seq, *position))]
    Entry {
        /// Its number: the line's.
        seq: u64,
        /// Its place in the whole log, when its line could be read.
        position: Option<u64>,
        /// What is wrong.
        fault: EntryFault,
    },
    /// A file, when what is wrong belongs to no entry of the incident.
    #[error("{file}: {fault}")]
    File {
        /// Its name in the bundle.
        file: String,
        /// What is wrong.
        fault: FileFault,
    },
    /// What the reader trusts says otherwise.
    #[error(transparent)]
    Trust(#[from] TrustFault),
}

impl Failure {
    pub(crate) fn file(name: &str, fault: FileFault) -> Self {
        Self::File { file: name.to_owned(), fault }
    }
}

/// An entry as people find it: its number, and its place.
struct Place(u64, Option<u64>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(position) => write!(f, "{} (position {position})", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

/// What is wrong with an entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryFault {
    /// Its line is no entry.
    #[error("its line in entries.jsonl cannot be read: {0}")]
    Unreadable(String),
    /// Its line says what an entry says, in another writing.
    #[error("its line in entries.jsonl is not written as it was exported")]
    NotCanonical,
    /// A number is missing or doubled.
    #[error("its line has the number {0}: an entry is missing, doubled or moved")]
    Number(u64),
    /// Its place is not after that of the entry before it.
    #[error("it stands at a place before that of the entry before it")]
    Place,
    /// Its place is beyond the checkpoint.
    #[error("the log of {0} entries has no such position")]
    Beyond(u64),
    /// Its leaf is not the one in the log.
    #[error("its leaf is not the one that the log has at this position")]
    Leaf,
    /// Its leaf and its content do not fit.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Its meta is of another stream or number.
    #[error("its meta belongs to {stream} entry {seq}: it was moved")]
    Moved {
        /// As in the meta.
        stream: String,
        /// As in the meta.
        seq: u64,
    },
    /// The line of a withheld entry says another marking than its leaf.
    #[error("its line says another marking than its leaf")]
    Marking,
    /// Its body is gone, and nothing says by whose leave.
    #[error("its body is missing, and no later entry.erased entry names it")]
    Erased,
    /// There is no receipt.
    #[error("its receipt is missing from proofs/")]
    NoReceipt,
    /// Its receipt proves nothing.
    #[error("its receipt: {0}")]
    Receipt(#[from] ReceiptError),
    /// Its line and what its receipt says of it differ.
    #[error("its line in entries.jsonl, or what its receipt says of it, was changed")]
    Line,
    /// Its receipt is another entry's, or against another checkpoint.
    #[error("its receipt is not for this position and the bundle's checkpoint")]
    OtherReceipt,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// It cannot be read, or is no file of a bundle.
    #[error(transparent)]
    Read(ReadError),
    /// It is not there.
    #[error("the file is missing")]
    Missing,
    /// It is there, but not in the manifest.
    #[error("the manifest does not list this file")]
    Unlisted,
    /// Bytes that are no text.
    #[error("the file is not UTF-8 text")]
    NotText,
    /// Bytes that are no JSON of the expected form.
    #[error("the file cannot be read: {0}")]
    Json(String),
    /// A bundle of another version.
    #[error("the bundle's format is {0:?}; this program reads ctac-bundle@v1")]
    Format(String),
    /// It says the same in another writing.
    #[error("the file is not written as it was exported")]
    NotCanonical,
    /// The digest or the signature is another's.
    #[error("the file was changed after the bundle was sealed")]
    Changed,
    /// The key in the manifest.
    #[error("its key: {0}")]
    Key(KeyError),
    /// See [`CheckpointError`].
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// See [`NoteError`].
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Too short, or too long.
    #[error("the file has {bytes} bytes; {size} entries need 32 each")]
    Leaves {
        /// As found.
        bytes: usize,
        /// As in the checkpoint.
        size: u64,
    },
    /// The whole log's root is another.
    #[error("the root over every leaf is {root}, the checkpoint says {expected}: a leaf hash {place} was changed")]
    Root {
        /// As recomputed.
        root: Hash,
        /// As signed.
        expected: Hash,
        /// As near as the receipts tell.
        place: String,
    },
    /// There is no entry at all.
    #[error("there is no entry in it, or its last line has no end")]
    NoEntries,
    /// A receipt of an entry that is not there.
    #[error("the receipt belongs to no entry of the bundle")]
    Orphan,
    /// The manifest contradicts the rest.
    #[error("its {0} is not what the rest of the bundle shows")]
    Claim(&'static str),
}

/// What contradicts what the reader trusts.
#[derive(Debug, thiserror::Error)]
pub enum TrustFault {
    /// Another key.
    #[error("the bundle is signed by another key than the trusted one: {0}")]
    Key(String),
    /// The trusted checkpoint is none, or of another log.
    #[error("the trusted checkpoint is not one of this log: {0}")]
    Checkpoint(CheckpointError),
    /// The bundle is older.
    #[error(
        "the trusted checkpoint covers {kept} entries, the bundle only {bundle}: export it again, later than the checkpoint"
    )]
    Newer {
        /// Of the trusted checkpoint.
        kept: u64,
        /// Of the bundle's.
        bundle: u64,
    },
    /// The log's history is another one.
    #[error(
        "the log was rewritten: its first {size} entries had the root {kept} when the trusted checkpoint was signed, and have {root} in this bundle"
    )]
    Rewritten {
        /// Entries that the trusted checkpoint covers.
        size: u64,
        /// Its root.
        kept: Hash,
        /// The root over as many of the bundle's leaves.
        root: Hash,
    },
}
