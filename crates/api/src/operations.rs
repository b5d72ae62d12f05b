//! What an operator looks at.

use std::collections::BTreeMap;

use ctac_domain::directory::Channel;
use ctac_domain::id::{NodeId, PageId, RotaId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::ChannelWord;

/// How a node and what it depends on are doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OperationsView {
    /// What to do, in words, the most urgent first; nothing where all is well.
    pub advice: Vec<String>,
    /// The node that answers.
    #[schema(value_type = uuid::Uuid)]
    pub node: NodeId,
    /// Nodes that called a provider since this one started, and when last.
    pub nodes: Vec<NodeSeen>,
    /// Whether this node takes commands.
    pub writable: bool,
    /// Whether the ledger can be reached.
    pub reachable: bool,
    /// Of when what this node shows is.
    pub caught_up_at: Timestamp,
    /// Entries of the ledger.
    pub entries: u64,
    /// The last checkpoint.
    pub checkpoint: Option<CheckpointSeen>,
    /// Each provider, as this node sees it.
    pub providers: Vec<ProviderView>,
    /// Each queue of this node.
    pub queues: Vec<QueueView>,
    /// Callbacks without a valid signature or token that this node has refused since it started, by provider.
    pub callbacks_refused: BTreeMap<String, u64>,
    /// Emails that this node has taken, refused and passed over since it started.
    pub mail: BTreeMap<String, u64>,
    /// Pages that ran out of people and that nobody has taken.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub exhausted: Vec<PageId>,
    /// Rotas with nobody on call who can be reached, now or within a day.
    pub gaps: Vec<NearGapView>,
    /// Invariants that do not hold.
    pub violations: Vec<String>,
}

/// A node that was seen to call a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NodeSeen {
    /// Which.
    #[schema(value_type = uuid::Uuid)]
    pub node: NodeId,
    /// When last.
    pub at: Timestamp,
}

/// A checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckpointSeen {
    /// Entries that it covers.
    pub size: u64,
    /// When it was signed.
    pub signed_at: Timestamp,
}

/// A provider, as one node sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderView {
    /// As attempts name it.
    pub provider: String,
    /// The channels it stands in.
    #[schema(value_type = Vec<ChannelWord>)]
    pub channels: Vec<Channel>,
    /// Since when it has been put aside; none: it is called like any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside_since: Option<Timestamp>,
    /// Calls in a row that it failed.
    pub failures_in_a_row: u32,
    /// When it last took a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sent_at: Option<Timestamp>,
    /// When a call last failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_failed_at: Option<Timestamp>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_failure: Option<String>,
    /// Calls of the last hour: `sent`, `failed`, `unknown`.
    pub hour: BTreeMap<String, u64>,
    /// Calls since the node started.
    pub all: BTreeMap<String, u64>,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueView {
    /// What waits in it.
    pub queue: String,
    /// How much waits.
    pub waiting: u64,
    /// How much may; none: no limit of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<u64>,
}

/// A gap in cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NearGapView {
    /// In which rota.
    #[schema(value_type = uuid::Uuid)]
    pub rota: RotaId,
    /// Its name.
    pub name: String,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
}
