//! Why a bundle was not written.

use std::io;

use crate::checkpoint::CheckpointError;
use crate::entry::OpenError;
use crate::limits::{BUNDLE_ENTRIES, BUNDLE_LOG_ENTRIES, PEOPLE_BYTES};
use crate::note::NoteError;

/// Why a bundle was not written.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// See [`CheckpointError`].
    #[error("the checkpoint to export against: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// More than [`BUNDLE_LOG_ENTRIES`].
    #[error("the log has {0} entries; a bundle can be made of at most {BUNDLE_LOG_ENTRIES}")]
    LogTooLarge(u64),
    /// More than [`BUNDLE_ENTRIES`].
    #[error("the incident has more than {BUNDLE_ENTRIES} entries")]
    TooManyEntries,
    /// Larger than [`PEOPLE_BYTES`].
    #[error("the names have {0} bytes; at most {PEOPLE_BYTES} are written")]
    PeopleTooLarge(usize),
    /// The hashes given are not those that the checkpoint is over.
    #[error("the log's leaf hashes do not lead to the checkpoint's root: do not export; the log is damaged")]
    Root,
    /// Entries came before all leaf hashes had, or there are none.
    #[error("{0}")]
    Order(&'static str),
    /// An entry is not the stream's next, or not the one in the tree.
    #[error("entry {seq} (position {position}): {why}")]
    Entry {
        /// Its number.
        seq: u64,
        /// Its place.
        position: u64,
        /// Why.
        why: &'static str,
    },
    /// An entry does not open.
    #[error("entry {seq} (position {position}): {error}")]
    Open {
        /// Its number.
        seq: u64,
        /// Its place.
        position: u64,
        /// Why.
        error: OpenError,
    },
    /// See [`NoteError`].
    #[error("the bundle cannot be signed: {0}")]
    Sign(#[from] NoteError),
    /// JSON could not be written.
    #[error("the bundle cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The pieces could not be written.
    #[error("the bundle cannot be written: {0}")]
    Io(#[from] io::Error),
}
