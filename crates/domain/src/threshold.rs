//! The alert threshold of the cell: what its members agreed must be raised, in words, with a severity each. Versioned, so
//! that whoever raised something can be told by which version it was judged.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{OrganisationId, PersonId, PolicyId};
use crate::incident::Severity;
use crate::state::State;

mod default;
#[cfg(test)]
mod tests;

/// Something that must be raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What callers name it by: lower-case letters, digits and hyphens, such as `ransomware`.
    pub id: String,
    /// What it is, in words.
    pub text: String,
    /// How severe it is.
    pub severity: Severity,
}

/// The threshold, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// From 1, one more with each edit: the `ETag`. 0: the default set, which nobody has agreed to yet.
    pub version: u64,
    /// In the order they are shown; at least one.
    pub criteria: Vec<Criterion>,
    /// What else whoever raises should know.
    pub guidance: String,
    /// By which policy people are paged where the source's own routing says that nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyId>,
    /// Member organisations that agreed to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed: Vec<OrganisationId>,
    /// By whose authority, in words, such as a meeting and its date.
    pub authority: String,
}

/// The threshold that stands, with who saved it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adopted {
    /// It.
    pub threshold: Threshold,
    /// Who approved it in the service; none: the service's set-up.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// What criteria come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The worst of those that are met; none: below the threshold.
    pub severity: Option<Severity>,
    /// Those that are met, in the threshold's order.
    pub met: Vec<String>,
    /// Those that this version does not have.
    pub unknown: Vec<String>,
}

impl Threshold {
    /// Which of the criteria that somebody says are met this version has, and how severe that makes it.
    ///
    /// A criterion that it does not have, as one of an older version, counts as S3: whoever raises something is never
    /// turned away because the cell has changed its words since.
    #[must_use]
    pub fn judge(&self, criteria: &[String]) -> Judged {
        let met: Vec<&Criterion> = self.criteria.iter().filter(|it| criteria.contains(&it.id)).collect();
        let known = |id: &String| self.criteria.iter().any(|it| it.id == *id);
        let mut unknown: Vec<String> = criteria.iter().filter(|id| !known(id)).cloned().collect();
        unknown.sort();
        unknown.dedup();
        let of_unknown = (!unknown.is_empty()).then_some(Severity::S3);
        let severity = met.iter().map(|it| it.severity).chain(of_unknown).min();
        Judged { severity, met: met.into_iter().map(|it| it.id.clone()).collect(), unknown }
    }

    /// A criterion of this version.
    #[must_use]
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|it| it.id == id)
    }
}

impl State {
    /// The threshold that stands: what was saved last, or the default set.
    #[must_use]
    pub fn threshold_now(&self) -> Cow<'_, Threshold> {
        match &self.threshold {
            Some(adopted) => Cow::Borrowed(&adopted.threshold),
            None => Cow::Owned(Threshold::default_set()),
        }
    }
}
