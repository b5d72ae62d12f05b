//! Where a push goes. The address of a contact of the channel `push` says of what kind it is:
//!
//! | address | goes to |
//! |---|---|
//! | `{"endpoint":"https://…","keys":{"p256dh":"…","auth":"…"}}` | a browser (Web Push), as `JSON.stringify(subscription)` writes it |
//! | `ntfy:TOPIC` | a topic of the configured ntfy server |
//! | `teams:https://…` | a Microsoft Teams workflow |
//! | `webhook:https://…#whsec_…` | any other receiver; what follows `#` is the secret it checks signatures with, and is never sent |

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use reqwest::Url;
use serde::Deserialize;

use crate::client;
use crate::limits;

/// A push's address, read.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A browser.
    WebPush(Subscription),
    /// A topic of an ntfy server.
    Ntfy(Topic),
    /// A Microsoft Teams workflow. Whoever has the URL can post.
    Teams(Url),
    /// Any other receiver.
    Webhook(Endpoint),
}

/// Of what kind an address is, by how it begins; whether the rest is right is seen when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A browser's subscription.
    WebPush,
    /// A topic of an ntfy server.
    Ntfy,
    /// A Microsoft Teams workflow.
    Teams,
    /// Any other receiver.
    Webhook,
}

impl Kind {
    /// The kind of an address; none of what is no push's.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        if address.starts_with('{') {
            return Some(Self::WebPush);
        }
        match address.split_once(':')?.0 {
            "ntfy" => Some(Self::Ntfy),
            "teams" => Some(Self::Teams),
            "webhook" => Some(Self::Webhook),
            _ => None,
        }
    }
}

/// What a browser gave out to be reached by.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Where to post to.
    pub endpoint: Url,
    /// The browser's public key: an uncompressed point of P-256.
    pub key: [u8; 65],
    /// The secret that it authenticates by.
    pub auth: [u8; 16],
}

/// The name of a topic: whoever knows it can read it, unless the server says otherwise.
#[derive(Clone, PartialEq, Eq)]
pub struct Topic(String);

impl Topic {
    /// For the one place that sends it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A receiver of webhooks.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Where to post to.
    pub url: Url,
    /// What each message is signed with; the new one first while one replaces another.
    pub secrets: Vec<SigningSecret>,
}

/// A secret as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

impl SigningSecret {
    /// The key.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for SigningSecret {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let encoded = text.strip_prefix("whsec_").ok_or(TargetError::Secret)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| TargetError::Secret)?;
        if limits::SIGNING_SECRET.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(TargetError::Secret) }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WebPush(_) => "WebPush(…)",
            Self::Ntfy(_) => "Ntfy(…)",
            Self::Teams(_) => "Teams(…)",
            Self::Webhook(_) => "Webhook(…)",
        })
    }
}

/// Why an address is none. Holds nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Of no kind.
    #[error("the push address is of no kind known: a browser's subscription, ntfy:, teams: or webhook:")]
    Kind,
    /// No subscription.
    #[error("the push address is no subscription as a browser gives one out")]
    Subscription,
    /// No topic.
    #[error("the ntfy topic is not 1 to 64 letters, digits, - and _")]
    Topic,
    /// No URL.
    #[error("the push address is not an https:// URL without user and password")]
    Url,
    /// No secret.
    #[error("the webhook's address does not end in #whsec_ and 24 to 64 bytes in base64")]
    Secret,
}

/// As `PushSubscription.toJSON()` writes it. Further members are other browsers' business.
#[derive(Deserialize)]
struct Written {
    endpoint: String,
    keys: WrittenKeys,
}

#[derive(Deserialize)]
struct WrittenKeys {
    p256dh: String,
    auth: String,
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let after = text.split_once(':').map_or("", |(_, after)| after);
        match Kind::of(text).ok_or(TargetError::Kind)? {
            Kind::WebPush => subscription(text).map(Self::WebPush),
            Kind::Ntfy => topic(after).map(Self::Ntfy),
            Kind::Teams => url(after).map(Self::Teams),
            Kind::Webhook => endpoint(after).map(Self::Webhook),
        }
    }
}

fn url(text: &str) -> Result<Url, TargetError> {
    client::address_of(text).map_err(|_| TargetError::Url)
}

