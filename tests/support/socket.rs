//! A room's WebSocket as a browser opens it: any headers, any roots. For what the library's own client does not do.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async, connect_async_tls_with_config};

use crate::wait::soon;

/// An open socket.
#[derive(Debug)]
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens the room of an incident at the node of `url`, trusting `root` alone where there is one.
    ///
    /// # Errors
    /// The status with which it was refused.
    ///
    /// # Panics
    /// There was no answer.
    pub async fn open(
        url: &str,
        incident: &str,
        headers: &[(&str, &str)],
        root: Option<&CertificateDer<'static>>,
    ) -> Result<Self, u16> {
        ctac_cli::tls::install();
        let request = request(url, incident, headers);
        let connector = root.map(|root| {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(root.clone()).expect("a root");
            let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
            Connector::Rustls(Arc::new(config))
        });
        match soon("the socket", connect_async_tls_with_config(request, None, false, connector)).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{url}: {error}"),
        }
    }

    /// As [`Socket::open`] over plain TCP, by a machine that takes in only a few kilobytes at a time.
    ///
    /// # Panics
    /// It is not opened.
    pub async fn open_narrow(url: &str, incident: &str, headers: &[(&str, &str)]) -> Self {
        let address = url.trim_start_matches("http://").parse().expect("an address");
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("a small buffer");
        let stream = soon("the connection", socket.connect(address)).await.expect("a connection");
        let request = request(url, incident, headers);
        let opened = soon("the socket", client_async(request, MaybeTlsStream::Plain(stream))).await;
        Self(opened.expect("the socket opens").0)
    }

    /// Sends a frame.
    ///
    /// # Panics
    /// The connection is gone.
    pub async fn send(&mut self, frame: &Value) {
        soon("sending", self.0.send(Message::text(frame.to_string()))).await.expect("the connection is there");
    }

    /// Says hello, and waits for the welcome.
    pub async fn enter(&mut self, incident: &str) -> Value {
        self.send(&json!({ "type": "hello", "protocol": 1, "incident": incident, "after": 0 })).await;
        self.until("the welcome", "welcome").await
    }

    /// The next frame of this type.
    ///
    /// # Panics
    /// The connection ended before it came.
    pub async fn until(&mut self, what: &str, kind: &str) -> Value {
        soon(what, async {
            loop {
                let frame = self.next().await.unwrap_or_else(|| panic!("{what}: the connection ended"));
                if frame["type"] == kind {
                    return frame;
                }
            }
        })
        .await
    }

    /// The next frame; none once the connection has ended.
    pub async fn next(&mut self) -> Option<Value> {
        while let Some(message) = self.0.next().await {
            match message {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("JSON")),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
        None
    }

    /// Reads to the end; gives the reason of the goodbye, empty without one.
    pub async fn ended(&mut self) -> String {
        let mut reason = String::new();
        while let Some(frame) = self.next().await {
            if frame["type"] == "bye" {
                frame["reason"].as_str().expect("a reason").clone_into(&mut reason);
            }
        }
        reason
    }
}

fn request(url: &str, incident: &str, headers: &[(&str, &str)]) -> Request {
    let address = format!("{}/api/v1/incidents/{incident}/room", url.replacen("http", "ws", 1));
    let mut request = address.into_client_request().expect("an address");
    for (name, value) in headers {
        let name: HeaderName = name.parse().expect("a header's name");
        request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header's value"));
    }
    request
}
