//! What became of what was sent: where reports go on to, and a bounded memory of the latest of each message, by which
//! repeated and late reports are known, and a lost answer is made good.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, ContactId, PersonId};
use tokio::time::Instant;

use crate::limits;
use crate::twilio::errors::Flag;
use crate::twilio::status::{Receipt, Status};

/// What is now known of a person's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flagged {
    /// Whose.
    pub person: PersonId,
    /// Which of their contacts.
    pub contact: ContactId,
    /// How it was being used.
    pub channel: Channel,
    /// What is known.
    pub flag: Flag,
}

/// Where news goes: each receipt once, in rank's order for its message, and each flag as it is learnt. Must not fail: what
/// cannot be kept now is logged by whoever keeps it.
#[async_trait]
pub trait Receipts: Send + Sync {
    /// Something that was sent stands elsewhere than was known.
    async fn received(&self, receipt: &Receipt);
    /// An address turned out not to be reached this way.
    async fn flagged(&self, flagged: Flagged);
}

/// Keeps nothing: metrics, and the log for what an operator must know.
#[derive(Debug, Clone, Copy, Default)]
pub struct Logged;

#[async_trait]
impl Receipts for Logged {
    async fn received(&self, receipt: &Receipt) {
        metrics::counter!("ctac_receipts_total", "status" => receipt.status.word()).increment(1);
        if receipt.status.is_failure() {
            tracing::warn!(sid = %receipt.sid, why = receipt.reason(), "a message did not reach its person");
        }
    }

    async fn flagged(&self, flagged: Flagged) {
        let Flagged { person, contact, channel, flag } = flagged;
        metrics::counter!("ctac_addresses_flagged_total").increment(1);
        tracing::error!(%person, %contact, ?channel, ?flag, "a person cannot be reached by this contact any more");
    }
}

/// Whether a report was news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was.
    News,
    /// It was known, or older than what is known.
    Known,
}

/// What is known of one message.
struct Known {
    receipt: Receipt,
    /// When Twilio was last heard of it, or asked.
    heard: Instant,
    /// How often it was asked.
    asked: u8,
}

#[derive(Default)]
struct Memory {
    latest: BTreeMap<String, Known>,
    by_attempt: BTreeMap<AttemptId, String>,
    order: VecDeque<String>,
}

/// The latest of each message, for the last [`limits::RECEIPTS`] of them, and where news goes on to. A clone is the same.
#[derive(Clone)]
pub struct Latest {
    memory: Arc<Mutex<Memory>>,
    onwards: Arc<dyn Receipts>,
}

impl Latest {
    /// An empty one.
    #[must_use]
    pub fn new(onwards: Arc<dyn Receipts>) -> Self {
        Self { memory: Arc::default(), onwards }
    }

    /// Takes a report; passes it on if it is news.
    pub async fn take(&self, receipt: Receipt) -> Taken {
        let taken = self.keep(&receipt);
        if taken == Taken::News {
            self.onwards.received(&receipt).await;
        }
        taken
    }

    /// Passes on what was learnt of an address.
    pub async fn flag(&self, flagged: Flagged) {
        self.onwards.flagged(flagged).await;
    }

    /// The latest of an attempt, if any report of it came.
    #[must_use]
    pub fn of(&self, attempt: AttemptId) -> Option<Receipt> {
        let memory = self.lock();
        memory.by_attempt.get(&attempt).and_then(|sid| memory.latest.get(sid)).map(|known| known.receipt.clone())
    }

    /// Those of which nothing final is known and nothing was heard for [`limits::SILENCE`]; each is told at most
    /// [`limits::ASKS`] times, and a bounded number at once.
    pub(crate) fn silent(&self) -> Vec<Receipt> {
        let now = Instant::now();
        let mut memory = self.lock();
        let known = memory.latest.values_mut().filter(|known| {
            !known.receipt.status.is_last() && known.asked < limits::ASKS && now - known.heard >= limits::SILENCE
        });
        let asked = known.take(limits::ASKED_AT_ONCE).map(|known| {
            known.asked += 1;
            known.heard = now;
            known.receipt.clone()
        });
        asked.collect()
    }

    fn keep(&self, receipt: &Receipt) -> Taken {
        let mut memory = self.lock();
        let heard = Instant::now();
        if let Some(known) = memory.latest.get_mut(&receipt.sid) {
            if rank(receipt) <= rank(&known.receipt) {
                return Taken::Known;
            }
            let attempt = receipt.attempt.or(known.receipt.attempt);
            known.receipt = Receipt { attempt, ..receipt.clone() };
            known.heard = heard;
        } else {
            memory.order.push_back(receipt.sid.clone());
            memory.latest.insert(receipt.sid.clone(), Known { receipt: receipt.clone(), heard, asked: 0 });
        }
        if let Some(attempt) = receipt.attempt {
            memory.by_attempt.insert(attempt, receipt.sid.clone());
        }
        while memory.order.len() > limits::RECEIPTS {
            let oldest = memory.order.pop_front().and_then(|sid| memory.latest.remove(&sid));
            if let Some(attempt) = oldest.and_then(|known| known.receipt.attempt) {
                memory.by_attempt.remove(&attempt);
            }
        }
        Taken::News
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A failure whose reason is known is news after one whose is not.
fn rank(receipt: &Receipt) -> (u8, bool) {
    (Status::rank(receipt.status), receipt.error.is_some())
}

#[cfg(test)]
mod tests;
