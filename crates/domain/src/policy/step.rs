//! One step of an escalation policy: whom it asks, for which pages, at what hours of the week, and how long it waits.

use std::sync::LazyLock;

use ctac_rota::Restriction;
use ctac_rota::holidays::{DateKind, Holidays};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::directory::Role;
use crate::id::{PersonId, RotaId, TeamId};
use crate::incident::Severity;
use crate::severities::Severities;

/// Who a step reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Target {
    /// One person.
    Person {
        /// Whom.
        person: PersonId,
    },
    /// Whoever is on call in a rota at the instant the step starts. Its deputy is not asked by itself: see
    /// [`Target::Deputy`].
    Rota {
        /// Which.
        rota: RotaId,
    },
    /// Whoever is on call in the rota that stands in for this one; where nobody there can be reached, in that one's
    /// own deputy, and so on. In a step after the rota's own it is asked at once where the rota has a gap, and else
    /// when the rota's step has waited.
    Deputy {
        /// For which rota the deputy is asked.
        rota: RotaId,
    },
    /// Everybody of a team.
    Team {
        /// Which.
        team: TeamId,
    },
    /// Everybody active who holds a role in the cell.
    Role {
        /// Which.
        role: Role,
    },
    /// The incident leads of every affected organisation: of an incident, the one that it belongs to and those of its
    /// writing members; of an alert, that of its integration. Where an organisation has no incident lead who can be
    /// reached, its administrators, who can find somebody.
    Leads,
}

/// Hours of the week, on the clock of a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The IANA name of the zone, such as `Europe/London`.
    pub time_zone: String,
    /// The windows of the week, at least one, with what they mean in a rota's layer.
    pub windows: Vec<Restriction>,
    /// The hours outside those windows are meant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside: bool,
    /// The bank holidays of England and Wales are no days of these windows: all day, on the clock of the zone, they are
    /// outside. Of a date beyond the list it cannot be said, and it is a day like others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_on_holidays: bool,
}

static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(Holidays::england_and_wales);

impl Hours {
    /// Whether an instant is within these hours. Where that cannot be told, as the zone is not known any more, it is:
    /// asking somebody too many is better than asking nobody.
    #[must_use]
    pub fn hold(&self, at: Timestamp) -> bool {
        if self.not_on_holidays && self.is_holiday(at) {
            return self.outside;
        }
        ctac_rota::is_within(&self.time_zone, &self.windows, at) != Ok(self.outside)
    }

    fn is_holiday(&self, at: Timestamp) -> bool {
        let zone = TimeZone::get(&self.time_zone).ok();
        zone.is_some_and(|zone| matches!(HOLIDAYS.on(at.to_zoned(zone).date()), DateKind::Holiday(_)))
    }
}

/// One step of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Who is paged; all of them at once.
    pub targets: Vec<Target>,
    /// How long to wait for an acknowledgement before the next step, in seconds; at least 1.
    pub wait_s: u32,
    /// For pages of these severities; for others the step is passed over.
    #[serde(default, skip_serializing_if = "Severities::is_all")]
    pub severities: Severities,
    /// At these hours; at others the step is passed over. None: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Not all targets at once but one of them: each page's first time at this step asks the next in turn, and the same
    /// page's later times the ones after. One that reaches nobody is passed over for the next.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_turn: bool,
}

/// Why a step is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// It is for pages of other severities.
    Severity,
    /// It is for other hours.
    Hours,
}

impl Step {
    /// A step for every page at every hour, all of its targets at once.
    #[must_use]
    pub const fn new(targets: Vec<Target>, wait_s: u32) -> Self {
        Self { targets, wait_s, severities: Severities::ALL, hours: None, in_turn: false }
    }

    /// Why it is passed over, if it is.
    #[must_use]
    pub fn skipped(&self, severity: Severity, at: Timestamp) -> Option<Skip> {
        if !self.severities.holds(severity) {
            return Some(Skip::Severity);
        }
        self.hours.as_ref().is_some_and(|hours| !hours.hold(at)).then_some(Skip::Hours)
    }
}
