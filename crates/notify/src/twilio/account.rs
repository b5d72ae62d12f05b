//! Requests to one account's API, and what its answers mean.

use std::time::Duration;

use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use reqwest::{Client, RequestBuilder, StatusCode, Url};

use crate::client::{self, Came, ClientError};
use crate::limits;
use crate::message::Message;
use crate::twilio::answer::{Answer, Resource, judged};
use crate::twilio::errors::{self, Flag};
use crate::twilio::receipts::{Flagged, Latest};
use crate::twilio::status::{Receipt, Status};
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
                AttemptOutcome::failed(provider, reason, again)
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
        return AttemptOutcome::failed(provider, receipt.reason(), again);
    }
    AttemptOutcome::sent(provider, receipt.sid.clone())
}
