//! Conditions of a playbook: the part of the STIX patterning grammar that CACAO uses (v2 sections 4.8 to 4.10).
//!
//! A condition is read within limits, written in one canonical form, and held against the variables with three
//! outcomes: what is not known makes it [`Truth::Unknown`], never false, and a person decides.
//!
//! ```
//! use ctac_runbook::condition::{Scope, Truth, Variable, VariableType, parse};
//!
//! let read = parse("__points__:value >= 3 AND __care__ == 'affected'")?;
//! assert_eq!(read.condition.to_string(), "__points__:value >= 3 AND __care__:value = 'affected'");
//! assert_eq!(read.notes.len(), 2); // no `:value`, and `==`
//! let mut scope = Scope::new();
//! scope.insert("__points__".to_owned(), Variable::new(VariableType::Integer, Some("10")));
//! scope.insert("__care__".to_owned(), Variable::new(VariableType::String, None));
//! assert_eq!(read.condition.evaluate(&scope), Truth::Unknown);
//! # Ok::<(), ctac_runbook::condition::ConditionError>(())
//! ```

mod evaluate;
mod fits;
mod model;
mod number;
mod parse;
#[cfg(test)]
mod tests;
mod token;
mod value;
mod write;

pub use evaluate::Truth;
pub use fits::Misfit;
pub use model::{Comparison, Condition, Literal, Order, Pattern, Test, VariableName};
pub use number::Decimal;
#[cfg(test)]
pub(crate) use parse::unhex;
pub use parse::{Parsed, parse, parse_variable};
pub use value::{Scope, Variable, VariableType};

/// Why a condition cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {problem}")]
pub struct ConditionError {
    /// From 1, in characters.
    pub at: usize,
    /// What is wrong there.
    pub problem: ConditionProblem,
}

/// What is wrong at a place of a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionProblem {
    /// More than [`crate::limits::CONDITION_BYTES`].
    #[error("a condition has at most {limit} bytes", limit = crate::limits::CONDITION_BYTES)]
    TooLong,
    /// More than [`crate::limits::CONDITION_DEPTH`] parentheses inside each other.
    #[error("at most {limit} parentheses inside each other", limit = crate::limits::CONDITION_DEPTH)]
    TooDeep,
    /// More than [`crate::limits::CONDITION_TESTS`] tests, or more than [`crate::limits::CONDITION_SET`] in one set.
    #[error("more than {0} of these")]
    TooMany(usize),
    /// Something else was expected.
    #[error("here stands {found}, where {expected} should")]
    Expected {
        /// What would have been right.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A variable's name breaks the rule of CACAO v2 section 10.18.
    #[error("`{0}` is not a variable's name: two underscores, a letter, letters, digits, `_` or `-`, two underscores")]
    Name(String),
    /// `FOLLOWEDBY`, `WITHIN`, `REPEATS`, `START`, `STOP`: they speak of observations over time.
    #[error("`{0}` is for observations over time and has no meaning in a condition")]
    Observation(String),
    /// A text, a timestamp, hex or base64 that is none.
    #[error("{0}")]
    Literal(&'static str),
    /// A pattern that cannot be run in linear time, or is too large.
    #[error("the pattern cannot be used: {0}")]
    Pattern(String),
}

/// A way of writing that is not the grammar's, and is understood all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Note {
    /// `__x__ = 1`.
    #[error("`:value` is missing after a variable")]
    NoValue,
    /// `__x__.value = 1`.
    #[error("`.value` stands for `:value`")]
    DotValue,
    /// `==`.
    #[error("`==` stands for `=`")]
    DoubleEquals,
    /// `<>`.
    #[error("`<>` stands for `!=`")]
    Angles,
    /// `__x__:value = approved`: a word without quotes, as SOARCA needs it.
    #[error("a text without quotes")]
    Unquoted,
    /// `[…]` round the whole condition.
    #[error("the square brackets of an observation")]
    Brackets,
    /// `"text"`.
    #[error("a text in double quotes")]
    DoubleQuotes,
}
