//! One provider as the dispatch holds it: its breaker, and the tallies that operators are shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ctac_domain::id::PersonId;
use ctac_domain::page::AttemptOutcome;
use tokio::time::Instant;

use crate::breaker::{Breaker, Standing, Turn};
use crate::limits;
use crate::message::{Message, Provider};
use crate::recent::{Count, Recent};

/// How a provider has been doing, for operators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// As it stands in the ledger.
    pub provider: &'static str,
    /// Whether it is being called.
    pub standing: Standing,
    /// Calls in a row that it failed.
    pub failures_in_a_row: u32,
    /// For how long it has been put aside, if it is.
    pub aside_for: Option<Duration>,
    /// How long ago it last took a message.
    pub sent_ago: Option<Duration>,
    /// How long ago a call to it last failed, or its answer was lost.
    pub failed_ago: Option<Duration>,
    /// Calls of the last hour.
    pub hour: Count,
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

/// Calls in a row that failed, where each person has a server of their own: one person's trouble is theirs, several people's
/// is an outage that operators are told of, of a push service or of our way to it. It changes nobody's route.
#[derive(Default)]
struct Widespread {
    since: Option<Instant>,
    people: BTreeSet<PersonId>,
}

impl Widespread {
    fn count(&mut self, person: PersonId, outcome: &AttemptOutcome) {
        match outcome {
            AttemptOutcome::Sent { .. } => *self = Self::default(),
            // That says something of this address, and nothing of the way to others.
            AttemptOutcome::Failed { flag: Some(_), .. } => {}
            AttemptOutcome::Failed { .. } | AttemptOutcome::Unknown => {
                self.since.get_or_insert_with(Instant::now);
                if self.people.len() < limits::WIDESPREAD {
                    self.people.insert(person);
                }
            }
        }
    }

    fn since(&self) -> Option<Instant> {
        self.since.filter(|_| self.people.len() >= limits::WIDESPREAD)
    }
}

/// See the module.
pub(crate) struct Line {
    pub(crate) provider: Arc<dyn Provider>,
    /// Of a provider that is one service for everybody.
    breaker: Arc<Breaker>,
    /// Of one whose messages go to a server of each person's own: nobody's server is put aside for another's, and one
    /// that hangs holds up its own person's messages and no more.
    own: Mutex<BTreeMap<PersonId, Arc<Breaker>>>,
    widespread: Mutex<Widespread>,
    tally: Mutex<Tally>,
    recent: Mutex<Recent>,
    /// Calls under way.
    under_way: AtomicUsize,
}

/// Why a provider is not called at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotNow {
    /// It does its work, and has its share of calls.
    Busy,
    /// It keeps failing.
    Aside,
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
            widespread: Mutex::default(),
            tally: Mutex::default(),
            under_way: AtomicUsize::new(0),
            recent: Mutex::default(),
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

    /// Leave to call it at once.
    pub(crate) fn admit(&self, message: &Message) -> Result<Turn, NotNow> {
        if self.provider.is_shared()
            && self.under_way() >= limits::SHARE
            && self.breaker.standing().0 == Standing::Taking
        {
            return Err(NotNow::Busy);
        }
        self.breaker(message).admit().ok_or(NotNow::Aside)
    }

    /// How many calls to it are under way.
    pub(crate) fn under_way(&self) -> usize {
        self.under_way.load(Ordering::Relaxed)
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
            AttemptOutcome::Failed { .. } if self.provider.is_closed(message) => turn.badly(),
            AttemptOutcome::Sent { .. } | AttemptOutcome::Failed { again: false, .. } => turn.well(),
            AttemptOutcome::Failed { again: true, .. } | AttemptOutcome::Unknown => turn.badly(),
        }
        if !self.provider.is_shared() {
            self.widespread.lock().unwrap_or_else(PoisonError::into_inner).count(message.person, &outcome);
        }
        self.count(&outcome);
        outcome
    }

    /// Whether it does its work, for operators: how it stands, its failures in a row, and since when it is aside.
    fn stands(&self) -> (Standing, u32, Option<Instant>) {
        let (standing, in_a_row) = self.breaker.standing();
        let widespread = self.widespread.lock().unwrap_or_else(PoisonError::into_inner).since();
        match widespread {
            Some(since) => (Standing::Aside, in_a_row, Some(since)),
            None => (standing, in_a_row, self.breaker.aside_since()),
        }
    }

    fn count(&self, outcome: &AttemptOutcome) {
        let name = self.provider.name();
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).count(outcome);
        let (standing, in_a_row, _) = self.stands();
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
        let (standing, failures_in_a_row, aside_since) = self.stands();
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let ago = |at: Option<Instant>| at.map(|at| at.elapsed());
        Health {
            provider: self.provider.name(),
            standing,
            failures_in_a_row,
            aside_for: ago(aside_since),
            sent_ago: ago(recent.last_sent),
            failed_ago: ago(recent.last_failed),
            hour: recent.hour(),
            tally,
        }
    }
}
