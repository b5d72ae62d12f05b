//! Test pages: whether a person can be reached, tried by their own rules and answered like any page. On demand, and where
//! the cell wants it once a month, each person at an hour of their own working day.

use imbl::Vector;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::id::{PageId, PersonId};
use crate::incident::Severity;
use crate::limits;
use crate::page::TestAsked;
use crate::state::Alarm;

pub mod slot;

/// The cell's monthly test pages. Off until somebody switches them on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyTest {
    /// Whether there are any.
    pub on: bool,
    /// Of which severity: each person's rules for it are followed.
    pub severity: Severity,
    /// From 1, one more with each edit: the `ETag`. 0: it was never set.
    pub version: u64,
}

impl Default for MonthlyTest {
    fn default() -> Self {
        Self { on: false, severity: Severity::S1, version: 0 }
    }
}

/// Why a monthly test page is not sent when it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PutOff {
    /// It is no working day, or no working hour, for them: the service was down when it was.
    Hours,
    /// They are away.
    Absent,
    /// They are being paged.
    Paged,
    /// No message can reach them, which stands where one looks whom the cell can reach.
    Unreachable,
}

/// How the last test of a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LastTest {
    /// Its page.
    pub page: PageId,
    /// Who wanted it.
    pub asked: TestAsked,
    /// When it began.
    pub at: Timestamp,
    /// None while it waits.
    pub answered: Option<bool>,
}

/// What is known of whether a person is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// When they last answered a page or a test by one of their contacts, or proved one.
    pub proven_at: Option<Timestamp>,
    /// Their last test page.
    pub last: Option<LastTest>,
    /// How many tests in a row they did not answer; none since they were last proved to be reached.
    pub unanswered: u32,
    /// When tests were asked for by hand; the latest [`limits::TESTS`].
    pub asked: Vector<Timestamp>,
    /// When their monthly test is due.
    pub due: Option<Timestamp>,
}

impl Proof {
    /// Whether they are not proved to be reached: the last they were asked, they did not answer.
    #[must_use]
    pub const fn is_in_doubt(&self) -> bool {
        self.unanswered > 0
    }

    /// When something happens by itself.
    #[must_use]
    pub fn alarm(&self, person: PersonId) -> Option<(Timestamp, Alarm)> {
        self.due.map(|at| (at, Alarm::TestPage(person)))
    }

    /// Whether so many tests were asked for of late that there is no room for another.
    #[must_use]
    pub fn has_enough(&self, now: Timestamp) -> bool {
        let since = now.saturating_sub(SignedDuration::from_secs(limits::TESTS_S)).unwrap_or(now);
        self.asked.len() >= limits::TESTS && self.asked.front().is_some_and(|first| *first > since)
    }
}
