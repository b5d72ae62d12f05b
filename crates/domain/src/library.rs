//! The library: runbooks with all their versions side by side, who approved which, and which is in force.

use std::sync::Arc;

use ctac_runbook::format;
use ctac_runbook::model::{PlaybookId, Runbook};
use ctac_runbook::run::plan::Hash;
use imbl::{OrdMap, Vector};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::{OrganisationId, PersonId};
use crate::limits;
use crate::state::Alarm;

/// Where a version stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Standing {
    /// Being written.
    Draft,
    /// Before those who approve.
    InReview {
        /// Since when.
        since: Timestamp,
    },
    /// It has been approved; whether it is in force is [`Shelf::in_force`]'s to say.
    Approved {
        /// When.
        at: Timestamp,
    },
    /// It is not to be started any more.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
}

/// Somebody's agreement, of a person or an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Agreed {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its name for ever: the digest of its content.
    pub hash: Hash,
    /// The text, as it was written.
    pub source: Arc<str>,
    /// What it says.
    #[serde(skip)]
    pub runbook: Arc<Runbook>,
    /// Who put it there; none: the machine's operator.
    pub saved_by: Option<PersonId>,
    /// When.
    pub saved_at: Timestamp,
    /// Where it stands.
    pub standing: Standing,
    /// Who approved it, in order.
    pub approvals: Vec<Agreed>,
    /// Which organisations have taken it as theirs.
    pub sign_offs: OrdMap<OrganisationId, Agreed>,
}

/// A runbook with its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shelf {
    /// Which runbook.
    pub id: PlaybookId,
    /// By their names.
    pub versions: OrdMap<Hash, Version>,
    /// In the order they came.
    pub order: Vector<Hash>,
    /// The one that is followed; none: none was approved, or it was withdrawn.
    pub in_force: Option<Hash>,
    /// Of which version those who approved it were last told that it is to be looked at, and when.
    pub nagged: Option<(Hash, Timestamp)>,
}

/// A text that is no runbook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is longer than an entry of the ledger can hold.
    #[error(
        "it has more than {} bytes, which a runbook of the library may have: split it, and call one from the other",
        limits::RUNBOOK_BYTES
    )]
    TooLong,
    /// It has faults; the first of them, in words, with its place.
    #[error("{first}{}", if *.more > 0 { format!(" (and {more} more)") } else { String::new() })]
    Faults {
        /// The first.
        first: String,
        /// How many there are besides.
        more: usize,
    },
    /// It cannot be named by its content.
    #[error("it cannot be written as CACAO: {0}")]
    Unnameable(String),
}

/// A runbook's text, with what it says and the name of its version: read once, before the rules see it, so that no text holds
/// up the cell's decisions. It is made by reading alone, so that the name is that of the text, and what is looked at is what is
/// kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    source: Source,
    runbook: Arc<Runbook>,
    version: Hash,
}

impl Written {
    /// Reads a runbook and names its version by its content. The same text always gives the same.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        if text.len() > limits::RUNBOOK_BYTES {
            return Err(Unreadable::TooLong);
        }
        let (runbook, _warnings) = format::parse(text).map_err(|faults| {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            Unreadable::Faults { first, more: faults.len().saturating_sub(1) }
        })?;
        let version = Hash::of(&runbook).map_err(|error| Unreadable::Unnameable(error.to_string()))?;
        let runbook = Arc::new(runbook);
        let source = Source { text: Arc::from(text), runbook: Some(Arc::clone(&runbook)) };
        Ok(Self { source, runbook, version })
    }

    /// What it says.
    #[must_use]
    pub const fn runbook(&self) -> &Arc<Runbook> {
        &self.runbook
    }

    /// Its name for ever: the digest of its content.
    #[must_use]
    pub const fn version(&self) -> &Hash {
        &self.version
    }

    /// As it is kept.
    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }
}

/// The text of a version as an entry holds it, with what it says beside it: read where the entry is read or written, which is
/// never where the state changes.
#[derive(Debug, Clone)]
pub struct Source {
    text: Arc<str>,
    /// None: a later program cannot read it any more.
    runbook: Option<Arc<Runbook>>,
}

impl Source {
    /// The text, as it was written.
    #[must_use]
    pub const fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// What it says; none where this program cannot read it.
    #[must_use]
    pub const fn runbook(&self) -> Option<&Arc<Runbook>> {
        self.runbook.as_ref()
    }
}

impl From<String> for Source {
    fn from(text: String) -> Self {
        let runbook = format::parse(&text).ok().map(|(runbook, _warnings)| Arc::new(runbook));
        Self { text: Arc::from(text), runbook }
    }
}

/// By the text, from which all else follows.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Source {}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Shelf {
    /// Nothing on it yet.
    pub(crate) fn empty(id: PlaybookId) -> Self {
        Self { id, versions: OrdMap::new(), order: Vector::new(), in_force: None, nagged: None }
    }

    /// The version that is followed.
    #[must_use]
    pub fn current(&self) -> Option<&Version> {
        self.versions.get(self.in_force.as_ref()?)
    }

    /// When those who approved the version in force are told that it is to be looked at: on its review date, and each
    /// [`limits::REVIEW_AGAIN_S`] after, until another is in force.
    #[must_use]
    pub fn alarm(&self) -> Option<(Timestamp, Alarm)> {
        let current = self.current()?;
        let again = self.nagged.as_ref().filter(|(hash, _)| *hash == current.hash);
        let at = match again {
            Some((_, at)) => at.checked_add(SignedDuration::from_secs(i64::from(limits::REVIEW_AGAIN_S))).ok()?,
            None => current.runbook.review_by.to_zoned(TimeZone::UTC).ok()?.timestamp(),
        };
        Some((at, Alarm::Review(self.id)))
    }

    /// The version that came last.
    #[must_use]
    pub fn latest(&self) -> Option<&Version> {
        self.versions.get(self.order.last()?)
    }
}
