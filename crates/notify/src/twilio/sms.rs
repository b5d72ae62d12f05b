//! Texts by Twilio.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::limits;
use crate::message::{Message, Provider};
use crate::twilio::Sender;
use crate::twilio::account::{Account, outcome};
use crate::twilio::status::is_sid;

/// As it stands in the ledger.
const NAME: &str = "twilio-sms";

/// Sends texts. See the module.
pub struct Sms {
    account: Arc<Account>,
    from: Sender,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// What was sent, until its answer is there: what a lost one is looked for by.
    waiting: Mutex<BTreeMap<AttemptId, Waiting>>,
}

struct Waiting {
    to: String,
    body: String,
    at: Timestamp,
}

#[derive(Deserialize)]
struct List {
    messages: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    sid: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    direction: String,
    #[serde(default)]
    date_created: String,
}

impl Sms {
    pub(crate) fn new(account: Arc<Account>, from: Sender, clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self { account, from, clock, waiting: Mutex::default() }
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<AttemptId, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for(&self, message: &Message, body: &str) {
        let waiting = Waiting { to: message.address.0.clone(), body: body.to_owned(), at: (self.clock)() };
        let mut all = self.waiting();
        all.insert(message.attempt, waiting);
        if all.len() > limits::LOST_ANSWERS {
            // Ids are drawn in time's order: the first is the oldest.
            all.pop_first();
        }
    }
}

impl Listed {
    /// Whether this is what was sent then: the same words, about the same time. A trial account writes something before.
    fn is(&self, sent: &Waiting) -> bool {
        let created = jiff::fmt::rfc2822::parse(&self.date_created).map(|created| created.timestamp());
        let close = |created: Timestamp| created.duration_since(sent.at).abs() <= SignedDuration::from_mins(10);
        self.direction.starts_with("outbound")
            && is_sid(&self.sid)
            && self.body.ends_with(&sent.body)
            && created.is_ok_and(close)
    }
}

#[async_trait]
impl Provider for Sms {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        let settings = &self.account.settings;
        let body: String = message.text.body.chars().take(limits::TWILIO_BODY).collect();
        let status = self.account.status_url(message.attempt);
        let valid = limits::TWILIO_VALID_S.to_string();
        let from = match &self.from {
            Sender::Number(number) => ("From", number.as_str()),
            Sender::Service(service) => ("MessagingServiceSid", service.as_str()),
        };
        let mut form = vec![
            ("To", message.address.0.as_str()),
            from,
            ("Body", &body),
            ("StatusCallback", &status),
            ("ValidityPeriod", &valid),
            ("SmartEncoded", "true"),
        ];
        if settings.discard_content {
            form.push(("ContentRetention", "discard"));
        }
        if settings.obfuscate_addresses {
            form.push(("AddressRetention", "obfuscate"));
        }
        // Before the call: it may be dropped half-way.
        self.wait_for(message, &body);
        let outcome = self.account.send(NAME, "Messages.json", &form, message).await;
        if outcome != AttemptOutcome::Unknown {
            self.waiting().remove(&message.attempt);
        }
        outcome
    }

    /// By a report of it, if one came; else in Twilio's list of what went to that number, if it keeps the words. Twilio's
    /// documentation names no key of ours to ask by.
    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome> {
        if let Some(receipt) = self.account.latest.of(attempt) {
            return Some(outcome(NAME.to_owned(), &receipt));
        }
        let to = self.waiting().get(&attempt)?.to.clone();
        let list: List = self.account.read("Messages.json", &[("To", &to), ("PageSize", "50")]).await?;
        let waiting = self.waiting();
        let sent = waiting.get(&attempt)?;
        let found = list.messages.iter().find(|listed| listed.is(sent))?;
        Some(AttemptOutcome::sent(NAME, found.sid.clone()))
    }
}
