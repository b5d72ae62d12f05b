//! What can be wrong with a rota file.

use std::fmt;

use crate::fault::Problem;
use crate::file::node::Spot;
use crate::limits;

/// One thing wrong with a rota file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The line and column; none where the file as a whole is wrong.
    pub spot: Option<Spot>,
    /// The keys that lead there, such as `layers[1].start`; empty for the document itself.
    pub place: String,
    /// What is wrong there.
    pub problem: FileProblem,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Spot { line, column }) = self.spot {
            write!(f, "line {line}, column {column}: ")?;
        }
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        write!(f, "{}", self.problem)
    }
}

impl std::error::Error for FileFault {}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// More bytes than a rota file may have.
    #[error("the file is larger than {limit} bytes", limit = limits::FILE_BYTES)]
    Large,
    /// Not text.
    #[error("the file is not text in UTF-8")]
    Encoding,
    /// Neither YAML nor TOML by its name.
    #[error("name the file .yaml, .yml or .toml, so that it is clear how to read it")]
    Format,
    /// Not YAML or not TOML, or past a limit of either.
    #[error("{said}")]
    Syntax {
        /// What the parser says.
        said: String,
    },
    /// A key that means nothing here.
    #[error("no key is called {key:?} here; {}", did_you_mean(nearest.as_deref(), known))]
    UnknownKey {
        /// The key.
        key: String,
        /// The one that was probably meant.
        nearest: Option<String>,
        /// All that mean something here.
        known: Vec<&'static str>,
    },
    /// A key that must be there is not.
    #[error("the key {0} is missing")]
    Missing(&'static str),
    /// A value of another kind.
    #[error("must be {expected}, not {found}")]
    Kind {
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A text that does not say what it should.
    #[error("{found:?} is not {expected}")]
    Text {
        /// What it should be, with an example.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// Two keys of which only one can be.
    #[error("give either {0} or {1}, not both")]
    Both(&'static str, &'static str),
    /// Two keys of which one must be there, and none is.
    #[error("give either {0} or {1}")]
    Neither(&'static str, &'static str),
    /// An override that does nothing, or several things.
    #[error("say one thing: add, remove, replace together with with, or only")]
    Override,
    /// A name in a list of people again.
    #[error("{0:?} is in the list twice")]
    Twice(String),
    /// A name that nobody has.
    #[error("nobody in people and no team is called {name:?}{}", nearest.as_ref().map(|name| format!("; did you mean {name:?}?")).unwrap_or_default())]
    UnknownName {
        /// The name.
        name: String,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// A team where one person must be named.
    #[error("{0:?} is a team; name a person here")]
    Team(String),
    /// A team under the key of a person.
    #[error("{0:?} is a person already; call the team something else")]
    Taken(String),
    /// Teams that name each other in a circle.
    #[error("teams may not name each other in a circle: {}", .0.join(" → "))]
    Cycle(Vec<String>),
    /// The first turn is for somebody who takes none.
    #[error("{0:?} takes no turn in this layer")]
    NotInLayer(String),
    /// The rota itself is wrong.
    #[error("{0}")]
    Rota(Problem),
}

fn did_you_mean(nearest: Option<&str>, known: &[&str]) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => format!("there are {}", known.join(", ")),
    }
}

/// Letters of a name that are compared.
const LETTERS: usize = 24;

/// Of the names, the one that differs least from a mistyped one, if it differs by no more than a third of its letters
/// (and by two at least: letters change places).
///
/// Only the first letters of each count: comparing takes time with the square of their number.
pub(crate) fn nearest<'a>(mistyped: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mistyped: Vec<char> = mistyped.chars().take(LETTERS).collect();
    let most = (mistyped.len() / 3).max(2);
    let by_distance = names.into_iter().map(|name| (distance(&mistyped, name), name));
    by_distance.min().filter(|(distance, _)| *distance <= most).map(|(_, name)| name.to_owned())
}

/// How many letters must be put in, left out or changed (Levenshtein), whatever their case.
fn distance(one: &[char], other: &str) -> usize {
    let other: Vec<char> = other.chars().take(LETTERS).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut left = index + 1;
        let mut diagonal = std::mem::replace(row.first_mut().unwrap_or(&mut 0), left);
        for (cell, against) in row.iter_mut().skip(1).zip(&other) {
            let changed = diagonal + usize::from(!letter.eq_ignore_ascii_case(against));
            diagonal = *cell;
            left = changed.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(one.len())
}
