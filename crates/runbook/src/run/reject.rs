//! Why a command was refused: by the rules, in words that say what to do.

use super::fact::SkipCode;

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// No such step, frame, version or person.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Somebody was quicker.
    #[error("this was already done{}", .by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default())]
    AlreadyOver {
        /// Who.
        by: Option<String>,
    },
    /// It was reopened: there is a newer attempt.
    #[error("this attempt was replaced by a newer one: look again")]
    OldAttempt,
    /// It was given up.
    #[error("this is no longer to be done")]
    NoLonger,
    /// It is not the kind of step for this.
    #[error("that cannot be done with this step: {0}")]
    Unfitting(&'static str),
    /// The run is over or paused.
    #[error("the run is {0}")]
    RunIs(&'static str),
    /// A gate stands before it.
    #[error("first comes {title}, which decides whether this is to be done")]
    Gate {
        /// Its title.
        title: String,
    },
    /// The answer is none of those that are possible.
    #[error("answer one of: {}", .possible.join(", "))]
    NoSuchAnswer {
        /// Those that are.
        possible: Vec<String>,
    },
    /// What doing it must say was not said.
    #[error("say what was found: {}", .0.join(", "))]
    OutputsMissing(Vec<String>),
    /// A value is not of its record's kind.
    #[error("{name}: {why}")]
    BadValue {
        /// The record.
        name: String,
        /// What is wanted.
        why: String,
    },
    /// Evidence was asked for.
    #[error("say what shows it: {}", .0.join(", "))]
    EvidenceMissing(Vec<String>),
    /// This step may not be passed over so.
    #[error("{0}")]
    NoSkip(&'static str),
    /// A reason is wanted.
    #[error("say why")]
    NoReason,
    /// That person may not.
    #[error("{0}")]
    NotYou(&'static str),
    /// They agreed already.
    #[error("you have agreed already; somebody else must")]
    AgreedAlready,
    /// What they saw is not what stands there now.
    #[error("what you were shown has changed: look again, then decide")]
    Changed,
    /// Clocks would be left without an owner.
    #[error("give an owner to these clocks first: {}", .0.join(", "))]
    ClocksWithoutOwner(Vec<String>),
    /// The newer version has no place for what is under way.
    #[error("the newer version has no longer the branch that is under way at {0}: finish or give it up first")]
    BranchGone(String),
    /// Too much of something.
    #[error("at most {limit} {what}")]
    Limit {
        /// Of what.
        what: &'static str,
        /// How many.
        limit: usize,
    },
    /// Only the engine may.
    #[error("only the engine says so")]
    EngineOnly,
}

impl SkipCode {
    /// Whether the words must say more than the code.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        !matches!(self, Self::AlreadyDone)
    }
}
