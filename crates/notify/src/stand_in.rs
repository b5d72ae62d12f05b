//! What stands in for a provider in the tests: a real socket that answers as a provider documents, and, when told to,
//! misbehaves in every way that a network can.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, ContactId, NotificationId, PageId, PersonId};
use ctac_domain::page::AttemptOutcome;
use jiff::Timestamp;
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::clock::Clock;
use crate::guard::{Guard, Network};
use crate::message::{Address, Message, Text};

/// The bound on one call in tests of calls that never end.
pub(crate) const SHORT: Duration = Duration::from_secs(1);

/// How one request is answered.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// With a status, headers and a body.
    Says(u16, Vec<(&'static str, String)>, String),
    /// Never.
    Hangs,
    /// The head comes, half of the body comes, and the line is cut.
    Cut(u16),
    /// The body comes a byte at a time, with the given wait between two.
    Slow(u16, String, Duration),
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self::Says(status, Vec::new(), String::new())
    }

    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::Says(status, vec![("content-type", "application/json".to_owned())], body.to_string())
    }

    pub(crate) fn moved() -> Self {
        Self::Says(307, vec![("location", "/elsewhere".to_owned())], String::new())
    }
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Default)]
struct Inner {
    replies: VecDeque<Reply>,
    came: Vec<Came>,
}

/// A server of one provider. A clone is the same one.
#[derive(Clone)]
pub(crate) struct StandIn {
    pub(crate) at: SocketAddr,
    inner: Arc<Mutex<Inner>>,
    usually: Arc<dyn Fn(&Came) -> Reply + Send + Sync>,
}

impl StandIn {
    /// Answers as `usually` says, except for the requests that [`StandIn::next`] foresees.
    pub(crate) async fn new(usually: impl Fn(&Came) -> Reply + Send + Sync + 'static) -> Self {
        install_crypto();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let stand_in = Self { at, inner: Arc::default(), usually: Arc::new(usually) };
        let app = axum::Router::new().fallback(answer).with_state(stand_in.clone());
        tokio::spawn(axum::serve(listener, app).into_future());
        stand_in
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// The next request is answered so.
    pub(crate) fn next(&self, reply: Reply) {
        self.inner.lock().unwrap().replies.push_back(reply);
    }

    pub(crate) fn came(&self) -> Vec<Came> {
        self.inner.lock().unwrap().came.clone()
    }
}

/// Chooses the process's cryptography, unless another test of this process was first.
pub(crate) fn install_crypto() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

async fn answer(
    State(stand_in): State<StandIn>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let came = Came { method, uri, headers, body };
    let reply = {
        let mut inner = stand_in.inner.lock().unwrap();
        inner.came.push(came.clone());
        inner.replies.pop_front()
    };
    let reply = reply.unwrap_or_else(|| (stand_in.usually)(&came));
    let with = |status: u16| Response::builder().status(StatusCode::from_u16(status).unwrap());
    match reply {
        Reply::Says(status, headers, body) => {
            let named = headers.into_iter().fold(with(status), |response, (name, value)| response.header(name, value));
            named.body(Body::from(body)).unwrap()
        }
        Reply::Hangs => std::future::pending().await,
        Reply::Cut(status) => {
            let parts = futures_util::stream::unfold(false, |written| async move {
                // What was written leaves while this waits.
                tokio::task::yield_now().await;
                Some((if written { Err(std::io::Error::other("cut")) } else { Ok("{\"half\"") }, true))
            });
            with(status).body(Body::from_stream(parts)).unwrap()
        }
        Reply::Slow(status, text, wait) => {
            let bytes = futures_util::stream::unfold(text.into_bytes().into_iter(), move |mut rest| async move {
                tokio::time::sleep(wait).await;
                rest.next().map(|byte| (Ok::<_, std::io::Error>(vec![byte]), rest))
            });
            with(status).body(Body::from_stream(bytes)).unwrap()
        }
    }
}

/// What any network does to any provider, and what each must come to.
pub(crate) fn network_faults() -> Vec<(Reply, &'static str)> {
    vec![
        (Reply::status(429), "again"),
        (Reply::status(500), "again"),
        (Reply::status(503), "again"),
        (Reply::moved(), "never"),
        (Reply::Hangs, "unknown"),
        (Reply::Cut(200), "unknown"),
        (Reply::Cut(500), "again"),
        (Reply::Slow(200, "x".repeat(100), SHORT / 4), "unknown"),
    ]
}

/// A message to somebody.
pub(crate) fn message(channel: Channel, address: &str) -> Message {
    Message {
        attempt: AttemptId(Uuid::from_u128(0x51)),
        page: Some(PageId(Uuid::from_u128(1))),
        within_min: None,
        notification: NotificationId(Uuid::from_u128(2)),
        person: PersonId(Uuid::from_u128(3)),
        contact: ContactId(Uuid::from_u128(4)),
        channel,
        address: Address(address.to_owned()),
        hint: "••••".to_owned(),
        text: Text {
            headline: "S1 CTAC-2026-0001".to_owned(),
            body: "CTAC: S1 CTAC-2026-0001. Open to acknowledge.".to_owned(),
            code: Some("4821".to_owned()),
            link: Some("https://ctac.example.org/a/token".to_owned()),
        },
    }
}

/// A clock that stands at this second.
pub(crate) fn clock(second: i64) -> Clock {
    Arc::new(move || Timestamp::from_second(second).unwrap())
}

/// A guard that lets calls to this machine through.
pub(crate) fn loopback() -> Guard {
    Guard::new(["127.0.0.0/8", "::1"].map(|network| network.parse::<Network>().unwrap()).to_vec())
}

/// What an outcome comes to: sent under a reference, failed for good or not, or unknown.
pub(crate) fn told(outcome: &AttemptOutcome) -> &'static str {
    match outcome {
        AttemptOutcome::Sent { .. } => "sent",
        AttemptOutcome::Failed { again: true, .. } => "again",
        AttemptOutcome::Failed { again: false, .. } => "never",
        AttemptOutcome::Unknown => "unknown",
    }
}

/// Why it failed.
pub(crate) fn reason(outcome: &AttemptOutcome) -> &str {
    match outcome {
        AttemptOutcome::Failed { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

/// An address of this machine where nobody listens.
pub(crate) async fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Vectors of others, which stand beside the repository where they are at hand.
pub(crate) fn conformance(name: &str) -> Option<serde_json::Value> {
    let mut places = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let read = places.find_map(|place| std::fs::read(place.join("shared/data/providers").join(name)).ok());
    if read.is_none() {
        println!("skipped: no conformance data");
    }
    read.map(|read| serde_json::from_slice(&read).unwrap())
}
