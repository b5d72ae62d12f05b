//! What was checked, said plainly.

use std::fmt;

use serde::Serialize;

use super::entries::Tally;
use crate::bundle::Manifest;
use crate::checkpoint::Checkpoint;
use crate::note::key::VerifyingKey;

/// What the judgement rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Against {
    /// Only what came with the bundle.
    Nothing,
    /// The log's key, had from elsewhere.
    Key,
    /// A checkpoint kept elsewhere.
    Checkpoint {
        /// How many entries it covers.
        size: u64,
        /// Whether the key was had from elsewhere too.
        key: bool,
    },
}

/// A bundle that verifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The log.
    pub origin: String,
    /// The id of its key, as eight hexadecimal digits.
    pub key_id: String,
    /// The incident's stream.
    pub stream: String,
    /// What people call it.
    pub reference: Option<String>,
    /// When it was exported, microseconds since the Unix epoch: the exporter's word.
    pub exported_us: i64,
    /// How many entries the whole log had; its root was recomputed from all of them.
    pub size: u64,
    /// That root, in hexadecimal.
    pub root: String,
    /// How many entries the incident has: `matching + erased + withheld`.
    pub entries: u64,
    /// Whose leaf, meta and body match.
    pub matching: u64,
    /// Whose leaf and meta match, and whose body was lawfully erased.
    pub erased: u64,
    /// Whose leaf matches, and whose content is withheld from the exporter.
    pub withheld: u64,
    /// Numbers of erased entries whose `entry.erased` entry is not among those shown; it may be withheld.
    pub unexplained: Vec<u64>,
    /// What it was checked against.
    pub against: Against,
    /// Trusted witnesses that cosigned the checkpoint, and when, in seconds since the Unix epoch.
    pub cosigned: Vec<(String, u64)>,
    /// What the ledger does not prove.
    pub unproved: Vec<String>,
}

impl Report {
    pub(super) fn new(
        manifest: Manifest,
        key: &VerifyingKey,
        checkpoint: &Checkpoint,
        tally: Tally,
        against: Against,
        cosigned: Vec<(String, u64)>,
    ) -> Self {
        Self {
            origin: checkpoint.origin.clone(),
            key_id: key.hex_id(),
            stream: manifest.stream,
            reference: manifest.reference,
            exported_us: manifest.exported_us,
            size: checkpoint.size,
            root: checkpoint.root.to_string(),
            entries: tally.entries,
            matching: tally.shown,
            erased: tally.erased,
            withheld: tally.withheld,
            unexplained: tally.unexplained,
            against,
            cosigned,
            unproved: manifest.unproved,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, key_id, size, root, entries, matching, erased, withheld, .. } = self;
        let name = self.reference.as_deref().unwrap_or(&self.stream);
        writeln!(f, "{name}: {entries} entries: {matching} match, {withheld} withheld, {erased} erased")?;
        writeln!(f, "log: {origin}, key {key_id}, {size} entries, root {root} recomputed from every leaf")?;
        for seq in &self.unexplained {
            writeln!(f, "entry {seq}: its body was erased; the entry that says so may be among those withheld")?;
        }
        for (witness, seconds) in &self.cosigned {
            writeln!(f, "cosigned by {witness} at {seconds} s since 1970-01-01 UTC")?;
        }
        for point in &self.unproved {
            writeln!(f, "not proved: {point}")?;
        }
        match self.against {
            Against::Nothing => f.write_str(
                "checked against the bundle's own key and checkpoint only: it was not changed since it was exported, \
                 but whoever holds that key could have made all of it; give a checkpoint kept elsewhere to rule that out",
            ),
            Against::Key => f.write_str(
                "checked against the trusted key: it was not changed since the log's operator exported it; give a \
                 checkpoint kept elsewhere to show that the operator changed nothing either",
            ),
            Against::Checkpoint { size, .. } => write!(
                f,
                "checked against a checkpoint kept elsewhere: the first {size} entries of the log are as they were then"
            ),
        }
    }
}
