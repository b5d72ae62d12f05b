//! What can be wrong with a runbook's parts when they are put together.

use std::fmt;

use crate::limits;
use crate::model::list::WrongLength;
use crate::model::variable::Mismatch;
use crate::model::word::{Name, Slug};

/// One thing that does not fit, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

/// A place in a runbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The front matter, and the keys that lead there, such as `roles.duty-lead`.
    Front(String),
    /// A phase, counted from 0.
    Phase(usize),
    /// A step, and the keys of its block that lead there; empty for the step itself.
    Step(Slug, String),
    /// A branch with a heading of its own.
    Branch(Slug),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Front(keys) => write!(f, "front matter, {keys}"),
            Self::Phase(index) => write!(f, "phase {}", index + 1),
            Self::Step(slug, keys) if keys.is_empty() => write!(f, "step #{slug}"),
            Self::Step(slug, keys) => write!(f, "step #{slug}, {keys}"),
            Self::Branch(slug) => write!(f, "branch #{slug}"),
        }
    }
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A list that is too long or too short.
    #[error("{0}")]
    Length(WrongLength),
    /// No step at all.
    #[error("the runbook has no step; write ### and what is to be done under a phase")]
    NoStep,
    /// More steps than a runbook may have.
    #[error("the runbook has {found} steps; at most {limit} are allowed: make a runbook of its own of a part", limit = limits::STEPS)]
    Steps {
        /// How many there are.
        found: usize,
    },
    /// A slug that something else has already.
    #[error("#{0} is there already; every step and branch has a slug of its own")]
    Twice(Slug),
    /// A name that is in its list already.
    #[error("{0} is there already")]
    Again(String),
    /// A slug that was used once for something else.
    #[error("#{0} is among the retired slugs: it meant something else once; choose another")]
    Retired(Slug),
    /// A role that nobody has declared.
    #[error("no role is called {name}{}", did_you_mean(nearest.as_deref()))]
    Role {
        /// The name.
        name: Slug,
        /// The role that was probably meant.
        nearest: Option<String>,
    },
    /// Deputies in a circle.
    #[error("the deputies of {0} lead back to it")]
    Deputies(Slug),
    /// A clock that nobody has declared.
    #[error("no clock is called {name}{}; clocks are declared in the front matter", did_you_mean(nearest.as_deref()))]
    Clock {
        /// The name.
        name: Slug,
        /// The clock that was probably meant.
        nearest: Option<String>,
    },
    /// A step that is not there.
    #[error("no step is called #{name}{}", did_you_mean(nearest.as_deref()))]
    Step {
        /// The slug.
        name: Slug,
        /// The step that was probably meant.
        nearest: Option<String>,
    },
    /// A step that refers to itself.
    #[error("the step refers to itself")]
    Itself,
    /// A variable that nobody has declared.
    #[error("no variable is called {name}{}; declare it under inputs, records or constants", did_you_mean(nearest.as_deref()))]
    Variable {
        /// The name.
        name: Name,
        /// The variable that was probably meant.
        nearest: Option<String>,
    },
    /// A step fills in what is not a record.
    #[error("{0} is not a record, so no step can fill it in; declare it under records")]
    NotARecord(Name),
    /// A variable of a type that cannot be used here.
    #[error("{name} must be {expected}, and is of the type {found}")]
    VariableType {
        /// The variable.
        name: Name,
        /// What is needed.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A value that its variable cannot have.
    #[error("{name}: {mismatch}")]
    Value {
        /// The variable.
        name: Name,
        /// What is wrong with the value.
        mismatch: Mismatch,
    },
    /// A comparison by order of what has none.
    #[error("{0} has no order: compare it with = or !=")]
    NoOrder(Name),
    /// An answer that the decision does not have.
    #[error("{0:?} is not one of the answers")]
    Answer(Slug),
    /// An answer that two branches are for.
    #[error("two branches are for the answer {0:?}")]
    AnswerTwice(Slug),
    /// A branch under a step of a branch.
    #[error(
        "a branch of a step that is in a branch itself must stand below: write ## Branch: Title {{#slug}} and name it under branches"
    )]
    Deep,
    /// Branches in each other without end.
    #[error("branches lie in each other more than {limit} deep; make a runbook of its own of a part", limit = limits::DEPTH)]
    TooDeep,
    /// Branches in an order that no page has.
    #[error("branches that stand below come after those that stand under the step")]
    BranchOrder,
    /// A heading that would be read as another.
    #[error("a phase's heading may not begin with \"Branch:\"")]
    PhaseTitle,
    /// A pass without steps.
    #[error("has no step in it; a repeat needs one")]
    NothingRepeated,
    /// A number outside what it may be.
    #[error("is {found}; it must be from {min} to {max}")]
    Number {
        /// What it is.
        found: u64,
        /// The least it may be.
        min: u64,
        /// The most it may be.
        max: u64,
    },
    /// A time that is not after another.
    #[error("must not be before {0}")]
    Before(&'static str),
    /// A timestamp finer than milliseconds.
    #[error("has fractions of a millisecond; CACAO knows three digits")]
    Fine,
    /// Escalations out of order.
    #[error("each level must come later than the one before it")]
    Escalations,
    /// A key that the kind of step has no use for.
    #[error("a step of the kind {0} has none")]
    NotForKind(&'static str),
    /// A text with nothing in it.
    #[error("is empty")]
    Blank,
    /// A secret written out.
    #[error("is a secret by its name: write {{secret: name}}, and put the secret into the service's configuration")]
    Secret,
    /// A body where there can be none.
    #[error("GET and DELETE have no body")]
    Body,
    /// A runbook that calls itself.
    #[error("the runbook calls itself; use a repeat")]
    Recursion,
    /// A trigger that would propose the runbook for everything, each time.
    #[error("would match every change of every incident; add severity, category, words or pattern")]
    Everything,
    /// Something could not be told.
    #[error("the runbook is not right")]
    Unknown,
}

impl Fault {
    pub(crate) fn unknown() -> Self {
        Self { place: Place::Front(String::new()), problem: Problem::Unknown }
    }
}

pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; did you mean {nearest}?")).unwrap_or_default()
}
