//! The room's floor, a process of its own: what one writer sends goes to everybody, coalesced, with the room's own socket
//! buffers, and nothing else: no access, no ledger, no entries, nobody who could be behind.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::limits::{DRAIN, RING, SOCKET_BACKLOG, SOCKET_BUFFER};
use crate::failure::Failure;
use crate::out;

/// Where it is followed and written to.
pub(super) const PATH: &str = "/broadcast";

#[derive(Default)]
struct Ring {
    frames: VecDeque<Utf8Bytes>,
    /// How many there have been.
    head: u64,
}

struct Hub {
    ring: Mutex<Ring>,
    head: watch::Sender<u64>,
}

impl Hub {
    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, frame: Utf8Bytes) {
        let head = {
            let mut ring = self.ring();
            ring.frames.push_back(frame);
            if ring.frames.len() > RING {
                ring.frames.pop_front();
            }
            ring.head += 1;
            ring.head
        };
        self.head.send_replace(head);
    }

    /// What comes after `cursor`; none for one who is too far behind.
    fn after(&self, cursor: u64) -> Option<Vec<Utf8Bytes>> {
        let ring = self.ring();
        let first = ring.head - ring.frames.len() as u64;
        let skip = usize::try_from(cursor.checked_sub(first)?).ok()?;
        Some(ring.frames.iter().skip(skip).take(DRAIN).cloned().collect())
    }
}

/// Serves until standard input ends, which it does with the process that started it.
///
/// # Errors
/// It cannot listen.
pub(super) async fn serve() -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Unavailable(format!("the bare broadcast: {error}"));
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.map_err(failed)?;
    out::line(&format!("listening at http://{}", listener.local_addr().map_err(failed)?))?;
    let listener = listener.tap_io(|stream| {
        // Without it the kernel may hold a small frame back; it then only takes longer.
        let _slower = stream.set_nodelay(true);
    });
    let hub = Arc::new(Hub { ring: Mutex::default(), head: watch::Sender::new(0) });
    let router = Router::new().route(PATH, get(open)).with_state(hub);
    let mut byte = [0];
    let mut input = tokio::io::stdin();
    tokio::select! {
        served = async { axum::serve(listener, router).await } => served.map_err(failed),
        _ended = input.read(&mut byte) => Ok(()),
    }
}

async fn open(upgrade: WebSocketUpgrade, State(hub): State<Arc<Hub>>) -> Response {
    upgrade
        .protocols(["ctac.room.v1"])
        .read_buffer_size(SOCKET_BUFFER)
        .write_buffer_size(SOCKET_BUFFER)
        .max_write_buffer_size(SOCKET_BACKLOG)
        .on_upgrade(move |socket| pump(socket, hub))
}

async fn pump(socket: WebSocket, hub: Arc<Hub>) {
    let (sink, stream) = socket.split();
    tokio::select! {
        () = follow(sink, &hub) => {}
        () = take(stream, &hub) => {}
    }
}

/// Takes all there is, writes it, and flushes once.
async fn follow(mut sink: SplitSink<WebSocket, Message>, hub: &Hub) {
    let mut news = hub.head.subscribe();
    let mut cursor = *news.borrow_and_update();
    while news.changed().await.is_ok() {
        loop {
            // Who is too far behind loses the connection, and the load sees it.
            let Some(frames) = hub.after(cursor) else { return };
            if frames.is_empty() {
                break;
            }
            cursor += frames.len() as u64;
            for frame in frames {
                if sink.feed(Message::Text(frame)).await.is_err() {
                    return;
                }
            }
            if sink.flush().await.is_err() {
                return;
            }
        }
    }
}

async fn take(mut stream: SplitStream<WebSocket>, hub: &Hub) {
    while let Some(Ok(message)) = stream.next().await {
        if let Message::Text(frame) = message {
            hub.publish(frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_gives_what_comes_after_a_cursor() {
        let hub = Hub { ring: Mutex::default(), head: watch::Sender::new(0) };
        (0..RING + 10).for_each(|number| hub.publish(number.to_string().into()));
        let head = *hub.head.borrow();
        assert_eq!(hub.after(head), Some(Vec::new()));
        assert_eq!(hub.after(head - 1), Some(vec![(RING + 9).to_string().into()]));
        assert_eq!(hub.after(10).map(|frames| frames.len()), Some(DRAIN));
        assert_eq!(hub.after(9), None);
    }
}
