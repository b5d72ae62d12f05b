//! The runtime around the rules: one decision loop per node, timers, effects, the rooms, the ledger's service.
//!
//! The handle below is what every edge holds. It hides the channels; cloning it is cheap.

use std::sync::Arc;

use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Answer, Refusal};
use ctac_domain::id::{NodeId, PersonId};
use ctac_domain::state::{Recorded, State};
use ctac_ledger::note::key::VerifyingKey;
use ctac_ledger::store::StoreError;
use uuid::Uuid;

pub mod ask;
mod bundle_seal;
mod call;
mod catch_up;
mod checkpoints;
mod codec;
mod coverage;
mod decision_loop;
mod effects;
mod follow;
mod hub;
pub mod inbox;
pub mod ledger_service;
mod ledger_time;
pub mod limits;
pub mod member;
pub mod metric;
mod on_call;
pub mod operations;
mod outages;
mod pieces;
pub mod ports;
mod proposal;
mod published;
mod replay;
mod restore;
pub mod ring;
pub mod room;
mod rooms;
mod round;
mod shared;
mod start;
pub mod survey;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod view;

use shared::Shared;

/// How the engine is set up. Every field has a default in [`Default`].
#[derive(Debug, Clone)]
pub struct Options {
    /// This process; no two that run at once may have the same, or each makes the other's calls as well. Nil, the
    /// default: drawn at start.
    pub node: NodeId,
    /// Commands that may wait, people's and integrations' each; one more is answered [`ExecuteError::Busy`].
    pub inbox: usize,
    /// Commands decided in one commit, at the most.
    pub batch: usize,
    /// Calls to providers at once, in each channel: a provider that hangs holds up its own channel alone.
    pub calls: usize,
    /// How long a node has for one call before it counts as lost, in seconds; 1 to [`ctac_domain::limits::LEASE_S`].
    pub lease_s: u32,
    /// The origin of the log's checkpoints, such as `ctac.example/cell`.
    pub origin: String,
    /// After a restore that could not be proved: the origin under which the log goes on.
    pub new_origin: Option<String>,
    /// Witnesses whose cosignatures are kept.
    pub witnesses: Vec<VerifyingKey>,
    /// The file where the highest checkpoint ever published is kept, outside the database: one for each node. None: only
    /// the database's own are held against a restored log.
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
            witnesses: Vec::new(),
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
    /// The log contradicts what was published, see [`Standing::ReadOnly`]: 503. Nothing was recorded.
    #[error("this node is read-only: nothing was recorded")]
    ReadOnly,
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
    /// The lease is not one that the rules take: nothing could be sent.
    #[error("the lease of a call is {0} s; choose 1 to {most} s", most = ctac_domain::limits::LEASE_S)]
    Lease(u32),
    /// The origin cannot be a log's name, or is not this ledger's.
    #[error("{0}")]
    Origin(String),
    /// The published checkpoint cannot be read or kept.
    #[error("the file of the published checkpoint, {path:?}: {error}")]
    Published {
        /// The file.
        path: std::path::PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The log could not be begun.
    #[error("the log cannot be begun: {0}")]
    Begin(#[from] ExecuteError),
}

/// Why there is no checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// Nothing was signed: the ledger cannot be reached, or contradicts what was published.
    #[error("no checkpoint was signed: {0}")]
    NotSigned(String),
    /// Too many wait for one.
    #[error("too many are waiting for a checkpoint; try again in a second")]
    Busy,
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
    /// Whether the ledger could be reached then, and written when it last was to be.
    pub reachable: bool,
}

/// Whether this node may write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Writable,
    /// It may not, and why: the log contradicts a checkpoint that was published. Reads go on; every command is
    /// answered [`ExecuteError::ReadOnly`] until the node is started with [`Options::new_origin`].
    ReadOnly(String),
}

/// The engine's handle.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

impl Engine {
    /// Executes one command: decided under the ledger's lock against everything recorded so far, and durable on return.
    /// Dropped before it was decided, the command is not executed.
    ///
    /// # Errors
    /// See [`ExecuteError`].
    pub async fn execute(&self, actor: Actor, command: Command) -> Result<Done, ExecuteError> {
        self.submit(actor, command)?.await
    }

    /// As [`Engine::execute`], in two steps: commands that one actor submits one after the other are decided in that
    /// order. People come before integrations.
    ///
    /// # Errors
    /// [`ExecuteError::Busy`], [`ExecuteError::Stopping`], or [`ExecuteError::ReadOnly`] on a node that only reads.
    pub fn submit(&self, actor: Actor, command: Command) -> Result<inbox::Waiting, ExecuteError> {
        self.shared.submit(actor, command)
    }

    /// The state as of the last commit seen: an immutable snapshot.
    #[must_use]
    pub fn state(&self) -> Arc<State> {
        self.shared.state.load_full()
    }

    /// How fresh [`Engine::state`] is.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        self.shared.freshness()
    }

    /// Whether this node may write.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.shared.standing.clone()
    }

    /// What the whole state's invariants say; empty when all hold. Looks at all of it: not for a hot path.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        ctac_domain::invariants::check(&self.state()).iter().map(ToString::to_string).collect()
    }

    /// Returns when a task has ended without which the engine cannot go on, by a fault of its own. The process should end,
    /// so that another is started: a node that sends nothing must not look alive.
    pub async fn failed(&self) {
        self.shared.failed.cancelled().await;
    }

    /// Whether [`Engine::failed`] has come.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.shared.failed.is_cancelled()
    }

    /// Closes the connections to rooms on this node that came with a session or token which has ended, and lets none
    /// with it open. Other nodes do so when they see the entry that says so.
    pub fn close_connections(&self, person: PersonId, proof: Uuid) {
        self.shared.rooms.end(person, proof);
    }

    /// Stops taking commands, waits a bounded time for calls under way, signs a last checkpoint, and ends every task.
    pub async fn shutdown(&self) {
        let shared = &self.shared;
        shared.closing.cancel();
        shared.rooms.close_all();
        shared.calls.close();
        if tokio::time::timeout(limits::SHUTDOWN, shared.calls.wait()).await.is_err() {
            tracing::warn!("calls to providers are still under way; their leases will run out and they are made again");
        }
        match tokio::time::timeout(limits::SHUTDOWN, self.checkpoint_now()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "no last checkpoint"),
            Err(_) => tracing::warn!("no last checkpoint in time"),
        }
        shared.stop.cancel();
        shared.tasks.close();
        if tokio::time::timeout(limits::SHUTDOWN, shared.tasks.wait()).await.is_err() {
            tracing::warn!("the engine's tasks did not end in time");
        }
    }
}
