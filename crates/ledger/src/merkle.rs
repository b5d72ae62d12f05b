//! The Merkle tree of RFC 6962 §2.1.

use std::fmt;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

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

/// The hashes of the complete subtrees that cover the log, largest first: one for each bit set in its size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    /// At most 64.
    pub hashes: Vec<Hash>,
}
