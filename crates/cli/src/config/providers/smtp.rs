//! `[providers.smtp]`.

use std::path::PathBuf;

use ctac_notify::clock::Clock;
use ctac_notify::secret::Secret;
use ctac_notify::smtp::{Relay, Security, Smtp as Provider};
use serde::Deserialize;

use super::{secret, wrong};
use crate::failure::Failure;

/// A relay for emails.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port; that of the way it is encrypted to, unless said.
    #[serde(default)]
    pub port: Option<u16>,
    /// How it is encrypted to.
    #[serde(default)]
    pub security: Encryption,
    /// Who emails are from.
    pub from: String,
    /// As whom to sign in, where it wants that.
    #[serde(default)]
    pub user: Option<String>,
    /// The password.
    #[serde(default)]
    pub password: Option<Secret>,
    /// A file that holds it, and nothing else.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Certificates of the relay's own authority, PEM.
    #[serde(default)]
    pub authority: Option<PathBuf>,
}

/// How a relay is encrypted to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encryption {
    /// TLS from the first byte.
    #[default]
    Tls,
    /// STARTTLS, or nothing is said.
    StartTls,
    /// None: on this machine only.
    None,
}

impl Encryption {
    const fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }

    const fn security(self) -> Security {
        match self {
            Self::Tls => Security::Tls,
            Self::StartTls => Security::StartTls,
            Self::None => Security::None,
        }
    }
}

impl Smtp {
    pub(super) fn check(&self) -> Result<(), Failure> {
        let passwords = usize::from(self.password.is_some()) + usize::from(self.password_file.is_some());
        if passwords != usize::from(self.user.is_some()) {
            return Err(wrong("smtp.user", "goes with one of password and password_file"));
        }
        Ok(())
    }

    /// The provider; reads the files.
    ///
    /// # Errors
    /// A file cannot be read; the relay cannot be used so.
    pub fn provider(&self, clock: Clock) -> Result<Provider, Failure> {
        let sign_in = match &self.user {
            None => None,
            Some(user) => {
                let (given, file) = (self.password.as_ref(), self.password_file.as_ref());
                Some((user.clone(), secret("smtp.password_file", given, file)?))
            }
        };
        let authority = match &self.authority {
            None => None,
            Some(file) => Some(std::fs::read(file).map_err(|error| Failure::io(file, &error))?),
        };
        let relay = Relay {
            host: self.host.clone(),
            port: self.port.unwrap_or(self.security.port()),
            security: self.security.security(),
            sign_in,
            from: self.from.clone(),
            authority,
        };
        Provider::new(relay, clock).map_err(|error| wrong("smtp", &error.to_string()))
    }
}
