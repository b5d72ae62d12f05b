//! Requests to one account's API, and what its answers mean.

use std::time::Duration;

use ctac_domain::id::AttemptId;
use ctac_domain::page::{AttemptOutcome, Delivery};
use reqwest::{Client, RequestBuilder, StatusCode, Url};

use crate::client::{self, Came, ClientError};
use crate::latest::Latest;
use crate::limits;
use crate::message::Message;
use crate::status::{Receipt, Status};
use crate::twilio::answer::{Answer, Resource, judged};
use crate::twilio::status::provider_of;
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

    /// Sends something: what the ledger records of it.
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
                let outcome = outcome(&receipt);
                self.latest.take(receipt);
                outcome
            }
            Answer::Refused { reason, again, flag } => AttemptOutcome::Failed { provider, reason, again, flag },
            Answer::Unknown => AttemptOutcome::Unknown,
        }
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

    /// What became of something that was sent: as it was reported lately, or as the API says now. None while it is on its
    /// way, or where the API does not say.
    pub(crate) async fn ask(&self, attempt: AttemptId, sid: &str) -> Option<Delivery> {
        if let Some(told) = self.latest.of(attempt).and_then(|known| known.delivery()) {
            return Some(told);
        }
        let kind = if sid.starts_with("CA") { "Calls" } else { "Messages" };
        let resource: Resource = self.read(&format!("{kind}/{sid}.json"), &[]).await?;
        let status = Status::of(&resource.status).filter(|_| resource.sid == sid)?;
        let error = resource.error_code.filter(|code| *code != 0);
        let (provider, reference) = (provider_of(sid), resource.sid);
        Receipt { provider, reference, attempt: Some(attempt), status, error }.delivery()
    }
}

/// What the ledger records of an attempt of which this is known. Twilio says afterwards what became of it.
pub(crate) fn outcome(receipt: &Receipt) -> AttemptOutcome {
    let (provider, reference) = (receipt.provider.to_owned(), receipt.reference.clone());
    match receipt.delivery() {
        Some(Delivery::Failed { reason, again, flag, .. }) => AttemptOutcome::Failed { provider, reason, again, flag },
        Some(Delivery::Delivered) | None => {
            AttemptOutcome::Sent { provider, reference, after: Vec::new(), reports: true }
        }
    }
}
