//! Everybody's phone, in the test's own process: what the nodes deliver to (`simulator.forward`), and what can be made to
//! misbehave.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::{Json, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ctac_domain::id::AttemptId;
use ctac_notify::phone::Delivery;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::wait::soon;

/// How the phone treats one call.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Nothing arrives, and the provider says so: 503.
    Busy,
    /// Nothing arrives, and never will: 400.
    Refused,
    /// It arrives, and the connection breaks before the answer.
    AnswerLost,
    /// It arrives, and the answer waits for a permit.
    Held(Arc<Semaphore>),
}

#[derive(Default)]
struct Inner {
    arrived: Vec<Delivery>,
    faults: VecDeque<Fault>,
    down: bool,
    refused: u64,
}

/// The phone.
#[derive(Clone)]
struct Shared {
    inner: Arc<Mutex<Inner>>,
    /// Changes with every call.
    news: watch::Sender<u64>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("no test panics while it holds the phone")
    }
}

/// A phone that listens on a port of this machine. Gone when it is dropped.
pub struct Phone {
    shared: Shared,
    serving: JoinHandle<()>,
    /// Where nodes deliver.
    pub url: String,
}

impl Phone {
    /// Starts one.
    ///
    /// # Panics
    /// There is no free port.
    pub async fn start() -> Self {
        let shared = Shared { inner: Arc::default(), news: watch::Sender::new(0) };
        let router = Router::new()
            .route("/deliver", post(deliver))
            .route("/deliver/{attempt}", get(look_up))
            .with_state(shared.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/deliver", listener.local_addr().expect("its address"));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("the phone serves") });
        Self { shared, serving, url }
    }

    /// Everything that arrived, in order.
    #[must_use]
    pub fn arrived(&self) -> Vec<Delivery> {
        self.shared.lock().arrived.clone()
    }

    /// How many calls were turned away.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.shared.lock().refused
    }

    /// The next calls are treated so, one each, in order.
    pub fn fail_next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.shared.lock().faults.extend(faults);
    }

    /// Whether the provider is down: every call is answered 503.
    pub fn set_down(&self, down: bool) {
        self.shared.lock().down = down;
    }

    /// What `look` finds in all that arrived and the number of calls turned away, as soon as it finds something.
    ///
    /// # Panics
    /// It did not within [`crate::wait::PATIENCE`].
    pub async fn wait<T>(&self, what: &str, look: impl Fn(&[Delivery], u64) -> Option<T>) -> T {
        let mut news = self.shared.news.subscribe();
        soon(what, async {
            loop {
                news.mark_unchanged();
                let found = {
                    let inner = self.shared.lock();
                    look(&inner.arrived, inner.refused)
                };
                if let Some(found) = found {
                    return found;
                }
                news.changed().await.expect("the phone is there");
            }
        })
        .await
    }

    /// The first delivery that is wanted.
    ///
    /// # Panics
    /// As [`Phone::wait`].
    pub async fn delivery(&self, what: &str, wanted: impl Fn(&Delivery) -> bool) -> Delivery {
        self.wait(what, |arrived, _| arrived.iter().find(|delivery| wanted(delivery)).cloned()).await
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn deliver(State(phone): State<Shared>, Json(delivery): Json<Delivery>) -> Response {
    let attempt = delivery.attempt;
    if delivery.page.is_none() {
        // A notice: which there are depends on how near the next handoff is, and no story here is about one.
        return Json(serde_json::json!({ "reference": attempt })).into_response();
    }
    let fault = {
        let mut inner = phone.lock();
        let fault = if inner.down { Some(Fault::Busy) } else { inner.faults.pop_front() };
        match &fault {
            Some(Fault::Busy | Fault::Refused) => inner.refused += 1,
            _ => inner.arrived.push(delivery),
        }
        fault
    };
    phone.news.send_modify(|calls| *calls += 1);
    let taken = || Json(serde_json::json!({ "reference": attempt })).into_response();
    match fault {
        None => taken(),
        Some(Fault::Busy) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Fault::Refused) => StatusCode::BAD_REQUEST.into_response(),
        Some(Fault::AnswerLost) => {
            let broken = futures_util::stream::iter([Err::<bytes::Bytes, _>(std::io::Error::other("cut"))]);
            Body::from_stream(broken).into_response()
        }
        Some(Fault::Held(permits)) => {
            // Closed or not: then the answer goes.
            drop(permits.acquire().await);
            taken()
        }
    }
}

async fn look_up(State(phone): State<Shared>, Path(attempt): Path<AttemptId>) -> StatusCode {
    let here = phone.lock().arrived.iter().any(|delivery| delivery.attempt == attempt);
    if here { StatusCode::OK } else { StatusCode::NOT_FOUND }
}
