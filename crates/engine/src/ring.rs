//! The latest frames of a room, in memory, each serialised once for each view. Bounded in entries and bytes: who is
//! behind it catches up from the ledger.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use ctac_domain::id::IncidentId;
use ctac_domain::marking::Marking;
use ctac_domain::state::State;

use crate::codec::Committed;
use crate::{limits, view};

/// One entry as the room sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The entry's number.
    pub seq: u64,
    /// Whether every member of the incident may read it, whoever they are: spares a thousand members the question.
    pub open: bool,
    /// For those who may read it: JSON.
    pub full: Bytes,
    /// For those who may not: JSON.
    pub withheld: Bytes,
}

impl Frame {
    /// The frame of an entry, with its entities as they stand in `state`.
    pub(crate) fn of(state: &State, incident: IncidentId, committed: &Committed) -> Option<Self> {
        let full = view::full(state, incident, committed)?.into();
        let withheld = view::withheld(committed)?.into();
        let open = every_member_reads(committed.recorded.marking);
        Some(Self { seq: committed.recorded.seq, open, full, withheld })
    }

    pub(crate) const fn bytes(&self) -> usize {
        self.full.len() + self.withheld.len()
    }
}

/// Markings that keep an entry from no member of its incident, by [`ctac_domain::access::readable`].
const fn every_member_reads(marking: Marking) -> bool {
    matches!(marking, Marking::Clear | Marking::Green | Marking::Amber)
}

/// What a member finds when it looks for what comes after its cursor.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The next frames, in order; none when it has all there are.
    Frames(Vec<Arc<Frame>>),
    /// The next one is no longer here.
    Behind,
}

/// See the module. Its frames are consecutive.
#[derive(Debug)]
pub(crate) struct Ring {
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    /// The last entry there is.
    head: u64,
    /// Frames up to here must not come back: one of them was erased.
    forgotten: u64,
}

impl Ring {
    pub(crate) const fn from_head(head: u64) -> Self {
        Self { frames: VecDeque::new(), bytes: 0, head, forgotten: 0 }
    }

    pub(crate) const fn head(&self) -> u64 {
        self.head
    }

    /// Takes the next frame. One already taken is skipped; none is ever missed, for whoever calls takes entries from
    /// the loop, in order, since before `head` was read.
    pub(crate) fn push(&mut self, frame: Frame) {
        if frame.seq != self.head + 1 {
            if frame.seq > self.head {
                // Never seen; forgetting everything makes every member read the ledger, where nothing is missing.
                self.forget_through(frame.seq);
                self.head = frame.seq;
            }
            return;
        }
        self.head = frame.seq;
        self.bytes += frame.bytes();
        self.frames.push_back(Arc::new(frame));
        while self.frames.len() > limits::RING_FRAMES || self.bytes > limits::RING_BYTES {
            self.drop_first();
        }
    }

    /// Puts earlier frames before those it has, as many as join on.
    pub(crate) fn fill(&mut self, earlier: Vec<Frame>) {
        for frame in earlier.into_iter().rev() {
            let first = self.head + 1 - self.frames.len() as u64;
            let bytes = self.bytes + frame.bytes();
            if frame.seq + 1 == first
                && frame.seq > self.forgotten
                && self.frames.len() < limits::RING_FRAMES
                && bytes <= limits::RING_BYTES
            {
                self.bytes = bytes;
                self.frames.push_front(Arc::new(frame));
            }
        }
    }

    /// Forgets frames up to an entry: its body was erased, and must not go out again.
    pub(crate) fn forget_through(&mut self, seq: u64) {
        self.forgotten = self.forgotten.max(seq);
        while self.frames.front().is_some_and(|frame| frame.seq <= seq) {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        if let Some(frame) = self.frames.pop_front() {
            self.bytes -= frame.bytes();
        }
    }

    /// What comes after `cursor`, at most `limit`.
    pub(crate) fn after(&self, cursor: u64, limit: usize) -> Found {
        if cursor >= self.head {
            return Found::Frames(Vec::new());
        }
        let first = self.head + 1 - self.frames.len() as u64;
        match usize::try_from((cursor + 1).wrapping_sub(first)) {
            Ok(skip) if cursor + 1 >= first => {
                Found::Frames(self.frames.iter().skip(skip).take(limit).map(Arc::clone).collect())
            }
            _ => Found::Behind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(seq: u64, bytes: usize) -> Frame {
        Frame { seq, open: false, full: Bytes::from(vec![b'x'; bytes]), withheld: Bytes::new() }
    }

    fn seqs(found: Found) -> Vec<u64> {
        match found {
            Found::Frames(frames) => frames.iter().map(|frame| frame.seq).collect(),
            Found::Behind => vec![u64::MAX],
        }
    }

    #[test]
    fn it_gives_what_comes_after_a_cursor() {
        let mut ring = Ring::from_head(10);
        assert_eq!(ring.after(10, 9), Found::Frames(Vec::new()));
        assert_eq!(ring.after(9, 9), Found::Behind);
        (11..=15).for_each(|seq| ring.push(frame(seq, 1)));
        ring.push(frame(12, 1));
        assert_eq!(seqs(ring.after(10, 3)), [11, 12, 13]);
        assert_eq!(seqs(ring.after(13, 9)), [14, 15]);
        assert_eq!(ring.after(9, 9), Found::Behind);
        ring.fill((7..=10).map(|seq| frame(seq, 1)).collect());
        assert_eq!(seqs(ring.after(6, 2)), [7, 8]);
        ring.forget_through(12);
        ring.fill((7..=12).map(|seq| frame(seq, 1)).collect());
        assert_eq!(ring.after(11, 9), Found::Behind);
        assert_eq!(seqs(ring.after(12, 9)), [13, 14, 15]);
    }

    #[test]
    fn it_is_bounded_in_entries_and_in_bytes() {
        let mut ring = Ring::from_head(0);
        let many = limits::RING_FRAMES as u64 + 7;
        (1..=many).for_each(|seq| ring.push(frame(seq, 1)));
        assert_eq!(ring.after(6, 1), Found::Behind);
        assert_eq!(seqs(ring.after(7, 1)), [8]);
        let mut ring = Ring::from_head(0);
        (1..=3).for_each(|seq| ring.push(frame(seq, limits::RING_BYTES / 2)));
        assert_eq!(ring.after(0, 1), Found::Behind);
        assert_eq!(seqs(ring.after(1, 9)), [2, 3]);
    }
}
