//! Alerts: signals from integrations, deduplicated by their key.

use std::collections::BTreeMap;

use imbl::Vector;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{AlertId, IncidentId, IntegrationId, PageId, PersonId, SuppressionId};
use crate::policy::AlertSeverity;
use crate::report::Report;
use crate::state::Alarm;

/// What a source said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// One line; at most 1,024 characters.
    pub summary: String,
    /// What it is about, such as a host.
    pub source: String,
    /// How severe the source says it is.
    pub severity: AlertSeverity,
    /// Further fields by name, such as `component`, `group`, `class`, `details.NAME`; values as text. Rules may ask
    /// after those named here; others, such as `client`, are kept for people.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// When it happened, if the source said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Timestamp>,
}

impl Signal {
    /// A field that rules may ask after, by its name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        match name {
            "source" => Some(&self.source),
            name => self.fields.get(name).map(String::as_str),
        }
    }
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertStatus {
    /// Raised, and nobody has taken it.
    Triggered,
    /// Somebody has.
    Acknowledged,
    /// Over. The next signal with the same key is a new alert.
    Resolved,
}

/// Why an open alert is not paged for, though its route says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Held {
    /// A maintenance window or a suppression rule. It goes its way when that ends.
    Suppression {
        /// Which.
        suppression: SuppressionId,
    },
    /// Somebody put it off. It pages again then, if it is still open.
    Snooze {
        /// Until when.
        until: Timestamp,
        /// Who.
        person: PersonId,
        /// The page that it had: whom it will page again.
        page: Option<PageId>,
    },
    /// It joined an earlier one, whose page or incident is about it, too.
    Group {
        /// Which.
        first: AlertId,
    },
}

/// An alert that comes and goes: one alert and one page for all of it, until it is quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flapping {
    /// Whether it is on just now, says its source.
    pub on: bool,
    /// When it will have been quiet for long enough.
    pub ends_at: Timestamp,
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// Where it came from.
    pub integration: IntegrationId,
    /// What makes two signals the same alert, while it is open.
    pub dedup_key: String,
    /// The first signal. Free text: never leaves by SMS, voice or push.
    pub signal: Signal,
    /// Where it stands.
    pub status: AlertStatus,
    /// How severe it has been at the worst.
    pub worst: AlertSeverity,
    /// How many signals it has had.
    pub count: u64,
    /// When the first came.
    pub raised_at: Timestamp,
    /// Why it is not paged for; of one that is over, why it was not.
    pub held: Option<Held>,
    /// When alerts of this key were raised within [`crate::limits::FLAP_WINDOW_S`], this one last.
    pub raisings: Vector<Timestamp>,
    /// Whether it comes and goes.
    pub flapping: Option<Flapping>,
    /// The group that it is the first of.
    pub group: Option<String>,
    /// Open alerts that joined it.
    pub joined: Vector<AlertId>,
    /// The page it raised.
    pub page: Option<PageId>,
    /// The incident it belongs to.
    pub incident: Option<IncidentId>,
    /// What was said of it by whoever raised it by hand.
    pub report: Option<Report>,
}

impl Alert {
    /// Whether nobody has it and nobody is asked, now or later: neither a page nor an incident is about it.
    #[must_use]
    pub const fn is_untaken(&self) -> bool {
        let waits = matches!(self.held, Some(Held::Snooze { .. } | Held::Group { .. }));
        matches!(self.status, AlertStatus::Triggered) && self.page.is_none() && self.incident.is_none() && !waits
    }

    /// Its first signal, as severe as it was at the worst.
    #[must_use]
    pub fn at_worst(&self) -> Signal {
        Signal { severity: self.worst, ..self.signal.clone() }
    }

    /// When something happens to it by itself.
    pub fn alarms(&self) -> impl Iterator<Item = (Timestamp, Alarm)> + use<> {
        let id = self.id;
        let is_open = self.status != AlertStatus::Resolved;
        let wakes = match self.held {
            Some(Held::Snooze { until, .. }) if is_open => Some((until, Alarm::Wake(id))),
            _ => None,
        };
        let flaps = self.flapping.filter(|_| is_open).map(|it| (it.ends_at, Alarm::FlapEnds(id)));
        wakes.into_iter().chain(flaps)
    }
}
