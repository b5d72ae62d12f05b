//! GOV.UK Notify (API v2): text messages and emails by templates that stand at Notify.
//!
//! The templates are made there by hand. They are given these placeholders, always all of them: `((headline))` severity
//! and reference, `((body))` the whole message as this channel words it, `((code))` what to reply with, `((link))` the
//! one-time acknowledge page; what there is none of is empty. `((body))` alone is a good template. Emails: the subject
//! may use `((headline))`.
//!
//! The attempt is Notify's `reference`, by which a lost call is looked up; there is no idempotency key.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use ctac_domain::directory::Channel;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, Url};
use serde::Deserialize;
use uuid::Uuid;

use crate::client::{self, Came, ClientError};
use crate::clock::Clock;
use crate::limits;
use crate::message::{Message, Provider};
use crate::outcome;
use refused::Verdict;
use status::Status;

mod key;
pub mod receipt;
mod refused;
mod status;

pub use key::{ApiKey, NoApiKey};

/// As it stands in the ledger.
pub const NAME: &str = "govuk-notify";

/// Where Notify is, unless a stand-in takes its place.
pub const BASE_URL: &str = "https://api.notifications.service.gov.uk";

/// Which template each channel has, and who texts come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates {
    /// Of text messages.
    pub sms: Option<Uuid>,
    /// Of emails.
    pub email: Option<Uuid>,
    /// The sender of text messages, where it is not the service's default. One that takes replies is a number.
    pub sms_sender: Option<Uuid>,
}

/// Sends by Notify.
pub struct GovUkNotify {
    client: Client,
    base: Url,
    key: ApiKey,
    templates: Templates,
    clock: Clock,
    /// Until when (seconds) Notify takes nothing more, the day's limit being reached.
    closed_until: AtomicI64,
}

/// What Notify says of a message.
#[derive(Deserialize)]
struct Known {
    id: String,
    #[serde(default)]
    status: Option<Status>,
}

#[derive(Deserialize)]
struct Found {
    notifications: Vec<Known>,
}

impl GovUkNotify {
    /// At [`BASE_URL`] or a stand-in.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(base: &str, key: ApiKey, templates: Templates, clock: Clock) -> Result<Self, ClientError> {
        Self::within(base, key, templates, clock, limits::CALL)
    }

    /// As [`GovUkNotify::new`], with another bound on one call.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn within(
        base: &str,
        key: ApiKey,
        templates: Templates,
        clock: Clock,
        call: Duration,
    ) -> Result<Self, ClientError> {
        let base = client::address_of(base)?;
        let client = client::client_for(&base, call)?;
        Ok(Self { client, base, key, templates, clock, closed_until: AtomicI64::new(i64::MIN) })
    }

    fn url(&self, path: &[&str]) -> Option<Url> {
        let mut url = self.base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().push("v2").push("notifications").extend(path);
        Some(url)
    }

    /// A token for each request: it holds for half a minute.
    fn signed(&self, request: RequestBuilder) -> Option<RequestBuilder> {
        Some(request.bearer_auth(self.key.token((self.clock)()).ok()?))
    }

    fn request(&self, message: &Message) -> Result<RequestBuilder, &'static str> {
        let (kind, to, template) = match message.channel {
            Channel::Sms => ("sms", "phone_number", self.templates.sms),
            Channel::Email => ("email", "email_address", self.templates.email),
            Channel::Voice | Channel::Push => return Err("GOV.UK Notify sends texts and emails only"),
        };
        let template = template.ok_or("no GOV.UK Notify template is configured for this channel")?;
        let text = &message.text;
        let mut body = serde_json::json!({
            to: message.address.0,
            "template_id": template,
            "reference": message.attempt,
            "personalisation": {
                "headline": text.headline,
                "body": text.body,
                "code": text.code,
                "link": text.link.as_deref().unwrap_or_default(),
            },
        });
        if let (Channel::Sms, Some(sender), Some(body)) =
            (message.channel, self.templates.sms_sender, body.as_object_mut())
        {
            body.insert("sms_sender_id".to_owned(), sender.to_string().into());
        }
        let url = self.url(&[kind]).ok_or("the base URL takes no path")?;
        self.signed(self.client.post(url).json(&body)).ok_or("the token cannot be signed")
    }

    /// What an answer to a message means; Notify is left alone until midnight once the day's limit is reached.
    fn judged(&self, came: Came, date: Option<Timestamp>, attempt: AttemptId) -> AttemptOutcome {
        let now = (self.clock)();
        let verdict = match came {
            Came::Answer(status, Some(body)) if status.is_success() => {
                let known = serde_json::from_slice::<Known>(&body).ok();
                return outcome::sent(NAME, attempt, known.as_ref().map(|known| known.id.as_str()));
            }
            Came::Answer(status, body) if !status.is_success() => {
                refused::judge(status, &body.unwrap_or_default(), date.map(|date| now.duration_since(date)))
            }
            other => return outcome::of(NAME, attempt, client::by_status(other)),
        };
        match verdict {
            Verdict::Failed { reason, again } => outcome::failed(NAME, &reason, again),
            Verdict::Unknown => AttemptOutcome::Unknown,
            Verdict::ClosedForToday => {
                self.closed_until.store(midnight_after(now).as_second(), Ordering::Relaxed);
                outcome::failed(NAME, refused::DAILY_LIMIT, false)
            }
        }
    }
}

/// When the day's limits begin anew: at midnight UTC.
fn midnight_after(now: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 60 * 60;
    let midnight = (now.as_second().div_euclid(DAY) + 1) * DAY;
    Timestamp::from_second(midnight).unwrap_or(Timestamp::MAX)
}

#[async_trait]
impl Provider for GovUkNotify {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        if (self.clock)().as_second() < self.closed_until.load(Ordering::Relaxed) {
            return outcome::failed(NAME, refused::DAILY_LIMIT, false);
        }
        match self.request(message) {
            Ok(request) => {
                let (came, date) = client::dated(request).await;
                self.judged(came, date, message.attempt)
            }
            Err(reason) => outcome::failed(NAME, reason, false),
        }
    }

    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome> {
        let mut url = self.url(&[])?;
        url.query_pairs_mut().append_pair("reference", &attempt.to_string());
        let called = client::call(self.signed(self.client.get(url))?).await;
        let client::Called::Taken(body) = called else { return None };
        let found = serde_json::from_slice::<Found>(&body).ok()?;
        let known = found.notifications.first()?;
        Some(match known.status {
            // It got there, or is on its way.
            None
            | Some(
                Status::Created | Status::Sending | Status::Pending | Status::Sent | Status::Delivered | Status::Other,
            ) => outcome::sent(NAME, attempt, Some(&known.id)),
            Some(failed @ (Status::PermanentFailure | Status::TemporaryFailure | Status::TechnicalFailure)) => {
                outcome::failed(NAME, failed.words(), failed != Status::PermanentFailure)
            }
        })
    }
}

#[cfg(test)]
mod tests;
