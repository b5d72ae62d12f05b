//! Microsoft Teams: a card in a chat or channel, by the workflow "When a Teams webhook request is received".
//!
//! A courtesy only: it dies with its tenant, and with the account of whoever made the workflow (co-owners help). The URL
//! is the secret. It may only lead to the configured hosts.

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use reqwest::{Client, StatusCode, Url};
use serde_json::{Value, json};

use crate::client::{self, Called, ClientError};
use crate::guard::Guard;
use crate::limits;
use crate::message::{Message, Provider, Text};
use crate::outcome;
use crate::target::{Kind, Target};

/// As it stands in the ledger.
const NAME: &str = "teams";

/// What stands in a body that came with 200 though nothing was posted.
const HIDDEN_ERROR: &[u8] = b"HTTP error ";

/// A host, `prod-1.westeurope.logic.azure.com`, or all below one, `*.logic.azure.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    name: String,
    below: bool,
}

/// What names no host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no host: write it as prod-1.example.org, or as *.example.org for all below it")]
pub struct NotAHost(String);

impl FromStr for Hosts {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        let (name, below) = match text.strip_prefix("*.") {
            Some(name) => (name, true),
            None => (text, false),
        };
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | ':' | '[' | ']');
        // All below a top-level domain would be everybody.
        let wide = below && !name.contains('.');
        if name.is_empty() || name.starts_with('.') || wide || !name.chars().all(named) {
            return Err(NotAHost(text.to_owned()));
        }
        Ok(Self { name: name.to_owned(), below })
    }
}

impl Hosts {
    fn holds(&self, host: &str) -> bool {
        match host.strip_suffix(self.name.as_str()) {
            Some("") => !self.below,
            Some(before) => self.below && before.ends_with('.'),
            None => false,
        }
    }
}

/// Posts cards to workflows.
pub struct Teams {
    client: Client,
    guard: Guard,
    hosts: Vec<Hosts>,
}

impl Teams {
    /// To these hosts only, and where the guard allows.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(guard: Guard, hosts: Vec<Hosts>) -> Result<Self, ClientError> {
        Self::within(guard, hosts, limits::CALL)
    }

    /// As [`Teams::new`], with another bound on one call.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn within(guard: Guard, hosts: Vec<Hosts>, call: Duration) -> Result<Self, ClientError> {
        Ok(Self { client: guard.client(call)?, guard, hosts })
    }

    async fn post(&self, text: &Text, url: Url) -> Called {
        let host = url.host_str().unwrap_or_default();
        if !self.hosts.iter().any(|hosts| hosts.holds(host)) {
            let reason = "the workflow's host is not among the configured ones".to_owned();
            return Called::Not { reason, again: false };
        }
        if let Err(refused) = self.guard.check(&url) {
            return Called::Not { reason: refused.to_string(), again: false };
        }
        match client::call(self.client.post(url).json(&card(text))).await {
            Called::Taken(body) => hidden(&body).unwrap_or(Called::Taken(body)),
            other => other,
        }
    }
}

/// The error that a body tells of, though the status was 200: "…returned HTTP error 429…".
fn hidden(body: &[u8]) -> Option<Called> {
    let at = body.windows(HIDDEN_ERROR.len()).position(|window| window == HIDDEN_ERROR)?;
    let digits = body.get(at + HIDDEN_ERROR.len()..)?.get(..3)?;
    let status = StatusCode::from_bytes(digits).unwrap_or(StatusCode::BAD_GATEWAY);
    Some(client::refused(status))
}

/// The message: what a push says, and where to acknowledge it.
fn card(text: &Text) -> Value {
    let block = |text: &str, weight: &str| json!({ "type": "TextBlock", "text": text, "weight": weight, "wrap": true });
    let open = text.link.as_ref().map(|link| json!({ "type": "Action.OpenUrl", "title": "Open", "url": link }));
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.2",
                "body": [block(&text.headline, "Bolder"), block(&text.body, "Default")],
                "actions": open.into_iter().collect::<Vec<_>>(),
            },
        }],
    })
}

#[async_trait]
impl Provider for Teams {
    fn name(&self) -> &'static str {
        NAME
    }

    fn serves(&self, message: &Message) -> bool {
        Kind::of(&message.address.0) == Some(Kind::Teams)
    }

    fn is_shared(&self) -> bool {
        false
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        match message.address.0.parse() {
            Ok(Target::Teams(url)) => outcome::of(NAME, message.attempt, self.post(&message.text, url).await),
            Ok(_) => outcome::failed(NAME, "the contact is no Teams workflow", false),
            Err(error) => outcome::failed(NAME, &error.to_string(), false),
        }
    }

    async fn look_up(&self, _: AttemptId) -> Option<AttemptOutcome> {
        None
    }
}

#[cfg(test)]
mod tests;
