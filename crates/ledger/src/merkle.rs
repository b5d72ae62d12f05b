//! The Merkle tree of RFC 6962 §2.1: its hashes, the frontier that a writer carries, and the whole tree in memory.
//!
//! `leaf = SHA-256(0x00 ‖ data)`, `node = SHA-256(0x01 ‖ left ‖ right)`, the empty tree's root is `SHA-256("")`, and a
//! tree of n leaves splits at the largest power of two below n. Verification of proofs is in [`verify`].

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

pub mod verify;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// As written in checkpoints, proofs and receipts: standard base64 with padding, 44 characters.
    #[must_use]
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads [`Hash::to_base64`] back; nothing but the one canonical writing is taken.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        if text.len() != 44 {
            return None;
        }
        STANDARD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The root of a tree without leaves: `SHA-256("")`.
pub const EMPTY_ROOT: Hash = Hash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41,
    0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// Each stored level is this many levels above the one below (C2SP tlog-tiles: a tile is 2⁸ wide).
pub const TILE_HEIGHT: u8 = 8;

/// The hash of a leaf.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(leaf).finalize().into())
}

/// The hash of an interior node.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The hashes of the complete subtrees that cover the log, largest first: one for each bit set in its size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    /// At most 64.
    pub hashes: Vec<Hash>,
}

impl Frontier {
    /// Whether this can be the frontier of a log of so many entries.
    #[must_use]
    pub fn fits(&self, size: u64) -> bool {
        self.hashes.len() == size.count_ones() as usize
    }

    /// Appends the leaf at position `size`, the log's size so far, and tells `completed` of every interior node that it
    /// completes: its height above the leaves (from 1), its index on that level, its hash.
    pub fn append(&mut self, size: u64, leaf: Hash, mut completed: impl FnMut(u8, u64, Hash)) {
        let mut hash = leaf;
        let mut above = size >> 1;
        for level in 1..=64u8 {
            if u32::from(level) > size.trailing_ones() {
                break;
            }
            let Some(left) = self.hashes.pop() else { break };
            hash = node_hash(&left, &hash);
            completed(level, above, hash);
            above >>= 1;
        }
        self.hashes.push(hash);
    }

    /// The root of the log.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.hashes.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or(EMPTY_ROOT)
    }
}

/// The whole tree in memory: every complete subtree's hash, 64 bytes a leaf. Answers for every size it has had.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// `levels[h][i]`: the root of the 2^h leaves from i·2^h on.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// A tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { levels: Vec::new() }
    }

    /// How many leaves it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, Vec::len) as u64
    }

    /// Appends a leaf's hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for height in 0..=64 {
            if self.levels.len() == height {
                self.levels.push(Vec::new());
            }
            let Some(level) = self.levels.get_mut(height) else { return };
            level.push(hash);
            match level.as_slice() {
                [.., left, right] if level.len().is_multiple_of(2) => hash = node_hash(left, right),
                _ => return,
            }
        }
    }

    /// The root of the complete subtree at this height and index, once all its leaves are there.
    #[must_use]
    pub fn node(&self, height: u8, index: u64) -> Option<Hash> {
        self.levels.get(usize::from(height))?.get(usize::try_from(index).ok()?).copied()
    }

    /// The root as it was at `size`; none beyond the present size.
    #[must_use]
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        if size == 0 { Some(EMPTY_ROOT) } else { self.subtree(0, size) }
    }

    /// The audit path of the leaf at `index` in the tree of `size` leaves (RFC 6962 §2.1.1): its sibling first.
    #[must_use]
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.size() {
            return None;
        }
        let (mut start, mut end) = (0, size);
        let mut path = Vec::new();
        while end - start > 1 {
            let middle = start + split(end - start);
            if index < middle {
                path.push(self.subtree(middle, end)?);
                end = middle;
            } else {
                path.push(self.subtree(start, middle)?);
                start = middle;
            }
        }
        path.reverse();
        Some(path)
    }

    /// The proof that the tree of `from` leaves is a prefix of the tree of `to` leaves (RFC 6962 §2.1.2). Empty when
    /// `from` is 0 or `to`.
    #[must_use]
    pub fn consistency(&self, from: u64, to: u64) -> Option<Vec<Hash>> {
        if from > to || to > self.size() {
            return None;
        }
        if from == 0 || from == to {
            return Some(Vec::new());
        }
        let (mut start, mut end) = (0, to);
        let mut path = Vec::new();
        while from != end {
            let middle = start + split(end - start);
            if from <= middle {
                path.push(self.subtree(middle, end)?);
                end = middle;
            } else {
                path.push(self.subtree(start, middle)?);
                start = middle;
            }
        }
        // The old root itself is known to whoever checks; a subtree of it is not.
        if start > 0 {
            path.push(self.subtree(start, end)?);
        }
        path.reverse();
        Some(path)
    }

    /// The root over the leaves from `start` to before `end`. Every range that RFC 6962 splits off starts at a multiple
    /// of the power of two that covers it.
    fn subtree(&self, start: u64, end: u64) -> Option<Hash> {
        let mut parts = Vec::new();
        let mut at = start;
        while at < end {
            let height = (end - at).ilog2();
            parts.push(self.node(u8::try_from(height).ok()?, at >> height)?);
            at += 1 << height;
        }
        parts.into_iter().rev().reduce(|right, left| node_hash(&left, &right))
    }
}

/// The largest power of two below `size`, which is at least 2.
const fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

#[cfg(test)]
mod tests;
