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
use ctac_domain::page::{AttemptOutcome, Delivery};
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, Url};
use serde::Deserialize;
use uuid::Uuid;

use crate::client::{self, Came, ClientError};
use crate::clock::Clock;
use crate::limits;
use crate::message::{Message, Provider, Text};
use crate::outcome;
use crate::status::Receipt;
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
    texts_closed: AtomicI64,
    emails_closed: AtomicI64,
}

/// What Notify says of a message.
#[derive(Deserialize)]
struct Known {
    id: Uuid,
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
        Ok(Self {
            client,
            base,
            key,
            templates,
            clock,
            texts_closed: AtomicI64::new(i64::MIN),
            emails_closed: AtomicI64::new(i64::MIN),
        })
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
        let body = self.body(to, &message.address.0, template, message.attempt.0, &message.text);
        let url = self.url(&[kind]).ok_or("the base URL takes no path")?;
        self.signed(self.client.post(url).json(&body)).ok_or("the token cannot be signed")
    }

    /// Answers a text that somebody sent, by the template of text messages with `((body))` alone filled.
    pub async fn answer(&self, to: &str, words: &str, inbound: Uuid) -> AttemptOutcome {
        let Some(template) = self.templates.sms else {
            return outcome::failed(NAME, "no GOV.UK Notify template is configured for texts", false);
        };
        let text = Text { headline: String::new(), body: words.to_owned(), code: None, link: None };
        let body = self.body("phone_number", to, template, inbound, &text);
        match self.url(&["sms"]).and_then(|url| self.signed(self.client.post(url).json(&body))) {
            Some(request) => {
                let (came, date) = client::dated(request).await;
                self.judged(came, date, Channel::Sms, AttemptId(inbound))
            }
            None => outcome::failed(NAME, "the request could not be built", false),
        }
    }

    fn body(&self, field: &str, to: &str, template: Uuid, reference: Uuid, text: &Text) -> serde_json::Value {
        let mut body = serde_json::json!({
            field: to,
            "template_id": template,
            "reference": reference,
            "personalisation": {
                "headline": text.headline,
                "body": text.body,
                "code": text.code.as_deref().unwrap_or_default(),
                "link": text.link.as_deref().unwrap_or_default(),
            },
        });
        if let (true, Some(sender), Some(body)) =
            (field == "phone_number", self.templates.sms_sender, body.as_object_mut())
        {
            body.insert("sms_sender_id".to_owned(), sender.to_string().into());
        }
        body
    }

    /// Reads something as JSON.
    async fn read<T: serde::de::DeserializeOwned>(&self, path: &[&str], reference: Option<&str>) -> Option<T> {
        let mut url = self.url(path)?;
        if let Some(reference) = reference {
            url.query_pairs_mut().append_pair("reference", reference);
        }
        match client::call(self.signed(self.client.get(url))?).await {
            client::Called::Taken(body) => serde_json::from_slice(&body).ok(),
            client::Called::Not { .. } | client::Called::Unknown => None,
        }
    }

    /// Until when (seconds) Notify takes no more of a channel, its limit of the day being reached.
    const fn closed_until(&self, channel: Channel) -> &AtomicI64 {
        match channel {
            Channel::Email => &self.emails_closed,
            Channel::Sms | Channel::Voice | Channel::Push => &self.texts_closed,
        }
    }

    /// What an answer to a message means; Notify is left alone until midnight once the day's limit
    /// is reached.
    fn judged(&self, came: Came, date: Option<Timestamp>, channel: Channel, attempt: AttemptId) -> AttemptOutcome {
        let now = (self.clock)();
        let verdict = match came {
            Came::Answer(status, Some(body)) if status.is_success() => {
                // What names no message may be Notify's or something's in between: it is looked up before it is sent again.
                return match serde_json::from_slice::<Known>(&body) {
                    Ok(known) => outcome::reporting(NAME, attempt, Some(&known.id.to_string())),
                    Err(_) => AttemptOutcome::Unknown,
                };
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
                self.closed_until(channel).store(midnight_after(now).as_second(), Ordering::Relaxed);
                outcome::failed(NAME, refused::DAILY_LIMIT, false)
            }
        }
    }
}

/// What Notify says of a message, as every provider's news is put.
fn told(id: Uuid, attempt: Option<AttemptId>, status: crate::status::Status) -> Receipt {
    Receipt { provider: NAME, reference: id.to_string(), attempt, status, error: None }
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

    /// Until midnight, once the day's limit is reached.
    fn is_closed(&self, message: &Message) -> bool {
        (self.clock)().as_second() < self.closed_until(message.channel).load(Ordering::Relaxed)
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        if self.is_closed(message) {
            return outcome::failed(NAME, refused::DAILY_LIMIT, false);
        }
        match self.request(message) {
            Ok(request) => {
                let (came, date) = client::dated(request).await;
                self.judged(came, date, message.channel, message.attempt)
            }
            Err(reason) => outcome::failed(NAME, reason, false),
        }
    }

    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome> {
        let found: Found = self.read(&[], Some(&attempt.to_string())).await?;
        let known = found.notifications.first()?;
        Some(match known.status {
            // It got there, or is on its way.
            None
            | Some(
                Status::Created | Status::Sending | Status::Pending | Status::Sent | Status::Delivered | Status::Other,
            ) => outcome::reporting(NAME, attempt, Some(&known.id.to_string())),
            Some(failed @ (Status::PermanentFailure | Status::TemporaryFailure | Status::TechnicalFailure)) => {
                let told = failed.known().and_then(|status| told(known.id, Some(attempt), status).delivery());
                let Some(Delivery::Failed { reason, again, flag, .. }) = told else { return None };
                AttemptOutcome::Failed { provider: NAME.to_owned(), reason, again, flag }
            }
        })
    }

    async fn ask(&self, attempt: AttemptId, reference: &str) -> Option<Delivery> {
        // What has another name was answered without one: there, the attempt is the name.
        let id = Uuid::try_parse(reference).ok().filter(|id| *id != attempt.0);
        let known = match id {
            Some(id) => self.read::<Known>(&[&id.to_string()], None).await?,
            None => self.read::<Found>(&[], Some(&attempt.to_string())).await?.notifications.into_iter().next()?,
        };
        told(known.id, Some(attempt), known.status?.known()?).delivery()
    }
}

#[cfg(test)]
mod tests;
