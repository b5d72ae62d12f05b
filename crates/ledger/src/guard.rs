//! Sign only consistently: a log never signs two checkpoints that contradict each other.
//!
//! The caller keeps the highest checkpoint it ever published outside the database, and asks here before it signs the
//! next. After a restore from an older copy the log has fewer entries, or others: then nothing may be signed under this
//! origin again, writes are refused, and a new origin is started whose first entry cites the old checkpoint. A checkpoint
//! that a witness holds is checked the same way.

use crate::checkpoint::Checkpoint;
use crate::merkle::{Hash, Tree};

/// The log is not the one that was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forked {
    /// Entries that were published are gone.
    #[error(
        "the log has {size} entries, but a checkpoint of {published} was published: entries are lost; \
         restore a later copy, or start a new origin that cites that checkpoint"
    )]
    Shorter {
        /// What was published.
        published: u64,
        /// What is here.
        size: u64,
    },
    /// Entries that were published are others now.
    #[error(
        "the first {size} entries have the root {root}, but a checkpoint with the root {published} was published: \
         the log was changed; restore an unchanged copy, or start a new origin that cites that checkpoint"
    )]
    Changed {
        /// How many entries the published checkpoint covers.
        size: u64,
        /// Its root.
        published: Hash,
        /// The root of as many entries here.
        root: Hash,
    },
}

/// Checks that the log in memory continues what was published. The caller has opened `published` with the log's own key.
///
/// # Errors
/// It does not: do not sign.
pub fn check(published: &Checkpoint, tree: &Tree) -> Result<(), Forked> {
    match tree.root_at(published.size) {
        None => Err(Forked::Shorter { published: published.size, size: tree.size() }),
        Some(root) if root != published.root => {
            Err(Forked::Changed { size: published.size, published: published.root, root })
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{EMPTY_ROOT, leaf_hash};

    #[test]
    fn a_log_may_only_grow() {
        let mut tree = Tree::new();
        let published = |size, root| Checkpoint { origin: "ctac.example/cell".into(), size, root };
        check(&published(0, EMPTY_ROOT), &tree).unwrap();
        (0u8..5).for_each(|n| tree.push(leaf_hash(&[n])));
        let five = published(5, tree.root_at(5).unwrap());
        check(&five, &tree).unwrap();
        tree.push(leaf_hash(&[5]));
        check(&five, &tree).unwrap();

        let mut restored = Tree::new();
        (0u8..4).for_each(|n| restored.push(leaf_hash(&[n])));
        assert_eq!(check(&five, &restored), Err(Forked::Shorter { published: 5, size: 4 }));
        restored.push(leaf_hash(b"another"));
        restored.push(leaf_hash(&[5]));
        let root = restored.root_at(5).unwrap();
        assert_eq!(check(&five, &restored), Err(Forked::Changed { size: 5, published: five.root, root }));
    }
}
