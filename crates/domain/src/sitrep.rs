//! Situation reports: drafted by a run from what the cell knows, sent by a person in their own words.

use ctac_runbook::run::id::EffectId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{PersonId, RunId};
use crate::incident::{IncidentStatus, Severity};

/// What is known when a report is drafted. Nothing that not every member of the incident may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The run that drafts it.
    pub run: RunId,
    /// By which of its requests.
    pub effect: EffectId,
    /// After which template, such as `initial`.
    pub template: String,
    /// The runbook's roles that it goes to.
    pub roles: Vec<String>,
    /// Nothing of it is real: it begins with that word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exercise: bool,
    /// How severe the incident is.
    pub severity: Severity,
    /// Where it stands.
    pub status: IncidentStatus,
    /// Who leads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<PersonId>,
    /// Actions that are not done.
    pub actions: Vec<OpenAction>,
    /// Actions that are not done and not named: too many, or not for every member to read.
    #[serde(default, skip_serializing_if = "is_none")]
    pub more_actions: u32,
    /// Clocks that run.
    pub clocks: Vec<RunningClock>,
    /// The titles of the run's steps that are to be done.
    pub steps: Vec<String>,
}

/// An action that is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAction {
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub owner: PersonId,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
}

/// A clock that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningClock {
    /// What people call it.
    pub name: String,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// When it runs out.
    pub deadline: Timestamp,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_none(count: &u32) -> bool {
    *count == 0
}

/// A report of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sitrep {
    /// What the run asked.
    pub effect: EffectId,
    /// The roles that it goes to.
    pub roles: Vec<String>,
    /// The entry that drafted it.
    pub drafted: u64,
    /// The entry by which somebody sent it.
    pub sent: Option<u64>,
}

impl Draft {
    /// The draft in words, one thing a line; `name` says what somebody is called.
    #[must_use]
    pub fn words(&self, reference: &str, name: impl Fn(PersonId) -> String) -> String {
        let mut lines = Vec::new();
        if self.exercise {
            lines.push(crate::message::EXERCISE.to_owned());
        }
        let status = match self.status {
            IncidentStatus::Open => "open",
            IncidentStatus::Contained => "contained",
            IncidentStatus::Recovering => "recovering",
            IncidentStatus::StoodDown => "stood down",
            IncidentStatus::Closed => "closed",
        };
        lines.push(format!("{reference}: {:?}, {status}.", self.severity));
        lines.push(self.lead.map_or_else(|| "Nobody leads it.".to_owned(), |lead| format!("Led by {}.", name(lead))));
        for clock in &self.clocks {
            let whose = clock.organisation.as_ref().map(|whose| format!(" of {whose}")).unwrap_or_default();
            lines.push(format!("Clock: {}{whose}, runs out {}.", clock.name, clock.deadline));
        }
        for action in &self.actions {
            let due = action.due.map(|due| format!(", by {due}")).unwrap_or_default();
            lines.push(format!("Action: {} ({}{due}).", action.text, name(action.owner)));
        }
        if self.more_actions > 0 {
            lines.push(format!("Actions not listed: {}.", self.more_actions));
        }
        lines.extend(self.steps.iter().map(|title| format!("To be done: {title}.")));
        lines.join("\n")
    }
}
