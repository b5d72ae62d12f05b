//! The providers: GOV.UK Notify, which is well, and an ntfy server, which is slow, as they document themselves; and Twilio,
//! which is dead. Each notes what it takes and when, the moment that the request is there.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ctac_domain::id::NotificationId;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::super::pace::nanoseconds;
use super::dead::Dead;
use crate::failure::Failure;
use crate::random;

/// How long the slow one takes for each message.
const SLOW: Duration = Duration::from_secs(1);

/// A message as a provider took it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Took {
    pub(super) notification: NotificationId,
    /// In nanoseconds since the benchmark began.
    pub(super) at: u64,
}

/// One-time links, and when each came: whose they are is found afterwards.
type Links = Arc<Mutex<Vec<(String, u64)>>>;

/// See the module. They end when dropped.
pub(super) struct Providers {
    links: Links,
    pub(super) notify: SocketAddr,
    pub(super) ntfy: SocketAddr,
    pub(super) twilio: Dead,
    serving: Vec<JoinHandle<()>>,
}

impl Providers {
    pub(super) async fn start() -> Result<Self, Failure> {
        let links = Links::default();
        let well = Router::new()
            .route("/v2/notifications/{kind}", post(taken_by_notify))
            .route("/v2/notifications", get(async || Json(json!({ "notifications": [] }))))
            .with_state(Arc::clone(&links));
        let slow = Router::new().route("/", post(taken_by_ntfy)).with_state(Arc::clone(&links));
        let (notify, one) = serve(well).await?;
        let (ntfy, other) = serve(slow).await?;
        Ok(Self { links, notify, ntfy, twilio: Dead::start().await?, serving: vec![one, other] })
    }

    /// How many messages were taken.
    pub(super) fn count(&self) -> usize {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What was taken, by its link.
    pub(super) fn take(&self) -> Vec<(String, u64)> {
        std::mem::take(&mut *self.links.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Providers {
    fn drop(&mut self) {
        self.serving.iter().for_each(JoinHandle::abort);
    }
}

async fn serve(router: Router) -> Result<(SocketAddr, JoinHandle<()>), Failure> {
    let failed = |error: std::io::Error| Failure::Unavailable(format!("a provider cannot listen: {error}"));
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.map_err(failed)?;
    let at = listener.local_addr().map_err(failed)?;
    let serving = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "a provider ended");
        }
    });
    Ok((at, serving))
}

/// Notes the link that stands at `place` of a message; none: it is no message.
fn note(links: &Links, body: &Bytes, place: &str) -> Option<Value> {
    let at = nanoseconds(Instant::now());
    let message: Value = serde_json::from_slice(body).ok()?;
    let (_, token) = message.pointer(place)?.as_str()?.rsplit_once("/a/")?;
    links.lock().unwrap_or_else(PoisonError::into_inner).push((token.to_owned(), at));
    Some(message)
}

/// `POST /v2/notifications/sms` and `/email`: 201 and what it is called.
async fn taken_by_notify(State(links): State<Links>, body: Bytes) -> Response {
    let Some(message) = note(&links, &body, "/personalisation/link") else { return refused() };
    let reference = message.get("reference").cloned().unwrap_or_default();
    let taken = json!({ "id": random::uuid(), "reference": reference, "content": {}, "uri": "", "template": {} });
    (StatusCode::CREATED, Json(taken)).into_response()
}

/// `POST /` of JSON: 200 and what it is called, after a while.
async fn taken_by_ntfy(State(links): State<Links>, body: Bytes) -> Response {
    let Some(message) = note(&links, &body, "/click") else { return refused() };
    sleep(SLOW).await;
    let topic = message.get("topic").cloned().unwrap_or_default();
    Json(json!({ "id": random::uuid().simple().to_string(), "event": "message", "topic": topic })).into_response()
}

fn refused() -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "errors": [{ "error": "BadRequestError" }] }))).into_response()
}
