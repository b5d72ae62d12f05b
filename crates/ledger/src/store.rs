//! What a database must do to hold a ledger: the `Store` trait and the plain values that cross it.
//!
//! A store keeps exact bytes and refuses to change them. It knows nothing of hashing or of what an entry means:
//! the writer ([`crate::writer`]) computes, the store keeps. `crate::contract` is the suite that each must pass.

use async_trait::async_trait;
use uuid::Uuid;

use crate::limits;
use crate::merkle::{Frontier, Hash};

/// Where an entry stands in the whole log: from 0, gapless, in the order of commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u64);

/// The one row that is the lock: how many entries there are, and the tree over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Number of entries; the next entry takes this position.
    pub size: u64,
    /// The complete subtrees' hashes, largest first; at most 64. The root follows from them.
    pub frontier: Frontier,
}

/// An entry as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its place in the log.
    pub position: Position,
    /// Unique for ever: a second entry with the same id is refused, so that a retried append cannot double.
    pub event_id: Uuid,
    /// Which sequence it belongs to, such as `incident/…`; at most 200 bytes of printable ASCII.
    pub stream: String,
    /// Its number in that stream: from 1, gapless.
    pub seq: u64,
    /// The TLP marking as it stands in the leaf's header (0 clear … 4 red).
    pub marking: u8,
    /// When it was recorded, microseconds since the Unix epoch.
    pub recorded_us: i64,
    /// The exact bytes that were hashed; under 64 KiB.
    pub leaf: Vec<u8>,
    /// `SHA-256(0x00 ‖ leaf)`.
    pub leaf_hash: Hash,
    /// What the leaf commits to.
    pub payload: Payload,
}

/// The opened side of a leaf's two commitments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Opens the meta commitment.
    pub meta_salt: [u8; 32],
    /// JSON of [`crate::entry::Meta`], the exact bytes committed to.
    pub meta: Vec<u8>,
    /// Absent once lawfully erased.
    pub body: Option<Body>,
}

/// The erasable part of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Opens the body commitment.
    pub salt: [u8; 32],
    /// JSON, the exact bytes committed to.
    pub bytes: Vec<u8>,
}

/// A stored interior node of the tree (levels 8, 16, 24, … only).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Height above the leaves; a multiple of 8.
    pub level: u8,
    /// Which node of that level, from 0.
    pub index: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Everything one commit writes; built by [`crate::writer`].
#[derive(Debug, Clone)]
pub struct Batch {
    /// The size of the log this batch was computed on. The store refuses it when the log has moved.
    pub base: u64,
    /// The new entries, in order; the first at position `base`. Never empty; at most [`crate::limits::BATCH_ENTRIES`].
    pub entries: Vec<StoredEntry>,
    /// Tree nodes completed by these entries.
    pub nodes: Vec<Node>,
    /// The head after them.
    pub head: Head,
    /// Earlier entries whose bodies go in the same transaction. The writer only fills this beside an `entry.erased`.
    pub erase: Vec<Position>,
}

/// A checkpoint as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// How many entries it covers.
    pub size: u64,
    /// The signed note, whole.
    pub note: String,
    /// When it was signed, microseconds since the Unix epoch.
    pub signed_us: i64,
}

/// Why a store could not do what it was asked: the machine's failures, never the rules' refusals.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is locked for too long, or its disk is full. Nothing was written,
    /// or whether it was is not known; asking for the head again tells.
    #[error("the ledger's database is unavailable: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What stands in the database cannot be right.
    #[error("the ledger's database is damaged: {0}")]
    Corrupt(String),
    /// The schema is not the one this program was built for.
    #[error("the database has schema {found}; this program needs {needed}")]
    Schema {
        /// What stands there.
        found: i64,
        /// What was looked for.
        needed: i64,
    },
}

/// Why an append wrote nothing.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Another node was quicker: catch up and decide again.
    #[error("the log stands at {size}, not where the batch was built")]
    Moved {
        /// The size it has now.
        size: u64,
    },
    /// The database refused the rows (a duplicate id, a gap, a changed entry): a defect, never retried as it is.
    #[error("the database refused the entries: {0}")]
    Refused(String),
    /// See [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An append-only table with one lock.
