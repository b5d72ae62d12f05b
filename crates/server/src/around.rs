//! What happens around every request: its id, room for it, its time, its problem's body, its headers.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ctac_api::problem::{Kind, Problem};
use tracing::Instrument as _;

use crate::app::App;
use crate::limits;
use crate::mint;
use crate::pages::problem;
use crate::refused::Refused;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const AS_OF: HeaderName = HeaderName::from_static("x-ctac-as-of");

/// The outermost layer.
pub(crate) async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = mint::fresh(&*app.clock, &*app.random).hyphenated().to_string();
    let started = tokio::time::Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let api = request.uri().path().starts_with("/api/");
    let read = request.method() == Method::GET;
    let page = problem::shown(&request);
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        route = route.as_ref().map_or("none", MatchedPath::as_str),
    );
    let mut response = limited(&app, request, next).instrument(span.clone()).await;
    if let Some(Refused(problem)) = response.extensions_mut().remove::<Refused>() {
        match page {
            Some(page) => problem::page_of(&app, &page, &mut response, problem, &id),
            None => write_problem(&mut response, problem, &id),
        }
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if api && read {
        say_how_fresh(&app, headers);
    }
    secure(headers, app.options.tls, api);
    let status = response.status();
    if matches!(status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
        // The rest of the body was not read: said, or the client's next request on this connection is lost.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    metrics::counter!("ctac_requests_total", "status" => class(status)).increment(1);
    metrics::histogram!("ctac_request_seconds").record(started.elapsed().as_secs_f64());
    let _entered = span.enter();
    if status.is_server_error() {
        tracing::warn!(status = status.as_u16(), elapsed = ?started.elapsed(), "answered");
    } else {
        tracing::debug!(status = status.as_u16(), elapsed = ?started.elapsed(), "answered");
    }
    response
}

async fn limited(app: &App, request: Request, next: Next) -> Response {
    // Behind a proxy everybody has its address; whoever is on this machine is trusted with more.
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let from = peer.filter(|peer| !app.options.proxied && !peer.is_loopback());
    let own = app.throttles.under_way.enter(from);
    let (Some(_own), Ok(_room)) = (own, app.requests.try_acquire()) else {
        let problem = Problem::new(Kind::Busy, "This node has as many requests under way as it takes.");
        return Refused(problem.with_retry_after(limits::RETRY_BUSY_S)).into_response();
    };
    tokio::time::timeout(limits::REQUEST, next.run(request)).await.unwrap_or_else(|_| {
        let detail = format!("It took more than {} seconds.", limits::REQUEST.as_secs());
        Refused::new(Kind::Timeout, detail).into_response()
    })
}

fn write_problem(response: &mut Response, mut problem: Problem, id: &str) {
    problem.instance = Some(id.to_owned());
    if let Ok(body) = serde_json::to_vec(&problem) {
        *response.body_mut() = body.into();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
}

/// Reads are answered from memory: they say of when, and once the ledger cannot be reached, how old that is.
fn say_how_fresh(app: &App, headers: &mut HeaderMap) {
    let freshness = app.engine.freshness();
    if let Ok(value) = HeaderValue::from_str(&freshness.caught_up_at.to_string()) {
        headers.insert(AS_OF, value);
    }
    if !freshness.reachable {
        let age = app.clock.now().duration_since(freshness.caught_up_at).as_secs().max(0);
        headers.insert(header::AGE, HeaderValue::from(age));
    }
}

/// Security headers (OWASP ASVS 5.0, 3.4): the API shows nothing in a frame and loads nothing; pages load their own.
fn secure(headers: &mut HeaderMap, tls: bool, api: bool) {
    let policy = if api {
        "default-src 'none'; frame-ancestors 'none'"
    } else {
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    };
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::CONTENT_SECURITY_POLICY, policy);
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "no-referrer");
    default(header::CACHE_CONTROL, "no-store");
    default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if tls {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
}

const fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// For a handler that panicked: the words stay in the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer gives the panic away")]
pub(crate) fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = words.unwrap_or("not text"), "a handler panicked");
    metrics::counter!("ctac_panics_total").increment(1);
    Refused::new(Kind::Internal, "A defect of the service; it has been logged under this request's id.").into_response()
}
