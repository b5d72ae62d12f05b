//! The CLI as a client of the service: JSON over HTTP, problems turned into words and exit codes.

use std::fmt;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, COOKIE, IF_MATCH, ORIGIN, RETRY_AFTER, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::args::Service;
use crate::failure::Failure;
use crate::tls::root;

/// How long one request may take; a long poll is at most half of it.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A connection to the service, with or without a token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
    /// The session's cookie, `name=value`, while one is open.
    cookie: Option<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither token nor cookie.
        f.debug_struct("Client").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Client {
    /// For the service named on the command line.
    ///
    /// # Errors
    /// As [`Client::at`].
    pub fn new(service: &Service) -> Result<Self, Failure> {
        Self::at(&service.url, service.token.clone())
    }

    /// For a service at `url`.
    ///
    /// # Errors
    /// It is no URL, or TLS could not be set up.
    pub fn at(url: &str, token: Option<String>) -> Result<Self, Failure> {
        crate::tls::install();
        let read =
            reqwest::Url::parse(url).ok().filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
        if read.is_none() {
            let like = "where the service is, such as https://ctac.example.org or http://127.0.0.1:8420";
            return Err(Failure::Usage(format!("--url {url:?}: {like}")));
        }
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| Failure::Unavailable(format!("the HTTP client cannot be set up: {error}")))?;
        Ok(Self { http, url: url.trim_end_matches('/').to_owned(), token, cookie: None })
    }

    /// The same service, asked as somebody else.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// Signs in by password, as a browser does.
    ///
    /// # Errors
    /// The service refused or cannot be reached.
    pub async fn open_session(&self, username: &str, password: &str) -> Result<Self, Failure> {
        let body = serde_json::json!({ "username": username, "password": password });
        let response = self.send(self.request(Method::POST, "/api/v1/session").json(&body)).await?;
        let cookie = response.headers().get(SET_COOKIE).and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        let cookie = cookie.ok_or_else(|| Failure::Unavailable("the service opened no session".to_owned()))?;
        Ok(Self { token: None, cookie: Some(cookie), ..self.clone() })
    }

    /// Ends the session.
    ///
    /// # Errors
    /// The service refused or cannot be reached.
    pub async fn close_session(self) -> Result<(), Failure> {
        self.send(self.request(Method::DELETE, "/api/v1/session")).await.map(|_| ())
    }

    /// The token, if there is one.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The address of the room of an incident.
    #[must_use]
    pub fn room_url(&self, incident: &str) -> String {
        // http becomes ws, https becomes wss.
        format!("{}/api/v1/incidents/{incident}/room", self.url.replacen("http", "ws", 1))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match (&self.token, &self.cookie) {
            (Some(token), _) => request.bearer_auth(token),
            // The service takes a cookie on an unsafe method only from its own pages.
            (None, Some(cookie)) => request.header(COOKIE, cookie).header(ORIGIN, &self.url),
            (None, None) => request,
        }
    }

    /// Reads a JSON resource.
    ///
    /// # Errors
    /// The service's refusal in words, or that it could not be reached.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        json(self.send(self.request(Method::GET, path)).await?).await
    }

    /// Sends JSON and reads JSON; an empty answer is `null`.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn send_json(&self, method: Method, path: &str, body: &Value) -> Result<Value, Failure> {
        let response = self.send(self.request(method, path).json(body)).await?;
        if response.status() == StatusCode::NO_CONTENT {
            return Ok(Value::Null);
        }
        json(response).await
    }

    /// `PUT` of JSON over the version that was read.
    ///
    /// # Errors
    /// As [`Client::get`]; also when it is another version by now.
    pub async fn edit(&self, path: &str, version: u64, body: &Value) -> Result<Value, Failure> {
        let request = self.request(Method::PUT, path).header(IF_MATCH, format!("\"{version}\"")).json(body);
        json(self.send(request).await?).await
    }

    /// `POST` of JSON.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send_json(Method::POST, path, body).await
    }

    /// `POST` of a text as it stands.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn post_text(&self, path: &str, kind: &'static str, body: Vec<u8>) -> Result<Value, Failure> {
        json(self.send(self.request(Method::POST, path).header(CONTENT_TYPE, kind).body(body)).await?).await
    }

    /// `POST` of JSON to a service whose answer is of no interest.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn post_any(&self, path: &str, body: &Value) -> Result<Response, Failure> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Reads a body as it is, piece by piece.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn stream(&self, path: &str) -> Result<Response, Failure> {
        self.send(self.request(Method::GET, path)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let response = request.send().await.map_err(|error| self.unreached(&root(&error)))?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(refusal(response).await)
    }

    fn unreached(&self, why: &str) -> Failure {
        let plain = why.contains("InvalidContentType") || why.contains("corrupt message");
        if self.url.starts_with("https://") && plain {
            return Failure::Unavailable(format!(
                "{} does not speak TLS: the service there is reached by http://, if it is one",
                self.url
            ));
        }
        Failure::Unavailable(format!("{} cannot be reached: {why}", self.url))
    }
}

async fn json<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    response.json().await.map_err(|error| Failure::Unavailable(format!("the answer cannot be read: {}", root(&error))))
}

/// What a reader of JSON says of a value that is none of those there are, as people say it.
#[must_use]
pub fn plain(problem: &str) -> String {
    let said = problem.strip_prefix("unknown variant `").and_then(|rest| rest.split_once("`, expected "));
    match said {
        Some((found, expected)) => {
            let expected = expected.trim_start_matches("one of ").replace('`', "");
            // Where in the text it stood says nothing to whoever typed an option.
            let expected = expected.split(" at line ").next().unwrap_or_default();
            format!("{found:?} is none; it is one of {expected}")
        }
        None => problem.replace('`', ""),
    }
}

/// A problem (RFC 9457), or the Events API's own form, in words.
async fn refusal(response: Response) -> Failure {
    let status = response.status();
    let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body: Value = response.json().await.unwrap_or(Value::Null);
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut words =
        text("detail").or_else(|| text("title")).or_else(|| text("message")).unwrap_or_else(|| status.to_string());
    // The body is made of what was given here: what cannot be read in it is a slip on the command line.
    let unread = text("type").is_some_and(|kind| kind.ends_with("invalid-body"));
    let errors = body.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if unread && !errors.is_empty() {
        let said = errors.iter().map(|it| {
            let part = |name| it.get(name).and_then(Value::as_str).unwrap_or_default();
            format!("{}: {}", part("field"), plain(part("problem")))
        });
        return Failure::Usage(said.collect::<Vec<_>>().join("\n"));
    }
    for error in errors {
        let line = match (error.get("field").and_then(Value::as_str), error.get("problem").and_then(Value::as_str)) {
            (Some(field), Some(problem)) => format!("{field}: {problem}"),
            _ => error.as_str().map_or_else(|| error.to_string(), str::to_owned),
        };
        // Often the detail is the same words.
        if !words.to_lowercase().contains(line.to_lowercase().trim_end_matches('.')) {
            words = format!("{words}\n  {line}");
        }
    }
    // Somebody's own haste is refused; a service that has too much to do is not to be had for the moment.
    if let (true, Some(seconds)) = (text("type").is_some_and(|kind| kind.ends_with("too-many-requests")), &wait) {
        return Failure::Refused(format!("{words} Try again in {seconds} s."));
    }
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        Failure::Unavailable(words)
    } else {
        Failure::Refused(words)
    }
}
