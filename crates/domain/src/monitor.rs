//! Heartbeat monitors: something is to be heard from every so often, and silence becomes an alert of its integration.
//!
//! The deadline is an alarm of the state, so that it holds on every node and after every restart: silence is never
//! missed because whoever had heard the last ping is gone. Every entry that moves a deadline has to be in the ledger;
//! so that pings do not fill it, a ping within [`limits::MONITOR_HEARD_S`] of the last on record is not recorded, and
//! the deadline allows for the one that was not.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::id::{IntegrationId, MonitorId};
use crate::limits;
use crate::policy::AlertSeverity;
use crate::state::Alarm;

/// A monitor as saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monitor {
    /// Its id.
    pub id: MonitorId,
    /// Whose key its pings carry, and whose routing rules say what becomes of its silence.
    pub integration: IntegrationId,
    /// What is to be heard from.
    pub name: String,
    /// How often, in seconds: [`limits::MONITOR_EVERY_S`].
    pub every_s: u32,
    /// How much later is still in time, in seconds: at most [`limits::MONITOR_GRACE_S`].
    pub grace_s: u32,
    /// How severe its silence is.
    pub severity: AlertSeverity,
    /// From 1, one more with each edit: the `ETag`.
    pub version: u64,
}

impl Monitor {
    /// The key of the alert that its silence is.
    #[must_use]
    pub fn dedup_key(&self) -> String {
        format!("monitor/{}", self.id)
    }

    /// When it counts as silent, where nothing is on record after this instant.
    #[must_use]
    pub fn silent_after(&self, heard: Timestamp) -> Timestamp {
        let parts = [self.every_s, self.grace_s, limits::MONITOR_HEARD_S];
        let patience = SignedDuration::from_secs(parts.into_iter().map(i64::from).sum());
        heard.checked_add(patience).unwrap_or(Timestamp::MAX)
    }
}

/// A monitor with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptMonitor {
    /// As saved.
    pub saved: Monitor,
    /// The last ping on record.
    pub heard_at: Option<Timestamp>,
    /// Since when it counts as silent.
    pub silent_since: Option<Timestamp>,
    /// When it will count as silent; none while it does, and while its integration is switched off.
    pub silent_at: Option<Timestamp>,
}

impl KeptMonitor {
    /// When something happens to it by itself.
    #[must_use]
    pub fn alarm(&self) -> Option<(Timestamp, Alarm)> {
        self.silent_at.map(|at| (at, Alarm::Silence(self.saved.id)))
    }
}
