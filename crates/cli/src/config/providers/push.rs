//! `[providers.web-push]`, `[providers.ntfy]`, `[providers.teams]`, `[providers.webhook]`: the kinds of a push. A kind
//! without its section is not offered.

use std::path::PathBuf;

use ctac_notify::clock::Clock;
use ctac_notify::guard::Guard;
use ctac_notify::ntfy::Ntfy as NtfyProvider;
use ctac_notify::secret::Secret;
use ctac_notify::teams::{Hosts, Teams as TeamsProvider};
use ctac_notify::web_push::{Vapid, WebPush as WebPushProvider};
use ctac_notify::webhook::Webhook as WebhookProvider;
use serde::Deserialize;

use super::{secret, wrong};
use crate::failure::Failure;

/// Browsers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebPush {
    /// The VAPID private key: 32 bytes, base64url without padding.
    #[serde(default)]
    pub key: Option<Secret>,
    /// A file that holds it, and nothing else.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// Where push services reach whoever runs this.
    pub subject: String,
}

/// A server of ntfy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ntfy {
    /// Its root.
    pub url: String,
    /// An access token, where it wants one.
    #[serde(default)]
    pub token: Option<Secret>,
    /// A file that holds it, and nothing else.
    #[serde(default)]
    pub token_file: Option<PathBuf>,
}

/// Workflows of Microsoft Teams.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Teams {
    /// The hosts that workflows may be at.
    pub hosts: Vec<String>,
}

/// Webhooks of people's own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {}

impl WebPush {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.key.is_some() == self.key_file.is_some() {
            return Err(wrong("web-push.key", "give it, or key_file"));
        }
        Ok(())
    }

    fn vapid(&self) -> Result<Vapid, Failure> {
        let key = secret("web-push.key_file", self.key.as_ref(), self.key_file.as_ref())?;
        Vapid::new(&key, &self.subject).map_err(|error| wrong("web-push", &error.to_string()))
    }

    /// What browsers subscribe with; reads the key's file.
    ///
    /// # Errors
    /// The key or the subject is none.
    pub fn public_key(&self) -> Result<String, Failure> {
        Ok(self.vapid()?.public().to_owned())
    }

    /// The provider; reads the key's file.
    ///
    /// # Errors
    /// The key or the subject is none.
    pub fn provider(&self, guard: Guard, clock: Clock) -> Result<WebPushProvider, Failure> {
        WebPushProvider::new(guard, self.vapid()?, clock).map_err(|error| wrong("web-push", &error.to_string()))
    }
}

impl Ntfy {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.token.is_some() && self.token_file.is_some() {
            return Err(wrong("ntfy.token", "give it, or token_file"));
        }
        Ok(())
    }

    /// The provider; reads the token's file.
    ///
    /// # Errors
    /// The address is none, or the file cannot be read.
    pub fn provider(&self) -> Result<NtfyProvider, Failure> {
        let (given, file) = (self.token.as_ref(), self.token_file.as_ref());
        let wanted = given.is_some() || file.is_some();
        let token = if wanted { Some(secret("ntfy.token_file", given, file)?) } else { None };
        NtfyProvider::new(&self.url, token).map_err(|error| wrong("ntfy.url", &error.to_string()))
    }
}

impl Teams {
    fn hosts(&self) -> Result<Vec<Hosts>, Failure> {
        let hosts = self.hosts.iter().map(|host| host.parse());
        hosts
            .collect::<Result<_, _>>()
            .map_err(|error: ctac_notify::teams::NotAHost| wrong("teams.hosts", &error.to_string()))
    }

    pub(super) fn check(&self) -> Result<(), Failure> {
        match self.hosts()?.is_empty() {
            true => Err(wrong("teams.hosts", "name those that workflows may be at, such as *.logic.azure.com")),
            false => Ok(()),
        }
    }

    /// The provider.
    ///
    /// # Errors
    /// A host is none.
    pub fn provider(&self, guard: Guard) -> Result<TeamsProvider, Failure> {
        TeamsProvider::new(guard, self.hosts()?).map_err(|error| wrong("teams", &error.to_string()))
    }
}

impl Webhook {
    /// The provider.
    ///
    /// # Errors
    /// There is no HTTP client.
    pub fn provider(&self, guard: Guard, clock: Clock) -> Result<WebhookProvider, Failure> {
        WebhookProvider::new(guard, clock).map_err(|error| wrong("webhook", &error.to_string()))
    }
}
