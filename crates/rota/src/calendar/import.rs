//! A calendar file as proposed overrides: what would be imported, and what was passed over and why. Nothing is left out
//! in silence, and nothing is changed: whoever asked looks at it first.
//!
//! Read are the events (VEVENT) of RFC 5545: their start, end or duration, who, and their recurrence (daily, weekly,
//! monthly, with INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, WKST; RDATE, EXDATE, and single instances changed by
//! RECURRENCE-ID). What cannot alter a duty (alarms, descriptions, places, properties of programs) is not looked at.

mod assemble;
mod event;
mod instances;
mod line;
mod names;
mod read;
mod recur;
mod rule;
#[cfg(test)]
mod tests;
mod value;
mod zones;

use jiff::Timestamp;

pub use assemble::import;

use crate::fault::{Fault, TooLong};
use crate::limits;

/// What is asked of an import.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// Events that end at or before this instant are passed over.
    pub from: Timestamp,
    /// Events that start at or after it are passed over; recurrence ends here.
    pub to: Timestamp,
    /// The IANA name of the rota's zone: that of times in the file which name none, and of whole days.
    pub time_zone: &'a str,
}

/// What came of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// In order of time.
    pub proposed: Vec<Proposed>,
    /// In the order of the lines.
    pub passed_over: Vec<PassedOver>,
}

/// One person's duty as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// Who: the attendees who have not declined, else the organizer, else whatever the summary says.
    pub who: Who,
    /// The event's UID, if it has one: the same for every instance of a series.
    pub uid: Option<String>,
    /// What a calendar shows of it, cut to 200 characters.
    pub summary: String,
    /// The line of the file on which the event begins, from 1.
    pub line: usize,
}

/// Whom a calendar names; the owner of the rota knows who that is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// By a mail address, as it is spelt.
    Mail(String),
    /// By a name, or whatever text stands for one.
    Name(String),
}

/// Something in the file that is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The line of the file that is the reason, from 1.
    pub line: usize,
    /// What: an event by its summary, or the text of the line; cut to 200 characters.
    pub what: String,
    /// Why.
    pub why: Why,
}

/// Why something is not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Another kind of component than an event.
    #[error("only events (VEVENT) are imported")]
    NotAnEvent,
    /// A line that is none.
    #[error("is not of the form NAME:value")]
    NotALine,
    /// A property that must be there is not.
    #[error("has no {0}")]
    Missing(&'static str),
    /// A property that may be there once is there more often.
    #[error("has more than one {0}")]
    Twice(&'static str),
    /// A value that is not of its form.
    #[error("{0} cannot be read")]
    Value(&'static str),
    /// A part of the standard that is not supported.
    #[error("{0} is not supported; write these events out one by one")]
    Unsupported(String),
    /// A zone nobody knows.
    #[error("no time zone is known as {0:?}; use an IANA name such as Europe/London")]
    UnknownZone(String),
    /// It ends when it starts, or before.
    #[error("has no length: it needs an end after its start, or a duration")]
    NoLength,
    /// It will not take place.
    #[error("is cancelled")]
    Cancelled,
    /// All who were asked have declined.
    #[error("everybody in it has declined")]
    Declined,
    /// It says of nobody.
    #[error("names nobody: it has no attendee, no organizer and no summary")]
    Nobody,
    /// A text that is too long to be what it should be.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// It changes all further instances of a series, or an instance that cannot be told; or it is such a series.
    #[error("line {line} changes this series in a way that cannot be followed; write its events out one by one")]
    Series {
        /// The line that does.
        line: usize,
    },
    /// Another edition of the same event is taken.
    #[error("is replaced by the edition on line {line}")]
    Replaced {
        /// The line on which it begins.
        line: usize,
    },
    /// It is not within the time asked for.
    #[error("is outside the time asked for")]
    Outside,
    /// No rota reaches it.
    #[error("must be after 1970-01-01 and before 2099-12-31")]
    OutOfReach,
}

/// Why a file is not imported at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefused {
    /// The question is wrong, not the file.
    #[error(transparent)]
    Asked(Fault),
    /// The window is too long.
    #[error(transparent)]
    TooLong(TooLong),
    /// The file is.
    #[error("line {line}: {why}")]
    File {
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        why: Unreadable,
    },
}

/// What makes a file unreadable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Too large.
    #[error("the file goes on past {limit} octets, all that is read", limit = limits::IMPORT_OCTETS)]
    TooLarge,
    /// A line too long.
    #[error("the line has more than {limit} octets", limit = limits::IMPORT_LINE)]
    LongLine,
    /// Not UTF-8.
    #[error("the line is not UTF-8; save the file in that encoding")]
    Encoding,
    /// Not a calendar.
    #[error("a calendar must begin with BEGIN:VCALENDAR")]
    NotACalendar,
    /// Components too deep.
    #[error("more than {limit} components are inside each other", limit = limits::IMPORT_DEPTH)]
    TooDeep,
    /// An END for something that is not open.
    #[error("END:{found} closes nothing that is open")]
    WrongEnd {
        /// What it says.
        found: String,
    },
    /// The file ends in the midst of a component.
    #[error("{what} is never ended; the file may have been cut")]
    Cut {
        /// What was begun on that line.
        what: String,
    },
    /// Too many events.
    #[error("this is event {limit} and one more; import fewer at a time", limit = limits::IMPORT_EVENTS)]
    TooManyEvents,
    /// Too many overrides.
    #[error("up to here there are more than {limit} overrides; ask for a shorter time", limit = limits::IMPORT_PROPOSED)]
    TooManyProposed,
    /// Too much passed over.
    #[error("up to here more than {limit} things were passed over; this is not a calendar of duties", limit = limits::IMPORT_PASSED_OVER)]
    TooManyPassedOver,
    /// Recurrence without end.
    #[error("up to here what recurs needs more than {limit} steps to unfold; import fewer at a time", limit = limits::IMPORT_STEPS)]
    TooManySteps,
}
