//! GOV.UK Notify's callbacks at the edge: there only when configured, nothing gets in without the token, a person's reply
//! acknowledges once however often it comes.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use ctac_server::govuk_notify::{GovUkNotify, Inbound};
use ctac_server::receipt::Report;
use ctac_server::router::router;
use serde_json::{Value, json};

use crate::cell::{Came, Cell, id};

/// Takes the token `right`, and keeps what it is given.
#[derive(Default)]
struct Known {
    reports: Mutex<usize>,
    answers: Mutex<Vec<(String, String)>>,
}

#[async_trait]
impl GovUkNotify for Known {
    fn knows(&self, authorization: &str) -> bool {
        authorization == "Bearer right"
    }

    fn report(&self, body: &[u8]) -> Report {
        *self.reports.lock().unwrap() += 1;
        if body == b"a receipt" { Report::Nothing } else { Report::Malformed }
    }

    fn inbound(&self, body: &[u8]) -> Option<Inbound> {
        let read: Value = serde_json::from_slice(body).ok()?;
        let text = |name: &str| read[name].as_str().map(str::to_owned);
        Some(Inbound { id: text("id")?.parse().ok()?, from: text("from")?, text: text("text")? })
    }

    async fn answer(&self, inbound: &Inbound, words: &str) {
        self.answers.lock().unwrap().push((inbound.from.clone(), words.to_owned()));
    }
}

async fn post(cell: &Cell, path: &str, token: Option<&str>, body: impl Into<Body>) -> Came {
    let mut request = Request::post(path).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", token);
    }
    cell.send(request.body(body.into()).unwrap()).await
}

async fn configured() -> (Cell, Arc<Known>) {
    let mut cell = Cell::new().await;
    let known = Arc::new(Known::default());
    cell.app = cell.app.clone().with_govuk_notify(known.clone());
    cell.router = router(cell.app.clone());
    (cell, known)
}

fn text(n: u128, from: &str, text: &str) -> String {
    json!({ "id": id(n), "from": from, "text": text }).to_string()
}

const RIGHT: Option<&str> = Some("Bearer right");
const PATHS: [&str; 2] = ["/hooks/notify/receipt", "/hooks/notify/sms"];

#[tokio::test]
async fn unless_configured_there_is_nothing() {
    let cell = Cell::new().await;
    for path in PATHS {
        post(&cell, path, RIGHT, "a receipt").await.must(404);
    }
}

#[tokio::test]
async fn without_the_token_nothing_is_read() {
    let (cell, known) = configured().await;
    for token in [None, Some(""), Some("right"), Some("Bearer wrong"), Some("Basic right")] {
        for path in PATHS {
            // Not even that it is too long.
            post(&cell, path, token, "x".repeat(100_000)).await.must(403);
        }
    }
    assert_eq!((*known.reports.lock().unwrap(), known.answers.lock().unwrap().len()), (0, 0));
}

#[tokio::test]
async fn what_is_well_formed_is_answered_2xx_and_the_rest_is_said() {
    let (cell, _) = configured().await;
    post(&cell, PATHS[0], RIGHT, "a receipt").await.must(204);
    post(&cell, PATHS[0], RIGHT, "rubbish").await.must(400);
    post(&cell, PATHS[1], RIGHT, "rubbish").await.must(400);
    post(&cell, PATHS[1], RIGHT, "x".repeat(100_000)).await.must(413);
    post(&cell, PATHS[1], RIGHT, text(1, "+447700900999", "yes")).await.must(204);
}

#[tokio::test]
async fn a_reply_does_once_what_it_says() {
    let (cell, known) = configured().await;
    for number in ["+447700900999", "NETWORK"] {
        post(&cell, PATHS[1], RIGHT, text(1, number, "yes")).await.must(204);
    }
    assert!(known.answers.lock().unwrap().is_empty(), "somebody unknown was answered: it may be a machine");
    let holder = ctac_domain::id::ContactId(id(90));
    let lead = ctac_domain::id::PersonId(id(crate::cell::LEAD));
    let channel = ctac_domain::directory::Channel::Sms;
    cell.app.auth.put_contact(lead, holder, channel, "+447700900123").await.unwrap();
    for _ in 0..3 {
        post(&cell, PATHS[1], RIGHT, text(2, "+447700900123", "yes")).await.must(204);
    }
    let answers = known.answers.lock().unwrap().clone();
    assert_eq!(answers.len(), 1, "the same text was taken more than once: {answers:?}");
    assert!(answers[0].0 == "+447700900123" && answers[0].1.starts_with("No page is open"), "{answers:?}");
}
