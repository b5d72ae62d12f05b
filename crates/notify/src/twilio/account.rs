//! Requests to one account's API, and what its answers mean.

use std::time::Duration;

use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::Deserialize;

use crate::client::{self, Came, ClientError};
use crate::limits;
use crate::message::Message;
use crate::twilio::errors::{self, Flag, Trouble};
use crate::twilio::receipts::{Flagged, Latest};
use crate::twilio::status::{Receipt, Status, is_sid};
use crate::twilio::{STATUS_PATH, Settings};

/// The account, and where news of what it sends goes.
pub struct Account {
    client: Client,
    base: Url,
    /// How it is to be used.
    pub(crate) settings: Settings,
    /// See [`Latest`].
    pub(crate) latest: Latest,
}

/// A message or a call, as the API shows it; the rest is passed over.
#[derive(Deserialize)]
struct Resource {
    sid: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    error_code: Option<u32>,
}

#[derive(Deserialize)]
struct Fault {
    code: u32,
}

/// What came of a request to send something.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Made(Receipt),
    Refused { reason: String, again: bool, flag: Option<Flag> },
    Unknown,
}

impl Account {
    pub(crate) fn new(settings: Settings, latest: Latest) -> Result<Self, ClientError> {
        Self::within(settings, latest, limits::CALL)
    }

    pub(crate) fn within(settings: Settings, latest: Latest, call: Duration) -> Result<Self, ClientError> {
        let base = client::address_of(&settings.base_url)?;
        Ok(Self { client: client::client_for(&base, call)?, base, settings, latest })
    }

    /// The address of something of the account's, such as `Messages.json`.
    fn url(&self, resource: &str) -> Option<Url> {
        let mut url = self.base.clone();
        let parts = ["2010-04-01", "Accounts", &self.settings.account_sid];
        url.path_segments_mut().ok()?.pop_if_empty().extend(parts.into_iter().chain(resource.split('/')));
        Some(url)
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.settings.api_key {
            Some((sid, secret)) => request.basic_auth(sid, Some(&secret.0)),
            None => request.basic_auth(&self.settings.account_sid, Some(&self.settings.auth_token.0)),
        }
    }

    /// Where the status of an attempt is to be posted.
    pub(crate) fn status_url(&self, attempt: AttemptId) -> String {
        format!("{}{STATUS_PATH}?attempt={attempt}", self.settings.public_url)
    }

    /// Sends something: what the ledger records of it. What is learnt on the way is passed on.
    pub(crate) async fn send(
        &self,
        provider: &str,
        resource: &str,
        form: &[(&str, &str)],
        message: &Message,
    ) -> AttemptOutcome {
        let provider = provider.to_owned();
        let came = match self.url(resource) {
            Some(url) => client::exchange(self.signed(self.client.post(url)).form(form)).await,
            None => Came::Unbuildable,
        };
        match judged(came, message.attempt) {
            Answer::Made(receipt) => {
                let outcome = outcome(provider, &receipt);
                self.flag(message, receipt.flag()).await;
                self.latest.take(receipt).await;
                outcome
            }
            Answer::Refused { reason, again, flag } => {
                self.flag(message, flag).await;
                AttemptOutcome::Failed { provider, reason, again }
            }
            Answer::Unknown => AttemptOutcome::Unknown,
        }
    }

    async fn flag(&self, message: &Message, flag: Option<Flag>) {
        let Some(flag) = flag else { return };
        let Message { person, contact, channel, .. } = *message;
        self.latest.flag(Flagged { person, contact, channel, flag }).await;
    }

    /// Reads something as JSON.
    pub(crate) async fn read<T: serde::de::DeserializeOwned>(
        &self,
        resource: &str,
        query: &[(&str, &str)],
    ) -> Option<T> {
        let mut url = self.url(resource)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        match client::exchange(self.signed(self.client.get(url))).await {
            Came::Answer(StatusCode::OK, Some(body)) => serde_json::from_slice(&body).ok(),
            _ => None,
        }
    }

    /// Where something that was sent stands now, if it can be asked.
    pub(crate) async fn status_of(&self, known: &Receipt) -> Option<Receipt> {
        let kind = if known.sid.starts_with("CA") { "Calls" } else { "Messages" };
        let resource: Resource = self.read(&format!("{kind}/{}.json", known.sid), &[]).await?;
        let Resource { sid, status, error_code } = resource;
        let status = Status::of(&status).filter(|_| sid == known.sid)?;
        Some(Receipt { sid, attempt: known.attempt, status, error: error_code })
    }
}

/// What the ledger records of an attempt of which this is known.
pub(crate) fn outcome(provider: String, receipt: &Receipt) -> AttemptOutcome {
    if receipt.status.is_failure() {
        let again = receipt.error.and_then(errors::meaning).is_some_and(|meaning| meaning.again());
        return AttemptOutcome::Failed { provider, reason: receipt.reason(), again };
    }
    AttemptOutcome::Sent { provider, reference: receipt.sid.clone() }
}

fn judged(came: Came, attempt: AttemptId) -> Answer {
    let refused = |reason: &str, again| Answer::Refused { reason: reason.to_owned(), again, flag: None };
    match came {
        Came::Answer(status, body) if status.is_success() => made(&body.unwrap_or_default(), attempt),
        Came::Answer(status, body) => not_made(status, &body.unwrap_or_default()),
        Came::Unreachable => refused("Twilio cannot be reached", true),
        Came::NotPublic | Came::Unbuildable => refused("the request could not be built", false),
        Came::Lost => Answer::Unknown,
    }
}

/// A success names what was made. One that cannot be read may be Twilio's or something's in between: it is looked up
/// before anything is sent again, so that nothing is lost and nothing is doubled without need.
fn made(body: &[u8], attempt: AttemptId) -> Answer {
    let Ok(Resource { sid, status, error_code }) = serde_json::from_slice(body) else { return Answer::Unknown };
    if !is_sid(&sid) {
        return Answer::Unknown;
    }
    let status = Status::of(&status).unwrap_or(Status::Accepted);
    Answer::Made(Receipt { sid, attempt: Some(attempt), status, error: error_code.filter(|code| *code != 0) })
}

/// The reason holds Twilio's code and our words for it, never Twilio's own: they name the number.
fn not_made(status: StatusCode, body: &[u8]) -> Answer {
    let code = serde_json::from_slice(body).ok().map(|Fault { code }| code);
    let number = status.as_u16();
    if let Some((code, meaning)) = code.and_then(|code| errors::meaning(code).map(|meaning| (code, meaning))) {
        if meaning.trouble == Trouble::Account {
            tracing::error!(code, "Twilio's account or its settings need an operator: {}", meaning.words);
        }
        // Whatever the table says, a server's own fault passes.
        let again = meaning.again() || status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        return Answer::Refused { reason: format!("{} ({code})", meaning.words), again, flag: meaning.flag };
    }
    let said = code.map_or_else(|| format!("Twilio answered {number}"), |code| format!("Twilio's error {code}"));
    let (reason, again) = match status {
        _ if status.is_redirection() => {
            (format!("{said}, a redirect, which is not followed: look at providers.twilio.base_url"), true)
        }
        // Not about the message: the address of the API, or the account.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
            (format!("{said}: look at the account and providers.twilio.base_url"), true)
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => (said, true),
        _ => (said, status.is_server_error()),
    };
    Answer::Refused { reason, again, flag: None }
}
