//! Calls of other people's interfaces, for runs of runbooks: only what the configuration allows, by method, host and the
//! beginning of the path, and only with the secrets that it allows there.
//!
//! A secret is put into its header here and is nowhere else: not in what is asked, not in what is answered, not in a log.
//! No redirect is followed, an answer is read to [`crate::limits::ANSWER_BYTES`], and nothing of it but the values that
//! were asked for goes further.

use std::collections::BTreeMap;
use std::time::Duration;

use ctac_domain::interface::{Call, Header, Outcome};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Method, StatusCode, Url};

use crate::client::{self, Called, Came, ClientError};
use crate::guard::{Guard, NotPublic};
use crate::limits;
use crate::secret::Secret;

pub mod allowed;

pub use allowed::Allowed;

/// What tells an interface that a call is one it may have had before.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What the client itself says of a message, or of the line it comes by.
const OWN: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "idempotency-key",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What may be called, and with what.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What may be called. Empty: nothing.
    pub allowed: Vec<Allowed>,
    /// Secrets, by the names that runbooks know them by.
    pub secrets: BTreeMap<String, Secret>,
    /// Networks that an interface may be in besides the Internet.
    pub guard: Guard,
    /// Certificates (PEM) of an authority of the premises' own, besides those that the machine knows.
    pub authority: Option<Vec<u8>>,
}

/// Calls interfaces.
pub struct Interfaces {
    client: Client,
    settings: Settings,
}

impl Interfaces {
    /// Calls what the settings allow.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn new(settings: Settings) -> Result<Self, ClientError> {
        Self::within(settings, limits::INTERFACE)
    }

    /// As [`Interfaces::new`], with another bound on one call.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn within(settings: Settings, call: Duration) -> Result<Self, ClientError> {
        let builder = client::builder(call)?.dns_resolver(settings.guard.clone()).https_only(true);
        let builder = match &settings.authority {
            None => builder,
            Some(pem) => builder.tls_certs_merge(Certificate::from_pem_bundle(pem).map_err(ClientError::Setup)?),
        };
        Ok(Self { client: builder.build().map_err(ClientError::Setup)?, settings })
    }

    /// Makes a call, if it may be made.
    pub async fn call(&self, call: &Call) -> Outcome {
        let (method, url, headers) = match self.checked(call) {
            Ok(checked) => checked,
            Err(reason) => return Outcome::Failed { reason, again: false },
        };
        let mut request = self.client.request(method, url).headers(headers);
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        self.told(call, client::exchange(request).await)
    }

    /// What is really called; or why it may not be.
    fn checked(&self, call: &Call) -> Result<(Method, Url, HeaderMap), String> {
        let url = Url::parse(&call.url).map_err(|_| "its address is no URL".to_owned())?;
        let method: Method = call.method.parse().map_err(|_| "its method is none".to_owned())?;
        if !allowed::is_plain(&call.url, &url) {
            return Err(
                "its address leads somewhere else than it reads: a value in it cannot stand in a path".to_owned()
            );
        }
        let entry = self.settings.allowed.iter().find(|it| it.allows(&method, &url)).ok_or_else(|| {
            let host = url.host_str().unwrap_or_default();
            format!("the configuration does not allow {method} there: add {host} and its path to [[interfaces.allow]]")
        })?;
        self.settings.guard.check(&url).map_err(|refused| refused.to_string())?;
        Ok((method, url, self.headers(call, entry)?))
    }

    fn headers(&self, call: &Call, entry: &Allowed) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::new();
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in &call.headers {
            let bad = || format!("the header {name} cannot be sent so");
            if OWN.contains(&name.as_str()) {
                return Err(format!("the header {name} is the service's own: take it out of the runbook"));
            }
            let value = match value {
                Header::Text(text) => HeaderValue::from_str(text).map_err(|_| bad())?,
                Header::Secret(secret) => {
                    let mut value = HeaderValue::from_str(&self.secret(secret, entry)?.0).map_err(|_| bad())?;
                    value.set_sensitive(true);
                    value
                }
            };
            headers.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?, value);
        }
        headers.insert(IDEMPOTENCY_KEY, HeaderValue::from_str(&call.key).map_err(|_| "its key is none".to_owned())?);
        Ok(headers)
    }

    fn secret(&self, name: &str, entry: &Allowed) -> Result<&Secret, String> {
        if !entry.secrets.iter().any(|it| it == name) {
            return Err(format!("the configuration does not allow the secret {name} to be sent there"));
        }
        let found = self.settings.secrets.get(name);
        found.ok_or_else(|| format!("the configuration has no secret {name}: add it to [interfaces.secrets]"))
    }

    /// What a call came to.
    fn told(&self, call: &Call, came: Came) -> Outcome {
        let failed = |reason: String, again| Outcome::Failed { reason, again };
        match came {
            Came::Answer(status, Some(body)) if status.is_success() => self.done(call, status, &body),
            // It was done; what was to be taken from the answer broke off.
            Came::Answer(status, None) if status.is_success() && call.outputs.is_empty() => {
                Outcome::Done { reference: status.as_u16().to_string(), outputs: BTreeMap::new() }
            }
            Came::Answer(status, None) if status.is_success() => Outcome::Unknown,
            Came::Answer(status, _) if status.is_redirection() => {
                failed(format!("it answered {}: another address, which is not followed", status.as_u16()), false)
            }
            Came::Answer(status, _) => match client::refused(status) {
                Called::Not { again, .. } => failed(format!("it answered {}", status.as_u16()), again),
                Called::Taken(_) | Called::Unknown => Outcome::Unknown,
            },
            Came::Unreachable => failed("it cannot be reached".to_owned(), true),
            Came::NotPublic => failed(NotPublic.to_string(), false),
            Came::Unbuildable => failed("the request could not be built".to_owned(), false),
            Came::Lost => Outcome::Unknown,
        }
    }

    /// The values that were asked for, so far as they are there.
    fn done(&self, call: &Call, status: StatusCode, body: &[u8]) -> Outcome {
        let mut reference = status.as_u16().to_string();
        let mut outputs = BTreeMap::new();
        if !call.outputs.is_empty() {
            let answer = serde_json::from_slice::<serde_json::Value>(body).unwrap_or_default();
            for (record, pointer) in &call.outputs {
                match answer.pointer(pointer).and_then(text).filter(|value| !self.gives_away(value)) {
                    Some(value) => drop(outputs.insert(record.clone(), value)),
                    None => reference = format!("{reference}; {record} was not in the answer"),
                }
            }
        }
        Outcome::Done { reference, outputs }
    }

    /// Whether a value holds a secret, as of an interface that repeats what it was sent.
    fn gives_away(&self, value: &str) -> bool {
        self.settings.secrets.values().any(|secret| value.contains(&secret.0))
    }
}

/// A value as a record holds it.
fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(is) => Some(is.to_string()),
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
    }
}

#[cfg(test)]
mod stand_in;
#[cfg(test)]
mod tests;
