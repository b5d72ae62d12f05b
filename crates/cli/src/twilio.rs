//! Twilio as the server's callbacks want it.

use ctac_domain::id::AttemptId;
use ctac_notify::twilio::status::{NotAReceipt, receipt};
use ctac_notify::twilio::{Twilio, VOICE_PATH, twiml};
use ctac_server::receipt::Report;
use ctac_server::twilio::{self as wanted, Params};

/// The account of `ctac-notify`, behind the server's trait.
pub struct Callbacks {
    /// The account.
    pub twilio: Twilio,
    /// What Twilio calls us by.
    pub public_url: String,
}

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

    fn report(&self, params: &Params, attempt: Option<AttemptId>) -> Report {
        match receipt(params, attempt) {
            Ok(receipt) => {
                self.twilio.latest.take(receipt.clone());
                crate::receipt::report(receipt)
            }
            // A status that is new to us is Twilio's to invent.
            Err(NotAReceipt::Status) => Report::Nothing,
            Err(NotAReceipt::Sid) => Report::Malformed,
        }
    }
}
