//! Conditions on what a run knows: comparisons, all of which must hold, or one of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::list::List;
use crate::model::metadata::words;
use crate::model::variable::{Value, VariableType, billionths, integer};
use crate::model::word::{Name, NotA};

/// Comparisons joined by one word, such as `contained = yes and hosts < 5`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Condition {
    /// How they are joined; `and` where there is one only.
    joined: Joined,
    tests: List<Comparison, 1, { limits::COMPARISONS }>,
}

/// A variable compared with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The variable.
    pub variable: Name,
    /// How.
    pub operator: Operator,
    /// With what.
    pub value: Value,
}

words!(
    /// How comparisons are joined.
    Joined {
        /// All must hold.
        And = "and",
        /// One must hold.
        Or = "or",
    }
);

words!(
    /// How a variable is compared. Only numbers, days and instants have an order.
    Operator {
        /// Is the same.
        Is = "=",
        /// Is not the same.
        IsNot = "!=",
        /// Is less, or earlier.
        Less = "<",
        /// Is not more, or not later.
        AtMost = "<=",
        /// Is more, or later.
        More = ">",
        /// Is not less, or not earlier.
        AtLeast = ">=",
    }
);

/// What a condition comes to. What is not known is neither true nor false: a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// A variable in it has no value, or one that cannot be compared.
    Unknown,
}

impl Condition {
    /// What a condition must be, with an example.
    pub const EXPECTED: &'static str = "a condition such as: contained = yes, or: hosts >= 5 and variant != 'not known' (at most 10 \
         comparisons, joined by and or by or, not both)";

    /// Comparisons joined; none where there are none, or too many.
    #[must_use]
    pub fn new(joined: Joined, tests: Vec<Comparison>) -> Option<Self> {
        let tests = List::try_from(tests).ok()?;
        let joined = if tests.len() == 1 { Joined::And } else { joined };
        Some(Self { joined, tests })
    }

    /// How its comparisons are joined.
    #[must_use]
    pub fn joined(&self) -> Joined {
        self.joined
    }

    /// Its comparisons, in order.
    #[must_use]
    pub fn tests(&self) -> &[Comparison] {
        &self.tests
    }

    /// What it comes to, given each variable's type and, where it is known, its value.
    #[must_use]
    pub fn evaluate<'a>(&self, variable: impl Fn(&Name) -> Option<(&'a VariableType, Option<&'a Value>)>) -> Truth {
        // Of all that must hold one false decides; of those of which one must hold, one true.
        let decisive = match self.joined {
            Joined::And => Truth::False,
            Joined::Or => Truth::True,
        };
        let mut is_unknown = false;
        for test in &self.tests {
            let found = match variable(&test.variable) {
                Some((kind, Some(value))) => test.evaluate(kind, value),
                _ => Truth::Unknown,
            };
            if found == decisive {
                return decisive;
            }
            is_unknown |= found == Truth::Unknown;
        }
        match (is_unknown, self.joined) {
            (true, _) => Truth::Unknown,
            (false, Joined::And) => Truth::True,
            (false, Joined::Or) => Truth::False,
        }
    }
}

impl Comparison {
    fn evaluate(&self, kind: &VariableType, value: &Value) -> Truth {
        use std::cmp::Ordering;
        let (found, wanted) = (value.as_str(), self.value.as_str());
        let order: Option<Ordering> = match kind {
            VariableType::Integer => integer(found).zip(integer(wanted)).map(|(found, wanted)| found.cmp(&wanted)),
            VariableType::Float => billionths(found).zip(billionths(wanted)).map(|(found, wanted)| found.cmp(&wanted)),
            VariableType::Timestamp => compared::<jiff::Timestamp>(found, wanted),
            VariableType::Date => compared::<jiff::civil::Date>(found, wanted),
            VariableType::String(_)
            | VariableType::Choice(_)
            | VariableType::Bool
            | VariableType::Uri
            | VariableType::Uuid
            | VariableType::Ipv4Addr
            | VariableType::Ipv6Addr
            | VariableType::MacAddr
            | VariableType::Md5Hash
            | VariableType::Sha256Hash
            | VariableType::Hash
            | VariableType::Hexstring => {
                let is_same = found == wanted;
                return match self.operator {
                    Operator::Is => Truth::from(is_same),
                    Operator::IsNot => Truth::from(!is_same),
                    Operator::Less | Operator::AtMost | Operator::More | Operator::AtLeast => Truth::Unknown,
                };
            }
        };
        order.map_or(Truth::Unknown, |order| {
            Truth::from(match self.operator {
                Operator::Is => order.is_eq(),
                Operator::IsNot => order.is_ne(),
                Operator::Less => order.is_lt(),
                Operator::AtMost => order.is_le(),
                Operator::More => order.is_gt(),
                Operator::AtLeast => order.is_ge(),
            })
        })
    }
}

