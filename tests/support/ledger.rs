//! The ledger looked at from beside the service: recomputed from every leaf, opened entry by entry.

use std::collections::BTreeMap;

use ctac_ledger::entry::{self, Meta};
use ctac_ledger::limits::READ_ENTRIES;
use ctac_ledger::merkle::{Frontier, Hash, leaf_hash};
use ctac_ledger::store::{Position, Store, StoredEntry};
use serde_json::Value;

use crate::wait::soon;

/// An entry as it stands in the database.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What it says of itself.
    pub meta: Meta,
    /// Its body.
    pub body: Value,
    /// The hash of its leaf.
    pub leaf: Hash,
}

/// Somebody who reads the ledger on and on, insisting on what makes it one: positions without a gap, each leaf its hash,
/// each opening its leaf, each stream numbered from 1 without a gap, and the head the root of exactly these leaves.
#[derive(Debug, Default)]
pub struct Audit {
    /// Every entry so far, by position.
    pub entries: Vec<Recorded>,
    streams: BTreeMap<String, u64>,
    frontier: Frontier,
}

impl Audit {
    /// Reads what has been appended since.
    ///
    /// # Panics
    /// Something does not hold.
    pub async fn catch_up(&mut self, store: &dyn Store) {
        let head = soon("the ledger's head", store.head()).await.expect("a head");
        assert!(self.size() <= head.size, "the ledger was {} entries long, and is {}", self.size(), head.size);
        while self.size() < head.size {
            let page = soon("a page of the ledger", store.read(Position(self.size()), READ_ENTRIES)).await;
            let page = page.expect("a page");
            assert!(!page.is_empty(), "the ledger ends at {}, its head says {}", self.size(), head.size);
            for stored in page.into_iter().take_while(|stored| stored.position.0 < head.size) {
                self.take(stored);
            }
        }
        assert_eq!(self.frontier.root(), head.frontier.root(), "the head is the root of the leaves");
    }

    fn take(&mut self, stored: StoredEntry) {
        let position = self.size();
        assert_eq!(stored.position.0, position, "positions have no gap");
        let leaf = leaf_hash(&stored.leaf);
        assert_eq!(leaf, stored.leaf_hash, "the hash of leaf {position}");
        self.frontier.append(position, leaf, |_, _, _| {});
        let seq = self.streams.entry(stored.stream.clone()).or_default();
        *seq += 1;
        assert_eq!(stored.seq, *seq, "{} has no gap", stored.stream);
        let opened = entry::read(&stored).unwrap_or_else(|error| panic!("entry {position}: {error}"));
        let body = stored.payload.body.map(|body| serde_json::from_slice(&body.bytes).expect("a body is JSON"));
        self.entries.push(Recorded { meta: opened.meta, body: body.unwrap_or(Value::Null), leaf });
    }

    /// How many entries there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Those of one kind, in order.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Recorded> {
        self.entries.iter().filter(move |entry| entry.meta.kind == kind)
    }

    /// The leaf hashes of one incident's timeline, in hex, by number from 1.
    #[must_use]
    pub fn timeline(&self, incident: &str) -> Vec<String> {
        let stream = format!("incident/{incident}");
        self.entries.iter().filter(|entry| entry.meta.stream == stream).map(|entry| entry.leaf.to_string()).collect()
    }
}

/// The whole ledger, audited.
///
/// # Panics
/// Something does not hold.
pub async fn verified(store: &dyn Store) -> Audit {
    let mut audit = Audit::default();
    audit.catch_up(store).await;
    audit
}
