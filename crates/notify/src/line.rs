//! One provider as the dispatch holds it: its breaker, and the tallies that operators are shown.

use std::sync::{Arc, Mutex, PoisonError};

use ctac_domain::page::AttemptOutcome;

use crate::breaker::{Breaker, Standing, Turn};
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
    breaker: Breaker,
    tally: Mutex<Tally>,
}

impl Line {
    pub(crate) fn new(provider: Arc<dyn Provider>) -> Self {
        Self { provider, breaker: Breaker::new(), tally: Mutex::default() }
    }

    /// Leave to call it, unless it is put aside.
    pub(crate) fn admit(&self) -> Option<Turn<'_>> {
        self.breaker.admit()
    }

    /// Leave to call it, put aside or not.
    pub(crate) const fn insist(&self) -> Turn<'_> {
        self.breaker.insist()
    }

    /// Makes the call. A refusal of this one message is no fault of the provider.
    pub(crate) async fn send(&self, turn: Turn<'_>, message: &Message) -> AttemptOutcome {
        let outcome = self.provider.send(message).await;
        match &outcome {
            AttemptOutcome::Sent { .. } | AttemptOutcome::Failed { again: false, .. } => turn.well(),
            AttemptOutcome::Failed { again: true, .. } | AttemptOutcome::Unknown if self.provider.is_shared() => {
                turn.badly();
            }
            AttemptOutcome::Failed { again: true, .. } | AttemptOutcome::Unknown => turn.well(),
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
