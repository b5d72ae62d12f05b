//! What can be wrong with a runbook file.

use std::fmt;

use crate::format::node::Spot;
use crate::limits;
use crate::model::{Place, Problem, Slug, TextProblem};

/// One thing wrong with a runbook file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The line and column; none where the file as a whole is wrong.
    pub spot: Option<Spot>,
    /// What it is in; none where it is in no part of the runbook.
    pub place: Option<Place>,
    /// What is wrong there.
    pub problem: FileProblem,
}

impl FileFault {
    pub(super) fn whole(problem: FileProblem) -> Self {
        Self { spot: None, place: None, problem }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Spot { line, column }) = self.spot {
            write!(f, "line {line}, column {column}: ")?;
        }
        match &self.place {
            Some(Place::Front(keys)) if keys.is_empty() => {}
            Some(place) => write!(f, "{place}: ")?,
            None => {}
        }
        write!(f, "{}", self.problem)
    }
}

impl std::error::Error for FileFault {}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// More bytes than a runbook file may have.
    #[error("the file is larger than {limit} bytes", limit = limits::FILE_BYTES)]
    Large,
    /// Not text.
    #[error("the file is not text in UTF-8")]
    Encoding,
    /// No front matter.
    #[error("begin the file with a line --- , the front matter, and another line ---")]
    NoFrontMatter,
    /// Front matter without an end.
    #[error("the front matter does not end; write a line --- after it")]
    OpenFrontMatter,
    /// Not YAML, or more of it than there may be.
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
    /// A key with nothing behind it.
    #[error("has nothing behind it; give it a value or take it away (a # begins a comment: put text with # in quotes)")]
    Nothing,
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
    /// A kind of step that there is not.
    #[error("no step is of the kind {found:?}{}; there are {}", nearest.as_ref().map(|nearest| format!(": did you mean {nearest}?")).unwrap_or_default(), known.join(", "))]
    StepKind {
        /// What it says.
        found: String,
        /// The one that was probably meant.
        nearest: Option<String>,
        /// All there are.
        known: &'static [&'static str],
    },
    /// Two keys of which only one can be.
    #[error("give either {0} or {1}, not both")]
    Both(&'static str, &'static str),
    /// A key that needs another.
    #[error("says nothing without {0}")]
    Without(&'static str),
    /// A heading that is underlined.
    #[error("write this heading with # before it, not with a line under it")]
    Underlined,
    /// A heading where none of its level can be.
    #[error("{0}")]
    Level(&'static str),
    /// Text or a block where none can be.
    #[error("{0}")]
    Stray(&'static str),
    /// A step without a slug.
    #[error(
        "give the step a slug: write {suggestion} at the end of its heading; it stays when the heading is reworded"
    )]
    NoSlug {
        /// What could be written.
        suggestion: String,
    },
    /// A slug where there is none.
    #[error("has no slug; take {{#{0}}} away")]
    SlugHere(String),
    /// A heading that leads into no branch of the step above it.
    #[error("{found:?} leads into no branch here; {expected}")]
    Branch {
        /// What it says.
        found: String,
        /// What it could say.
        expected: &'static str,
    },
    /// Two headings that say the same.
    #[error("{0:?} is there already")]
    BranchAgain(String),
    /// A branch that is not there.
    #[error("no branch is called #{name}{}; write ## Branch: Title {{#{name}}} at the end of the file", crate::model::did_you_mean(nearest.as_deref()))]
    NoSuchBranch {
        /// Its slug.
        name: Slug,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// A branch that a step before this leads to already.
    #[error(
        "#{0} is used already: a branch belongs to one step, and never leads back into itself; use a repeat, or a runbook of its own"
    )]
    BranchUsed(Slug),
    /// A branch that no step leads to.
    #[error("no step leads to #{0}; name it under branches of one, or take it away")]
    BranchUnused(Slug),
    /// Too many headings.
    #[error("the runbook has more than {limit} steps; make a runbook of its own of a part", limit = limits::STEPS)]
    Steps,
    /// Prose that has something in it that it may not have.
    #[error("the text {0}")]
    Prose(TextProblem),
    /// The parts do not fit together.
    #[error("{0}")]
    Model(Problem),
}

fn did_you_mean(nearest: Option<&str>, known: &[&str]) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => format!("there are {}", known.join(", ")),
    }
}

/// Something that is not wrong, and is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {said}", spot.line, spot.column)]
pub struct Warning {
    /// Where it stands.
    pub spot: Spot,
    /// What about it.
    pub said: &'static str,
}
