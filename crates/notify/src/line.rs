//! One provider as the dispatch holds it: its breaker, and the tallies that operators are shown.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ctac_domain::id::PersonId;
use ctac_domain::page::AttemptOutcome;

use crate::breaker::{Breaker, Standing, Turn};
use crate::limits;
use crate::message::{Message, Provider};

/// How a provider has been doing, for operators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// As it stands in the ledger.
    pub provider: &'static str,
    /// Whether it is being called.
    pub standing: Standing,
    /// Calls in a row that it failed.
    pub failures_in_a_row: u32,
    /// Calls since the start of this node, by what came of them.
    pub tally: Tally,
}

/// Calls to one provider since the start of this node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// It took the message.
    pub sent: u64,
    /// It did not, and said so.
    pub failed: u64,
    /// Nobody knows.
    pub unknown: u64,
    /// Why it last failed, in words; holds no address.
    pub last_failure: Option<String>,
}

/// See the module.
pub(crate) struct Line {
    pub(crate) provider: Arc<dyn Provider>,
    /// Of a provider that is one service for everybody.
    breaker: Arc<Breaker>,
    /// Of one whose messages go to a server of each person's own: nobody's server is put aside for another's, and one
    /// that hangs holds up its own person's messages and no more.
    own: Mutex<BTreeMap<PersonId, Arc<Breaker>>>,
    tally: Mutex<Tally>,
    /// Calls under way.
    under_way: AtomicUsize,
}

/// One call under way, also of one that is dropped.
struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Line {
    pub(crate) fn new(provider: Arc<dyn Provider>) -> Self {
        Self {
            provider,
            breaker: Arc::new(Breaker::new()),
            own: Mutex::default(),
            tally: Mutex::default(),
            under_way: AtomicUsize::new(0),
        }
    }

    /// The breaker that stands before a message.
    fn breaker(&self, message: &Message) -> Arc<Breaker> {
        if self.provider.is_shared() {
            return Arc::clone(&self.breaker);
        }
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if own.len() >= limits::OWN_SERVERS && !own.contains_key(&message.person) {
            own.retain(|_, breaker| Arc::strong_count(breaker) > 1 || breaker.standing() != (Standing::Taking, 0));
            if own.len() >= limits::OWN_SERVERS {
                own.clear();
            }
        }
        Arc::clone(own.entry(message.person).or_insert_with(|| Arc::new(Breaker::new())))
    }

    /// Leave to call it, unless it is put aside or has its share of calls already.
    pub(crate) fn admit(&self, message: &Message) -> Option<Turn> {
        let full = self.provider.is_shared() && self.under_way.load(Ordering::Relaxed) >= limits::SHARE;
        if full { None } else { self.breaker(message).admit() }
    }

    /// Leave to call it, put aside or not, unless as many are calling it already as may.
    pub(crate) fn insist(&self, message: &Message) -> Option<Turn> {
        let shared = self.provider.is_shared();
        self.breaker(message).insist(if shared { limits::INSISTED } else { limits::INSISTED_OF_PERSON })
    }

    /// Makes the call. A refusal of this one message is no fault of the provider.
    pub(crate) async fn send(&self, turn: Turn, message: &Message) -> AttemptOutcome {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        let under_way = UnderWay(&self.under_way);
        let outcome = self.provider.send(message).await;
        drop(under_way);
        match &outcome {
            AttemptOutcome::Sent { .. } | AttemptOutcome::Failed { again: false, .. } => turn.well(),
            AttemptOutcome::Failed { again: true, .. } | AttemptOutcome::Unknown => turn.badly(),
        }
        self.count(&outcome);
        outcome
    }

    fn count(&self, outcome: &AttemptOutcome) {
        let name = self.provider.name();
        let (standing, in_a_row) = self.breaker.standing();
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let word = match outcome {
            AttemptOutcome::Sent { .. } => {
                tally.sent += 1;
                "sent"
            }
            AttemptOutcome::Failed { reason, .. } => {
                tally.failed += 1;
                tally.last_failure = Some(reason.clone());
                "failed"
            }
            AttemptOutcome::Unknown => {
                tally.unknown += 1;
                tally.last_failure = Some("no answer came".to_owned());
                "unknown"
            }
        };
        metrics::counter!("ctac_provider_calls_total", "provider" => name, "outcome" => word).increment(1);
        let aside = if standing == Standing::Taking { 0.0 } else { 1.0 };
        metrics::gauge!("ctac_provider_aside", "provider" => name).set(aside);
        if standing == Standing::Aside {
            let why = tally.last_failure.as_deref().unwrap_or_default();
            tracing::error!(provider = name, in_a_row, why, "a provider keeps failing and is put aside");
        }
    }

    pub(crate) fn health(&self) -> Health {
        let (standing, failures_in_a_row) = self.breaker.standing();
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Health { provider: self.provider.name(), standing, failures_in_a_row, tally }
    }
}
