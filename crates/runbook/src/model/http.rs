//! A call to somebody's HTTP API. The host is written out, secrets are named and never there, and values can only ever
//! become text of the body, of a header or of one piece of the path.

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::metadata::words;
use crate::model::template::{JsonTemplate, Part, Template, Unset};
use crate::model::word::{Name, NotA, Slug, checked_text};

/// A call. It succeeds where the answer's status is 200 to 299.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Http {
    /// What is done.
    pub method: Method,
    /// Where.
    pub url: HttpUrl,
    /// Headers besides those that every call has.
    pub headers: BTreeMap<HeaderName, HeaderValue>,
    /// What is sent, as JSON.
    pub body: Option<JsonTemplate>,
    /// Whether it may be sent again.
    pub sending: Sending,
    /// What is taken out of the answer.
    pub outputs: Vec<Output>,
}

words!(
    /// What a call does.
    Method {
        /// Asks.
        Get = "GET",
        /// Makes something.
        Post = "POST",
        /// Puts something in its place.
        Put = "PUT",
        /// Changes a part.
        Patch = "PATCH",
        /// Takes something away.
        Delete = "DELETE",
    }
);

impl Method {
    /// Whether sent twice it does what it does sent once, by what HTTP says of it (RFC 9110, section 9.2.2).
    #[must_use]
    pub const fn is_idempotent(self) -> bool {
        match self {
            Self::Get | Self::Put | Self::Delete => true,
            Self::Post | Self::Patch => false,
        }
    }
}

/// Whether a call may be sent again when its outcome is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sending {
    /// Once. If its outcome is not known, a person is asked.
    Once,
    /// Sent twice it does what it does sent once: it is tried again, so many times at most, with one idempotency key.
    Idempotent {
        /// How often it is tried again.
        retries: u8,
    },
}

/// Something taken out of an answer in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The record it goes into.
    pub record: Name,
    /// Where it is in the answer.
    pub pointer: Pointer,
}

checked_text!(
    /// A JSON Pointer (RFC 6901).
    Pointer,
    "a JSON Pointer such as /incident/id",
    |text| text.len() <= limits::LINE
        && (text.is_empty() || text.starts_with('/'))
        && !text.chars().any(char::is_control)
        && text.split('~').skip(1).all(|after| after.starts_with(['0', '1']))
);

checked_text!(
    /// A header's name, in lower case.
    HeaderName,
    "a header's name in lower case, such as x-request-for",
    |text| !text.is_empty()
        && text.len() <= limits::SLUG
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
);

impl HeaderName {
    /// Whether what is behind it is a secret by its nature.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        let is_known = matches!(self.as_str(), "authorization" | "proxy-authorization" | "cookie");
        let words = ["token", "secret", "password", "api-key", "apikey", "auth-key"];
        is_known || words.iter().any(|word| self.as_str().contains(word))
    }
}

/// What is behind a header's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderValue {
    /// Text.
    Text(Template),
    /// A secret of the service's configuration, by its name.
    Secret(Slug),
}

/// An address: `https`, a host that is written out, and a path with places for variables.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HttpUrl {
    host: String,
    path: Template,
}

impl HttpUrl {
    /// What an address must be, with an example.
    pub const EXPECTED: &'static str =
        "an address such as https://api.example.org/v1/reports/{report}: https, the host written out, no user, no #";

    /// The host, and the port where there is one: `api.example.org:8443`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What comes after the host: a path and perhaps a query, beginning with `/`.
    #[must_use]
    pub fn path(&self) -> &Template {
        &self.path
    }

    /// The address with values in their places, percent-encoded: a value is one piece of it and never more.
    ///
    /// # Errors
    /// The first variable that has no value.
    pub fn fill<'a>(&self, value_of: impl Fn(&Name) -> Option<&'a str>) -> Result<String, Unset> {
        let mut filled = format!("https://{}", self.host);
        for part in self.path.parts() {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Variable(name) => {
                    for byte in value_of(name).ok_or_else(|| Unset(name.clone()))?.bytes() {
                        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
                            filled.push(char::from(byte));
                        } else {
                            let _infallible = write!(filled, "%{byte:02X}");
                        }
                    }
                }
            }
        }
        Ok(filled)
    }
}

impl FromStr for HttpUrl {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        let read = || {
            let rest = text.strip_prefix("https://").filter(|_| text.len() <= limits::URL)?;
            let (host, path) = rest.split_at(rest.find('/')?);
            let path_is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\\\"<>`^|".contains(&byte));
            (is_host(host) && path_is_plain)
                .then(|| Some(Self { host: host.to_owned(), path: path.parse().ok()? }))
                .flatten()
        };
        read().ok_or(NotA(Self::EXPECTED))
    }
}

fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port);
    name.len() <= 253 && name.split('.').all(is_label) && port.is_none_or(is_port)
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}{}", self.host, self.path)
    }
}

impl TryFrom<String> for HttpUrl {
    type Error = NotA;

    fn try_from(text: String) -> Result<Self, NotA> {
        text.parse()
    }
}

impl From<HttpUrl> for String {
    fn from(url: HttpUrl) -> Self {
        url.to_string()
    }
}
