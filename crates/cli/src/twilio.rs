//! Twilio as the server's callbacks want it, and the asking for what Twilio never reported.

use std::time::Duration;

use async_trait::async_trait;
use ctac_auth::contacts::Holder;
use ctac_domain::directory::Channel;
use ctac_domain::id::AttemptId;
use ctac_notify::twilio::errors::Flag;
use ctac_notify::twilio::receipts::Flagged;
use ctac_notify::twilio::status::{NotAReceipt, receipt};
use ctac_notify::twilio::{Twilio, VOICE_PATH, twiml};
use ctac_server::twilio::{self as wanted, Params};

/// The account of `ctac-notify`, behind the server's trait.
pub struct Callbacks {
    /// The account.
    pub twilio: Twilio,
    /// What Twilio calls us by.
    pub public_url: String,
}

#[async_trait]
impl wanted::Twilio for Callbacks {
    fn signed(&self, path_and_query: &str, params: &Params, body: &[u8], signature: &str) -> bool {
        self.twilio.validator.holds(path_and_query, params, body, signature)
    }

    fn message(&self, words: &str) -> String {
        twiml::message(words)
    }

    fn say(&self, words: &str) -> String {
        twiml::say(words)
    }

    fn ask(&self, words: &str, token: &str) -> String {
        twiml::ask(words, &format!("{}{VOICE_PATH}{token}", self.public_url))
    }

    fn nothing(&self) -> String {
        twiml::nothing()
    }

    async fn report(&self, params: &Params, attempt: Option<AttemptId>) -> bool {
        match receipt(params, attempt) {
            Ok(receipt) => {
                self.twilio.latest.take(receipt).await;
                true
            }
            // A status that is new to us is Twilio's to invent.
            Err(NotAReceipt::Status) => true,
            Err(NotAReceipt::Sid) => false,
        }
    }

    async fn opted(&self, holder: Holder, out: bool) {
        let flag = if out { Flag::OptedOut } else { Flag::OptedIn };
        let Holder { person, contact } = holder;
        self.twilio.latest.flag(Flagged { person, contact, channel: Channel::Sms, flag }).await;
    }
}

/// Asks for the status of what nothing was heard of, for as long as the node runs.
pub async fn ask_for_the_silent(twilio: Twilio) {
    /// How often it is looked for.
    const EVERY: Duration = Duration::from_secs(15);
    loop {
        tokio::time::sleep(EVERY).await;
        twilio.ask_for_the_silent().await;
    }
}
