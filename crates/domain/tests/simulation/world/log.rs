//! The simulated ledger takes a decision, and what follows from it.

use std::sync::Arc;

use ctac_domain::decide::Decision;
use ctac_domain::evolve::evolve;
use ctac_domain::state::{Recorded, State};

use super::{AttemptFinished, AttemptOutcome, World};

impl World {
    /// Records what was decided. What was decided on the ledger as it is now follows as it stands; a ledger whose guard
    /// of the version was taken out numbers anew what was decided on an older one.
    pub(super) fn append(&mut self, nth: usize, decision: Decision) -> Vec<Arc<Recorded>> {
        let Decision { entries, state, .. } = decision;
        let entries = if self.nodes[nth].seen == self.ledger.len() {
            self.head = (state, self.ledger.len() + entries.len());
            entries
        } else {
            entries.iter().map(|entry| self.renumbered(entry)).collect()
        };
        for entry in &entries {
            if let Some(call) = entry.event.as_deref().and_then(AttemptFinished::of) {
                match call.outcome {
                    AttemptOutcome::Unknown => drop(self.unknown.insert(call.notification, call.attempt)),
                    AttemptOutcome::Sent { .. } | AttemptOutcome::Failed { .. } => {
                        self.unknown.remove(&call.notification);
                    }
                }
            }
        }
        self.ledger.extend(entries.iter().cloned());
        entries
    }

    fn renumbered(&mut self, entry: &Recorded) -> Arc<Recorded> {
        let (state, size): &mut (State, usize) = &mut self.head;
        let mut entry = entry.clone();
        entry.position = state.size;
        entry.seq = state.head_of(&entry.stream) + 1;
        entry.recorded_at = entry.recorded_at.max(state.recorded_at);
        evolve(state, &entry);
        *size += 1;
        Arc::new(entry)
    }
}
