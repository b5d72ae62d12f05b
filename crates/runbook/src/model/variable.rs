//! What a run knows: inputs that it is started with, records that its steps fill in, constants.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::list::List;
use crate::model::trigger::Pattern;
use crate::model::word::{Line, Name, NotA, Slug, checked_text};

checked_text!(
    /// A variable's value: text that its type can read. Nothing is ever looked for in it.
    Value,
    "a value of at most 4,000 characters",
    |text| text.len() <= 4 * limits::VALUE && text.chars().count() <= limits::VALUE
);

/// Something that a run knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: Name,
    /// What it is, in words.
    pub label: Line,
    /// What its values are.
    pub kind: VariableType,
    /// Where its value comes from.
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From whoever starts the run; this one where they say nothing.
    Input(Option<Value>),
    /// From a step of the run; until then this one, or it is not known.
    Record(Option<Value>),
    /// It never changes.
    Constant(Value),
}

impl Origin {
    /// The value before the run has anything to say.
    #[must_use]
    pub fn initial(&self) -> Option<&Value> {
        match self {
            Self::Input(value) | Self::Record(value) => value.as_ref(),
            Self::Constant(value) => Some(value),
        }
    }
}

/// What values are. The names are CACAO's (§10.18.4) where it has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VariableType {
    /// Any text, or any that the pattern matches.
    String(Option<Pattern>),
    /// One of these answers.
    Choice(Answers),
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A number with at most 9 digits behind the point.
    Float,
    /// An instant, such as `2026-01-12T09:00:00Z`.
    Timestamp,
    /// A day, such as `2026-01-12`.
    Date,
    /// A URI.
    Uri,
    /// A UUID.
    Uuid,
    /// An IPv4 address.
    Ipv4Addr,
    /// An IPv6 address.
    Ipv6Addr,
    /// A hardware address, such as `00:1b:44:11:3a:b7`.
    MacAddr,
    /// The MD5 of something, in hexadecimal.
    Md5Hash,
    /// The SHA-256 of something, in hexadecimal.
    Sha256Hash,
    /// Another hash, in hexadecimal.
    Hash,
    /// Bytes in hexadecimal.
    Hexstring,
}

/// A value that its variable cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not {expected}")]
pub struct Mismatch {
    /// The value, cut short.
    pub value: String,
    /// What it must be.
    pub expected: String,
}

impl VariableType {
    /// Its name, as it is written.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::String(_) => "string",
            Self::Choice(_) => "choice",
            Self::Bool => "bool",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Timestamp => "timestamp",
            Self::Date => "date",
            Self::Uri => "uri",
            Self::Uuid => "uuid",
            Self::Ipv4Addr => "ipv4-addr",
            Self::Ipv6Addr => "ipv6-addr",
            Self::MacAddr => "mac-addr",
            Self::Md5Hash => "md5-hash",
            Self::Sha256Hash => "sha256-hash",
            Self::Hash => "hash",
            Self::Hexstring => "hexstring",
        }
    }

    /// What a value must be, in words.
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Self::String(None) => "text".to_owned(),
            Self::String(Some(pattern)) => format!("text that matches {:?}", pattern.as_str()),
            Self::Choice(answers) => format!("one of {answers}"),
            Self::Bool => "true or false".to_owned(),
            Self::Integer => "a whole number".to_owned(),
            Self::Float => "a number such as 2.5".to_owned(),
            Self::Timestamp => "an instant such as 2026-01-12T09:00:00Z".to_owned(),
            Self::Date => "a day such as 2026-01-12".to_owned(),
            Self::Uri => "a URI such as https://example.org/".to_owned(),
            Self::Uuid => "a UUID".to_owned(),
            Self::Ipv4Addr => "an IPv4 address".to_owned(),
            Self::Ipv6Addr => "an IPv6 address".to_owned(),
            Self::MacAddr => "a hardware address such as 00:1b:44:11:3a:b7".to_owned(),
            Self::Md5Hash => "32 hexadecimal digits".to_owned(),
            Self::Sha256Hash => "64 hexadecimal digits".to_owned(),
            Self::Hash | Self::Hexstring => "hexadecimal digits, two for each byte".to_owned(),
        }
    }

    /// Whether a variable of this type can have a value.
    ///
    /// # Errors
    /// What the value is not.
    pub fn check(&self, value: &Value) -> Result<(), Mismatch> {
        let text = value.as_str();
        let fits = match self {
            Self::String(None) => true,
            Self::String(Some(pattern)) => pattern.matches(text),
            Self::Choice(answers) => answers.get(text).is_some(),
            Self::Bool => matches!(text, "true" | "false"),
            Self::Integer => integer(text).is_some(),
            Self::Float => billionths(text).is_some(),
            Self::Timestamp => text.parse::<Timestamp>().is_ok(),
            Self::Date => text.parse::<Date>().is_ok(),
            Self::Uri => is_uri(text),
            Self::Uuid => uuid::Uuid::try_parse(text).is_ok(),
            Self::Ipv4Addr => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6Addr => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::MacAddr => is_mac(text),
            Self::Md5Hash => is_hex(text) && text.len() == 32,
            Self::Sha256Hash => is_hex(text) && text.len() == 64,
            Self::Hash | Self::Hexstring => is_hex(text),
        };
        if fits {
            return Ok(());
        }
        Err(Mismatch { value: text.chars().take(limits::SLUG).collect(), expected: self.expected() })
    }
}

