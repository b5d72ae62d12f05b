//! Batches for the cases, and RFC 6962 worked out a second time, from its text, to judge what a store kept.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::merkle::{Frontier, Hash};
use crate::store::{Batch, Body, Head, Node, Payload, Position, StoredEntry};

/// An entry to be: which event, in which stream, under which number, with what body.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The event's id.
    pub event: u128,
    /// Its stream.
    pub stream: String,
    /// Its number there.
    pub seq: u64,
    /// Its body.
    pub body: Vec<u8>,
}

/// `count` drafts of one stream, from `seq` on; their events are numbered in step.
#[must_use]
pub fn drafts(stream: &str, event: u128, seq: u64, count: u64) -> Vec<Draft> {
    let draft = |n: u64| Draft {
        event: event + u128::from(n),
        stream: stream.to_owned(),
        seq: seq + n,
        body: format!("{{\"stream\":\"{stream}\",\"n\":{n}}}").into_bytes(),
    };
    (0..count).map(draft).collect()
}

/// A head before any entry.
#[must_use]
pub fn empty() -> Head {
    Head { size: 0, frontier: Frontier::default() }
}

/// The batch that appends `drafts` to the log at `head`.
#[must_use]
pub fn batch(head: &Head, drafts: &[Draft]) -> Batch {
    let mut next = head.clone();
    let mut entries = Vec::new();
    let mut nodes = Vec::new();
    for draft in drafts {
        let entry = entry(next.size, draft);
        grow(&mut next, entry.leaf_hash, &mut nodes);
        entries.push(entry);
    }
    Batch { base: head.size, entries, nodes, head: next, erase: Vec::new() }
}

fn entry(position: u64, draft: &Draft) -> StoredEntry {
    let meta = format!("{{\"stream\":\"{}\",\"seq\":{}}}", draft.stream, draft.seq).into_bytes();
    let leaf = [b"a leaf".as_slice(), &draft.event.to_be_bytes(), &digest(&[&meta, &draft.body]).0].concat();
    let salt = |name: &[u8]| digest(&[name, &draft.event.to_be_bytes()]).0;
    StoredEntry {
        position: Position(position),
        event_id: Uuid::from_u128(draft.event),
        stream: draft.stream.clone(),
        seq: draft.seq,
        marking: u8::try_from(position % 5).unwrap_or_default(),
        recorded_us: 1_700_000_000_000_000 + i64::try_from(position).unwrap_or_default(),
        leaf_hash: leaf_hash(&leaf),
        leaf,
        payload: Payload {
            meta_salt: salt(b"meta"),
            meta,
            body: Some(Body { salt: salt(b"body"), bytes: draft.body.clone() }),
        },
    }
}

/// Appends one leaf to a frontier, noting the stored nodes that it completes.
fn grow(head: &mut Head, leaf: Hash, nodes: &mut Vec<Node>) {
    let (mut hash, mut index) = (leaf, head.size);
    for level in 1..=64 {
        if index.is_multiple_of(2) {
            break;
        }
        let Some(left) = head.frontier.hashes.pop() else { break };
        hash = node_hash(left, hash);
        index /= 2;
        if level % 8 == 0 {
            nodes.push(Node { level, index, hash });
        }
    }
    head.frontier.hashes.push(hash);
    head.size += 1;
}

/// `SHA-256(0x00 ‖ leaf)` (RFC 6962 §2.1).
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    digest(&[&[0], leaf])
}

fn node_hash(left: Hash, right: Hash) -> Hash {
    digest(&[&[1], &left.0, &right.0])
}

fn digest(parts: &[&[u8]]) -> Hash {
    Hash(parts.iter().fold(Sha256::new(), |hasher, part| hasher.chain_update(part)).finalize().into())
}

/// The Merkle Tree Hash of RFC 6962 §2.1, straight from its recursive definition.
#[must_use]
pub fn tree_hash(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => digest(&[]),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(tree_hash(left), tree_hash(right))
        }
    }
}

/// The frontier over `leaves`, from the definition: the trees over the powers of two that make up their number.
#[must_use]
pub fn frontier(leaves: &[Hash]) -> Frontier {
    let mut hashes = Vec::new();
    let mut rest = leaves;
    while !rest.is_empty() {
        let (complete, after) = rest.split_at(1 << rest.len().ilog2());
        hashes.push(tree_hash(complete));
        rest = after;
    }
    Frontier { hashes }
}
