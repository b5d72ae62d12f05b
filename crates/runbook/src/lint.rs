//! What is not wrong by the format and is not good either: what a runbook cannot be followed for, what nobody would miss,
//! what was probably meant otherwise.

mod activities;
mod flow;
mod library;
mod people;
mod plain;
mod use_of;

use std::fmt;

use crate::limits;
use crate::model::{Place, Runbook, Slug};

pub use library::library;

/// Something found in a runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Where.
    pub place: Place,
    /// What, and what to do about it.
    pub said: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.place, self.said, self.rule)
    }
}

/// Whether something may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It must be put right before the runbook is approved.
    Error,
    /// Somebody should look at it.
    Warning,
}

/// Defines the rules.
macro_rules! rules {
    ($($(#[$about:meta])* $rule:ident = $word:literal, $level:ident;)+) => {
        /// A rule of the house. Its name is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[$about])* $rule,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$rule),+];

            /// Its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$rule => $word),+ }
            }

            /// Whether what it finds may stay.
            #[must_use]
            pub const fn level(self) -> Level {
                match self { $(Self::$rule => Level::$level),+ }
            }
        }
    };
}

rules! {
    /// A repeat whose end no step in it can bring about.
    EndlessRepeat = "endless-repeat", Error;
    /// A condition on a record that no step fills in.
    NeverFilled = "never-filled", Error;
    /// A text uses a record that may not be known when it is sent.
    NotYetKnown = "not-yet-known", Warning;
    /// A time counts from a step that comes later, or that may never be done.
    TargetBase = "target-base", Error;
    /// An approval that nobody could give.
    NoApprover = "no-approver", Error;
    /// An approval or a decision without a time: nobody is reminded.
    NoTarget = "no-target", Warning;
    /// The role that is late is the one that is told of it.
    OverdueToItself = "overdue-to-itself", Warning;
    /// A role that does nothing.
    UnusedRole = "unused-role", Warning;
    /// A variable that nothing asks for.
    UnusedVariable = "unused-variable", Warning;
    /// A clock that no step starts or stops.
    UnusedClock = "unused-clock", Warning;
    /// A clock that is started and never stopped, or stopped and never started.
    HalfClock = "half-clock", Warning;
    /// A clock step that does not say whose clock it is.
    WhoseClock = "whose-clock", Warning;
    /// A branch with nothing in it.
    EmptyBranch = "empty-branch", Warning;
    /// A decision on which nothing depends.
    IdleDecision = "idle-decision", Warning;
    /// A place for a variable in prose, where none is filled in.
    PlaceInText = "place-in-text", Warning;
    /// Words that say that something is still to be written.
    Placeholder = "placeholder", Warning;
    /// An approved runbook with words that say that something is still to be written.
    ApprovedPlaceholder = "approved-placeholder", Error;
    /// An approved runbook with facts still to be confirmed.
    ToConfirm = "to-confirm", Warning;
    /// Its review was due before its last change.
    ReviewPassed = "review-passed", Warning;
    /// A type that CACAO does not know.
    UnknownType = "unknown-type", Warning;
    /// An activity that CACAO demands for a type is missing.
    MissingActivity = "missing-activity", Error;
    /// A heading too long to be read at a glance.
    LongHeading = "long-heading", Warning;
    /// A runbook that is not among those given.
    UnknownRunbook = "unknown-runbook", Warning;
    /// Runbooks that call each other in a circle.
    RunbookCycle = "runbook-cycle", Error;
    /// Runbooks that call each other too deep.
    RunbookDepth = "runbook-depth", Error;
    /// What is handed over is not what the other runbook asks for.
    Handover = "handover", Error;
    /// Two runbooks with one name or one id.
    SameName = "same-name", Error;
    /// A runbook that calls one that was withdrawn.
    Withdrawn = "withdrawn", Warning;
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Everything found in a runbook, what must be put right first.
#[must_use]
pub fn lint(runbook: &Runbook) -> Vec<Finding> {
    let mut found = Findings::default();
    flow::check(runbook, &mut found);
    people::check(runbook, &mut found);
    use_of::check(runbook, &mut found);
    plain::check(runbook, &mut found);
    activities::check(runbook, &mut found);
    found.sorted()
}

/// What was found so far.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: Rule, place: Place, said: impl Into<String>) {
        // Errors are never crowded out by warnings.
        if self.0.len() < 4 * limits::FAULTS || rule.level() == Level::Error {
            self.0.push(Finding { rule, place, said: said.into() });
        }
    }

    fn step(&mut self, rule: Rule, slug: &Slug, key: &str, said: impl Into<String>) {
        self.add(rule, Place::Step(slug.clone(), key.to_owned()), said);
    }

    fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| finding.rule.level());
        self.0
    }
}

#[cfg(test)]
mod tests;
