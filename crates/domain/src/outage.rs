//! Outages of providers: one that a node has put aside for minutes, or the last that a channel had. On record, so that the
//! administrators are told once, by whichever node sees it first, and once more when it is over.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::directory::Channel;
use crate::id::{NodeId, OutageId};

/// A provider that does not do its work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// Its id.
    pub id: OutageId,
    /// The provider, as attempts name it.
    pub provider: String,
    /// The channels it stands in.
    pub channels: Vec<Channel>,
    /// Of those, the ones that no other provider of that node serves now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Channel>,
    /// Why it last failed, in words; holds no address.
    pub why: String,
    /// Which node says so.
    pub node: NodeId,
    /// Since when that node has put it aside.
    pub since: Timestamp,
    /// Whether the administrators were told. Not, if they were told of another outage of it within the hour.
    pub told: bool,
}

/// An outage and whether it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptOutage {
    /// It.
    pub outage: Outage,
    /// When it went on record.
    pub at: Timestamp,
    /// When it was over.
    pub over_at: Option<Timestamp>,
    /// When the administrators were last told of an outage of this provider.
    pub told_at: Option<Timestamp>,
}