fn topic(text: &str) -> Result<Topic, TargetError> {
    let named = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let fits = (1..=limits::TOPIC_CHARS).contains(&text.len());
    if named && fits { Ok(Topic(text.to_owned())) } else { Err(TargetError::Topic) }
}

fn endpoint(text: &str) -> Result<Endpoint, TargetError> {
    let (address, secrets) = text.split_once('#').ok_or(TargetError::Secret)?;
    let secrets = secrets.splitn(limits::SIGNING_SECRETS, ',').map(str::parse).collect::<Result<_, _>>()?;
    Ok(Endpoint { url: url(address)?, secrets })
}

fn subscription(text: &str) -> Result<Subscription, TargetError> {
    let written: Written = serde_json::from_str(text).map_err(|_| TargetError::Subscription)?;
    Ok(Subscription {
        endpoint: url(&written.endpoint)?,
        key: bytes(&written.keys.p256dh)?,
        auth: bytes(&written.keys.auth)?,
    })
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], TargetError> {
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| TargetError::Subscription)?;
    decoded.try_into().map_err(|_| TargetError::Subscription)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn browser(endpoint: &str, key: usize, auth: usize) -> String {
        let part = |length| BASE64_URL_SAFE_NO_PAD.encode(vec![4u8; length]);
        let keys = serde_json::json!({ "p256dh": part(key), "auth": part(auth) });
        serde_json::json!({ "endpoint": endpoint, "expirationTime": null, "keys": keys }).to_string()
    }

    #[test]
    fn each_kind_is_known_by_its_beginning() {
        let read = |text: &str| text.parse::<Target>();
        assert!(matches!(read(&browser("https://push.example.org/x", 65, 16)), Ok(Target::WebPush(_))));
        assert!(matches!(read("ntfy:cell-oncall_1"), Ok(Target::Ntfy(topic)) if topic.as_str() == "cell-oncall_1"));
        assert!(matches!(read("teams:https://prod-1.example.org/workflows/x?sig=y"), Ok(Target::Teams(_))));
        let Ok(Target::Webhook(endpoint)) = read(&format!("webhook:https://example.org/in?a=b#{SECRET},{SECRET}"))
        else {
            panic!()
        };
        assert_eq!((endpoint.url.as_str(), endpoint.secrets.len()), ("https://example.org/in?a=b", 2));
        assert_eq!(endpoint.secrets[0].bytes().len(), 24);
    }

    #[test]
    fn what_is_no_address_says_why_and_repeats_nothing() {
        for (text, why) in [
            ("", TargetError::Kind),
            ("https://example.org/", TargetError::Kind),
            ("mailto:a@example.org", TargetError::Kind),
            ("{}", TargetError::Subscription),
            (&browser("https://push.example.org/x", 64, 16), TargetError::Subscription),
            (&browser("https://push.example.org/x", 65, 15), TargetError::Subscription),
            (&browser("http://push.example.org/x", 65, 16), TargetError::Url),
            (&browser("https://a:secret@push.example.org/x", 65, 16), TargetError::Url),
            ("ntfy:", TargetError::Topic),
            ("ntfy:a/b", TargetError::Topic),
            (&format!("ntfy:{}", "x".repeat(65)), TargetError::Topic),
            ("teams:http://example.org/secret", TargetError::Url),
            ("teams:file:///etc/passwd", TargetError::Url),
            ("webhook:https://example.org/", TargetError::Secret),
            ("webhook:https://example.org/#whsec_", TargetError::Secret),
            ("webhook:https://example.org/#whsec_c2hvcnQ=", TargetError::Secret),
            ("webhook:https://example.org/#MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", TargetError::Secret),
            (&format!("webhook:https://example.org/#{SECRET},"), TargetError::Secret),
            (&format!("webhook:https://example.org/#{SECRET},{SECRET},{SECRET}"), TargetError::Secret),
            (&format!("webhook:ftp://example.org/#{SECRET}"), TargetError::Url),
        ] {
            let refused = text.parse::<Target>().unwrap_err();
            assert_eq!(refused, why, "{text}");
            assert!(!refused.to_string().contains("secret@"));
        }
        let shown = format!("{:?}", format!("webhook:https://example.org/#{SECRET}").parse::<Target>().unwrap());
        assert_eq!(shown, "Webhook(…)");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall_over(kind in "(ntfy:|teams:|webhook:|\\{|)", rest in "\\PC{0,60}") {
            let _ = format!("{kind}{rest}").parse::<Target>();
        }
    }
}
