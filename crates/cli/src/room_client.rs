//! A client of the room: connects, says hello, and gives the server's frames one by one. Used by `incident tail`, the
//! demonstration, the tests and the benchmark.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::client::Client;
use crate::failure::Failure;

/// The subprotocol that says which version of the room this client speaks.
const SUBPROTOCOL: HeaderValue = HeaderValue::from_static("ctac.room.v1");

/// One connection to a room.
#[derive(Debug)]
pub struct RoomClient {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl RoomClient {
    /// Connects and says hello: entries after `after` will follow.
    ///
    /// # Errors
    /// The service refused (not a member, signed out) or could not be reached.
    pub async fn enter(client: &Client, incident: &str, after: u64) -> Result<Self, Failure> {
        crate::tls::install();
        let unreachable =
            |error: tungstenite::Error| Failure::Unavailable(format!("the room cannot be reached: {error}"));
        let mut request = client.room_url(incident).into_client_request().map_err(unreachable)?;
        request.headers_mut().insert("sec-websocket-protocol", SUBPROTOCOL);
        if let Some(token) = client.token() {
            let bearer = HeaderValue::from_str(&format!("Bearer {token}"))
                .map_err(|_| Failure::Usage("the token has characters that no token has".to_owned()))?;
            request.headers_mut().insert("authorization", bearer);
        }
        let (socket, _response) = tokio_tungstenite::connect_async(request).await.map_err(|error| match error {
            tungstenite::Error::Http(response) if response.status().is_client_error() => refused(&response),
            other => unreachable(other),
        })?;
        let mut room = Self { socket };
        room.send(&json!({ "type": "hello", "protocol": 1, "incident": incident, "after": after })).await?;
        Ok(room)
    }

    /// Sends one frame.
    ///
    /// # Errors
    /// The connection is gone.
    pub async fn send(&mut self, frame: &Value) -> Result<(), Failure> {
        let gone = |error| Failure::Unavailable(format!("the room's connection is gone: {error}"));
        self.socket.send(Message::text(frame.to_string())).await.map_err(gone)
    }

    /// The next frame; none once the connection has ended.
    ///
    /// # Errors
    /// A frame that is not JSON.
    pub async fn next(&mut self) -> Result<Option<Value>, Failure> {
        while let Some(message) = self.socket.next().await {
            match message {
                Ok(Message::Text(text)) => {
                    let frame = serde_json::from_str(&text)
                        .map_err(|error| Failure::Unavailable(format!("a frame cannot be read: {error}")))?;
                    return Ok(Some(frame));
                }
                Ok(Message::Close(_)) | Err(_) => return Ok(None),
                Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            }
        }
        Ok(None)
    }

    /// The next frame for which `wanted` holds; others are passed over.
    ///
    /// # Errors
    /// The connection ended before it came.
    pub async fn until(&mut self, mut wanted: impl FnMut(&Value) -> bool) -> Result<Value, Failure> {
        while let Some(frame) = self.next().await? {
            if wanted(&frame) {
                return Ok(frame);
            }
        }
        Err(Failure::Unavailable("the room's connection ended".to_owned()))
    }

    /// Drops the connection as a dead network does: no goodbye.
    pub fn cut(self) {
        drop(self);
    }
}

fn refused(response: &tungstenite::http::Response<Option<Vec<u8>>>) -> Failure {
    let body: Value =
        response.body().as_deref().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or(Value::Null);
    let words = ["detail", "title"].iter().find_map(|name| body.get(name).and_then(Value::as_str));
    Failure::Refused(words.map_or_else(|| format!("the room answered {}", response.status()), str::to_owned))
}
