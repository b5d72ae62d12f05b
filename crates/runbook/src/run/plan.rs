//! A version of a runbook, made ready to be run: its steps in the order of work, found by slug.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fact::Place;
use crate::cacao::export::{Options, export};
use crate::canonical::{JsonError, content_hash};
use crate::limits;
pub use crate::model::Base;
use crate::model::{Action, ClockAction, Condition, Quorum, Runbook, Sending, Template, Value, VariableType};

/// The digest of a version's content, in lower-case hexadecimal: its name for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(pub String);

impl Hash {
    /// The version that a runbook is: the SHA-256 of its canonical CACAO, without signatures. The same content has the same name,
    /// however its file is laid out.
    ///
    /// # Errors
    ///
    /// It has no canonical form: a number in it is one that no double holds.
    pub fn of(runbook: &Runbook) -> Result<Self, JsonError> {
        content_hash(&export(runbook, &Options::default()).playbook).map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A version, ready to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The runbook's id, the same in every version.
    pub runbook: String,
    /// This version.
    pub hash: Hash,
    /// Its title.
    pub title: String,
    /// The steps of its own, in order.
    pub body: Vec<Arc<Def>>,
    /// Every step at any depth, by slug.
    pub steps: BTreeMap<String, Arc<Def>>,
    /// What can be recorded.
    pub records: BTreeMap<String, RecordDef>,
    /// By role: the role that is asked where it has nobody. Never in a circle.
    pub deputies: BTreeMap<String, String>,
}

impl Plan {
    /// Whoever holds a role; where nobody does, whoever holds the nearest of its deputies that anybody holds, and which
    /// that is.
    pub fn held<P>(&self, role: &str, holders: impl Fn(&str) -> Vec<P>) -> (Vec<P>, Option<&str>) {
        let (mut people, mut at, mut deputy) = (holders(role), role, None);
        // No more steps than there are deputies: a plan that was made by hand may lead in a circle.
        for _ in 0..self.deputies.len() {
            let Some(next) = self.deputies.get(at).filter(|_| people.is_empty()) else { break };
            (people, at, deputy) = (holders(next), next, Some(next.as_str()));
        }
        if people.is_empty() { (people, None) } else { (people, deputy) }
    }
}

/// Something that a run knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordDef {
    /// What it is, in words.
    pub label: String,
    /// What values it takes.
    pub kind: VariableType,
    /// What it is at first; none: not known.
    pub initial: Option<String>,
    /// Whether whoever starts the run says it.
    pub input: bool,
    /// Whether nobody may change it.
    pub constant: bool,
}

impl RecordDef {
    /// What a value says, in words: of a choice what the answer means; none where the value says it itself.
    #[must_use]
    pub fn words(&self, value: &str) -> Option<&str> {
        let VariableType::Choice(answers) = &self.kind else { return None };
        answers.iter().find(|(slug, _)| slug.as_str() == value).map(|(_, words)| words.as_str())
    }

    /// Whether it can have a value.
    ///
    /// # Errors
    ///
    /// What the value must be.
    pub fn check(&self, value: &str) -> Result<(), String> {
        let value = Value::try_from(value.to_owned()).map_err(|error| error.to_string())?;
        self.kind.check(&value).map_err(|error| error.to_string())
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Def {
    /// What it is called for ever.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// The heading of its phase.
    pub phase: String,
    /// The instruction.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Who does it, by the runbook's roles.
    pub role: Option<String>,
    /// Whose people do it, where that is one organisation.
    pub organisation: Option<Template>,
    /// By when.
    pub target: Option<Target>,
    /// Who is told when it is late, in turn.
    pub levels: Vec<Level>,
    /// Whether it may be passed over.
    pub skip: Skip,
    /// What shows that it was done.
    pub evidence: Vec<Wanted>,
    /// What doing it says.
    pub outputs: Vec<Wanted>,
    /// The digest of what somebody who does it is shown.
    pub shown: Hash,
}

/// Something that doing a step gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What it is called.
    pub name: String,
    /// Whether the step is not done without it.
    pub required: bool,
}

/// By when, after what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// How long there is, in seconds.
    pub within_s: u32,
    /// After what.
    pub base: Base,
}

/// Who is told that a step is late, and how late it then is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// How long after the target, in seconds.
    pub after_s: u32,
    /// None: whoever does it, or was given it.
    pub role: Option<String>,
}

/// Steps in the order of work.
pub type Body = Vec<Arc<Def>>;

