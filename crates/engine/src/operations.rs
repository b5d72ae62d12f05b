//! What an operator looks at: the queues, the nodes, the last checkpoint, the providers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use ctac_domain::attempt::AttemptStarted;
use ctac_domain::directory::Channel;
use ctac_domain::id::NodeId;
use jiff::Timestamp;

use crate::codec::Committed;
use crate::{Engine, limits};

/// Calls by what came of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// The provider took the message.
    pub sent: u64,
    /// It did not, and said so.
    pub failed: u64,
    /// Nobody knows.
    pub unknown: u64,
}

/// How a provider has been doing on this node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderHealth {
    /// As attempts name it.
    pub provider: String,
    /// The channels it stands in.
    pub channels: Vec<Channel>,
    /// Since when it has been put aside; none: it is called like any other.
    pub aside_since: Option<Timestamp>,
    /// Calls in a row that it failed.
    pub failures_in_a_row: u32,
    /// When it last took a message.
    pub last_sent_at: Option<Timestamp>,
    /// When a call last failed.
    pub last_failed_at: Option<Timestamp>,
    /// Why, in words; holds no address.
    pub last_failure: Option<String>,
    /// Calls of the last hour.
    pub hour: Calls,
    /// Calls since the node started.
    pub all: Calls,
}

/// How full a queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// Commands that wait.
    pub waiting: usize,
    /// How many there may be.
    pub room: usize,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Operations {
    /// This node.
    pub node: NodeId,
    /// Nodes that called a provider lately, this one included if it did, and when last.
    pub nodes: BTreeMap<NodeId, Timestamp>,
    /// What people ask.
    pub people: Queue,
    /// What integrations say.
    pub integrations: Queue,
    /// Calls to providers under way, and how many there may be.
    pub calls: Queue,
    /// How many entries the last checkpoint covers, and when it was signed.
    pub checkpoint: Option<(u64, Timestamp)>,
    /// The providers, as this node sees them.
    pub providers: Vec<ProviderHealth>,
}

/// Nodes that were seen to call providers.
#[derive(Debug, Default)]
pub(crate) struct Nodes(Mutex<BTreeMap<NodeId, Timestamp>>);

impl Nodes {
    /// Notes who made the calls that these entries tell of.
    pub(crate) fn observe(&self, committed: &[Committed]) {
        let calls = committed.iter().filter_map(|entry| {
            let started = entry.recorded.event.as_deref().and_then(AttemptStarted::of)?;
            Some((started.node, entry.recorded.recorded_at))
        });
        let mut calls = calls.peekable();
        if calls.peek().is_none() {
            return;
        }
        let mut nodes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        nodes.extend(calls);
        while nodes.len() > limits::NODES {
            let Some(oldest) = nodes.iter().min_by_key(|(_, at)| **at).map(|(node, _)| *node) else { return };
            nodes.remove(&oldest);
        }
    }

    fn seen(&self) -> BTreeMap<NodeId, Timestamp> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn queue<T>(sender: &tokio::sync::mpsc::Sender<T>) -> Queue {
    let room = sender.max_capacity();
    Queue { waiting: room - sender.capacity(), room }
}

impl Engine {
    /// How the providers have been doing on this node.
    #[must_use]
    pub fn providers(&self) -> Vec<ProviderHealth> {
        self.shared.ports.deliver.health()
    }

    /// How this node is doing. The checkpoint is read from the ledger; none, where that cannot be.
    pub async fn operations(&self) -> Operations {
        let shared = &self.shared;
        let checkpoint = self.latest_checkpoint().await.ok().flatten();
        Operations {
            node: shared.options.node,
            nodes: shared.nodes.seen(),
            people: queue(&shared.inbox),
            integrations: queue(&shared.signals),
            calls: Queue { waiting: shared.calls.len(), room: shared.options.calls },
            checkpoint,
            providers: self.providers(),
        }
    }
}
