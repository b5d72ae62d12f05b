//! A condition, read.

use std::fmt;

use jiff::Timestamp;

use crate::condition::{ConditionProblem, Decimal};
use crate::limits;

/// A condition. Lists have two parts or more; anything else is its part itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// One of these holds.
    Or(Vec<Condition>),
    /// All of these hold.
    And(Vec<Condition>),
    /// One comparison.
    Test(Test),
    /// The variable has a value that is not empty.
    Exists(VariableName),
}

/// One comparison of a variable with what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What is compared.
    pub variable: VariableName,
    /// `NOT` before the operator.
    pub negated: bool,
    /// With what, and how.
    pub comparison: Comparison,
}

/// How a variable is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// `=`.
    Equal(Literal),
    /// `!=`.
    NotEqual(Literal),
    /// `>`, `<`, `>=`, `<=`.
    Ordered(Order, Literal),
    /// `IN (…)`, one or more.
    In(Vec<Literal>),
    /// `LIKE`: `%` stands for any text, `_` for one character.
    Like(String),
    /// `MATCHES`: a regular expression, found anywhere in the value.
    Matches(Pattern),
    /// `ISSUBSET`: the address lies in this network.
    IsSubset(String),
    /// `ISSUPERSET`: the network holds this one.
    IsSuperset(String),
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// A value that is written in a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `'text'`.
    Text(String),
    /// A whole number or a decimal, exact.
    Number(Decimal),
    /// `true`, `false`.
    Bool(bool),
    /// `t'2026-01-12T09:00:00Z'`.
    Timestamp(Timestamp),
    /// `h'00ff'`: its bytes.
    Hex(Vec<u8>),
    /// `b'AP8='`: its bytes.
    Binary(Vec<u8>),
}

/// The name of a variable, `__name__` (CACAO v2 section 10.18).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VariableName(String);

impl VariableName {
    /// A name with its underscores.
    ///
    /// # Errors
    /// [`ConditionProblem::Name`] when it breaks the rule.
    pub fn new(name: &str) -> Result<Self, ConditionProblem> {
        let inner = name.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
        let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
        let good = name.len() <= limits::VARIABLE_NAME
            && inner.is_some_and(|inner| {
                inner.starts_with(|first: char| first.is_ascii_alphabetic()) && inner.chars().all(plain)
            });
        if good { Ok(Self(name.to_owned())) } else { Err(ConditionProblem::Name(name.to_owned())) }
    }

    /// With its underscores.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VariableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A regular expression that runs in time linear in what it is held against, within
/// [`limits::PATTERN_COMPILED_BYTES`].
#[derive(Debug, Clone)]
pub struct Pattern(regex::Regex);

impl Pattern {
    /// Compiles it.
    ///
    /// # Errors
    /// [`ConditionProblem::Pattern`] when it is none, needs look-around or back-references, or is too large.
    pub fn new(text: &str) -> Result<Self, ConditionProblem> {
        let built = regex::RegexBuilder::new(text)
            .size_limit(limits::PATTERN_COMPILED_BYTES)
            .nest_limit(limits::PATTERN_DEPTH)
            .build();
        built.map(Self).map_err(|error| ConditionProblem::Pattern(last_line(&error.to_string())))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn is_found_in(&self, subject: &str) -> bool {
        self.0.is_match(subject)
    }
}

/// The library draws a picture over several lines: its last one says what is wrong.
fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").trim_end_matches('.').to_owned()
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}