fn compared<T: FromStr + Ord>(found: &str, wanted: &str) -> Option<std::cmp::Ordering> {
    Some(found.parse::<T>().ok()?.cmp(&wanted.parse::<T>().ok()?))
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Self {
        if truth { Self::True } else { Self::False }
    }
}

impl FromStr for Condition {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        let is_short = text.len() <= limits::TEMPLATE;
        is_short.then(|| read(text)).flatten().ok_or(NotA(Self::EXPECTED))
    }
}

fn read(text: &str) -> Option<Condition> {
    let mut rest = text;
    let mut tests = Vec::new();
    let mut joined = None;
    loop {
        let (test, after) = comparison(rest)?;
        tests.push(test);
        let after = after.trim_start();
        if after.is_empty() || tests.len() > limits::COMPARISONS {
            return Condition::new(joined.unwrap_or(Joined::And), tests);
        }
        let (word, after) = after.split_once(' ')?;
        let word: Joined = word.parse().ok()?;
        if joined.is_some_and(|before| before != word) {
            return None;
        }
        joined = Some(word);
        rest = after;
    }
}

/// One comparison at the front of a text, and what is after it.
fn comparison(text: &str) -> Option<(Comparison, &str)> {
    let text = text.trim_start();
    let (name, rest) = text.split_at(text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')?);
    let rest = rest.trim_start();
    // The longer signs first: `<` begins `<=`.
    let signs = [Operator::IsNot, Operator::AtMost, Operator::AtLeast, Operator::Is, Operator::Less, Operator::More];
    let operator = signs.into_iter().find(|sign| rest.starts_with(sign.as_str()))?;
    let rest = rest.get(operator.as_str().len()..)?.trim_start();
    let (value, rest) =
        if let Some(quoted) = rest.strip_prefix('\'') { quoted_value(quoted)? } else { bare_value(rest)? };
    Some((Comparison { variable: name.parse().ok()?, operator, value: Value::try_from(value).ok()? }, rest))
}

/// A value to the closing quote; a quote that is meant is written twice.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != '\'' {
            value.push(letter);
        } else if letters.next_if(|(_, next)| *next == '\'').is_some() {
            value.push('\'');
        } else {
            return Some((value, text.get(at + 1..)?));
        }
    }
    None
}

fn bare_value(text: &str) -> Option<(String, &str)> {
    let end = text.find(|letter: char| !is_bare(letter)).unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    let is_over = rest.is_empty() || rest.starts_with(' ');
    (!value.is_empty() && is_over).then(|| (value.to_owned(), rest))
}

/// What may stand in a value without quotes.
fn is_bare(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | ':' | '+')
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Comparison { variable, operator, value }) in self.tests.iter().enumerate() {
            if index > 0 {
                write!(f, " {} ", self.joined)?;
            }
            let value = value.as_str();
            if !value.is_empty() && value.chars().all(is_bare) {
                write!(f, "{variable} {operator} {value}")?;
            } else {
                write!(f, "{variable} {operator} '{}'", value.replace('\'', "''"))?;
            }
        }
        Ok(())
    }
}

impl TryFrom<String> for Condition {
    type Error = NotA;

    fn try_from(text: String) -> Result<Self, NotA> {
        text.parse()
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.to_string()
    }
}
