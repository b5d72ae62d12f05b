//! The one place where an outbound HTTP client is made, and what an answer to it means.
//!
//! No proxy, no redirect, no retry, bounded in time and in bytes, connections kept. TLS by rustls with the machine's
//! own roots. Plain HTTP to loopback only.

use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::DATE;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response, StatusCode, Url};

use crate::guard::NotPublic;
use crate::limits;

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No address of a provider.
    #[error("{0:?} is not a URL a provider can be called at: give an https:// URL without user and password")]
    NotAUrl(String),
    /// Not encrypted.
    #[error("a provider at {0:?} must be called by https://; plain http:// is for this machine only")]
    Plain(String),
    /// The process has not chosen its cryptography.
    #[error("no rustls crypto provider is installed in this process")]
    NoCrypto,
    /// The machine has no roots, or the like.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(#[source] reqwest::Error),
}

/// Reads the address of a provider.
///
/// # Errors
/// See [`ClientError`].
pub fn address_of(text: &str) -> Result<Url, ClientError> {
    let url = Url::parse(text).map_err(|_| ClientError::NotAUrl(text.to_owned()))?;
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    match url.scheme() {
        "http" | "https" if !bare || url.host_str().is_none() => {
            Err(ClientError::NotAUrl("(a URL with credentials or a fragment)".to_owned()))
        }
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(ClientError::Plain(text.to_owned())),
        _ => Err(ClientError::NotAUrl(text.to_owned())),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || literal.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A client for one provider. `call` bounds one call in all: [`limits::CALL`] but for tests.
///
/// # Errors
/// See [`ClientError`].
pub fn client_for(url: &Url, call: Duration) -> Result<Client, ClientError> {
    let builder = builder(call)?;
    let builder = match url.scheme() {
        // No roots are needed, nor looked for: a machine without any can still talk to itself.
        "http" => builder.tls_certs_only([]),
        _ => builder.https_only(true),
    };
    builder.build().map_err(ClientError::Setup)
}

/// What every client here has in common.
pub(crate) fn builder(call: Duration) -> Result<ClientBuilder, ClientError> {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(ClientError::NoCrypto);
    }
    Ok(Client::builder()
        .user_agent(concat!("ctac/", env!("CARGO_PKG_VERSION")))
        .no_proxy()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(limits::CONNECT.min(call))
        .timeout(call)
        .pool_idle_timeout(limits::POOL_IDLE)
        .pool_max_idle_per_host(limits::POOL_CONNECTIONS)
        .tcp_nodelay(true))
}

/// What one call came to, before it is known whose provider it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Called {
    /// The provider took it; its answer, empty if longer than [`limits::ANSWER_BYTES`].
    Taken(Vec<u8>),
    /// It did not.
    Not {
        /// Why; holds no address and nothing of the answer.
        reason: String,
        /// Whether trying again could help.
        again: bool,
    },
    /// Whether it did is not known.
    Unknown,
}

/// What came back of one call, for providers whose answers to a refusal say why.
#[derive(Debug)]
pub enum Came {
    /// An answer; its body empty if longer than [`limits::ANSWER_BYTES`], none if it broke off.
    Answer(StatusCode, Option<Vec<u8>>),
    /// No connection was made: nothing was sent.
    Unreachable,
    /// The host is none that may be called: nothing was sent. Only of clients that a [`crate::guard::Guard`] made.
    NotPublic,
    /// There is no such request: a defect, or an address that no URL can hold.
    Unbuildable,
    /// The request was sent, in part at least, and no answer came.
    Lost,
}

/// Makes one call and reads its answer, whatever its status.
pub async fn exchange(request: reqwest::RequestBuilder) -> Came {
    dated(request).await.0
}

/// As [`exchange`], with the hour that the answer claims.
pub(crate) async fn dated(request: reqwest::RequestBuilder) -> (Came, Option<Timestamp>) {
    match request.send().await {
        Ok(response) => {
            let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
            let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()).map(|date| date.timestamp());
            (Came::Answer(response.status(), bounded(response).await.ok()), date)
        }
        Err(error) if guarded(&error) => (Came::NotPublic, None),
        Err(error) if error.is_connect() => (Came::Unreachable, None),
        Err(error) if error.is_builder() => (Came::Unbuildable, None),
        Err(_) => (Came::Lost, None),
    }
}

/// Makes one call; of an answer that is no success only the status is looked at.
pub async fn call(request: reqwest::RequestBuilder) -> Called {
    by_status(exchange(request).await)
}

/// What a call came to, where the status says all.
pub(crate) fn by_status(came: Came) -> Called {
    match came {
        Came::Answer(status, Some(body)) if status.is_success() => Called::Taken(body),
        Came::Answer(status, None) if status.is_success() => Called::Unknown,
        Came::Answer(status, _) => refused(status),
        Came::Unreachable => Called::Not { reason: "the provider cannot be reached".to_owned(), again: true },
        Came::NotPublic => Called::Not { reason: NotPublic.to_string(), again: false },
        Came::Unbuildable => Called::Not { reason: "the request could not be built".to_owned(), again: false },
        Came::Lost => Called::Unknown,
    }
}

/// Whether it was the guard that did not let it through.
fn guarded(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<NotPublic>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// What a status that is no success means where nothing else is known.
pub(crate) fn refused(status: StatusCode) -> Called {
    let again = status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY);
    Called::Not { reason: format!("the provider answered {}", status.as_u16()), again }
}

/// The body, read until it is too long: that it was taken is known by then.
async fn bounded(mut response: Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limits::ANSWER_BYTES {
            return Ok(Vec::new());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_to_this_machine_only() {
        for good in
            ["http://127.0.0.1:8080/phone", "http://[::1]/", "http://localhost:1/", "https://sms.example.org/v1"]
        {
            assert_eq!(address_of(good).unwrap().as_str(), good);
        }
        for plain in [
            "http://192.0.2.1/",
            "http://example.org/",
            "http://localhost.example.org/",
            "http://127.0.0.1.example.org/",
        ] {
            assert!(matches!(address_of(plain), Err(ClientError::Plain(_))), "{plain}");
        }
        for bad in ["", "phone", "ftp://127.0.0.1/", "file:///etc/passwd", "https://ada:secret@example.org/"] {
            let refused = address_of(bad).unwrap_err();
            assert!(matches!(refused, ClientError::NotAUrl(_)), "{bad}");
            assert!(!refused.to_string().contains("secret"));
        }
    }

    #[test]
    fn what_an_answer_means() {
        for (status, expected) in
            [(400, false), (401, false), (404, false), (301, false), (408, true), (429, true), (500, true), (503, true)]
        {
            let Called::Not { again, reason } = refused(StatusCode::from_u16(status).unwrap()) else { panic!() };
            assert_eq!((again, reason), (expected, format!("the provider answered {status}")));
        }
    }
}
