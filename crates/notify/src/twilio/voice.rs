//! Calls by Twilio: they say the words twice and wait for one key; what wants no reply they say once. Nothing is recorded,
//! and an answered call acknowledges nothing: only the key does.

use std::sync::Arc;

use async_trait::async_trait;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;

use crate::limits;
use crate::message::{Message, Provider};
use crate::twilio::account::{Account, outcome};
use crate::twilio::{CallToken, VOICE_PATH, twiml};

/// As it stands in the ledger.
const NAME: &str = "twilio-voice";

/// Makes calls. See the module.
pub struct Voice {
    account: Arc<Account>,
    from: String,
    token: CallToken,
}

impl Voice {
    pub(crate) const fn new(account: Arc<Account>, from: String, token: CallToken) -> Self {
        Self { account, from, token }
    }
}

#[async_trait]
impl Provider for Voice {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        let origin = &self.account.settings.public_url;
        let action = format!("{origin}{VOICE_PATH}{}", (self.token)(message.notification));
        // The words travel with the request: whoever is called hears them even if Twilio cannot reach us.
        let spoken = match message.text.code {
            Some(_) => twiml::ask(&message.text.body, &action),
            // There is nothing to press.
            None => twiml::say(&message.text.body),
        };
        if spoken.chars().count() > limits::TWILIO_TWIML {
            let reason = "what the call is to say is too long for Twilio".to_owned();
            return AttemptOutcome::failed(NAME, reason, false);
        }
        let status = self.account.status_url(message.attempt);
        let (ring, most) = (limits::TWILIO_RING_S.to_string(), limits::TWILIO_CALL_S.to_string());
        let form = [
            ("To", message.address.0.as_str()),
            ("From", &self.from),
            ("Twiml", &spoken),
            ("Timeout", &ring),
            ("TimeLimit", &most),
            ("Record", "false"),
            ("StatusCallback", &status),
            ("StatusCallbackMethod", "POST"),
            ("StatusCallbackEvent", "initiated"),
            ("StatusCallbackEvent", "ringing"),
            ("StatusCallbackEvent", "answered"),
            ("StatusCallbackEvent", "completed"),
        ];
        self.account.send(NAME, "Calls.json", &form, message).await
    }

    /// By a report of it, if one came. Twilio's list of calls keeps nothing that would tell one from another to the same
    /// number, so it is not asked.
    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome> {
        self.account.latest.of(attempt).map(|receipt| outcome(NAME.to_owned(), &receipt))
    }
}
