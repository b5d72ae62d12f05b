//! A timeline as an event stream (WHATWG HTML §9.2): entries as they are recorded. Whether its reader still may is asked
//! again every second, and before anything is sent.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use ctac_domain::access::{Action, Object};
use ctac_domain::id::IncidentId;
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout};

use super::full;
use crate::app::App;
use crate::caller::{Caller, identify};
use crate::limits;
use crate::refused::Refused;

/// Somebody who follows.
struct Follower {
    app: App,
    caller: Caller,
    incident: IncidentId,
    /// The last entry sent.
    cursor: u64,
    /// What the caller came with: it must still hold.
    headers: HeaderMap,
    ends_at: Instant,
    beat_at: Instant,
    _room: OwnedSemaphorePermit,
}

/// Begins to follow.
///
/// # Errors
/// There are too many.
pub(super) fn stream(
    app: App,
    caller: Caller,
    incident: IncidentId,
    after: u64,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let room = app.followers.clone().try_acquire_owned().map_err(|_| full())?;
    let now = Instant::now();
    let follower = Follower {
        app,
        caller,
        incident,
        cursor: after,
        headers,
        ends_at: now + limits::STREAM_LIFE,
        beat_at: now + limits::STREAM_BEAT,
        _room: room,
    };
    let events = stream::unfold(follower, |mut follower| async move {
        let piece = follower.next().await?;
        Some((Ok::<_, std::convert::Infallible>(piece), follower))
    });
    Ok(([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(events)).into_response())
}

impl Follower {
    /// What is to be sent next; none when the stream ends. Its client comes back with `Last-Event-ID`.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if Instant::now() >= self.ends_at || !self.still_may().await {
                return None;
            }
            let frames = match self.app.engine.frames(self.caller.actor(), self.incident, self.cursor).await {
                Ok(frames) => frames,
                Err(error) => {
                    tracing::warn!(%error, "an event stream ends: the ledger cannot be read");
                    return None;
                }
            };
            let mut piece = Vec::new();
            for frame in &frames {
                piece.extend_from_slice(format!("id: {}\ndata: ", frame.seq).as_bytes());
                piece.extend_from_slice(&frame.json);
                piece.extend_from_slice(b"\n\n");
                self.cursor = frame.seq;
            }
            if piece.is_empty() && Instant::now() >= self.beat_at {
                piece.extend_from_slice(b": still here\n\n");
            }
            if !piece.is_empty() {
                self.beat_at = Instant::now() + limits::STREAM_BEAT;
                return Some(piece.into());
            }
            // Ended early by news, otherwise by the next look at whether its reader still may.
            let _ = timeout(limits::STREAM_CHECK, self.app.engine.wait_beyond(self.incident, self.cursor)).await;
        }
    }

    async fn still_may(&self) -> bool {
        let caller = identify(&self.app, &self.headers).await;
        caller.is_ok_and(|caller| {
            let state = self.app.engine.state();
            (caller.person, caller.via) == (self.caller.person, self.caller.via)
                && caller.may(&state, Action::ReadIncident, Object::Incident(self.incident)).is_ok()
        })
    }
}
