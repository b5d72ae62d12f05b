//! Emails that were taken, by their Message-ID and what they say: one that a relay sends twice is one.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use ctac_domain::id::IntegrationId;

use crate::limits;

type Key = (IntegrationId, String);

/// See the module. In memory: after a restart the same email again is one more signal of the same alert.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<(BTreeSet<Key>, VecDeque<Key>)>);

impl Seen {
    pub(super) fn contains(&self, integration: IntegrationId, id: &str) -> bool {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.0.contains(&(integration, id.to_owned()))
    }

    pub(super) fn insert(&self, integration: IntegrationId, id: &str) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (integration, id.to_owned());
        if seen.0.insert(key.clone()) {
            seen.1.push_back(key);
        }
        while seen.1.len() > limits::MAIL_SEEN {
            if let Some(oldest) = seen.1.pop_front() {
                seen.0.remove(&oldest);
            }
        }
    }
}
