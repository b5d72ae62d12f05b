//! Generic webhooks, signed as Standard Webhooks 1.0 says (symmetric, `v1`): a receiver of its person's own.
//!
//! `POST` of JSON with `webhook-id` (the attempt: the same again is the same message), `webhook-timestamp` (seconds) and
//! `webhook-signature`; the receiver answers 2xx. 410 says that it is gone for good.
//!
//! ```json
//! {"type": "page.notification", "timestamp": "2026-11-21T22:00:00Z", "data": {
//!   "notification": "…", "headline": "S1 CTAC-2026-0001", "body": "…", "code": "4821", "link": "https://…"}}
//! ```

use std::fmt::Write as _;
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ctac_domain::directory::Flag;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use jiff::Timestamp;
use reqwest::{Client, StatusCode};

use crate::client::{self, Called, Came, ClientError};
use crate::clock::Clock;
use crate::guard::Guard;
use crate::limits;
use crate::message::{Message, Provider};
use crate::outcome;
use crate::target::{Endpoint, Kind, SigningSecret, Target};

/// As it stands in the ledger.
const NAME: &str = "webhook";

/// The receiver says that it is gone for good.
struct Gone;

/// Posts to receivers that people named.
pub struct Webhook {
    client: Client,
    guard: Guard,
    clock: Clock,
}

impl Webhook {
    /// Posts to wherever the guard allows.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(guard: Guard, clock: Clock) -> Result<Self, ClientError> {
        Self::within(guard, clock, limits::CALL)
    }

    /// As [`Webhook::new`], with another bound on one call.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn within(guard: Guard, clock: Clock, call: Duration) -> Result<Self, ClientError> {
        Ok(Self { client: guard.client(call)?, guard, clock })
    }

    async fn post(&self, message: &Message, endpoint: &Endpoint) -> Result<Called, Gone> {
        if let Err(refused) = self.guard.check(&endpoint.url) {
            return Ok(Called::Not { reason: refused.to_string(), again: false });
        }
        let now = (self.clock)();
        let (id, body) = (message.attempt.to_string(), body(message, now));
        let request = self
            .client
            .post(endpoint.url.clone())
            .header("content-type", "application/json")
            .header("webhook-signature", signatures(&endpoint.secrets, &id, now.as_second(), &body))
            .header("webhook-id", id)
            .header("webhook-timestamp", now.as_second())
            .body(body);
        match client::exchange(request).await {
            Came::Answer(StatusCode::GONE, _) => Err(Gone),
            other => Ok(client::by_status(other)),
        }
    }
}

/// What is posted.
fn body(message: &Message, now: Timestamp) -> String {
    let text = &message.text;
    serde_json::json!({
        "type": "page.notification",
        "timestamp": now,
        "data": {
            "notification": message.notification,
            "headline": text.headline,
            "body": text.body,
            "code": text.code,
            "link": text.link,
        },
    })
    .to_string()
}

/// The header: one signature for each secret, so that a receiver with either is content.
fn signatures(secrets: &[SigningSecret], id: &str, seconds: i64, body: &str) -> String {
    let mut header = String::new();
    for secret in secrets {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.bytes());
        let tag = hmac::sign(&key, format!("{id}.{seconds}.{body}").as_bytes());
        let space = if header.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(header, "{space}v1,{}", BASE64_STANDARD.encode(tag));
    }
    header
}

#[async_trait]
impl Provider for Webhook {
    fn name(&self) -> &'static str {
        NAME
    }

    fn serves(&self, message: &Message) -> bool {
        Kind::of(&message.address.0) == Some(Kind::Webhook)
    }

    fn is_shared(&self) -> bool {
        false
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        match message.address.0.parse() {
            Ok(Target::Webhook(endpoint)) => match self.post(message, &endpoint).await {
                Ok(called) => outcome::of(NAME, message.attempt, called),
                Err(Gone) => outcome::flagged(NAME, "the webhook is gone: the receiver answered 410", Flag::Gone),
            },
            Ok(_) => outcome::failed(NAME, "the contact is no webhook", false),
            Err(error) => outcome::failed(NAME, &error.to_string(), false),
        }
    }

    async fn look_up(&self, _: AttemptId) -> Option<AttemptOutcome> {
        // A receiver cannot be asked: it is sent again, under another id.
        None
    }
}

#[cfg(test)]
mod tests;