/// What a step is.
#[expect(missing_docs, reason = "each variant says what it is; its fields are called what they are")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A person does it, and says so.
    Task,
    /// A person answers a question; what follows may depend on the answer.
    Decision { record: Option<String>, answers: Vec<String>, branches: Vec<Branch> },
    /// So many people must agree.
    Approval {
        /// Whose people may.
        by: Vec<String>,
        /// How many must.
        needs: Quorum,
        /// Nobody who holds, or here acted in, one of these roles.
        not_by: Vec<String>,
        /// Where the answer goes.
        record: Option<String>,
        /// How long an agreement holds, in seconds.
        expires_s: Option<u32>,
        /// What follows.
        approved: Option<Body>,
        /// What follows; none: it stays to be approved.
        rejected: Option<Body>,
    },
    /// Lanes that are worked at the same time.
    Parallel { lanes: Vec<Lane>, join: Join },
    /// Again and again until a condition holds, which is tested before each pass.
    Repeat {
        until: Condition,
        every_s: u32,
        max: u32,
        /// Who is told at the limit.
        on_limit: Vec<String>,
        body: Body,
    },
    /// Another runbook, at the version pinned when the run began.
    Child {
        version: Hash,
        /// Its record, and ours that it begins with.
        pass: Vec<(String, String)>,
        /// Our record, and its that ours becomes.
        give_back: Vec<(String, String)>,
    },
    /// Time passes.
    Wait(WaitFor),
    /// Something is said; there is nothing to do.
    Note,
    /// The engine acts.
    Act(Act),
}

/// What the engine does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// With texts yet to be filled in.
    pub action: Action,
    /// Where it failed for good the run goes on, and no person does it instead.
    pub goes_on: bool,
    /// After how long without an answer it counts as failed, in seconds.
    pub patience_s: Option<u32>,
}

impl Act {
    /// How often it is tried again when it failed and that could help; none: it must not be asked twice.
    #[must_use]
    pub const fn retries(&self) -> Option<u8> {
        match &self.action {
            Action::Http(http) => match http.sending {
                Sending::Idempotent { retries } => Some(retries),
                // Not tried again where it failed; but where nobody knows, asking again does no harm.
                Sending::Once if http.method.is_idempotent() => Some(0),
                Sending::Once => None,
            },
            // Whoever is asked twice under one id acts once.
            Action::Page(_)
            | Action::CallOut(_)
            | Action::Sitrep(_)
            | Action::Clock(_)
            | Action::Invite(_)
            | Action::SetSeverity(_) => Some(limits::TRIES),
        }
    }
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitFor {
    /// So many seconds.
    Time(u32),
    /// A condition; after so many seconds it is a person's to say.
    Until {
        /// What must hold.
        condition: Condition,
        /// How long is waited for it.
        patience_s: Option<u32>,
    },
}

/// What follows some answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Which.
    pub answers: Vec<String>,
    /// The steps.
    pub body: Body,
}

/// A lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// What it is called.
    pub title: String,
    /// The steps.
    pub body: Body,
}

/// How many lanes must be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Every one.
    All,
    /// At least one; the others are then given up.
    AtLeast(u32),
}

impl Kind {
    /// The steps that a frame of such a step works through.
    #[must_use]
    pub fn body(&self, place: &Place) -> Option<&[Arc<Def>]> {
        match (self, place) {
            (Self::Decision { branches, .. }, Place::Answer { answer }) => {
                branches.iter().find(|branch| branch.answers.contains(answer)).map(|branch| branch.body.as_slice())
            }
            (Self::Approval { approved, .. }, Place::Approved) => approved.as_deref(),
            (Self::Approval { rejected, .. }, Place::Rejected) => rejected.as_deref(),
            (Self::Parallel { lanes, .. }, Place::Lane { title }) => {
                lanes.iter().find(|lane| lane.title == *title).map(|lane| lane.body.as_slice())
            }
            (Self::Repeat { body, .. }, Place::Pass { .. }) => Some(body),
            _ => None,
        }
    }

    /// Whether nothing after it may be done before it.
    #[must_use]
    pub fn is_gate(&self) -> bool {
        match self {
            Self::Decision { .. } | Self::Approval { .. } => true,
            Self::Act(act) => matches!(&act.action, Action::Clock(clock) if clock.action == ClockAction::Stop),
            _ => false,
        }
    }
}

/// Who may pass over a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skip {
    /// Nobody.
    Never,
    /// Whoever says why.
    Reason,
    /// With the agreement of a second person, who holds this role.
    Approval(String),
}

impl Kind {
    /// The version of the sub-runbook that it calls.
    #[must_use]
    pub const fn child(&self) -> Option<&Hash> {
        match self {
            Self::Child { version, .. } => Some(version),
            _ => None,
        }
    }
}
