//! Twilio: texts ([`sms`]) and calls ([`voice`]) of one account, and what comes back of them.
//!
//! Everything about the account is configured, its address too, so that a stand-in can take its place. Twilio takes no
//! idempotency key: a request whose answer is lost is looked up before it is made again.

use std::sync::Arc;

use jiff::Timestamp;

use crate::client::ClientError;
use crate::latest::Latest;
use crate::message::Provider;
use crate::twilio::account::Account;
use crate::twilio::signature::Validator;
use crate::twilio::sms::Sms;
use crate::twilio::voice::Voice;

pub use crate::secret::Secret;

pub mod account;
mod answer;
pub mod errors;
pub mod signature;
pub mod sms;
pub mod status;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod twiml;
pub mod voice;

/// Where Twilio posts the status of what was sent; `?attempt=` names which.
pub const STATUS_PATH: &str = "/hooks/twilio/status";
/// Where Twilio posts the key that was pressed, with the call's token behind it.
pub const VOICE_PATH: &str = "/hooks/twilio/voice/";

/// Whom texts are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// One number, as E.164.
    Number(String),
    /// A messaging service, which chooses.
    Service(String),
}

/// An account and how to use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where its API is, such as `https://api.twilio.com`.
    pub base_url: String,
    /// The account.
    pub account_sid: String,
    /// Its token: signs callbacks, and requests unless there is an API key.
    pub auth_token: Secret,
    /// An API key's id and secret, for requests.
    pub api_key: Option<(String, Secret)>,
    /// Whom texts are from; none: no texts.
    pub texts_from: Option<Sender>,
    /// Which number calls; none: no calls.
    pub calls_from: Option<String>,
    /// What Twilio calls us by, such as `https://ctac.example.org`.
    pub public_url: String,
    /// Whether Twilio is to keep no body of a message. Then a lost answer cannot be looked up by it.
    pub discard_content: bool,
    /// Whether Twilio is to hide numbers in what it keeps.
    pub obfuscate_addresses: bool,
}

/// The token of a call's notification, by which an answer to it is known.
pub type CallToken = Arc<dyn Fn(ctac_domain::id::NotificationId) -> String + Send + Sync>;

/// What a provider needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// The time of day.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Makes calls' tokens.
    pub call_token: CallToken,
}

/// One account, put together.
#[derive(Clone)]
pub struct Twilio {
    /// Sends texts, if it may.
    pub sms: Option<Arc<dyn Provider>>,
    /// Makes calls, if it may.
    pub voice: Option<Arc<dyn Provider>>,
    /// Knows Twilio's requests to us.
    pub validator: Arc<Validator>,
    /// What was reported lately.
    pub latest: Latest,
}

impl Twilio {
    /// With these settings. A rustls crypto provider must be installed in the process.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(settings: Settings, ports: Ports) -> Result<Self, ClientError> {
        let latest = Latest::default();
        let validator = Arc::new(Validator::new(&settings.auth_token.0, &settings.public_url));
        let (texts_from, calls_from) = (settings.texts_from.clone(), settings.calls_from.clone());
        let account = Arc::new(Account::new(settings, latest.clone())?);
        let sms = texts_from.map(|from| Arc::new(Sms::new(account.clone(), from, ports.clock)) as Arc<dyn Provider>);
        let voice = calls_from.map(|from| Arc::new(Voice::new(account, from, ports.call_token)) as Arc<dyn Provider>);
        Ok(Self { sms, voice, validator, latest })
    }
}

#[cfg(test)]
mod tests;
