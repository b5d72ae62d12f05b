//! ntfy (2.13): a push to a topic of the configured server. Best one of the cell's own, where topics are private.
//!
//! `POST` of JSON to the server's root. 429 is "too many for now" but for the day's quota, which no trying again helps.

use std::time::Duration;

use async_trait::async_trait;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::Deserialize;

use crate::client::{self, Called, Came, ClientError};
use crate::limits;
use crate::message::{Message, Provider};
use crate::outcome;
use crate::secret::Secret;
use crate::target::{Kind, Target, Topic};

/// As it stands in the ledger.
const NAME: &str = "ntfy";

/// The error code of a day's quota of messages that is used up.
const DAILY_QUOTA: u32 = 42_908;

/// Publishes to a server's topics.
pub struct Ntfy {
    client: Client,
    url: Url,
    token: Option<Secret>,
}

/// What a server says of a message it took.
#[derive(Deserialize)]
struct Published {
    id: String,
}

/// What it says of one that it did not.
#[derive(Deserialize)]
struct Refused {
    code: u32,
}

impl Ntfy {
    /// At a server's root, with an access token (`tk_…`) where it wants one.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(url: &str, token: Option<Secret>) -> Result<Self, ClientError> {
        Self::within(url, token, limits::CALL)
    }

    /// As [`Ntfy::new`], with another bound on one call.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn within(url: &str, token: Option<Secret>, call: Duration) -> Result<Self, ClientError> {
        let url = client::address_of(url)?;
        Ok(Self { client: client::client_for(&url, call)?, url, token })
    }

    fn request(&self, message: &Message, topic: &Topic) -> RequestBuilder {
        let text = &message.text;
        let mut body = serde_json::json!({
            "topic": topic.as_str(),
            "title": text.headline,
            "message": text.body,
            "priority": priority(&text.headline),
        });
        if let (Some(link), Some(body)) = (&text.link, body.as_object_mut()) {
            body.insert("click".to_owned(), link.as_str().into());
        }
        let request = self.client.post(self.url.clone()).json(&body);
        match &self.token {
            Some(token) => request.bearer_auth(&token.0),
            None => request,
        }
    }
}

/// From 1 to 5, by the severity that a page's headline begins with. What begins otherwise is no page.
fn priority(headline: &str) -> u8 {
    match headline.split(' ').next() {
        Some("S1") => 5,
        Some("S2") => 4,
        _ => 3,
    }
}

fn judged(came: Came) -> Called {
    if let Came::Answer(StatusCode::TOO_MANY_REQUESTS, Some(body)) = &came
        && serde_json::from_slice::<Refused>(body).is_ok_and(|refused| refused.code == DAILY_QUOTA)
    {
        return Called::Not { reason: "the day's quota of ntfy messages is used up".to_owned(), again: false };
    }
    if let Came::Answer(status, _) = &came
        && is_settings(*status)
    {
        let number = status.as_u16();
        tracing::error!(number, "the ntfy server's address or its token needs an operator");
        let reason = format!("the ntfy server answered {number}: look at providers.ntfy");
        return Called::Not { reason, again: true };
    }
    client::by_status(came)
}

/// Whether an answer is about the address of the server or its token, not about the message: it is tried again once that is
/// put right, and operators are told.
fn is_settings(status: StatusCode) -> bool {
    let access = matches!(
        status,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
    );
    access || status.is_redirection()
}

#[async_trait]
impl Provider for Ntfy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn serves(&self, message: &Message) -> bool {
        Kind::of(&message.address.0) == Some(Kind::Ntfy)
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        let topic = match message.address.0.parse() {
            Ok(Target::Ntfy(topic)) => topic,
            Ok(_) => return outcome::failed(NAME, "the contact is no ntfy topic", false),
            Err(error) => return outcome::failed(NAME, &error.to_string(), false),
        };
        match judged(client::exchange(self.request(message, &topic)).await) {
            Called::Taken(body) => match serde_json::from_slice::<Published>(&body) {
                Ok(published) => outcome::sent(NAME, message.attempt, Some(&published.id)),
                // Something in between that says yes to everything has published nothing.
                Err(_) => outcome::failed(NAME, "what answered is no ntfy server: look at providers.ntfy", true),
            },
            other => outcome::of(NAME, message.attempt, other),
        }
    }

    async fn look_up(&self, _: AttemptId) -> Option<AttemptOutcome> {
        // A topic can be polled, but what stands there names no attempt.
        None
    }
}

#[cfg(test)]
mod tests;
