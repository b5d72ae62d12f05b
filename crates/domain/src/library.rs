//! The library: runbooks with all their versions side by side, who approved which, and which is in force.

use std::sync::Arc;

use ctac_runbook::cacao;
use ctac_runbook::canonical::content_hash;
use ctac_runbook::format;
use ctac_runbook::model::{PlaybookId, Runbook};
use ctac_runbook::run::plan::Hash;
use imbl::{OrdMap, Vector};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

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

/// Reads a runbook and names its version by its content. The same text always gives the same.
///
/// # Errors
///
/// What is wrong with it.
pub fn read(source: &str) -> Result<(Runbook, Hash), Unreadable> {
    let (runbook, _warnings) = format::parse(source).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        Unreadable::Faults { first, more: faults.len().saturating_sub(1) }
    })?;
    let exported = cacao::export::export(&runbook, &cacao::export::Options::default());
    let hash = content_hash(&exported.playbook).map_err(|error| Unreadable::Unnameable(error.to_string()))?;
    Ok((runbook, Hash(hash)))
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
