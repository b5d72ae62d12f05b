//! The phone in the load's process: takes each message as `ctac_notify::forward` posts it, and notes when.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use ctac_domain::id::PageId;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::pace::nanoseconds;
use crate::failure::Failure;

/// Which page was delivered, and when the call came.
type Calls = Arc<Mutex<Vec<(PageId, u64)>>>;

/// The phone; it ends when dropped.
pub(super) struct Sink {
    pub(super) url: String,
    calls: Calls,
    serving: JoinHandle<()>,
}

#[derive(Deserialize)]
struct Delivered {
    page: PageId,
}

impl Sink {
    pub(super) async fn start() -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::Unavailable(format!("the phone cannot listen: {error}"));
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.map_err(failed)?;
        let url = format!("http://{}/deliver", listener.local_addr().map_err(failed)?);
        let calls = Calls::default();
        let router = Router::new().route("/deliver", post(deliver)).with_state(Arc::clone(&calls));
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the phone ended");
            }
        });
        Ok(Self { url, calls, serving })
    }

    /// How many calls have come.
    pub(super) fn count(&self) -> usize {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The calls since this was last asked.
    pub(super) fn take(&self) -> Vec<(PageId, u64)> {
        std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn deliver(State(calls): State<Calls>, body: Bytes) -> StatusCode {
    let at = nanoseconds(Instant::now());
    let Ok(Delivered { page }) = serde_json::from_slice(&body) else { return StatusCode::BAD_REQUEST };
    calls.lock().unwrap_or_else(PoisonError::into_inner).push((page, at));
    StatusCode::NO_CONTENT
}
