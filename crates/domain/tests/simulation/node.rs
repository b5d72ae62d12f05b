//! One node: its own copy of the state, its own clock, its calls to providers. A crash takes all of it.

use ctac_domain::attempt::Bearer;
use ctac_domain::evolve::evolve;
use ctac_domain::id::{AttemptId, NodeId, NotificationId, PersonId};
use ctac_domain::page::AttemptOutcome;
use ctac_domain::state::{Recorded, State};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use uuid::Uuid;

/// A call to a provider that a node is making.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) bearer: Bearer,
    pub(super) notification: NotificationId,
    pub(super) attempt: AttemptId,
    pub(super) person: PersonId,
    /// When the provider takes it, if it does.
    pub(super) sends_at: Option<Timestamp>,
    /// When the node learns of it, if it does.
    pub(super) answers: Option<(Timestamp, AttemptOutcome)>,
}

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
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.down_until.is_none()
    }

    /// What its clock shows.
    pub(super) fn clock(&self, truth: Timestamp) -> Timestamp {
        truth + self.skew
    }

    pub(super) fn catch_up(&mut self, ledger: &[Arc<Recorded>]) {
        for entry in ledger.iter().skip(self.seen) {
            evolve(&mut self.state, entry);
        }
        self.seen = ledger.len();
    }

    /// Everything in memory is gone; what it knows when it is back is what the ledger says, read from an entry on that
    /// others have read it to.
    pub(super) fn crash(&mut self, since: &(State, usize), until: Timestamp) {
        (self.state, self.seen) = since.clone();
        self.calls.clear();
        self.down_until = Some(until);
    }
}
