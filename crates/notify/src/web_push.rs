//! Web Push (RFC 8030) to a browser: the text encrypted for it alone (RFC 8291), the sender known by its key (RFC 8292).
//!
//! What the browser's service worker gets to see:
//!
//! ```json
//! {"notification": "…", "headline": "S1 CTAC-2026-0001", "body": "…", "code": "4821", "link": "https://…"}
//! ```
//!
//! Push services are whatever a browser says: the guard stands before them. They see when who is pushed to, and how urgently.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ctac_domain::directory::Flag;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING};
use reqwest::{Client, StatusCode};

use crate::client::{self, Called, Came, ClientError};
use crate::clock::Clock;
use crate::guard::Guard;
use crate::limits;
use crate::message::{Message, Provider};
use crate::outcome;
use crate::target::{Kind, Subscription, Target};

mod encrypt;
mod vapid;

pub use vapid::{Vapid, VapidError};

/// As it stands in the ledger.
const NAME: &str = "web-push";

/// The push service knows the subscription no more: the browser was set up anew, or its owner took it back.
struct Gone;

/// Pushes to browsers.
pub struct WebPush {
    client: Client,
    guard: Guard,
    clock: Clock,
    vapid: Vapid,
}

impl WebPush {
    /// To whatever push service the guard allows, under this key.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(guard: Guard, vapid: Vapid, clock: Clock) -> Result<Self, ClientError> {
        Self::within(guard, vapid, clock, limits::CALL)
    }

    /// As [`WebPush::new`], with another bound on one call.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn within(guard: Guard, vapid: Vapid, clock: Clock, call: Duration) -> Result<Self, ClientError> {
        Ok(Self { client: guard.client(call)?, guard, clock, vapid })
    }

    async fn push(&self, message: &Message, to: &Subscription) -> Result<Called, Gone> {
        let not = |reason: &str| Ok(Called::Not { reason: reason.to_owned(), again: false });
        if let Err(refused) = self.guard.check(&to.endpoint) {
            return not(&refused.to_string());
        }
        let text = text(message);
        if text.len() > limits::PUSH_BYTES {
            return not("the message is longer than a push may be");
        }
        let Ok(body) = encrypt::encrypt(text.as_bytes(), to) else {
            return not("the subscription's key is no point of P-256");
        };
        let Ok(authorization) = self.vapid.authorization(&to.endpoint, (self.clock)()) else {
            return not("the VAPID key cannot sign");
        };
        let request = self
            .client
            .post(to.endpoint.clone())
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header("content-type", "application/octet-stream")
            .header("ttl", limits::PUSH_TTL_S)
            .header("urgency", "high")
            // One that has not reached the browser yet is replaced by the same notification sent again.
            .header("topic", BASE64_URL_SAFE_NO_PAD.encode(message.notification.0.as_bytes()))
            .body(body);
        match client::exchange(request).await {
            Came::Answer(StatusCode::NOT_FOUND | StatusCode::GONE, _) => Err(Gone),
            Came::Answer(status, _) if !status.is_success() => Ok(refused(status)),
            other => Ok(client::by_status(other)),
        }
    }
}

fn refused(status: StatusCode) -> Called {
    let not = |reason: &str| Called::Not { reason: reason.to_owned(), again: false };
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            not("the push service refused the VAPID key: the subscription was made with another, or the clock is off")
        }
        StatusCode::PAYLOAD_TOO_LARGE => not("the push service found the message too long"),
        status => client::refused(status),
    }
}

/// What the service worker gets to see.
fn text(message: &Message) -> String {
    let text = &message.text;
    serde_json::json!({
        "notification": message.notification,
        "headline": text.headline,
        "body": text.body,
        "code": text.code,
        "link": text.link,
    })
    .to_string()
}

#[async_trait]
impl Provider for WebPush {
    fn name(&self) -> &'static str {
        NAME
    }

    fn serves(&self, message: &Message) -> bool {
        Kind::of(&message.address.0) == Some(Kind::WebPush)
    }

    fn is_shared(&self) -> bool {
        false
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        match message.address.0.parse() {
            Ok(Target::WebPush(to)) => match self.push(message, &to).await {
                Ok(called) => outcome::of(NAME, message.attempt, called),
                Err(Gone) => outcome::flagged(NAME, "the subscription is gone", Flag::Gone),
            },
            Ok(_) => outcome::failed(NAME, "the contact is no browser", false),
            Err(error) => outcome::failed(NAME, &error.to_string(), false),
        }
    }

    async fn look_up(&self, _: AttemptId) -> Option<AttemptOutcome> {
        // A push service cannot be asked. Sent again, the browser shows it in place of the first.
        None
    }
}

#[cfg(test)]
mod tests;
