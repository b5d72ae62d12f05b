//! A condition in its one canonical form; what is read from it is equal to it.

use std::fmt::{self, Display as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::canonical::hex;
use crate::condition::{Comparison, Condition, Literal, Order, Test};

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Or(parts) => join(formatter, parts, " OR "),
            Self::And(parts) => join(formatter, parts, " AND "),
            Self::Test(test) => test.fmt(formatter),
            Self::Exists(name) => write!(formatter, "EXISTS {name}:value"),
        }
    }
}

/// Parts that are lists themselves stand in parentheses: an `AND` in an `OR` needs none, and is easier to read so.
fn join(formatter: &mut fmt::Formatter<'_>, parts: &[Condition], word: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            formatter.write_str(word)?;
        }
        match part {
            Condition::Or(_) | Condition::And(_) => write!(formatter, "({part})")?,
            Condition::Test(_) | Condition::Exists(_) => part.fmt(formatter)?,
        }
    }
    Ok(())
}

impl fmt::Display for Test {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:value {}", self.variable, if self.negated { "NOT " } else { "" })?;
        match &self.comparison {
            Comparison::Equal(literal) => write!(formatter, "= {literal}"),
            Comparison::NotEqual(literal) => write!(formatter, "!= {literal}"),
            Comparison::Ordered(order, literal) => write!(formatter, "{order} {literal}"),
            Comparison::In(literals) => {
                let list: Vec<String> = literals.iter().map(Literal::to_string).collect();
                write!(formatter, "IN ({})", list.join(", "))
            }
            Comparison::Like(pattern) => write!(formatter, "LIKE {}", Quoted(pattern)),
            Comparison::Matches(pattern) => write!(formatter, "MATCHES {}", Quoted(pattern.as_str())),
            Comparison::IsSubset(network) => write!(formatter, "ISSUBSET {}", Quoted(network)),
            Comparison::IsSuperset(network) => write!(formatter, "ISSUPERSET {}", Quoted(network)),
        }
    }
}

impl fmt::Display for Order {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => Quoted(text).fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Bool(value) => value.fmt(formatter),
            Self::Timestamp(at) => write!(formatter, "t'{at}'"),
            Self::Hex(bytes) => write!(formatter, "h'{}'", hex(bytes)),
            Self::Binary(bytes) => write!(formatter, "b'{}'", STANDARD.encode(bytes)),
        }
    }
}

/// A text in single quotes; a quote and a backslash in it follow a backslash.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "'{}'", self.0.replace('\\', "\\\\").replace('\'', "\\'"))
    }
}
