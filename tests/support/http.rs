//! Requests as they go over the wire, for what the client of the library hides: statuses, headers, exact bodies.

use ctac_cli::client::Client;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::wait::soon;

/// An answer, whole.
#[derive(Debug)]
pub struct Answered {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; null if it is not JSON.
    pub body: Value,
}

impl Answered {
    /// A header's text; empty without it.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The RFC 9457 problem that this must be: its slug and its detail with the fields' problems.
    ///
    /// # Panics
    /// It is none, or it contradicts the status.
    #[must_use]
    pub fn problem(&self) -> (String, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let text = |name: &str| self.body[name].as_str().unwrap_or_else(|| panic!("{name} in {self:?}")).to_owned();
        assert_eq!(self.body["status"].as_u64(), Some(u64::from(self.status.as_u16())), "{self:?}");
        assert!(!text("title").is_empty(), "{self:?}");
        assert_eq!(self.body["instance"].as_str(), Some(self.header("x-request-id")), "the request's id: {self:?}");
        let slug = text("type").strip_prefix("/problems/").expect("a type of ours").to_owned();
        let fields: Vec<String> = self.body["errors"].as_array().into_iter().flatten().map(Value::to_string).collect();
        (slug, format!("{} {}", text("detail"), fields.concat()))
    }
}

/// A browser or program that does exactly what it is told.
#[derive(Debug, Clone)]
pub struct Wire {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

impl Wire {
    /// To the node at `url`, as nobody.
    ///
    /// # Panics
    /// TLS cannot be set up.
    #[must_use]
    pub fn to(url: &str) -> Self {
        Self::by(url, |builder| builder)
    }

    /// To the node at `url`, trusting this certificate alone.
    ///
    /// # Panics
    /// It is none.
    #[must_use]
    pub fn trusting(url: &str, root: &[u8]) -> Self {
        let root = reqwest::Certificate::from_der(root).expect("a certificate");
        Self::by(url, |builder| builder.tls_certs_only([root]))
    }

    fn by(url: &str, more: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder) -> Self {
        ctac_cli::tls::install();
        let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self { http: more(builder).build().expect("a client"), url: url.to_owned(), token: None }
    }

    /// As whoever `client` is signed in as.
    #[must_use]
    pub fn signed_in(&self, client: &Client) -> Self {
        Self { token: client.token().map(str::to_owned), ..self.clone() }
    }

    /// Sends bytes.
    ///
    /// # Panics
    /// There is no answer.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answered {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).body(body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = soon(path, request.send()).await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = soon(path, response.bytes()).await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        Answered { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    /// Posts JSON, or what should be.
    pub async fn post(&self, path: &str, body: impl ToString) -> Answered {
        self.send(Method::POST, path, &[(CONTENT_TYPE.as_str(), "application/json")], body.to_string().into_bytes())
            .await
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answered {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    /// Reads text.
    ///
    /// # Panics
    /// There is no answer.
    pub async fn text(&self, path: &str) -> String {
        let response = soon(path, self.http.get(format!("{}{path}", self.url)).send()).await.expect("an answer");
        soon(path, response.text()).await.expect("text")
    }

    /// Opens an event stream after `seen`.
    ///
    /// # Panics
    /// It is refused.
    pub async fn events(&self, path: &str, seen: u64) -> Events {
        let mut request = self.http.get(format!("{}{path}", self.url)).header("accept", "text/event-stream");
        request = request.header("last-event-id", seen.to_string());
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = soon(path, request.send()).await.expect("an answer");
        assert_eq!(response.status(), 200, "{response:?}");
        assert_eq!(response.headers().get(CONTENT_TYPE).expect("a type"), "text/event-stream");
        Events { response, waiting: Vec::new() }
    }
}

/// The lines of an event stream.
#[derive(Debug)]
pub struct Events {
    response: reqwest::Response,
    waiting: Vec<u8>,
}

impl Events {
    /// The next line; none once the stream has ended.
    ///
    /// # Panics
    /// It broke off.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.waiting.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.waiting.drain(..=end).collect();
                return Some(String::from_utf8_lossy(&line[..end]).into_owned());
            }
            self.waiting.extend_from_slice(&self.response.chunk().await.expect("the stream")?);
        }
    }
}
