//! Heartbeat monitors: something is to be heard from every so often.

use ctac_domain::id::{IntegrationId, MonitorId};
use ctac_domain::policy::AlertSeverity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A monitor as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveMonitor {
    /// Whose key its pings carry, and whose routing rules say what becomes of its silence. It stays with it.
    #[schema(value_type = uuid::Uuid)]
    pub integration: IntegrationId,
    /// What is to be heard from; at most 200 characters.
    pub name: String,
    /// How often, in seconds: 60 to 604,800.
    pub every_s: u32,
    /// How much later is still in time, in seconds: at most 604,800.
    #[serde(default)]
    pub grace_s: u32,
    /// How severe its silence is: `info`, `warning`, `error` or `critical`.
    #[schema(value_type = String)]
    pub severity: AlertSeverity,
}

/// A monitor as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MonitorView {
    /// Its id, the last part of where its pings go: `/heartbeat/{key}/{id}`.
    #[schema(value_type = uuid::Uuid)]
    pub id: MonitorId,
    /// Whose key its pings carry.
    #[schema(value_type = uuid::Uuid)]
    pub integration: IntegrationId,
    /// What is to be heard from.
    pub name: String,
    /// How often, in seconds.
    pub every_s: u32,
    /// How much later is still in time, in seconds.
    pub grace_s: u32,
    /// How severe its silence is.
    #[schema(value_type = String)]
    pub severity: AlertSeverity,
    /// The last ping on record. A ping within two minutes of it is not recorded.
    pub heard_at: Option<Timestamp>,
    /// Since when it is silent.
    pub silent_since: Option<Timestamp>,
    /// When it will count as silent, two minutes for pings that are not recorded included. None while it does, and
    /// while its integration is switched off.
    pub silent_at: Option<Timestamp>,
    /// From 1, one more with each edit; also the `ETag`.
    pub version: u64,
}

/// The answer to a ping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Heard {
    /// Which monitor.
    #[schema(value_type = uuid::Uuid)]
    pub monitor: MonitorId,
    /// By when the next ping must come.
    pub next_by: Option<Timestamp>,
}
