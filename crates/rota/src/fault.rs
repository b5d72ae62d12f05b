//! What can be wrong with a rota, or with a question to it.

use crate::limits;

/// One thing wrong with a rota, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct Fault {
    /// The place in the rota, such as `layers[1].turn.length`.
    pub place: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A time zone nobody knows.
    #[error("no time zone is called {0:?}; use an IANA name such as Europe/London")]
    UnknownZone(String),
    /// A time zone in another spelling than IANA's.
    #[error("write this time zone as {0:?}")]
    ZoneSpelling(String),
    /// A list that must not be empty is.
    #[error("names nobody; put at least one member here")]
    Nobody,
    /// A name that is no name.
    #[error("is empty")]
    Empty,
    /// A name that is too long.
    #[error("has {found} characters; at most {limit} are allowed")]
    TooLong {
        /// How many it has.
        found: usize,
        /// How many it may have.
        limit: usize,
    },
    /// A list that is too long.
    #[error("has {found} of them; at most {limit} are allowed")]
    TooMany {
        /// How many it has.
        found: usize,
        /// How many it may have.
        limit: usize,
    },
    /// A turn of no length, or of too much.
    #[error("is {found}; it must be from 1 to {limit}", limit = limits::TURN_LENGTH)]
    TurnLength {
        /// What it is.
        found: u32,
    },
    /// A first turn for a group that is not there.
    #[error("is {found}; there are {groups} groups, counted from 0")]
    NoSuchGroup {
        /// What it is.
        found: u32,
        /// How many groups there are.
        groups: usize,
    },
    /// Handoff days where turns are not daily.
    #[error("only daily turns can name handoff days")]
    HandoffDays,
    /// An end that is not after its start.
    #[error("must be after {after}")]
    NotAfter {
        /// The name of the field that it must come after.
        after: &'static str,
    },
    /// A layer said to be in force before it starts.
    #[error("is before start; leave it out, or move start back by whole turns")]
    BeforeStart,
    /// A time with a fraction of a second.
    #[error("must be on a whole second")]
    Fraction,
    /// A time no rota reaches.
    #[error("must be after 1970-01-01 and before 2099-12-31")]
    OutOfReach,
    /// The lowest layer has none to be beside.
    #[error("the first layer has none before it to be beside")]
    BesideNothing,
}

/// A stretch is too long to be resolved at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooLong {
    /// It has too many days.
    #[error("from and to are {days} days apart; at most {limit} are resolved at once", limit = limits::WINDOW_DAYS)]
    Days {
        /// How many.
        days: i64,
    },
    /// Too much happens in it.
    #[error("more than {limit} changes fall between from and to; ask for a shorter stretch", limit = limits::STEPS)]
    Changes,
    /// Too many different people are on together in it.
    #[error(
        "more than {limit} places in different groups of people fall between from and to; ask for a shorter stretch",
        limit = limits::EXTRA_PLACES
    )]
    Places,
}
