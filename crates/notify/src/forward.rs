//! The simulator's other face: instead of the built-in phone, a phone in another process, over HTTP. For the benchmark's
//! load generator and for tests with several nodes.
//!
//! `POST URL` with the JSON of [`Delivery`] and `Idempotency-Key: ATTEMPT`; a 2xx answer took it, and may name its
//! `{"reference": "…"}`. `GET URL/ATTEMPT` answers 2xx if that attempt arrived.

use std::time::Duration;

use async_trait::async_trait;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use reqwest::{Client, Url};
use serde::Deserialize;

use crate::client::{self, Called, ClientError};
use crate::limits;
use crate::message::{Message, Provider};
use crate::outcome;
use crate::phone::{Delivery, NAME};

/// Posts messages to a phone elsewhere.
#[derive(Clone)]
pub struct Forward {
    client: Client,
    url: Url,
}

#[derive(Deserialize)]
struct Answer {
    reference: String,
}

impl Forward {
    /// To the phone at `url`. A rustls crypto provider must be installed in the process.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(url: &str) -> Result<Self, ClientError> {
        Self::within(url, limits::CALL)
    }

    /// As [`Forward::new`], with another bound on one call.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn within(url: &str, call: Duration) -> Result<Self, ClientError> {
        let url = client::address_of(url)?;
        Ok(Self { client: client::client_for(&url, call)?, url })
    }
}

/// The reference in an answer, if it has one.
fn reference(answer: &[u8]) -> Option<String> {
    serde_json::from_slice::<Answer>(answer).ok().map(|answer| answer.reference)
}

/// What the ledger records.
fn outcome(called: Called, attempt: AttemptId) -> AttemptOutcome {
    match called {
        Called::Taken(answer) => outcome::sent(NAME, attempt, reference(&answer).as_deref()),
        other => outcome::of(NAME, attempt, other),
    }
}

#[async_trait]
impl Provider for Forward {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        let request = self
            .client
            .post(self.url.clone())
            .header("idempotency-key", message.attempt.to_string())
            .json(&Delivery::from(message));
        outcome(client::call(request).await, message.attempt)
    }

    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome> {
        let mut url = self.url.clone();
        url.path_segments_mut().ok()?.pop_if_empty().push(&attempt.to_string());
        match client::call(self.client.get(url)).await {
            called @ Called::Taken(_) => Some(outcome(called, attempt)),
            Called::Not { .. } | Called::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests;
