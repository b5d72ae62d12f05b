//! One node: its own copy of the state, its own clock, its calls to providers. A crash takes all of it.

use std::collections::BTreeSet;

use ctac_domain::guard;
use ctac_domain::id::{NodeId, PageId};
use ctac_domain::state::State;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::call::Call;

pub(super) struct Node {
    pub(super) id: NodeId,
    pub(super) state: State,
    /// How much of the ledger it has seen.
    pub(super) seen: usize,
    /// How far its clock is off.
    pub(super) skew: SignedDuration,
    /// It is down until then.
    pub(super) down_until: Option<Timestamp>,
    pub(super) calls: Vec<Call>,
    /// Pages whose steps it began since it started: what a node knows that keeps deadlines in its memory.
    pub(super) timers: BTreeSet<PageId>,
}

impl Node {
    pub(super) fn new(nth: u128, genesis: &State) -> Self {
        Self {
            id: NodeId(Uuid::from_u128(9_000 + nth)),
            state: genesis.clone(),
            seen: 0,
            skew: SignedDuration::ZERO,
            down_until: None,
            calls: Vec::new(),
            timers: BTreeSet::new(),
        }
    }

    pub(super) const fn is_up(&self) -> bool {
        self.down_until.is_none()
    }

    /// What its clock shows.
    pub(super) fn clock(&self, truth: Timestamp) -> Timestamp {
        truth + self.skew
    }

    /// It is this node that acts now.
    pub(super) fn acts(&self) {
        guard::remember(&self.timers);
    }

    /// It has read the ledger to its end.
    pub(super) fn learn(&mut self, head: &(State, usize)) {
        if self.seen < head.1 {
            (self.state, self.seen) = head.clone();
        }
    }

    /// Everything in memory is gone; what it knows when it is back is what the ledger said a while ago, and it reads on
    /// from there. How many calls had left it, of which it now knows nothing.
    pub(super) fn crash(&mut self, since: &(State, usize), until: Timestamp) -> usize {
        (self.state, self.seen) = since.clone();
        self.timers.clear();
        self.down_until = Some(until);
        std::mem::take(&mut self.calls).iter().filter(|call| call.is_asked()).count()
    }
}