///
/// Reads see only what is committed, and what they see is a prefix of the log: a position once read never changes,
/// and nothing ever appears before it.
#[async_trait]
pub trait Store: Send + Sync {
    /// The head as committed.
    async fn head(&self) -> Result<Head, StoreError>;

    /// Appends in one transaction and one `fsync`, if the log still has `batch.base` entries. On return the batch is durable.
    async fn append(&self, batch: &Batch) -> Result<(), AppendError>;

    /// Takes the ledger's lock, waiting for whoever holds it. Dropping it without appending releases it.
    async fn lock(&self) -> Result<Box<dyn Locked>, StoreError>;

    /// Up to `limit` (at most [`crate::limits::READ_ENTRIES`]) entries from `from` on, in order.
    async fn read(&self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError>;

    /// Up to `limit` entries of one stream with `seq > after`, in order.
    async fn read_stream(&self, stream: &str, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError>;

    /// Up to `limit` leaf hashes from `from` on.
    async fn leaf_hashes(&self, from: Position, limit: usize) -> Result<Vec<Hash>, StoreError>;

    /// Up to `limit` stored nodes of a level (8, 16, …) from `from` on.
    async fn nodes(&self, level: u8, from: u64, limit: usize) -> Result<Vec<Hash>, StoreError>;

    /// Keeps a checkpoint; keeping the same one twice is no error, another note for the same size is `Refused`.
    async fn save_checkpoint(&self, checkpoint: &StoredCheckpoint) -> Result<(), AppendError>;

    /// The checkpoint of the greatest size.
    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError>;

    /// The smallest checkpoint that covers at least `size` entries.
    async fn checkpoint_covering(&self, size: u64) -> Result<Option<StoredCheckpoint>, StoreError>;

    /// Keeps one witness's cosignature line for a checkpoint; the latest of a witness for a size stands.
    async fn save_cosignature(&self, size: u64, witness: &str, line: &str) -> Result<(), AppendError>;

    /// The cosignature lines kept for a checkpoint, by witness.
    async fn cosignatures(&self, size: u64) -> Result<Vec<String>, StoreError>;

    /// Returns when something may have been appended by another process: a nudge that carries nothing. Stores whose
    /// database cannot tell return after [`crate::limits::POLL`]; none takes longer than that.
    async fn changed(&self);
}

/// The ledger's lock, held.
#[async_trait]
pub trait Locked: Send {
    /// The head under the lock: nobody can move it now.
    fn head(&self) -> &Head;

    /// Reads as [`Store::read`] does, inside the lock.
    async fn read(&mut self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError>;

    /// Appends, commits and releases.
    async fn append(self: Box<Self>, batch: &Batch) -> Result<(), AppendError>;
}

/// What every store checks of a checkpoint before it keeps it.
///
/// # Errors
/// [`AppendError::Refused`], saying what is wrong.
pub fn check_checkpoint(checkpoint: &StoredCheckpoint) -> Result<(), AppendError> {
    if checkpoint.note.len() > limits::NOTE_BYTES || checkpoint.note.contains('\0') {
        return Err(AppendError::Refused(format!("a note is at most {} bytes of text", limits::NOTE_BYTES)));
    }
    if i64::try_from(checkpoint.size).is_err() {
        return Err(AppendError::Refused(format!("{} is no size of a log", checkpoint.size)));
    }
    Ok(())
}

/// What every store checks of a cosignature before it keeps it.
///
/// # Errors
/// [`AppendError::Refused`], saying what is wrong.
pub fn check_cosignature(witness: &str, line: &str) -> Result<(), AppendError> {
    let fits =
        |text: &str| !text.is_empty() && text.len() <= limits::COSIGNATURE_BYTES && !text.chars().any(char::is_control);
    if fits(witness) && fits(line.strip_suffix('\n').unwrap_or(line)) {
        return Ok(());
    }
    Err(AppendError::Refused(format!("a witness and its line are 1 to {} bytes each", limits::COSIGNATURE_BYTES)))
}
