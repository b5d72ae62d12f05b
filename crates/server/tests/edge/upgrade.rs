//! The door of the room over a real socket, and the event stream for networks that break WebSockets.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::{Method, Request};
use futures_util::StreamExt as _;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::cell::{Cell, LEAD, OUTSIDER, PASSWORD, RESPONDER, id};

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

async fn serve(cell: &Cell) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = cell.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    address
}

async fn enter(address: SocketAddr, incident: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = format!("ws://{address}/api/v1/incidents/{incident}/room").into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

fn refused(result: Result<Socket, Error>) -> u16 {
    match result {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn only_who_may_enter_is_upgraded() {
    let cell = Cell::new().await;
    let address = serve(&cell).await;
    let (lead, outsider) = (cell.token(LEAD).await, cell.token(OUTSIDER).await);
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let bearer = format!("Bearer {lead}");
    let speaks = ("sec-websocket-protocol", "ctac.room.v1");
    assert_eq!(refused(enter(address, &incident, &[("authorization", &bearer)]).await), 426);
    let old = ("sec-websocket-protocol", "ctac.room.v0");
    assert_eq!(refused(enter(address, &incident, &[("authorization", &bearer), old]).await), 426);
    assert_eq!(refused(enter(address, &incident, &[speaks]).await), 401);
    let other = format!("Bearer {outsider}");
    assert_eq!(refused(enter(address, &incident, &[("authorization", &other), speaks]).await), 404);

    cell.app.auth.set_password(id(LEAD).into(), PASSWORD).await.unwrap();
    let now = cell.app.clock.now();
    let secret = cell.app.auth.sign_in("lead", PASSWORD, now).await.unwrap().secret.expose();
    let cookie = format!("__Host-ctac={secret}");
    assert_eq!(refused(enter(address, &incident, &[("cookie", &cookie), speaks]).await), 403);
    let evil = ("origin", "https://evil.example");
    assert_eq!(refused(enter(address, &incident, &[("cookie", &cookie), speaks, evil]).await), 403);
    let own = ("origin", "https://ctac.example");
    assert!(enter(address, &incident, &[("cookie", &cookie), speaks, own]).await.is_ok());
}

#[tokio::test]
async fn an_event_stream_goes_on_where_it_was_and_ends_with_the_membership() {
    let cell = Cell::new().await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let member = format!("/api/v1/incidents/{incident}/members/{}", id(RESPONDER));
    cell.call(Method::PUT, &member, Some(&lead), Some(json!({ "role": "responder" })), &[]).await.must(204);
    let entries = format!("/api/v1/incidents/{incident}/entries");
    let head = cell.get(&entries, &lead).await.json()["head"].as_u64().unwrap();

    let request = Request::builder()
        .uri(&entries)
        .header("authorization", format!("Bearer {responder}"))
        .header("accept", "text/event-stream")
        .header("last-event-id", (head - 1).to_string())
        .body(axum::body::Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(cell.router.clone(), request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    let mut text = String::new();
    let mut posted = false;
    while let Some(piece) = timeout(PATIENCE, stream.next()).await.unwrap() {
        text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        if text.contains(&format!("id: {head}\n")) && !posted {
            posted = true;
            let note = json!({ "kind": "entry.note", "body": { "text": "Isolating fs01" } });
            cell.post(&entries, &lead, note).await.must(201);
        } else if text.contains("Isolating fs01") {
            cell.call(Method::DELETE, &member, Some(&lead), None, &[]).await.must(204);
        }
    }
    assert!(text.contains(&format!("id: {}\n", head + 1)) && !text.contains(&format!("id: {}\n", head - 1)), "{text}");
}
