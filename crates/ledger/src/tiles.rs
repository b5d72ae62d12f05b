//! The log as tiles (C2SP tlog-tiles v0.1.0): the layout that independent tools fetch and check.
//!
//! `tile/L/N` is 256 consecutive hashes of tree height 8·L, the first of index 256·N; `tile/entries/N` the 256 leaves
//! under tile N of level 0, each as a big-endian u16 length and its bytes. A tile that is not full yet ends in `.p/W`, W
//! its width from 1 to 255. N is written in groups of three digits, all but the last led by `x`: 1234067 is
//! `x001/x234/067`.

use std::fmt;

use crate::checkpoint::decimal;
use crate::limits::LEAF_BYTES;
use crate::merkle::{Hash, TILE_HEIGHT, Tree};

/// Hashes or leaves of a full tile.
pub const TILE_WIDTH: u16 = 256;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Hashes of this level, 0 to 7: tree height 8·level.
    Hashes(u8),
    /// Leaves.
    Entries,
}

/// Which tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// What it holds.
    pub of: Of,
    /// Which of its level.
    pub index: u64,
    /// How many it holds, 1 to [`TILE_WIDTH`].
    pub width: u16,
}

impl fmt::Display for Tile {
    /// The path, such as `tile/0/x001/067.p/9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            Of::Hashes(level) => write!(f, "tile/{level}/")?,
            Of::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (at, group) in groups.iter().enumerate().rev() {
            if at == 0 { write!(f, "{group:03}")? } else { write!(f, "x{group:03}/")? }
        }
        if self.width < TILE_WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl Tile {
    /// Reads a path, in its one canonical writing; none if it names no tile.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (what, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let of = if what == "entries" {
            Of::Entries
        } else {
            Of::Hashes(decimal(what).and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 8)?)
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, u16::try_from(decimal(width)?).ok()?),
            None => (rest, TILE_WIDTH),
        };
        if number.len() > 40 {
            return None;
        }
        let mut index = 0u64;
        for group in number.split('/') {
            index = index.checked_mul(1000)?.checked_add(group.trim_start_matches('x').parse().ok()?)?;
        }
        let tile = Self { of, index, width };
        ((1..=TILE_WIDTH).contains(&width) && tile.to_string() == path).then_some(tile)
    }

    /// The position or index of its first leaf or hash.
    #[must_use]
    pub fn first(&self) -> Option<u64> {
        self.index.checked_mul(u64::from(TILE_WIDTH))
    }

    /// Its hashes, as served; none when the tree has not so many yet, or this is a tile of leaves.
    #[must_use]
    pub fn hashes(&self, tree: &Tree) -> Option<Vec<Hash>> {
        let Of::Hashes(level) = self.of else { return None };
        let first = self.first()?;
        (0..u64::from(self.width))
            .map(|at| tree.node(level.checked_mul(TILE_HEIGHT)?, first.checked_add(at)?))
            .collect()
    }
}

/// Writes leaves as a bundle. None if one is longer than [`LEAF_BYTES`].
#[must_use]
pub fn write_entries<'a>(leaves: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut bundle = Vec::new();
    for leaf in leaves {
        bundle.extend_from_slice(&u16::try_from(leaf.len()).ok()?.to_be_bytes());
        bundle.extend_from_slice(leaf);
    }
    Some(bundle)
}

/// Reads a bundle of at most [`TILE_WIDTH`] leaves. None if it is cut short or has more.
#[must_use]
pub fn read_entries(bundle: &[u8]) -> Option<Vec<&[u8]>> {
    if bundle.len() > usize::from(TILE_WIDTH) * (LEAF_BYTES + 2) {
        return None;
    }
    let (mut rest, mut leaves) = (bundle, Vec::new());
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>()?;
        let (leaf, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        leaves.push(leaf);
        rest = after;
    }
    (leaves.len() <= usize::from(TILE_WIDTH)).then_some(leaves)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::merkle::leaf_hash;

    #[test]
    fn paths_are_as_the_specification_writes_them() {
        let tile = |of, index, width| Tile { of, index, width }.to_string();
        assert_eq!(tile(Of::Hashes(0), 1_234_067, 256), "tile/0/x001/x234/067");
        assert_eq!(tile(Of::Hashes(3), 0, 1), "tile/3/000.p/1");
        assert_eq!(tile(Of::Entries, 1_000, 255), "tile/entries/x001/000.p/255");
        for path in [
            "tile/0/1",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/xx01/002",
            "tile/8/000",
            "tile/00/000",
            "tile/0/001.p/256",
            "tile/0/001.p/0",
            "tile/0/001.p/01",
            "tile/entries/",
            "tile/0/x001",
            "/tile/0/000",
            "tile/0/+01",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(Tile::parse(path), None, "{path}");
        }
    }

    #[test]
    fn tiles_of_a_tree_chain_up() {
        let mut tree = Tree::new();
        (0u32..600).for_each(|n| tree.push(leaf_hash(&n.to_be_bytes())));
        let tile = |of, index, width| Tile { of, index, width }.hashes(&tree);
        let below = tile(Of::Hashes(0), 1, 256).unwrap();
        let mut small = Tree::new();
        below.iter().for_each(|hash| small.push(*hash));
        assert_eq!(tile(Of::Hashes(1), 0, 2).unwrap()[1], small.root_at(256).unwrap());
        assert_eq!(tile(Of::Hashes(0), 2, 88).unwrap().len(), 88);
        assert_eq!(tile(Of::Hashes(0), 2, 89), None);
        assert_eq!(tile(Of::Hashes(1), 0, 3), None);
        assert_eq!(tile(Of::Entries, 0, 1), None);
    }

    proptest! {
        #[test]
        fn every_path_reads_back(level in 0u8..8, entries: bool, index: u64, width in 1u16..=256) {
            let tile = Tile { of: if entries { Of::Entries } else { Of::Hashes(level) }, index, width };
            prop_assert_eq!(Tile::parse(&tile.to_string()), Some(tile));
        }

        #[test]
        fn bundles_read_back_and_cut_ones_do_not(
            leaves in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..20),
        ) {
            let bundle = write_entries(leaves.iter().map(Vec::as_slice)).unwrap();
            prop_assert_eq!(read_entries(&bundle).unwrap(), leaves.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!(read_entries(&bundle[..bundle.len() - 1]).map(|read| read.len()) , None);
        }
    }

    #[test]
    fn too_long_a_leaf_is_refused() {
        assert_eq!(write_entries([vec![0; LEAF_BYTES + 1].as_slice()]), None);
        assert_eq!(read_entries(&[0; 514]), None);
        assert_eq!(read_entries(&[0; 512]).unwrap().len(), 256);
    }
}
