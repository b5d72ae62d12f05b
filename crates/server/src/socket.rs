//! A room's WebSocket, under its pump: the handshake that axum has checked, and a socket that keeps its buffers small.
//!
//! The library's buffer of what is to be written grows to its longest frame and never shrinks. The first frame of a room,
//! its welcome, names all its members: 200 KB of them in a room of a thousand, which every connection would then hold
//! for as long as it lasts. So a long text leaves in pieces (RFC 6455 §5.4), and none is longer than the buffer.

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{FromRequestParts, WebSocketUpgrade};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, StatusCode, header};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use ctac_engine::limits::PIECE;

use crate::limits::{SOCKET_BACKLOG, SOCKET_MESSAGE, SOCKET_READ, SOCKET_WRITE};

/// A handshake that can be answered.
pub(crate) struct Upgrading {
    on_upgrade: Option<OnUpgrade>,
    accept: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Upgrading {
    type Rejection = WebSocketUpgradeRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let on_upgrade = parts.extensions.get::<OnUpgrade>().cloned();
        // Refuses whatever is no handshake, or came on a connection that cannot be upgraded.
        drop(WebSocketUpgrade::from_request_parts(parts, state).await?);
        let key = parts.headers.get(header::SEC_WEBSOCKET_KEY).map_or(&b""[..], HeaderValue::as_bytes);
        Ok(Self { on_upgrade, accept: derive_accept_key(key) })
    }
}

impl Upgrading {
    /// Answers the handshake; once that is sent, `serve` has the socket, in a task of its own.
    pub(crate) fn open<F>(
        self,
        subprotocol: &'static str,
        serve: impl FnOnce(Socket<TokioIo<Upgraded>>) -> F + Send + 'static,
    ) -> Response<axum::body::Body>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let Self { on_upgrade, accept } = self;
        if let Some(on_upgrade) = on_upgrade {
            tokio::spawn(async move {
                match on_upgrade.await {
                    Ok(upgraded) => serve(Socket::over(TokioIo::new(upgraded)).await).await,
                    Err(error) => tracing::debug!(%error, "an upgrade failed"),
                }
            });
        }
        let mut response = Response::new(axum::body::Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(subprotocol));
        if let Ok(accept) = HeaderValue::from_str(&accept) {
            headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
        }
        response
    }
}

/// See the module.
pub(crate) struct Socket<S>(WebSocketStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// The server's side, on a connection whose handshake is done.
    pub(crate) async fn over(stream: S) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(SOCKET_READ)
            .write_buffer_size(SOCKET_WRITE)
            .max_write_buffer_size(SOCKET_BACKLOG)
            .max_message_size(Some(SOCKET_MESSAGE))
            .max_frame_size(Some(SOCKET_MESSAGE));
        Self(WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await)
    }

    /// The next message; none once the connection has ended. May be dropped and called again.
    pub(crate) async fn recv(&mut self) -> Option<Result<Message, Error>> {
        self.0.next().await
    }

    /// Writes a text, in pieces if it is long; waits while the other side does not read. [`Socket::flush`] sends the rest.
    pub(crate) async fn feed_text(&mut self, text: Bytes) -> Result<(), Error> {
        if text.len() <= PIECE {
            return self.0.feed(Message::Text(Utf8Bytes::try_from(text)?)).await;
        }
        for frame in pieces(&text) {
            self.0.feed(Message::Frame(frame)).await?;
        }
        Ok(())
    }

    /// Writes a text that comes in pieces, none longer than the buffer, as one message.
    pub(crate) async fn feed_pieces(&mut self, pieces: Vec<Bytes>) -> Result<(), Error> {
        let last = pieces.len().saturating_sub(1);
        for (nth, piece) in pieces.into_iter().enumerate() {
            self.0.feed(Message::Frame(frame(piece, nth == 0, nth == last))).await?;
        }
        Ok(())
    }

    /// Writes any other message.
    pub(crate) async fn feed(&mut self, message: Message) -> Result<(), Error> {
        self.0.feed(message).await
    }

    pub(crate) async fn flush(&mut self) -> Result<(), Error> {
        self.0.flush().await
    }
}

/// A text as frames that fit into the buffer.
fn pieces(text: &Bytes) -> impl Iterator<Item = Frame> {
    let last = text.len().div_ceil(PIECE).saturating_sub(1);
    (0..=last).map(move |nth| {
        let (start, end) = (nth * PIECE, text.len().min((nth + 1) * PIECE));
        frame(text.slice(start..end), nth == 0, nth == last)
    })
}

/// One frame of a text; letters may be cut between frames (RFC 6455 §5.6).
fn frame(piece: Bytes, first: bool, last: bool) -> Frame {
    let data = if first { Data::Text } else { Data::Continue };
    Frame::message(piece, OpCode::Data(data), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_text_of_any_length_arrives_whole() {
        let (near, far) = tokio::io::duplex(1024);
        let mut socket = Socket::over(near).await;
        let mut client = WebSocketStream::from_raw_socket(far, Role::Client, None).await;
        for length in [1, SOCKET_WRITE, SOCKET_WRITE + 1, 3 * SOCKET_WRITE, 300_001] {
            // Of two bytes a letter: some are cut between frames.
            let text = "é".repeat(length / 2 + 1);
            let sending = async {
                socket.feed_text(Bytes::from(text.clone())).await.unwrap();
                socket.feed(Message::Ping(Bytes::new())).await.unwrap();
                socket.flush().await.unwrap();
            };
            let receiving = async {
                let arrived = client.next().await.unwrap().unwrap();
                assert!(client.next().await.unwrap().unwrap().is_ping());
                arrived
            };
            let ((), arrived) = tokio::join!(sending, receiving);
            assert_eq!(arrived.into_text().unwrap().as_str(), text);
        }
    }

    #[test]
    fn no_piece_is_longer_than_the_buffer() {
        let text = Bytes::from(vec![b'x'; 10 * SOCKET_WRITE + 1]);
        assert!(pieces(&text).all(|frame| frame.payload().len() <= SOCKET_WRITE));
        assert_eq!(pieces(&text).map(|frame| frame.payload().len()).sum::<usize>(), text.len());
    }
}
