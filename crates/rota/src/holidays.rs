//! Bank holidays: a list with a date of issue and the days it speaks of. Nothing is reckoned beyond the list.

mod england_and_wales;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::limits::{HOLIDAYS, NAME};

/// A list of bank holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    issued: Date,
    first: Date,
    last: Date,
    days: BTreeMap<Date, String>,
}

/// What a list says of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateKind<'a> {
    /// A bank holiday, and its name.
    Holiday(&'a str),
    /// None.
    Ordinary,
    /// The list says nothing of this date: it is before its first or after its last.
    Unknown,
}

/// Which list was used, for whoever reads what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// When the list was issued.
    pub issued: Date,
    /// The first date it speaks of.
    pub first: Date,
    /// The last date it speaks of.
    pub last: Date,
}

/// Why a list of bank holidays is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoHolidays {
    /// It ends before it begins.
    #[error("last ({last}) is before first ({first})")]
    LastBeforeFirst {
        /// The first date.
        first: Date,
        /// The last date.
        last: Date,
    },
    /// A holiday outside the dates the list speaks of.
    #[error("{date} is not from {first} to {last}, the dates the list speaks of")]
    Outside {
        /// The holiday.
        date: Date,
        /// The first date.
        first: Date,
        /// The last date.
        last: Date,
    },
    /// A name that is empty or too long.
    #[error("the name of {date} must have 1 to {limit} characters", limit = NAME)]
    Name {
        /// The holiday.
        date: Date,
    },
    /// Too many.
    #[error("there are {found} holidays; at most {limit} are allowed", limit = HOLIDAYS)]
    TooMany {
        /// How many.
        found: usize,
    },
}

impl Holidays {
    /// Those of England and Wales, 2024 to 2028: as they follow from the Banking and Financial Dealings Act 1971,
    /// schedule 1, and the standing proclamations for New Year's Day and early May, written out on the date of issue.
    /// One-off holidays (a coronation) are proclaimed later, and come with a later issue.
    ///
    /// Where a holiday falls on a weekend its substitute day stands in the list, as gov.uk lists it; the day itself is
    /// a weekend and no bank holiday.
    #[must_use]
    pub fn england_and_wales() -> Self {
        let days = england_and_wales::DAYS.iter().map(|(date, name)| (*date, (*name).to_owned())).collect();
        Self { issued: england_and_wales::ISSUED, first: england_and_wales::FIRST, last: england_and_wales::LAST, days }
    }

    /// Another list: when it was issued, the first and the last date it speaks of, and the holidays between them.
    ///
    /// # Errors
    /// [`NoHolidays`]: dates out of order, a holiday outside them, a name missing, too many.
    pub fn new(issued: Date, first: Date, last: Date, days: BTreeMap<Date, String>) -> Result<Self, NoHolidays> {
        if last < first {
            return Err(NoHolidays::LastBeforeFirst { first, last });
        }
        if days.len() > HOLIDAYS {
            return Err(NoHolidays::TooMany { found: days.len() });
        }
        for (&date, name) in &days {
            if date < first || last < date {
                return Err(NoHolidays::Outside { date, first, last });
            }
            if name.is_empty() || name.chars().nth(NAME).is_some() {
                return Err(NoHolidays::Name { date });
            }
        }
        Ok(Self { issued, first, last, days })
    }

    /// What the list says of a date.
    #[must_use]
    pub fn on(&self, date: Date) -> DateKind<'_> {
        if date < self.first || self.last < date {
            return DateKind::Unknown;
        }
        self.days.get(&date).map_or(DateKind::Ordinary, |name| DateKind::Holiday(name))
    }

    /// Which list this is.
    #[must_use]
    pub fn edition(&self) -> Edition {
        Edition { issued: self.issued, first: self.first, last: self.last }
    }
}
