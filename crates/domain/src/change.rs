//! Changes: what somebody's tools did to a system, such as a deployment. Kept to be seen beside the alerts of the same
//! integration; a change pages nobody.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::alert::Alert;
use crate::limits;
use crate::state::State;

/// A link that a change came with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLink {
    /// Where it leads.
    pub href: String,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What changed, as its source said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// One line; at most 1,024 characters.
    pub summary: String,
    /// Where, such as a host or a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When, if the source said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<ChangeLink>,
    /// Anything else, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// A change on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptChange {
    /// It.
    pub change: Change,
    /// When it happened: as its source said, never after it was recorded.
    pub at: Timestamp,
}

/// Changes of an alert's integration within a day before it was raised, the latest first; at most
/// [`limits::CHANGES_SHOWN`].
#[must_use]
pub fn before<'a>(state: &'a State, alert: &Alert) -> Vec<&'a KeptChange> {
    let earliest =
        alert.raised_at.saturating_sub(SignedDuration::from_secs(limits::CHANGES_S)).unwrap_or(alert.raised_at);
    let kept = state.changes.get(&alert.integration).into_iter().flatten().map(AsRef::as_ref);
    let mut found: Vec<&KeptChange> = kept.filter(|it| earliest <= it.at && it.at <= alert.raised_at).collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.at));
    found.truncate(limits::CHANGES_SHOWN);
    found
}
