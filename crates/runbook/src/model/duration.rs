//! How long: a whole number of seconds, minutes, hours or days, kept as it was written, since 72h and 3d are one length
//! and two texts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::word::NotA;

/// What a duration is counted in. A day is 24 hours, whatever the clocks do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `s`
    Seconds,
    /// `m`
    Minutes,
    /// `h`
    Hours,
    /// `d`
    Days,
}

/// A length of time, longer than none and at most 400 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Duration {
    amount: u32,
    unit: Unit,
}

impl Unit {
    const fn seconds(self) -> u64 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::Seconds => 's',
            Self::Minutes => 'm',
            Self::Hours => 'h',
            Self::Days => 'd',
        }
    }
}

impl Duration {
    /// What a duration must be, with an example.
    pub const EXPECTED: &'static str =
        "a duration such as 90s, 15m, 72h or 28d: a whole number and one letter, at most 400d";

    /// So many of a unit; none where that is nothing or more than 400 days.
    #[must_use]
    pub fn new(amount: u32, unit: Unit) -> Option<Self> {
        let seconds = u64::from(amount) * unit.seconds();
        (1..=limits::DURATION_SECONDS).contains(&seconds).then_some(Self { amount, unit })
    }

    /// Its length in seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        u64::from(self.amount) * self.unit.seconds()
    }

    /// Its length in words, such as `15 minutes`.
    #[must_use]
    pub fn in_words(self) -> String {
        let unit = match self.unit {
            Unit::Seconds => "second",
            Unit::Minutes => "minute",
            Unit::Hours => "hour",
            Unit::Days => "day",
        };
        format!("{} {unit}{}", self.amount, if self.amount == 1 { "" } else { "s" })
    }
}

impl FromStr for Duration {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        let read = || {
            let unit = match text.chars().last()? {
                's' => Unit::Seconds,
                'm' => Unit::Minutes,
                'h' => Unit::Hours,
                'd' => Unit::Days,
                _ => return None,
            };
            let digits = text.get(..text.len() - 1)?;
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
            Self::new(is_plain.then(|| digits.parse().ok())??, unit)
        };
        read().ok_or(NotA(Self::EXPECTED))
    }
}

impl TryFrom<String> for Duration {
    type Error = NotA;

    fn try_from(text: String) -> Result<Self, NotA> {
        text.parse()
    }
}

impl From<Duration> for String {
    fn from(duration: Duration) -> Self {
        duration.to_string()
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.unit.letter())
    }
}
