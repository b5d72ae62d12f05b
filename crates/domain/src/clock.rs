//! Clocks: legal deadlines that one organisation has in an incident, such as the 72 hours in which a breach of personal
//! data is notified. Runs of the incident that name the same one for the same organisation share it. None is ever
//! paused or deleted.

use ctac_runbook::run::id::EffectId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{ClockId, PersonId, RunId};

/// A clock as it was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Its id.
    pub id: ClockId,
    /// What runbooks call it.
    pub slug: String,
    /// Whose it is, as the runbook's reader wrote it; none: the runbook does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// What people call it.
    pub name: String,
    /// From when it counts.
    pub since: Timestamp,
    /// When it runs out.
    pub deadline: Timestamp,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// The run that started it.
    pub run: RunId,
    /// By which of its requests.
    pub effect: EffectId,
    /// Nothing of it is real.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exercise: bool,
}

/// Where a clock stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ClockStatus {
    /// What is due is to be done.
    Running,
    /// It was done, or need not be.
    Stopped {
        /// When.
        at: Timestamp,
        /// What whoever was told calls it, or why nobody need be.
        why: String,
    },
    /// It should not have been started.
    Voided {
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
}

/// A clock of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Its id.
    pub id: ClockId,
    /// What runbooks call it.
    pub slug: String,
    /// Whose it is.
    pub organisation: Option<String>,
    /// What people call it.
    pub name: String,
    /// From when it counts.
    pub since: Timestamp,
    /// When it runs out.
    pub deadline: Timestamp,
    /// Who answers for it.
    pub owner: Option<PersonId>,
    /// The run that started it.
    pub run: RunId,
    /// By which of its requests.
    pub effect: EffectId,
    /// Nothing of it is real.
    pub exercise: bool,
    /// Where it stands.
    pub status: ClockStatus,
}

impl Clock {
    /// As it was started.
    pub(crate) fn running(started: &Started) -> Self {
        let Started { id, slug, organisation, name, since, deadline, owner, run, effect, exercise } = started.clone();
        let status = ClockStatus::Running;
        Self { id, slug, organisation, name, since, deadline, owner, run, effect, exercise, status }
    }

    /// Whether what is due is still to be done.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.status, ClockStatus::Running)
    }

    /// Whether it is this clock of this organisation, however its name is written.
    #[must_use]
    pub fn is_of(&self, slug: &str, organisation: Option<&str>, exercise: bool) -> bool {
        let name = |it: Option<&str>| it.unwrap_or_default().trim().to_lowercase();
        self.slug == slug && self.exercise == exercise && name(self.organisation.as_deref()) == name(organisation)
    }
}
