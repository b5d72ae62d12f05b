//! A CACAO playbook as a runbook.
//!
//! One that we wrote comes back as what it was: its structure is read out of its workflow, and what CACAO has no words
//! for out of our extension. One by others becomes a runbook that people follow: commands are shown, never run; what has
//! no place in a runbook is said, and the source keeps it.

mod foreign;
mod joins;
mod kinds;
mod ours;
mod words;

use jiff::Timestamp;
use serde_json::Value;

use crate::cacao::EXTENSION;
use crate::cacao::lint::{Closure, Finding, Mode, lint};
use crate::cacao::read::{Document, ReadError, read};
use crate::canonical::{JsonError, content_hash};
use crate::limits;
use crate::model::{Fault, Runbook};
use crate::signature::{Invalid, verify};

/// A playbook that was brought in.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// What people follow.
    pub runbook: Runbook,
    /// The name of the version (see [`content_hash`]).
    pub content_hash: String,
    /// Whether we wrote it: then nothing is lost, and [`Imported::changes`] says where somebody has edited it since.
    pub is_ours: bool,
    /// What was changed, added or left out to make a runbook of it, at most [`limits::FINDINGS`].
    pub changes: Vec<Change>,
    /// The rules it breaks.
    pub findings: Vec<Finding>,
}

/// Something that the runbook does not say as the playbook did.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Where in the playbook: a JSON pointer.
    pub path: String,
    /// What.
    pub what: Changed,
}

impl std::fmt::Display for Change {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.path, self.what)
    }
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Changed {
    /// All branches led into one step.
    #[error("its branches meet at `{0}`: they stop before it, and it follows them once")]
    SharedTail(String),
    /// Some branches led into one step.
    #[error("`{0}` is led to from several branches: it stands in each of them")]
    Copied(String),
    /// No step is named to begin with, or one that is not there.
    #[error("the workflow begins with `{0}`")]
    Start(String),
    /// A command that a person now gives.
    #[error("a command of type {0}: a person does it, nothing is run")]
    ByHand(String),
    /// What was computed is now asked.
    #[error("a person answers what an engine would have computed")]
    Asked,
    /// A loop had no bound.
    #[error("the loop ends after {limit} passes, and a person is asked", limit = limits::PASSES)]
    Bounded,
    /// A name that is not one here.
    #[error("it is called `{0}` here")]
    Renamed(String),
    /// Something that a runbook must have and CACAO does not.
    #[error("{0}")]
    Added(&'static str),
    /// Something that has no place in a runbook.
    #[error("{0} has no place in a runbook; the source keeps it")]
    Left(&'static str),
    /// In a playbook of ours: it is not what we would write.
    #[error("somebody has changed this since we wrote it; {0}")]
    Edited(&'static str),
}

/// Why no runbook can be made of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It has a number that no hash can be made of.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// What must be there is not, or is no such thing.
    #[error("{path}: {problem}")]
    Property {
        /// A JSON pointer.
        path: String,
        /// What it must be.
        problem: &'static str,
    },
    /// A step of a type that is not known: it is refused, never passed over.
    #[error("the step `{step}` is of no type that is known; nothing is guessed of what it would do")]
    UnknownStep {
        /// Its id.
        step: String,
    },
    /// A step leads to one that is not there.
    #[error("the step `{step}` leads to `{to}`, which is not there")]
    NoSuchStep {
        /// Which leads there.
        step: String,
        /// What is not there.
        to: String,
    },
    /// Steps lead back to themselves.
    #[error("the step `{0}` leads back to itself; only a `while-condition` repeats")]
    Circle(String),
    /// Written out there are too many.
    #[error("with what several branches share written out there would be more than {limit} steps; make playbooks of parts", limit = limits::STEPS)]
    TooMany,
    /// Branches lie too deep in each other.
    #[error("branches lie more than {limit} deep in each other", limit = limits::DEPTH)]
    TooDeep,
    /// It has our extension, and that is not what we wrote.
    #[error("our extension in it cannot be read: {0}. Take the extension out to import it as one by others")]
    Extension(String),
    /// A signature in it is of other content.
    #[error("its signature {0:?} does not fit it: {1}. Get it again from whoever signed it, or take the signature out")]
    Signature(String, Invalid),
    /// The parts do not make a runbook.
    #[error("it makes no runbook: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Runbook(Vec<Fault>),
}

/// Brings in a playbook.
///
/// # Errors
/// Why not, in the first thing that stands in the way; [`lint`] lists all there is to say.
pub fn import(text: &[u8]) -> Result<Imported, ImportError> {
    import_document(&read(text)?)
}

/// Brings in a playbook that is read already.
///
/// # Errors
/// As [`import`].
pub fn import_document(document: &Document) -> Result<Imported, ImportError> {
    let content_hash = content_hash(&document.source)?;
    unchanged(&document.source)?;
    let is_ours = document.playbook.extensions.get(EXTENSION).is_some_and(Value::is_object);
    let (runbook, mut changes) = if is_ours { ours::runbook(document)? } else { foreign::runbook(&document.playbook)? };
    changes.sort();
    changes.dedup();
    changes.truncate(limits::FINDINGS);
    let findings = lint(document, Mode::Import, &Closure::default());
    Ok(Imported { runbook, content_hash, is_ours, changes, findings })
}

/// A playbook that was changed after somebody signed it is not what they signed: one changed space is enough. Whether they are
/// to be trusted, and until when, is another question (`ctac runbook verify`); a signature that cannot be checked says nothing.
fn unchanged(playbook: &Value) -> Result<(), ImportError> {
    for checked in verify(playbook, &[], Timestamp::UNIX_EPOCH) {
        if let Err(why @ (Invalid::Mismatch | Invalid::Other(_))) = checked.outcome {
            return Err(ImportError::Signature(checked.id, why));
        }
    }
    Ok(())
}
