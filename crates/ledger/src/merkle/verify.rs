//! Checking inclusion and consistency proofs (the algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2, which fit RFC 6962's
//! proofs).

use super::{EMPTY_ROOT, Hash, node_hash};

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The entry or the older tree lies beyond the tree.
    #[error("the proof speaks of an entry that the tree does not have")]
    OutOfRange,
    /// Too few or too many hashes.
    #[error("the proof has not as many hashes as it should")]
    Length,
    /// The hashes lead elsewhere.
    #[error("the proof does not lead to the root")]
    Root,
}

/// Checks that the leaf stands at `index` in the tree of `size` leaves with this root.
///
/// # Errors
/// It does not, or the proof does not show it.
pub fn inclusion(index: u64, size: u64, leaf: &Hash, proof: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange);
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            skip_to_right_child(&mut node, &mut last);
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == *root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks that the tree of `from` leaves with root `old` is a prefix of the tree of `to` leaves with root `new`.
///
/// # Errors
/// It is not, or the proof does not show it.
pub fn consistency(from: u64, old: &Hash, to: u64, new: &Hash, proof: &[Hash]) -> Result<(), ProofError> {
    if from > to {
        return Err(ProofError::OutOfRange);
    }
    if from == 0 || from == to {
        let known = if from == 0 { EMPTY_ROOT } else { *new };
        return match (proof.is_empty(), *old == known) {
            (false, _) => Err(ProofError::Length),
            (true, false) => Err(ProofError::Root),
            (true, true) => Ok(()),
        };
    }
    // A complete old tree is a node of the new one: its root is not repeated in the proof.
    let (first, rest) = match proof.split_first() {
        _ if from.is_power_of_two() => (*old, proof),
        Some((first, rest)) => (*first, rest),
        None => return Err(ProofError::Length),
    };
    let (mut node, mut last) = (from - 1, to - 1);
    let shift = node.trailing_ones();
    node >>= shift;
    last >>= shift;
    let (mut old_hash, mut new_hash) = (first, first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            skip_to_right_child(&mut node, &mut last);
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if old_hash == *old && new_hash == *new { Ok(()) } else { Err(ProofError::Root) }
}

/// Where a subtree on the right edge has no sibling, it stands for its parent: climb until it has one.
const fn skip_to_right_child(node: &mut u64, last: &mut u64) {
    while *node & 1 == 0 && *node != 0 {
        *node >>= 1;
        *last >>= 1;
    }
}
