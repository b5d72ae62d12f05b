//! What the service does by itself. Every failure, and every outcome that is not known, becomes somebody's task.

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::duration::Duration;
use crate::model::http::Http;
use crate::model::list::{List, OneOrMore};
use crate::model::metadata::{Severity, words};
use crate::model::template::Template;
use crate::model::word::{Name, Slug};

/// A step that the service does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Automatic {
    /// What it does.
    pub action: Action,
    /// What happens when it could not be done.
    pub on_failure: OnFailure,
    /// After so long without an outcome it counts as failed (CACAO's `timeout`).
    pub give_up_after: Option<Duration>,
}

words!(
    /// What happens when a step could not be done by the service.
    OnFailure {
        /// It becomes a task of the step's role, by hand.
        Manual = "manual",
        /// It is recorded as failed, and the run goes on.
        Continue = "continue",
    }
);

/// What the service can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Pages roles.
    Page(Page),
    /// Asks many who can attend.
    CallOut(CallOut),
    /// Drafts a situation report.
    Sitrep(Sitrep),
    /// Starts or stops a clock.
    Clock(ClockStep),
    /// Invites an organisation into the incident.
    Invite(Invite),
    /// Sets the incident's severity.
    SetSeverity(SetSeverity),
    /// Calls an HTTP API.
    Http(Http),
}

/// Pages somebody of each role, through the escalation machinery: done when each page is acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The roles.
    pub who: OneOrMore<Slug>,
    /// What they are told.
    pub message: Template,
    /// The step counts as failed when nobody of a role has acknowledged in this time.
    pub ack_within: Option<Duration>,
}

/// Asks everybody of some roles who can attend, and when: done when the needs are filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallOut {
    /// How many of which role are needed.
    pub needs: OneOrMore<Need>,
    /// What they are told.
    pub message: Template,
    /// How long there is to answer. If the needs are not filled by then, the step has failed.
    pub answer_within: Duration,
}

/// How many of a role are needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The role.
    pub role: Slug,
    /// How many people; at least one, at most 50.
    pub count: u8,
}

/// Drafts a situation report: done when a person has sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitrep {
    /// Which template it is drafted from, such as `initial`.
    pub template: Slug,
    /// The roles that it goes to; none: those whom the template names.
    pub who: List<Slug, 0, { limits::ITEMS }>,
}

/// Starts or stops a clock of one organisation: the step's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStep {
    /// The clock.
    pub clock: Slug,
    /// What is done to it.
    pub action: ClockAction,
}

/// What is done to a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockAction {
    /// It is started.
    Start {
        /// The record that says from when it counts; none: the step's role is asked.
        since: Option<Name>,
    },
    /// It is stopped. The step's role is asked for the reference number or the reason.
    Stop,
}

/// Invites an organisation: done when it is a member of the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// Its name.
    pub organisation: Template,
    /// What it is told.
    pub message: Option<Template>,
}

/// Sets the incident's severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetSeverity {
    /// To what.
    pub severity: Severity,
    /// Why, for the timeline.
    pub reason: Template,
}

impl ClockStep {
    /// Whether it starts its clock.
    #[must_use]
    pub fn starts(&self) -> bool {
        matches!(self.action, ClockAction::Start { .. })
    }

    /// The variable that says from when the clock counts.
    #[must_use]
    pub fn since(&self) -> Option<&Name> {
        match &self.action {
            ClockAction::Start { since } => since.as_ref(),
            ClockAction::Stop => None,
        }
    }
}

impl Action {
    /// Its kind's name, as it is written.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Page(_) => "page",
            Self::CallOut(_) => "callout",
            Self::Sitrep(_) => "sitrep",
            Self::Clock(_) => "clock",
            Self::Invite(_) => "invite",
            Self::SetSeverity(_) => "severity",
            Self::Http(_) => "http",
        }
    }
}
