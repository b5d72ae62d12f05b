//! A bounded memory of the latest report of each message, by which an answer that was lost is made good. The ledger keeps
//! what is final; this serves only until a call counts as lost.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ctac_domain::id::AttemptId;

use crate::limits;
use crate::status::{Receipt, Status};

#[derive(Default)]
struct Memory {
    latest: BTreeMap<String, Receipt>,
    by_attempt: BTreeMap<AttemptId, String>,
    order: VecDeque<String>,
}

/// The latest of each message, for the last [`limits::RECEIPTS`] of them. A clone is the same.
#[derive(Clone, Default)]
pub struct Latest(Arc<Mutex<Memory>>);

impl Latest {
    /// Takes a report, unless it is older than what is known.
    pub fn take(&self, receipt: Receipt) {
        let mut memory = self.lock();
        if let Some(known) = memory.latest.get_mut(&receipt.reference) {
            if rank(&receipt) <= rank(known) {
                return;
            }
            let attempt = receipt.attempt.or(known.attempt);
            *known = Receipt { attempt, ..receipt.clone() };
        } else {
            memory.order.push_back(receipt.reference.clone());
            memory.latest.insert(receipt.reference.clone(), receipt.clone());
        }
        if let Some(attempt) = receipt.attempt {
            memory.by_attempt.insert(attempt, receipt.reference);
        }
        while memory.order.len() > limits::RECEIPTS {
            let oldest = memory.order.pop_front().and_then(|reference| memory.latest.remove(&reference));
            if let Some(attempt) = oldest.and_then(|known| known.attempt) {
                memory.by_attempt.remove(&attempt);
            }
        }
    }

    /// The latest of an attempt, if any report of it came.
    #[must_use]
    pub fn of(&self, attempt: AttemptId) -> Option<Receipt> {
        let memory = self.lock();
        memory.by_attempt.get(&attempt).and_then(|reference| memory.latest.get(reference)).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A failure whose reason is known is news after one whose is not.
fn rank(receipt: &Receipt) -> (u8, bool) {
    (Status::rank(receipt.status), receipt.error.is_some())
}

#[cfg(test)]
mod tests;
