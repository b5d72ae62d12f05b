//! The ledger looked at from beside the service: recomputed from every leaf, opened entry by entry.

use std::collections::BTreeMap;

use ctac_ledger::entry::{self, Meta};
use ctac_ledger::limits::READ_ENTRIES;
use ctac_ledger::merkle::{Frontier, leaf_hash};
use ctac_ledger::store::{Position, Store};
use serde_json::Value;

use crate::wait::soon;

/// An entry as it stands in the database.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What it says of itself.
    pub meta: Meta,
    /// Its body.
    pub body: Value,
}

/// Reads the whole ledger, insisting on what makes it one: positions without a gap, each leaf its hash, each opening its
/// leaf, each stream numbered from 1 without a gap, and the head the root of exactly these leaves.
///
/// # Panics
/// Something does not hold.
pub async fn verified(store: &dyn Store) -> Vec<Recorded> {
    let head = soon("the ledger's head", store.head()).await.expect("a head");
    let mut entries: Vec<Recorded> = Vec::new();
    let mut streams: BTreeMap<String, u64> = BTreeMap::new();
    let mut frontier = Frontier::default();
    while (entries.len() as u64) < head.size {
        let from = entries.len() as u64;
        let page = soon("a page of the ledger", store.read(Position(from), READ_ENTRIES)).await.expect("a page");
        assert!(!page.is_empty(), "the ledger ends at {from}, its head says {}", head.size);
        for stored in page.into_iter().take_while(|stored| stored.position.0 < head.size) {
            let position = entries.len() as u64;
            assert_eq!(stored.position.0, position, "positions have no gap");
            let hash = leaf_hash(&stored.leaf);
            assert_eq!(hash, stored.leaf_hash, "the hash of leaf {position}");
            frontier.append(position, hash, |_, _, _| {});
            let seq = streams.entry(stored.stream.clone()).or_default();
            *seq += 1;
            assert_eq!(stored.seq, *seq, "{} has no gap", stored.stream);
            let opened = entry::read(&stored).unwrap_or_else(|error| panic!("entry {position}: {error}"));
            let body = stored.payload.body.map(|body| serde_json::from_slice(&body.bytes).expect("a body is JSON"));
            entries.push(Recorded { meta: opened.meta, body: body.unwrap_or(Value::Null) });
        }
    }
    assert_eq!(frontier.root(), head.frontier.root(), "the head is the root of the leaves");
    entries
}
