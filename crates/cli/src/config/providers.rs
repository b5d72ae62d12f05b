//! The part of the configuration that says who delivers.

use std::path::PathBuf;

use ctac_notify::guard::{Guard, Network};
use ctac_notify::twilio::{Secret, Sender, Settings};
use serde::Deserialize;

use crate::config::{Server, is_here};
use crate::failure::Failure;

pub mod govuk_notify;
pub mod push;
pub mod smtp;

use govuk_notify::GovUkNotify;
use push::{Ntfy, Teams, WebPush, Webhook};
use smtp::Smtp;

/// Who delivers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Providers {
    /// In which order those of one channel are tried; those left out come last.
    pub order: Vec<Name>,
    /// Texts and calls by Twilio.
    pub twilio: Option<Twilio>,
    /// Texts and emails by GOV.UK Notify.
    #[serde(rename = "govuk-notify")]
    pub govuk_notify: Option<GovUkNotify>,
    /// Emails by a relay.
    pub smtp: Option<Smtp>,
    /// Pushes to browsers.
    pub web_push: Option<WebPush>,
    /// Pushes to topics of an ntfy server.
    pub ntfy: Option<Ntfy>,
    /// Pushes to workflows of Microsoft Teams.
    pub teams: Option<Teams>,
    /// Pushes to webhooks of people's own.
    pub webhook: Option<Webhook>,
    /// Networks that browsers' push services, workflows and webhooks may be in besides the Internet.
    pub exceptions: Vec<String>,
}

/// A provider's section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    /// `[providers.twilio]`.
    Twilio,
    /// `[providers.govuk-notify]`.
    #[serde(rename = "govuk-notify")]
    GovUkNotify,
    /// `[providers.smtp]`.
    Smtp,
    /// `[providers.web-push]`.
    WebPush,
    /// `[providers.ntfy]`.
    Ntfy,
    /// `[providers.teams]`.
    Teams,
    /// `[providers.webhook]`.
    Webhook,
}

impl Name {
    /// Every one.
    const ALL: [Self; 7] =
        [Self::Twilio, Self::GovUkNotify, Self::Smtp, Self::WebPush, Self::Ntfy, Self::Teams, Self::Webhook];
}

/// What Twilio is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TwilioChannel {
    /// Texts.
    Sms,
    /// Calls.
    Voice,
}

/// An account at Twilio.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    /// The account: `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// Its auth token, which also signs what Twilio sends to us.
    #[serde(default)]
    pub auth_token: Option<Secret>,
    /// A file that holds it, and nothing else.
    #[serde(default)]
    pub auth_token_file: Option<PathBuf>,
    /// An API key for our requests, instead of the token: `SK` and 32 hexadecimal digits.
    #[serde(default)]
    pub api_key: Option<String>,
    /// Its secret.
    #[serde(default)]
    pub api_key_secret: Option<Secret>,
    /// A file that holds it, and nothing else.
    #[serde(default)]
    pub api_key_secret_file: Option<PathBuf>,
    /// The number that texts and calls are from, such as `+447700900000`.
    #[serde(default)]
    pub from: Option<String>,
    /// A messaging service that texts are from instead: `MG` and 32 hexadecimal digits.
    #[serde(default)]
    pub messaging_service: Option<String>,
    /// What it is used for.
    #[serde(default = "all")]
    pub channels: Vec<TwilioChannel>,
    /// Where its API is.
    #[serde(default = "public_api")]
    pub base_url: String,
    /// Whether Twilio is to keep no text. Then an answer that was lost cannot be looked up.
    #[serde(default)]
    pub discard_content: bool,
    /// Whether Twilio is to hide numbers in what it keeps.
    #[serde(default)]
    pub obfuscate_addresses: bool,
}

fn all() -> Vec<TwilioChannel> {
    vec![TwilioChannel::Sms, TwilioChannel::Voice]
}

fn public_api() -> String {
    "https://api.twilio.com".to_owned()
}

fn wrong(key: &str, problem: &str) -> Failure {
    Failure::Usage(format!("providers.{key}: {problem}"))
}

impl Providers {
    /// Those to be tried, in order.
    #[must_use]
    pub fn in_order(&self) -> Vec<Name> {
        let rest = Name::ALL.into_iter().filter(|name| !self.order.contains(name));
        self.order.iter().copied().chain(rest).collect()
    }

    /// What no type can say.
    ///
    /// # Errors
    /// [`Failure::Usage`], naming the key.
    pub fn check(&self, server: &Server) -> Result<(), Failure> {
        let twice = self.order.iter().enumerate().any(|(at, name)| self.order.iter().skip(at + 1).any(|it| it == name));
        if twice {
            return Err(wrong("order", "each provider once"));
        }
        self.guard()?;
        self.twilio.as_ref().map_or(Ok(()), |twilio| twilio.check(server))?;
        self.govuk_notify.as_ref().map_or(Ok(()), GovUkNotify::check)?;
        self.smtp.as_ref().map_or(Ok(()), Smtp::check)?;
        self.web_push.as_ref().map_or(Ok(()), WebPush::check)?;
        self.ntfy.as_ref().map_or(Ok(()), Ntfy::check)?;
        self.teams.as_ref().map_or(Ok(()), Teams::check)
    }

