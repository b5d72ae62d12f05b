//! The runtime around the rules: one decision loop per node, timers, effects, the rooms, the ledger's service.
//!
//! The handle below is what every edge holds. It hides the channels; cloning it is cheap.

use std::sync::Arc;

use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Answer, Refusal};
use ctac_domain::id::{IncidentId, NodeId};
use ctac_domain::state::{Recorded, State};

pub mod ports;

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
    /// Where the highest checkpoint ever published is kept, outside the database.
    pub published: Option<std::path::PathBuf>,
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

/// How fresh a node's reads are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// When the node last knew that it had seen every entry.
    pub caught_up_at: jiff::Timestamp,
    /// Whether the ledger could be reached then.
    pub reachable: bool,
}

/// The engine's handle.
#[derive(Clone)]
pub struct Engine {
    _inner: Arc<()>,
}

impl Engine {
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

    /// Entries of an incident with `seq > after`, at most `limit`, decoded.
    ///
    /// # Errors
    /// The ledger could not be read.
    pub async fn entries(
        &self,
        _incident: IncidentId,
        _after: u64,
        _limit: usize,
    ) -> Result<Vec<Arc<Recorded>>, ctac_ledger::store::StoreError> {
        Ok(Vec::new())
    }
}
