//! When the root over every leaf is wrong: which part of the log was changed, as near as the receipts tell.
//!
//! Every receipt was checked against the signed root, so each hash on its path is what that part of the log had. The
//! smallest part whose recomputed hash differs holds a changed leaf.

use super::failure::{Failure, FileFault};
use crate::bundle::directory::Files;
use crate::bundle::file;
use crate::merkle::{Hash, Tree};
use crate::proof::Receipt;

/// The failure that names the part.
pub(super) fn changed_leaf(files: &Files, leaves: &[Hash], expected: Hash, root: Hash) -> Failure {
    let size = leaves.len() as u64;
    let mut tree = Tree::new();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    let receipts = files
        .iter()
        .filter(|(name, _)| file::proof_seq(name).is_some())
        .filter_map(|(_, bytes)| Receipt::parse(std::str::from_utf8(bytes).ok()?).ok());
    let narrowest = receipts
        .filter_map(|receipt| {
            let now = tree.inclusion(receipt.position.0, size)?;
            let parts = siblings(receipt.position.0, size);
            now.iter().zip(&receipt.path).zip(parts).find(|((now, then), _)| now != then).map(|(_, part)| part)
        })
        .min_by_key(|(start, end)| end - start);
    let place = match narrowest {
        Some((start, end)) if end - start == 1 => format!("at position {start}"),
        Some((start, end)) => format!("between positions {start} and {}", end - 1),
        None => "somewhere".to_owned(),
    };
    Failure::file(file::LEAVES, FileFault::Root { root, expected, place })
}

/// The parts of the log that the hashes of an audit path stand for, in the path's order: from, to before.
fn siblings(index: u64, size: u64) -> Vec<(u64, u64)> {
    let (mut start, mut end) = (0, size);
    let mut parts = Vec::new();
    while end - start > 1 {
        let middle = start + (1 << (end - start - 1).ilog2());
        if index < middle {
            parts.push((middle, end));
            end = middle;
        } else {
            parts.push((start, middle));
            start = middle;
        }
    }
    parts.reverse();
    parts
}
