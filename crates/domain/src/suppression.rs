//! Maintenance windows and suppression rules: what they match is recorded and not paged, until they end. Nothing is
//! forgotten: what is still open then goes its way.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::alert::Signal;
use crate::id::{IntegrationId, PersonId, SuppressionId};
use crate::policy::Condition;
use crate::state::Alarm;

/// When a suppression ends. None is for ever: what has no end of its own has a day by which somebody must have looked
/// at it again, and does not suppress beyond that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Ends {
    /// A maintenance window, to this instant.
    Window {
        /// At most [`crate::limits::MAINTENANCE_S`] after its beginning.
        to: Timestamp,
    },
    /// A suppression rule, to be reviewed by this instant.
    Review {
        /// At most [`crate::limits::REVIEW_S`] ahead.
        by: Timestamp,
    },
}

/// A maintenance window or a suppression rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Its id.
    pub id: SuppressionId,
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub ends: Ends,
    /// Of which integrations; empty: of all.
    pub integrations: Vec<IntegrationId>,
    /// Of which alerts, as a routing rule says it.
    #[serde(default)]
    pub when: Condition,
    /// Why. Never empty.
    pub reason: String,
    /// Who made it, or last extended it.
    pub by: Option<PersonId>,
    /// From 1, one more with each edit: the `ETag`.
    pub version: u64,
}

impl Suppression {
    /// When it ends.
    #[must_use]
    pub const fn ends_at(&self) -> Timestamp {
        match self.ends {
            Ends::Window { to } => to,
            Ends::Review { by } => by,
        }
    }

    /// Whether it suppresses a signal at an instant.
    #[must_use]
    pub fn suppresses(&self, integration: IntegrationId, signal: &Signal, at: Timestamp) -> bool {
        self.from <= at
            && at < self.ends_at()
            && (self.integrations.is_empty() || self.integrations.contains(&integration))
            && self.when.holds(signal)
    }

    /// When something happens to it by itself.
    #[must_use]
    pub const fn alarm(&self) -> (Timestamp, Alarm) {
        (self.ends_at(), Alarm::SuppressionEnds(self.id))
    }
}
