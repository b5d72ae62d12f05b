//! The room's pump: moves bytes between a WebSocket and a member, and nothing else. One task a connection; at each
//! waking it takes everything there is, feeds it, and flushes once.
//!
//! An idle connection holds the socket's buffers (see [`crate::socket`]), this task
//! (under 2 KiB), and the member. The list of what is to be sent is made anew at each waking and given back after it.

use bytes::Bytes;
use ctac_api::problem::{Kind, Problem};
use ctac_api::room::ServerFrame;
use ctac_engine::Engine;
use ctac_engine::limits::{GOODBYE, HELLO, WRITE};
use ctac_engine::member::{Member, Out, PostRefused};
use ctac_engine::room::{Bye, Viewer};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::value::RawValue;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use crate::limits;
use crate::refused::Refused;
use crate::socket::Socket;

/// A room's socket.
type WebSocket = Socket<TokioIo<Upgraded>>;

/// How a connection ended.
enum End {
    /// We say goodbye.
    Bye(Bye),
    /// There is nobody to say it to.
    Gone,
}

/// Serves one connection to a room until either side ends it; then its place among the node's sockets is free again.
pub(crate) async fn serve(mut socket: WebSocket, engine: Engine, viewer: Viewer, place: OwnedSemaphorePermit) {
    let person = viewer.person;
    tracing::debug!(%person, "a room's connection opened");
    let mut member = Member::new(engine, viewer);
    let end = Box::pin(pump(&mut socket, &mut member)).await;
    // Its place is given up before the goodbye, which may take its time.
    drop(member);
    let reason = match end {
        End::Gone => "gone",
        End::Bye(bye) => {
            say_bye(&mut socket, bye).await;
            bye.reason()
        }
    };
    drop(place);
    tracing::debug!(%person, reason, "a room's connection ended");
}

async fn pump(socket: &mut WebSocket, member: &mut Member) -> End {
    let ended = async {
        let mut out = match timeout(HELLO, hello(socket, member)).await {
            Ok(welcome) => welcome?,
            Err(_) => return Err(End::Bye(Bye::Protocol)),
        };
        loop {
            while send_what_there_is(socket, member, std::mem::take(&mut out)).await? {}
            tokio::select! {
                message = socket.recv() => hear(message, member, &mut out).await?,
                _ = member.woken() => {}
            }
        }
    };
    match ended.await {
        Ok(never) => never,
        Err(end) => end,
    }
}

/// Hears frames until the member is inside; gives what is to be sent first.
async fn hello(socket: &mut WebSocket, member: &mut Member) -> Result<Vec<Out>, End> {
    let mut out = Vec::new();
    while !member.is_inside() {
        let message = socket.recv().await;
        hear(message, member, &mut out).await?;
    }
    Ok(out)
}

/// Takes one message from the client.
async fn hear(message: Option<Result<Message, Error>>, member: &mut Member, out: &mut Vec<Out>) -> Result<(), End> {
    match message {
        Some(Ok(Message::Text(text))) => member.on_frame(&text, out).await.map_err(End::Bye),
        // The library answers pings by itself.
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
            member.heard();
            Ok(())
        }
        // Too large, not UTF-8, no WebSocket frame; or binary, which this protocol does not know.
        Some(Ok(Message::Binary(_) | Message::Frame(_)) | Err(_)) => Err(End::Bye(Bye::Protocol)),
        Some(Ok(Message::Close(_))) | None => Err(End::Gone),
    }
}

/// Sends what the member has, after `out`. True: there is more.
async fn send_what_there_is(socket: &mut WebSocket, member: &mut Member, mut out: Vec<Out>) -> Result<bool, End> {
    let more = member.drain(&mut out).await.map_err(End::Bye)?;
    if !out.is_empty() {
        send(socket, out).await?;
    }
    Ok(more)
}

/// Feeds everything and flushes once, in bounded time.
async fn send(socket: &mut WebSocket, out: Vec<Out>) -> Result<(), End> {
    let sending = async {
        for message in out {
            write(socket, message).await?;
        }
        socket.flush().await
    };
    match timeout(WRITE, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Bye(Bye::Slow)),
    }
}

async fn write(socket: &mut WebSocket, out: Out) -> Result<(), Error> {
    match out {
        Out::Frame(json) => socket.feed_text(json).await,
        Out::Ping => socket.feed(Message::Ping(Bytes::new())).await,
        Out::Refused { client_id, why } => {
            let refused = problem(why).map(|problem| ServerFrame::Refused { client_id, problem });
            match refused.and_then(|frame| serde_json::to_string(&frame).ok()) {
                Some(json) => socket.feed_text(json.into()).await,
                None => Ok(()),
            }
        }
    }
}

fn problem(why: PostRefused) -> Option<Box<RawValue>> {
    let problem = match why {
        PostRefused::Execute(error) => Refused::from(error).0,
        PostRefused::TooFast => Problem::new(Kind::TooManyRequests, "You are posting too fast; nothing was recorded.")
            .with_retry_after(limits::RETRY_BUSY_S),
    };
    serde_json::value::to_raw_value(&problem).ok()
}

/// Says why, then closes. Bounded: a reader that is slow is not waited for.
async fn say_bye(socket: &mut WebSocket, bye: Bye) {
    let closing = async {
        socket.feed_text(bye.frame()).await?;
        let close = CloseFrame { code: bye.code().into(), reason: Utf8Bytes::from_static(bye.reason()) };
        socket.feed(Message::Close(Some(close))).await?;
        socket.flush().await
    };
    // Should it fail, the connection is gone all the same.
    let _ = timeout(GOODBYE, closing).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size_of_future<F: Future>(_: impl FnOnce(WebSocket, Engine, Viewer, OwnedSemaphorePermit) -> F) -> usize {
        size_of::<F>()
    }

    fn size_of_pump<F: Future>(_: impl FnOnce(&'static mut WebSocket, &'static mut Member) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn an_idle_connection_is_small() {
        // The task holds the first and points at the second; the socket's buffers come on top.
        let size = size_of_future(serve) + size_of_pump(pump);
        assert!(size <= 5 * 1024, "{size}");
    }
}
