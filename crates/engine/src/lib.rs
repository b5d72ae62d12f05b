//! The runtime around the rules: one decision loop per node, timers, effects, the rooms, the ledger's service.
//!
//! The handle below is what every edge holds. It hides the channels; cloning it is cheap.

use std::sync::Arc;

use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Answer, Refusal};
use ctac_domain::id::{IncidentId, NodeId};
use ctac_domain::state::{Recorded, State};
use ctac_ledger::merkle::Hash;
use ctac_ledger::store::{StoreError, StoredEntry};

pub mod limits;
pub mod ports;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

use ports::Ports;

/// How the engine is set up. Every field has a default in [`Default`].
#[derive(Debug, Clone)]
pub struct Options {
    /// This process.
    pub node: NodeId,
    /// Commands that may wait; one more is answered [`ExecuteError::Busy`].
    pub inbox: usize,
    /// Commands decided in one commit, at the most.
    pub batch: usize,
    /// Calls to providers at once.
    pub calls: usize,
    /// How long a node has for one call before it counts as lost, in seconds.
    pub lease_s: u32,
    /// The origin of the log's checkpoints, such as `ctac.example/cell`.
    pub origin: String,
    /// After a restore that could not be proved: the origin under which the log goes on.
    pub new_origin: Option<String>,
    /// Where the highest checkpoint ever published is kept, outside the database.
    pub published: Option<std::path::PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            node: NodeId(uuid::Uuid::nil()),
            inbox: limits::INBOX,
            batch: limits::BATCH,
            calls: limits::CALLS,
            lease_s: limits::LEASE_S,
            origin: "ctac.invalid/cell".to_owned(),
            new_origin: None,
            published: None,
        }
    }
}

/// What a command came to.
#[derive(Debug, Clone)]
pub struct Done {
    /// The rules' answer.
    pub answer: Answer,
    /// What was recorded, durable.
    pub entries: Vec<Arc<Recorded>>,
}

/// Why a command was not executed.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The rules say no. Nothing was recorded.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The inbox is full: 429 and `Retry-After`. Nothing was recorded.
    #[error("too much is waiting; try again in a second")]
    Busy,
    /// The ledger cannot be written: 503 and `Retry-After`. Whether it was recorded may be unknown; repeating is safe
    /// for every command that has an id of the caller's.
    #[error("the ledger cannot be written now")]
    Unavailable,
    /// The engine is stopping: 503.
    #[error("this node is stopping")]
    Stopping,
}

/// Why an engine did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The ledger cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why there is no checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine is stopping.
    #[error("this node is stopping")]
    Stopping,
}

/// Why a cosignature was not kept.
#[derive(Debug, thiserror::Error)]
pub enum CosignError {
    /// It is none, or of no checkpoint of this log.
    #[error("{0}")]
    Invalid(String),
    /// The ledger cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How fresh a node's reads are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// When the node last knew that it had seen every entry.
    pub caught_up_at: jiff::Timestamp,
    /// Whether the ledger could be reached then.
    pub reachable: bool,
}

/// Whether this node may write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Writable,
    /// It may not, and why: the log contradicts a checkpoint that was published. Reads go on; every command is
    /// answered [`ExecuteError::Unavailable`] until the node is started with [`Options::new_origin`].
    ReadOnly(String),
}

/// The engine's handle.
#[derive(Clone)]
pub struct Engine {
    _inner: Arc<()>,
}

impl Engine {
    /// Replays the ledger, begins it if it is empty, and starts the loop.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(_options: Options, _ports: Ports) -> Result<Self, StartError> {
        Ok(Self { _inner: Arc::new(()) })
    }

    /// Executes one command: decided under the ledger's lock against everything recorded so far, and durable on return.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    pub async fn execute(&self, _actor: Actor, _command: Command) -> Result<Done, ExecuteError> {
        Err(ExecuteError::Stopping)
    }

    /// The state as of the last commit seen: an immutable snapshot.
    #[must_use]
    pub fn state(&self) -> Arc<State> {
        Arc::new(State::default())
    }

    /// How fresh [`Engine::state`] is.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        Freshness { caught_up_at: jiff::Timestamp::UNIX_EPOCH, reachable: false }
    }

    /// Whether this node may write.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing::Writable
    }

    /// What the whole state's invariants say; empty when all hold.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        Vec::new()
    }

    /// Entries of an incident with `seq > after`, at most `limit`, decoded.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn entries(
        &self,
        _incident: IncidentId,
        _after: u64,
        _limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, StoreError> {
        Ok(Vec::new())
    }

    /// Returns once the incident has an entry beyond `seq`; who waits bounds it in time.
    pub async fn wait_beyond(&self, _incident: IncidentId, _seq: u64) {}

    /// How many entries this node has seen.
    #[must_use]
    pub fn size(&self) -> u64 {
        0
    }

    /// The latest checkpoint published, a signed note.
    #[must_use]
    pub fn checkpoint(&self) -> Option<Arc<str>> {
        None
    }

    /// Signs and publishes a checkpoint that covers everything recorded before the call.
    ///
    /// # Errors
    /// See [`CheckpointError`].
    pub async fn checkpoint_now(&self) -> Result<Arc<str>, CheckpointError> {
        Err(CheckpointError::Stopping)
    }

    /// An entry's leaf hash.
    #[must_use]
    pub fn leaf_hash(&self, _position: u64) -> Option<Hash> {
        None
    }

    /// Up to `limit` leaf hashes from `from` on.
    #[must_use]
    pub fn leaf_hashes(&self, _from: u64, _limit: usize) -> Vec<Hash> {
        Vec::new()
    }

    /// The proof that the entry at `position` is in the log of `size` entries.
    #[must_use]
    pub fn inclusion(&self, _position: u64, _size: u64) -> Option<Vec<Hash>> {
        None
    }

    /// The proof that the log of `to` entries continues that of `from`.
    #[must_use]
    pub fn consistency(&self, _from: u64, _to: u64) -> Option<Vec<Hash>> {
        None
    }

    /// Entries of an incident as stored, with `seq > after`, at most `limit`: for an export.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn stored_stream(
        &self,
        _incident: IncidentId,
        _after: u64,
        _limit: usize,
    ) -> Result<Vec<StoredEntry>, StoreError> {
        Ok(Vec::new())
    }

    /// Keeps a witness's cosignature of a checkpoint of this log: a signed note whole, with the witness's line.
    ///
    /// # Errors
    /// See [`CosignError`].
    pub async fn add_cosignature(&self, _note: &str) -> Result<(), CosignError> {
        Ok(())
    }

    /// Stops taking commands, waits a bounded time for calls under way, and ends every task.
    pub async fn shutdown(&self) {}
}
