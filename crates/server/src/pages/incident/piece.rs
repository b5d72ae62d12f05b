//! Which piece of a timeline a page shows, and the ways to the others.

use serde::Deserialize;

use crate::limits::PAGE_ENTRIES;

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Order {
    #[default]
    Newest,
    Oldest,
}

/// What a page's address asks for.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asks {
    #[serde(default)]
    pub(crate) order: Order,
    /// Entries before this one; newest first.
    pub(crate) before: Option<u64>,
    /// Entries after this one; oldest first.
    pub(crate) after: Option<u64>,
    /// The piece that this entry is in.
    pub(crate) entry: Option<u64>,
    /// The last entry that the reader had seen.
    pub(crate) seen: Option<u64>,
    /// Makes an address another, so that a link to it loads it anew.
    #[serde(rename = "at")]
    pub(crate) _at: Option<i64>,
}

impl Asks {
    /// How many entries there are since the reader last looked.
    pub(crate) fn fresh(&self, head: u64) -> Option<u64> {
        self.seen.map(|seen| head.saturating_sub(seen))
    }
}

/// A piece: the entries with `after < seq <= after + limit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) newest_first: bool,
    pub(crate) after: u64,
    pub(crate) limit: usize,
    pub(crate) head: u64,
    /// Towards the first entry: the query of that piece.
    pub(crate) older: Option<String>,
    /// Towards the last.
    pub(crate) newer: Option<String>,
}

impl Piece {
    pub(crate) fn of(asks: Asks, head: u64) -> Self {
        let size = PAGE_ENTRIES as u64;
        let newest_first = asks.order == Order::Newest;
        let around = asks.entry.map(|entry| entry.min(head).saturating_sub(size / 2 + 1));
        let after = match (around, newest_first) {
            (Some(after), _) => after,
            (None, true) => asks.before.unwrap_or(u64::MAX).min(head.saturating_add(1)).max(1).saturating_sub(1 + size),
            (None, false) => asks.after.unwrap_or(0).min(head),
        };
        // Newest first, the last piece ends at entry 1 and may be short.
        let end = match (around, newest_first) {
            (None, true) => asks.before.unwrap_or(u64::MAX).min(head.saturating_add(1)).max(1) - 1,
            _ => after.saturating_add(size).min(head),
        };
        let (older, newer) = if newest_first {
            let older = (after > 0).then(|| format!("?order=newest&before={}", after + 1));
            (older, (end < head).then(|| format!("?order=newest&before={}", (end + size).min(head) + 1)))
        } else {
            let older = (after > 0).then(|| format!("?order=oldest&after={}", after.saturating_sub(size)));
            (older, (end < head).then(|| format!("?order=oldest&after={end}")))
        };
        let limit = usize::try_from(end.saturating_sub(after)).unwrap_or(PAGE_ENTRIES);
        Self { newest_first, after, limit, head, older, newer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: u64 = PAGE_ENTRIES as u64;

    /// All entries in the order in which somebody who follows the links meets them.
    fn walked(order: Order, head: u64) -> Vec<u64> {
        let mut asks = Asks { order, ..Asks::default() };
        let mut met = Vec::new();
        loop {
            let piece = Piece::of(asks, head);
            let mut seqs: Vec<u64> = (piece.after + 1..=piece.after + piece.limit as u64).collect();
            let next = if order == Order::Newest {
                seqs.reverse();
                piece.older
            } else {
                piece.newer
            };
            met.extend(seqs);
            let Some(next) = next else { return met };
            let number = next.rsplit('=').next().unwrap().parse().unwrap();
            asks = match order {
                Order::Newest => Asks { order, before: Some(number), ..Asks::default() },
                Order::Oldest => Asks { order, after: Some(number), ..Asks::default() },
            };
        }
    }

    proptest::proptest! {
        #[test]
        fn every_entry_is_met_once_in_either_order(head in 0..(4 * SIZE + 3)) {
            let forwards: Vec<u64> = (1..=head).collect();
            proptest::prop_assert_eq!(walked(Order::Oldest, head), forwards.clone());
            let backwards: Vec<u64> = forwards.into_iter().rev().collect();
            proptest::prop_assert_eq!(walked(Order::Newest, head), backwards);
        }

        #[test]
        fn whatever_is_asked_a_piece_is_of_the_timeline(
            head in 0..1_000_u64, before: Option<u64>, after: Option<u64>, entry: Option<u64>, newest: bool,
        ) {
            let order = if newest { Order::Newest } else { Order::Oldest };
            let piece = Piece::of(Asks { order, before, after, entry, ..Asks::default() }, head);
            proptest::prop_assert!(piece.limit <= PAGE_ENTRIES);
            proptest::prop_assert!(piece.after + piece.limit as u64 <= head);
        }

        #[test]
        fn the_piece_of_an_entry_has_it(head in 1..1_000_u64, entry in 1..1_000_u64, newest: bool) {
            let entry = entry.min(head);
            let order = if newest { Order::Newest } else { Order::Oldest };
            let piece = Piece::of(Asks { order, entry: Some(entry), ..Asks::default() }, head);
            proptest::prop_assert!(piece.after < entry && entry <= piece.after + piece.limit as u64);
        }
    }
}
