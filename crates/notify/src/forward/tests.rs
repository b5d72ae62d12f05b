//! Forwarding against a real socket that behaves, answers badly, is slow, cuts the line, or is not there.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ctac_domain::directory::Channel;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::*;
use crate::phone::Phone;
use crate::stand_in;

fn message(attempt: u128) -> Message {
    Message { attempt: AttemptId(Uuid::from_u128(attempt)), ..stand_in::message(Channel::Voice, "+447700900123") }
}

fn forward(to: SocketAddr, path: &str) -> Forward {
    within(to, path, limits::CALL)
}

fn within(to: SocketAddr, path: &str, call: Duration) -> Forward {
    // Another test of this process may have been first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Forward::within(&format!("http://{to}{path}"), call).unwrap()
}

fn failed(outcome: &AttemptOutcome) -> Option<bool> {
    match outcome {
        AttemptOutcome::Failed { again, .. } => Some(*again),
        AttemptOutcome::Sent { .. } | AttemptOutcome::Unknown => None,
    }
}

async fn take(State(phone): State<Phone>, headers: HeaderMap, Json(delivery): Json<Delivery>) -> Response {
    if headers["idempotency-key"] != delivery.attempt.to_string().as_str() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let number = phone.receive(delivery);
    (StatusCode::CREATED, format!("{{\"reference\":\"{number}\"}}")).into_response()
}

async fn known(State(phone): State<Phone>, Path(attempt): Path<AttemptId>) -> StatusCode {
    match phone.look_up(attempt).await {
        Some(_) => StatusCode::OK,
        None => StatusCode::NOT_FOUND,
    }
}

/// A phone over HTTP, and next to it doors that answer badly.
async fn serve(phone: Phone) -> SocketAddr {
    let app = axum::Router::new()
        .route("/phone", post(take))
        .route("/phone/{attempt}", get(known))
        .route("/status/{code}", post(|Path(code): Path<u16>| async move { StatusCode::from_u16(code).unwrap() }))
        .route("/moved", post(|| async { Redirect::temporary("/phone") }))
        .route("/long", post(|| async { "x".repeat(limits::ANSWER_BYTES + 1) }))
        .route("/never", post(std::future::pending::<()>))
        .with_state(phone);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, app).into_future());
    address
}

/// Reads one request, writes `answer`, and cuts the line.
async fn cut_after(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 16 * 1024];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    address
}

fn phone() -> Phone {
    Phone::new(Arc::new(|| jiff::Timestamp::UNIX_EPOCH))
}

#[tokio::test]
async fn arrives_once_and_can_be_asked_about() {
    let phone = phone();
    let forward = forward(serve(phone.clone()).await, "/phone");
    let sent = AttemptOutcome::sent("simulator", "1");
    assert_eq!(forward.look_up(message(1).attempt).await, None);
    assert_eq!(forward.send(&message(1)).await, sent);
    assert_eq!(forward.send(&message(1)).await, sent);
    let here = phone.messages(0);
    assert_eq!(here.len(), 1);
    assert_eq!(here[0].delivery, Delivery::from(&message(1)));
    assert!(matches!(forward.look_up(message(1).attempt).await, Some(AttemptOutcome::Sent { .. })));
}

#[tokio::test]
async fn a_bad_answer_says_whether_to_try_again() {
    let phone = phone();
    let server = serve(phone.clone()).await;
    for (path, again) in [("/status/500", true), ("/status/429", true), ("/status/400", false), ("/moved", false)] {
        let outcome = forward(server, path).send(&message(1)).await;
        assert_eq!(failed(&outcome), Some(again), "{path}: {outcome:?}");
    }
    assert!(phone.messages(0).is_empty(), "a redirect was followed");
    let long = forward(server, "/long").send(&message(1)).await;
    assert_eq!(long, AttemptOutcome::sent("simulator", message(1).attempt.to_string()));
}

#[tokio::test]
async fn a_lost_answer_is_unknown() {
    let slow = within(serve(phone()).await, "/never", Duration::from_millis(200));
    assert_eq!(slow.send(&message(1)).await, AttemptOutcome::Unknown);
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"refer";
    for answer in ["", "HTTP/1.1 200", half] {
        let cut = forward(cut_after(answer).await, "/");
        assert_eq!(cut.send(&message(1)).await, AttemptOutcome::Unknown, "{answer:?}");
    }
}

#[tokio::test]
async fn nobody_there_is_worth_another_try() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert_eq!(failed(&forward(address, "/").send(&message(1)).await), Some(true));
}
