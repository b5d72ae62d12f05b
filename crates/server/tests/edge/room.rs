//! The room over real sockets: enter, follow, post, drop, come back, be sent away.

use axum::http::{HeaderValue, Method};
use ctac_api::room::ServerFrame;
use ctac_domain::command::{Actor, Command};
use ctac_domain::id::{IncidentId, PersonId};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Duration, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use uuid::Uuid;

use crate::cell::{Cell, LEAD, RESPONDER, id};

/// A client with its own socket.
struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    seqs: Vec<u64>,
}

impl Client {
    async fn enter(address: &str, token: &str, incident: Uuid, after: u64) -> Self {
        let url = format!("ws://{address}/api/v1/incidents/{incident}/room");
        let mut request = url.into_client_request().unwrap();
        let bearer = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        request.headers_mut().insert("authorization", bearer);
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("ctac.room.v1"));
        let (mut socket, _) = connect_async(request).await.unwrap();
        let hello = json!({ "type": "hello", "protocol": 1, "incident": incident, "after": after });
        socket.send(Message::text(hello.to_string())).await.unwrap();
        Self { socket, seqs: Vec::new() }
    }

    /// The next frame, or how the connection was closed.
    async fn next(&mut self) -> Result<ServerFrame, Option<CloseFrame>> {
        loop {
            let message = timeout(Duration::from_secs(20), self.socket.next()).await.expect("in time");
            match message {
                Some(Ok(Message::Text(text))) => {
                    let frame = ServerFrame::parse(&text).unwrap();
                    if let ServerFrame::Entry(entry) = &frame {
                        self.seqs.push(entry.seq);
                    }
                    return Ok(frame);
                }
                Some(Ok(Message::Close(close))) => return Err(close),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    async fn until(&mut self, holds: impl Fn(&ServerFrame) -> bool) -> ServerFrame {
        loop {
            let frame = self.next().await.expect("still connected");
            if holds(&frame) {
                return frame;
            }
        }
    }

    async fn post(&mut self, n: u128, text: &str) {
        let post = json!({ "type": "post", "client_id": id(n), "kind": "entry.note", "body": { "text": text } });
        self.socket.send(Message::text(post.to_string())).await.unwrap();
    }
}

fn says(frame: &ServerFrame, text: &str) -> bool {
    matches!(frame, ServerFrame::Entry(entry) if entry.body.as_ref().is_some_and(|body| body.get().contains(text)))
}

async fn served() -> (Cell, String, Uuid, String, String) {
    let cell = Cell::new().await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let body = json!({ "title": "Ransomware", "severity": "S1" });
    let declared = cell.call(Method::POST, "/api/v1/incidents", Some(&lead), Some(body), &[]).await.must(201).json();
    let incident: Uuid = declared["id"].as_str().unwrap().parse().unwrap();
    let grant = Command::GrantMembership {
        incident: IncidentId(incident),
        person: PersonId(id(RESPONDER)),
        role: ctac_domain::incident::RoomRole::Responder,
        until: None,
        reason: None,
    };
    cell.app.engine.execute(Actor::Person(PersonId(id(LEAD))), grant).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = ctac_server::router::router(cell.app.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (cell, address, incident, lead, responder)
}

#[tokio::test]
async fn two_people_work_in_a_room_and_one_drops_and_comes_back() {
    let (_cell, address, incident, lead, responder) = served().await;
    let mut one = Client::enter(&address, &lead, incident, 0).await;
    let mut two = Client::enter(&address, &responder, incident, 0).await;
    let welcome = two.next().await.unwrap();
    assert!(matches!(welcome, ServerFrame::Welcome { you, .. } if you.may_post), "first the welcome");
    one.post(1, "first words").await;
    one.until(|frame| matches!(frame, ServerFrame::Posted { .. })).await;
    two.until(|frame| says(frame, "first words")).await;
    let seen = two.seqs.clone();
    drop(two);
    for n in 2..40 {
        one.post(n, &format!("meanwhile {n}")).await;
    }
    let mut two = Client::enter(&address, &responder, incident, *seen.last().unwrap()).await;
    two.until(|frame| says(frame, "meanwhile 39")).await;
    let all: Vec<u64> = seen.into_iter().chain(two.seqs).collect();
    assert!(all.iter().zip(1..).all(|(seq, expected)| *seq == expected), "{all:?}");
}

#[tokio::test]
async fn whoever_is_taken_out_is_told_and_closed() {
    let (cell, address, incident, _, responder) = served().await;
    let mut two = Client::enter(&address, &responder, incident, 0).await;
    two.until(|frame| matches!(frame, ServerFrame::Welcome { .. })).await;
    let revoke =
        Command::RevokeMembership { incident: IncidentId(incident), person: PersonId(id(RESPONDER)), reason: None };
    cell.app.engine.execute(Actor::Person(PersonId(id(LEAD))), revoke).await.unwrap();
    two.until(|frame| matches!(frame, ServerFrame::Bye { reason } if reason == "revoked")).await;
    let close = two.next().await.unwrap_err().unwrap();
    assert_eq!(u16::from(close.code), 1008);
}

#[tokio::test]
async fn what_is_no_frame_is_answered_with_a_goodbye() {
    let (_cell, address, incident, lead, _) = served().await;
    let mut one = Client::enter(&address, &lead, incident, 0).await;
    one.until(|frame| matches!(frame, ServerFrame::Welcome { .. })).await;
    one.socket.send(Message::text(r#"{"type":"shout"}"#)).await.unwrap();
    one.until(|frame| matches!(frame, ServerFrame::Bye { reason } if reason == "protocol")).await;
    assert_eq!(u16::from(one.next().await.unwrap_err().unwrap().code), 1002);
    // Larger than a frame may be: the same goodbye, not a silent end.
    let mut one = Client::enter(&address, &lead, incident, 0).await;
    one.until(|frame| matches!(frame, ServerFrame::Welcome { .. })).await;
    one.post(7, &"x".repeat(70_000)).await;
    one.until(|frame| matches!(frame, ServerFrame::Bye { reason } if reason == "protocol")).await;
}
