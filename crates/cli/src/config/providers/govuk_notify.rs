//! `[providers.govuk-notify]`.

use std::path::PathBuf;

use ctac_notify::clock::Clock;
use ctac_notify::govuk_notify::receipt::Token;
use ctac_notify::govuk_notify::{ApiKey, BASE_URL, GovUkNotify as Provider, Templates};
use ctac_notify::secret::Secret;
use serde::Deserialize;
use uuid::Uuid;

use super::{secret, wrong};
use crate::failure::Failure;

/// A service of GOV.UK Notify.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GovUkNotify {
    /// Its API key.
    #[serde(default)]
    pub api_key: Option<Secret>,
    /// A file that holds it, and nothing else.
    #[serde(default)]
    pub api_key_file: Option<PathBuf>,
    /// The template of text messages; without one, no texts.
    #[serde(default)]
    pub sms_template: Option<Uuid>,
    /// The template of emails; without one, no emails.
    #[serde(default)]
    pub email_template: Option<Uuid>,
    /// The sender of texts, where it is not the service's default.
    #[serde(default)]
    pub sms_sender: Option<Uuid>,
    /// The bearer token that was typed in at Notify for its callbacks; without it there are none.
    #[serde(default)]
    pub callback_token: Option<Secret>,
    /// A file that holds it, and nothing else.
    #[serde(default)]
    pub callback_token_file: Option<PathBuf>,
    /// Where its API is.
    #[serde(default = "base_url")]
    pub base_url: String,
}

fn base_url() -> String {
    BASE_URL.to_owned()
}

impl GovUkNotify {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.api_key.is_some() == self.api_key_file.is_some() {
            return Err(wrong("govuk-notify.api_key", "give it, or api_key_file"));
        }
        if self.callback_token.is_some() && self.callback_token_file.is_some() {
            return Err(wrong("govuk-notify.callback_token", "give it, or callback_token_file"));
        }
        if self.sms_template.is_none() && self.email_template.is_none() {
            return Err(wrong("govuk-notify.sms_template", "give it, or email_template, or both"));
        }
        Ok(())
    }

    /// The provider; reads the key's file.
    ///
    /// # Errors
    /// The key is none, or the address.
    pub fn provider(&self, clock: Clock) -> Result<Provider, Failure> {
        let key = secret("govuk-notify.api_key_file", self.api_key.as_ref(), self.api_key_file.as_ref())?;
        let key = ApiKey::parse(&key).map_err(|error| wrong("govuk-notify.api_key", &error.to_string()))?;
        let templates = Templates { sms: self.sms_template, email: self.email_template, sms_sender: self.sms_sender };
        Provider::new(&self.base_url, key, templates, clock)
            .map_err(|error| wrong("govuk-notify.base_url", &error.to_string()))
    }

    /// What its callbacks prove themselves by, if there are any; reads the token's file.
    ///
    /// # Errors
    /// The token is none.
    pub fn token(&self) -> Result<Option<Token>, Failure> {
        let (given, file) = (self.callback_token.as_ref(), self.callback_token_file.as_ref());
        if given.is_none() && file.is_none() {
            return Ok(None);
        }
        let token = secret("govuk-notify.callback_token_file", given, file)?;
        Token::new(&token).map(Some).map_err(|error| wrong("govuk-notify.callback_token", &error.to_string()))
    }
}