    /// What stands between addresses that people typed and what is behind the firewall.
    ///
    /// # Errors
    /// An exception is no network.
    pub fn guard(&self) -> Result<Guard, Failure> {
        let networks = self.exceptions.iter().map(|network| network.parse::<Network>());
        let networks = networks.collect::<Result<_, _>>().map_err(|error| wrong("exceptions", &error.to_string()))?;
        Ok(Guard::new(networks))
    }
}

impl Twilio {
    fn check(&self, server: &Server) -> Result<(), Failure> {
        if !is_sid("AC", &self.account_sid) {
            return Err(wrong("twilio.account_sid", "AC and 32 hexadecimal digits"));
        }
        if self.auth_token.is_some() == self.auth_token_file.is_some() {
            return Err(wrong("twilio.auth_token", "give it, or auth_token_file"));
        }
        let secrets = usize::from(self.api_key_secret.is_some()) + usize::from(self.api_key_secret_file.is_some());
        if secrets != usize::from(self.api_key.is_some()) {
            return Err(wrong("twilio.api_key", "goes with one of api_key_secret and api_key_secret_file"));
        }
        if self.api_key.as_ref().is_some_and(|key| !is_sid("SK", key)) {
            return Err(wrong("twilio.api_key", "SK and 32 hexadecimal digits"));
        }
        if self.messaging_service.as_ref().is_some_and(|service| !is_sid("MG", service)) {
            return Err(wrong("twilio.messaging_service", "MG and 32 hexadecimal digits"));
        }
        if self.from.as_ref().is_some_and(|from| !is_number(from)) {
            return Err(wrong("twilio.from", "a number such as +447700900000, without spaces"));
        }
        if self.channels.is_empty() {
            return Err(wrong("twilio.channels", "sms, voice or both; or take the section out"));
        }
        if self.calls_from().is_some_and(str::is_empty) || self.texts() && self.texts_from().is_none() {
            return Err(wrong(
                "twilio.from",
                "the number that texts and calls are from; only texts may do without, by messaging_service",
            ));
        }
        self.check_callbacks(server)
    }

    /// Twilio must find us; a stand-in on this machine does.
    fn check_callbacks(&self, server: &Server) -> Result<(), Failure> {
        if reqwest::Url::parse(&self.base_url).is_ok_and(|url| is_here(&url)) {
            return Ok(());
        }
        let public = server.public_url.as_deref().unwrap_or_default();
        let Some(host) = public.strip_prefix("https://") else {
            return Err(wrong(
                "twilio",
                "set server.public_url to the https:// origin at which Twilio reaches this service",
            ));
        };
        if host.contains('_') {
            return Err(wrong("twilio", "Twilio calls no host with an underscore: change server.public_url"));
        }
        Ok(())
    }

    fn texts(&self) -> bool {
        self.channels.contains(&TwilioChannel::Sms)
    }

    fn texts_from(&self) -> Option<Sender> {
        let service = self.messaging_service.clone().map(Sender::Service);
        service.or_else(|| self.from.clone().map(Sender::Number)).filter(|_| self.texts())
    }

    /// Which number calls, empty where one is missing; none where no calls are wanted.
    fn calls_from(&self) -> Option<&str> {
        self.channels.contains(&TwilioChannel::Voice).then(|| self.from.as_deref().unwrap_or_default())
    }

    /// What the provider is made of; reads the secrets' files.
    ///
    /// # Errors
    /// A file cannot be read, or is empty.
    pub fn settings(&self, public_url: &str) -> Result<Settings, Failure> {
        let auth_token = secret("twilio.auth_token_file", self.auth_token.as_ref(), self.auth_token_file.as_ref())?;
        let api_key = match &self.api_key {
            None => None,
            Some(key) => {
                let (given, file) = (self.api_key_secret.as_ref(), self.api_key_secret_file.as_ref());
                Some((key.clone(), secret("twilio.api_key_secret_file", given, file)?))
            }
        };
        Ok(Settings {
            base_url: self.base_url.clone(),
            account_sid: self.account_sid.clone(),
            auth_token,
            api_key,
            texts_from: self.texts_from(),
            calls_from: self.calls_from().map(str::to_owned),
            public_url: public_url.to_owned(),
            discard_content: self.discard_content,
            obfuscate_addresses: self.obfuscate_addresses,
        })
    }
}

/// A secret, as given, from the environment variable that is given as `env:NAME`, or from its file, without the line's end.
pub(super) fn secret(key: &str, given: Option<&Secret>, file: Option<&PathBuf>) -> Result<Secret, Failure> {
    let text = match (given, file) {
        (Some(secret), _) => match secret.0.strip_prefix("env:") {
            Some(name) => std::env::var(name).unwrap_or_default(),
            None => secret.0.clone(),
        },
        (None, Some(file)) => std::fs::read_to_string(file)
            .map_err(|error| wrong(key, &format!("{} cannot be read: {error}", file.display())))?,
        (None, None) => String::new(),
    };
    let text = text.trim();
    if text.is_empty() { Err(wrong(key, "holds the secret, and nothing else")) } else { Ok(Secret(text.to_owned())) }
}

fn is_sid(letters: &str, text: &str) -> bool {
    text.starts_with(letters) && ctac_notify::twilio::status::is_sid(text)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (8..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests;
