//! `X-Twilio-Signature`: base64 of HMAC-SHA1 under the account's auth token, over the URL and the sorted parameters.
//!
//! The URL is made of the configured public origin, never of a Host header. Twilio is not of one mind about it: the standard
//! port may be written or not, any other be left out, and the query stand as received, as a browser writes it, or as old
//! libraries did. Each is tried, every time, in constant time. A JSON body is not in the signature; its SHA-256 is in the
//! query, and compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;

/// Parameters of a request, each name with its distinct values: unknown ones are signed too.
pub type Params = BTreeMap<String, BTreeSet<String>>;

/// The query's part that names the SHA-256 of a body that is no form.
const BODY_SHA256: &str = "bodySHA256";

/// Whether requests come from the account whose token this is. The token is not printed.
pub struct Validator {
    key: hmac::Key,
    origin: String,
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Validator {
    /// With the account's auth token; `origin` is what Twilio calls us by, such as `https://ctac.example.org`.
    #[must_use]
    pub fn new(auth_token: &str, origin: &str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes());
        Self { key, origin: origin.trim_end_matches('/').to_owned() }
    }

    /// Whether a request to `path_and_query` with these parameters or, where the query names its hash, this body is signed.
    #[must_use]
    pub fn holds(&self, path_and_query: &str, params: &Params, body: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        let Ok(url) = Url::parse(&format!("{}{path_and_query}", self.origin)) else { return false };
        let hash = url.query_pairs().find(|(name, _)| name == BODY_SHA256).map(|(_, hash)| hash.into_owned());
        let params = if hash.is_some() { &Params::new() } else { params };
        let mut signed = false;
        for url in written(&url, path_and_query) {
            signed |= hmac::verify(&self.key, over(&url, params).as_bytes(), &signature).is_ok();
        }
        signed && hash.is_none_or(|hash| is_hash_of(&hash, body))
    }

    /// Signs as Twilio does, for stand-ins.
    #[must_use]
    pub fn sign(&self, url: &str, params: &Params) -> String {
        STANDARD.encode(hmac::sign(&self.key, over(url, params).as_bytes()))
    }
}

/// What the signature is over.
fn over(url: &str, params: &Params) -> String {
    let mut text = url.to_owned();
    for (name, values) in params {
        for value in values {
            text.push_str(name);
            text.push_str(value);
        }
    }
    text
}

fn is_hash_of(hash: &str, body: &[u8]) -> bool {
    let sum = digest::digest(&digest::SHA256, body);
    let hex: String = sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    verify_slices_are_equal(hash.to_ascii_lowercase().as_bytes(), hex.as_bytes()).is_ok()
}

/// Every way in which Twilio may have written the URL.
fn written(url: &Url, path_and_query: &str) -> BTreeSet<String> {
    let host = url.host_str().unwrap_or_default();
    let standard = if url.scheme() == "https" { 443 } else { 80 };
    let port = url.port().unwrap_or(standard);
    let bare = format!("{}://{host}", url.scheme());
    let path = url.path();
    let mut ways = BTreeSet::new();
    for origin in [bare.clone(), format!("{bare}:{port}")] {
        ways.insert(format!("{origin}{path_and_query}"));
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        ways.insert(format!("{origin}{path}{query}"));
        if url.query().is_some() {
            ways.insert(format!("{origin}{path}?{}", legacy(url)));
        }
    }
    ways
}

/// The query as Node's old `querystring` wrote it.
fn legacy(url: &Url) -> String {
    let pairs = url.query_pairs().map(|(name, value)| format!("{}={}", percent(&name), percent(&value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn percent(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => {
                written.push(char::from(byte));
            }
            byte => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

#[cfg(test)]
mod tests;
