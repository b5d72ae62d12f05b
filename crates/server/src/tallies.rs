//! What is counted for the operations page besides the metrics: callbacks that proved nothing, and emails. Per node, since
//! its start.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// See the module.
#[derive(Debug, Default)]
pub struct Tallies {
    refused: Mutex<BTreeMap<String, u64>>,
    mail: Mutex<BTreeMap<String, u64>>,
}

fn lock(counts: &Mutex<BTreeMap<String, u64>>) -> MutexGuard<'_, BTreeMap<String, u64>> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tallies {
    /// A provider's callback was refused.
    pub(crate) fn callback_refused(&self, provider: &'static str) {
        metrics::counter!("ctac_callbacks_refused_total", "provider" => provider).increment(1);
        *lock(&self.refused).entry(provider.to_owned()).or_default() += 1;
    }

    /// An email, by what became of it.
    pub(crate) fn mail(&self, outcome: &'static str) {
        metrics::counter!("ctac_mail_total", "outcome" => outcome).increment(1);
        *lock(&self.mail).entry(outcome.to_owned()).or_default() += 1;
    }

    /// Callbacks refused, by provider.
    pub(crate) fn refused(&self) -> BTreeMap<String, u64> {
        lock(&self.refused).clone()
    }

    /// Emails, by what became of them.
    pub(crate) fn mails(&self) -> BTreeMap<String, u64> {
        lock(&self.mail).clone()
    }
}