/// A whole number without signs of plus or needless zeros.
pub(crate) fn integer(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|number| number.to_string() == text)
}

/// A decimal number in billionths: at most 15 digits before the point and 9 behind it, compared exactly.
pub(crate) fn billionths(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits =
        |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole, 15) || !are_digits(fraction, 9) {
        return None;
    }
    let fraction: i128 = format!("{fraction:0<9}").parse().ok()?;
    Some(sign * (whole.parse::<i128>().ok()? * 1_000_000_000 + fraction))
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !rest.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte))
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_mac(text: &str) -> bool {
    let pairs: Vec<&str> = text.split([':', '-']).collect();
    pairs.len() == 6 && pairs.iter().all(|pair| pair.len() == 2 && is_hex(pair))
}

/// Answers to choose from, in the order in which they are shown; each has a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(Slug, Line)>", into = "Vec<(Slug, Line)>")]
pub struct Answers(List<(Slug, Line), 2, { limits::ANSWERS }>);

impl Answers {
    /// What answers must be, with an example.
    pub const EXPECTED: &'static str = "from 2 to 20 answers, each with a name of its own";

    /// The answers: the name of each, and its words.
    pub fn iter(&self) -> impl Iterator<Item = &(Slug, Line)> {
        self.0.iter()
    }

    /// The words of an answer; none where there is no such answer.
    #[must_use]
    pub fn get(&self, answer: &str) -> Option<&Line> {
        self.0.iter().find(|(name, _)| name.as_str() == answer).map(|(_, words)| words)
    }
}

impl TryFrom<Vec<(Slug, Line)>> for Answers {
    type Error = NotA;

    fn try_from(answers: Vec<(Slug, Line)>) -> Result<Self, NotA> {
        let names: std::collections::BTreeSet<&Slug> = answers.iter().map(|(name, _)| name).collect();
        if names.len() < answers.len() {
            return Err(NotA(Self::EXPECTED));
        }
        List::try_from(answers).map(Self).map_err(|_| NotA(Self::EXPECTED))
    }
}

impl From<Answers> for Vec<(Slug, Line)> {
    fn from(answers: Answers) -> Self {
        answers.0.into()
    }
}

impl fmt::Display for Answers {
    /// Their names, in order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, _)) in self.0.iter().enumerate() {
            let sign = if index == 0 { "" } else { ", " };
            write!(f, "{sign}{name}")?;
        }
        Ok(())
    }
}
