//! The runbook as a whole.

use std::ops::Deref;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::check;
use crate::model::fault::Fault;
use crate::model::id::{IdentityId, PlaybookId};
use crate::model::metadata::{Clock, Reference, Role, Status, Tlp};
use crate::model::step::Step;
use crate::model::text::Text;
use crate::model::trigger::Trigger;
use crate::model::variable::{Origin, Variable};
use crate::model::walk::{self, Visit};
use crate::model::word::{Line, Name, Slug, Title, Token};

/// A runbook in which everything fits together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Runbook(Parts);

/// The parts of a runbook, before they are looked at together by [`Runbook::new`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// What it is called in its library, and its file.
    pub slug: Slug,
    /// What it is called everywhere, in all its versions.
    pub id: PlaybookId,
    /// Its heading.
    pub title: Title,
    /// Where it stands in its library.
    pub status: Status,
    /// Who looks after it: a post, not a person.
    pub owner: Line,
    /// When it is to be looked at again.
    pub review_by: Date,
    /// When its first version was made. Whole milliseconds.
    pub created: Timestamp,
    /// When this version was made. Whole milliseconds; not before `created`.
    pub modified: Timestamp,
    /// Who made it.
    pub created_by: IdentityId,
    /// Who may see it.
    pub tlp: Tlp,
    /// CACAO's playbook types (§3.1.1).
    pub types: Vec<Token>,
    /// CACAO's activities (§3.1.2).
    pub activities: Vec<Token>,
    /// How urgent it is among others, 1 the most, 100 the least (CACAO).
    pub priority: Option<u8>,
    /// How bad what it is for is, 1 the least, 100 the most (CACAO).
    pub severity: Option<u8>,
    /// How much harm following it does, 1 the least, 100 the most (CACAO).
    pub impact: Option<u8>,
    /// Words it is found by.
    pub labels: Vec<Line>,
    /// The sectors it is for (CACAO).
    pub sectors: Vec<Token>,
    /// It can be started from then on.
    pub valid_from: Option<Timestamp>,
    /// It can be started until then.
    pub valid_until: Option<Timestamp>,
    /// The runbooks it was made from.
    pub derived_from: Vec<PlaybookId>,
    /// What it rests on.
    pub references: Vec<Reference>,
    /// When it is proposed: when any of these matches.
    pub triggers: Vec<Trigger>,
    /// Who does steps. At least one.
    pub roles: Vec<Role>,
    /// The role that leads the run, and does what no other role is named for.
    pub lead: Slug,
    /// What a run knows.
    pub variables: Vec<Variable>,
    /// The deadlines it starts and stops.
    pub clocks: Vec<Clock>,
    /// What a cell must make sure of before it adopts it: facts of law, numbers, telephone numbers.
    pub to_confirm: Vec<Line>,
    /// Slugs that steps and branches had once. They are not used again.
    pub retired: Vec<Slug>,
    /// What it is for, and what it is not for.
    pub purpose: Text,
    /// The phases, in order.
    pub phases: Vec<Phase>,
}

/// A part of the work, under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its heading.
    pub title: Title,
    /// What is said before its steps.
    pub text: Text,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

impl Runbook {
    /// Puts the parts together. Inputs come before records, and these before constants, as they stand in a file.
    ///
    /// # Errors
    /// Everything that does not fit.
    pub fn new(mut parts: Parts) -> Result<Self, Vec<Fault>> {
        parts.variables.sort_by_key(|variable| match variable.origin {
            Origin::Input(_) => 0,
            Origin::Record(_) => 1,
            Origin::Constant(_) => 2,
        });
        let faults = check::check(&parts);
        if faults.is_empty() { Ok(Self(parts)) } else { Err(faults) }
    }

    /// Takes it apart, to make another version.
    #[must_use]
    pub fn into_parts(self) -> Parts {
        self.0
    }
}

impl Parts {
    /// Every step with its place, in the order of the work; a branch's steps come after the step that has it.
    #[must_use]
    pub fn steps(&self) -> Vec<Visit<'_>> {
        walk::steps(self)
    }

    /// A step by its slug.
    #[must_use]
    pub fn step(&self, slug: &str) -> Option<&Step> {
        self.steps().into_iter().find(|visit| visit.step.slug.as_str() == slug).map(|visit| visit.step)
    }

    /// A role by its slug.
    #[must_use]
    pub fn role(&self, slug: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.slug.as_str() == slug)
    }

    /// A clock by its slug.
    #[must_use]
    pub fn clock(&self, slug: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.slug.as_str() == slug)
    }

    /// A variable by its name.
    #[must_use]
    pub fn variable(&self, name: &Name) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.name == *name)
    }
}

impl Deref for Runbook {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl TryFrom<Parts> for Runbook {
    type Error = Fault;

    fn try_from(parts: Parts) -> Result<Self, Fault> {
        Self::new(parts).map_err(|faults| faults.into_iter().next().unwrap_or_else(Fault::unknown))
    }
}

impl From<Runbook> for Parts {
    fn from(runbook: Runbook) -> Self {
        runbook.0
    }
}
