//! What changed between two versions of a runbook, in words, for whoever approves it and whoever is in the middle of a run.
//!
//! A step is the same step where it has the same slug, wherever it stands and whatever it is called.

mod order;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::format::lines;
use crate::model::{Runbook, Slug};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Something in the front matter, the title or the purpose.
    Front(Key),
    /// A phase was added, taken away or its text changed.
    Phase(Key),
    /// A step was added.
    Added {
        /// Its slug.
        slug: Slug,
        /// Its heading.
        title: String,
        /// Where it stands.
        at: String,
    },
    /// A step was taken away.
    Removed {
        /// Its slug.
        slug: Slug,
        /// Its heading.
        title: String,
        /// Where it stood.
        at: String,
        /// Its slug is among those that are not used again, as it must be.
        retired: bool,
    },
    /// A step stands elsewhere, or in another order.
    Moved {
        /// Its slug.
        slug: Slug,
        /// Its heading.
        title: String,
        /// Where it stood.
        from: String,
        /// Where it stands.
        to: String,
    },
    /// Something in a step.
    Changed {
        /// Its slug.
        slug: Slug,
        /// Its heading, as it is now.
        title: String,
        /// What.
        key: Key,
    },
}

/// A key of which the value changed; none: it was not there, or is not there any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// The key; `heading` and `text` for these.
    pub key: String,
    /// What it was, as it is written.
    pub from: Option<String>,
    /// What it is.
    pub to: Option<String>,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, from, to } = self;
        match (from, to) {
            // Prose and long lists: both whole would be no words for a change.
            (Some(from), Some(to)) if from.lines().count() > 1 || to.lines().count() > 1 => write!(f, "{key} reworded"),
            (Some(from), Some(to)) => write!(f, "{key} changed from {from} to {to}"),
            (None, Some(to)) => write!(f, "{key} added: {}", to.lines().next().unwrap_or_default()),
            (Some(from), None) => write!(f, "{key} taken away: {}", from.lines().next().unwrap_or_default()),
            (None, None) => write!(f, "{key}"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Front(key) | Self::Phase(key) => key.fmt(f),
            Self::Added { slug, title, at } => write!(f, "#{slug} added: {title} ({at})"),
            Self::Removed { slug, title, at, retired: true } => write!(f, "#{slug} taken away: {title} ({at})"),
            Self::Removed { slug, title, at, retired: false } => {
                write!(f, "#{slug} taken away: {title} ({at}); add {slug} to retired, so that it is not used again")
            }
            Self::Moved { slug, title, from, to } if from == to => {
                write!(f, "#{slug} in another order: {title} ({to})")
            }
            Self::Moved { slug, title, from, to } => write!(f, "#{slug} moved: {title} (from {from} to {to})"),
            Self::Changed { slug, key, title: _ } => write!(f, "#{slug}: {key}"),
        }
    }
}

/// What changed from one version to another: the front matter, the phases, then the steps in the order of the newer version,
/// and last those that were taken away.
#[must_use]
pub fn diff(older: &Runbook, newer: &Runbook) -> Vec<Change> {
    let whole = |runbook: &Runbook| {
        let mut keys = lines::front(runbook);
        keys.push(("heading".to_owned(), runbook.title.to_string()));
        keys.push(("purpose".to_owned(), runbook.purpose.as_str().to_owned()));
        keys
    };
    let mut changes: Vec<Change> = keys(&whole(older), &whole(newer)).into_iter().map(Change::Front).collect();
    changes.extend(phases(older, newer));
    changes.extend(steps::diff(older, newer));
    changes
}

fn phases(older: &Runbook, newer: &Runbook) -> Vec<Change> {
    let all = |runbook: &Runbook| -> Vec<(String, String)> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let phases = runbook.phases.iter().map(|phase| {
            let count = seen.entry(phase.title.as_str()).or_default();
            *count += 1;
            // Two phases may have one heading: the first is compared with the first.
            let which = if *count == 1 { String::new() } else { format!(" ({count})") };
            (format!("phase {}{which}", phase.title), format!(" {}", phase.text.as_str()))
        });
        phases.collect()
    };
    let trimmed = |text: Option<String>| text.map(|text| text.trim().to_owned());
    let found = keys(&all(older), &all(newer)).into_iter();
    found.map(|key| Change::Phase(Key { from: trimmed(key.from), to: trimmed(key.to), ..key })).collect()
}

/// The keys whose values differ, in the order of the newer version, then those that are gone.
fn keys(older: &[(String, String)], newer: &[(String, String)]) -> Vec<Key> {
    let was: BTreeMap<&str, &str> = older.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let names: BTreeSet<&str> = newer.iter().map(|(key, _)| key.as_str()).collect();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut changed = Vec::new();
    for (key, value) in newer {
        let before = was.get(key.as_str()).copied();
        if before != Some(value) {
            let (from, to) = (before.and_then(some), some(value));
            if from != to {
                changed.push(Key { key: key.clone(), from, to });
            }
        }
    }
    for (key, value) in older.iter().filter(|(key, value)| !names.contains(key.as_str()) && !value.is_empty()) {
        changed.push(Key { key: key.clone(), from: Some(value.clone()), to: None });
    }
    changed
}

#[cfg(test)]
mod tests;
