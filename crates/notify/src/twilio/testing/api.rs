//! The stand-in's API: what it takes, refuses and shows, as documented.

#![expect(clippy::expect_used, reason = "a stand-in is for tests, which are to fall over")]

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, RawForm, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{ACCOUNT, Fault, Shared, TOKEN, Taken, acts};

fn error(status: u16, code: u32) -> Response {
    let body = json!({
        "code": code, "status": status, "message": "The number +447700900123 is named here, as Twilio does.",
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
    });
    (StatusCode::from_u16(status).expect("a status"), Json(body)).into_response()
}

fn may(headers: &HeaderMap, account: &str) -> bool {
    let basic = format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{TOKEN}")));
    let key = format!("Basic {}", STANDARD.encode("SK00000000000000000000000000000001:key-secret"));
    let given = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    account == ACCOUNT && (given == basic || given == key)
}

/// What is wrong with a request, as Twilio says it.
fn wrong(kind: &str, form: &[(String, String)]) -> Option<u32> {
    let field = |name: &str| form.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
    let to = field("To").unwrap_or_default();
    let callback = field("StatusCallback").unwrap_or_default();
    let host = callback.split('/').nth(2).unwrap_or_default();
    match kind {
        _ if !to.starts_with('+') => Some(21211),
        "Messages.json" if field("From").is_none() && field("MessagingServiceSid").is_none() => Some(21603),
        "Messages.json" if field("Body").is_none_or(str::is_empty) => Some(21602),
        "Messages.json" if host.contains('_') => Some(21609),
        "Calls.json" if field("From").is_none() => Some(21603),
        "Calls.json" if field("Twiml").is_none_or(|twiml| twiml.chars().count() > 4_000) => Some(21205),
        _ => None,
    }
}

pub(super) async fn make(
    State(shared): State<Shared>,
    Path((account, kind)): Path<(String, String)>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let form = acts::decoded(&body);
    let (fault, early) = {
        let mut inner = shared.lock();
        inner.requests += 1;
        (inner.faults.pop_front(), inner.early.pop_front().unwrap_or_default())
    };
    if !may(&headers, &account) {
        return error(401, 20003);
    }
    match fault {
        Some(Fault::Code(status, code)) => return error(status, code),
        Some(Fault::Status(status)) => return StatusCode::from_u16(status).expect("a status").into_response(),
        Some(Fault::Hang) => std::future::pending::<()>().await,
        Some(Fault::Redirect) => return Redirect::temporary("/2010-04-01/elsewhere").into_response(),
        Some(Fault::Rubbish) => return "<html>Please accept the terms of this network.</html>".into_response(),
        Some(Fault::AnswerLost | Fault::TakenRubbish) | None => {}
    }
    if let Some(code) = wrong(&kind, &form) {
        return error(400, code);
    }
    let taken = {
        let mut inner = shared.lock();
        let letters = if kind == "Calls.json" { "CA" } else { "SM" };
        let taken = Taken { sid: format!("{letters}{:032x}", inner.taken.len() + 1), form };
        inner.taken.push(taken.clone());
        taken
    };
    for status in early {
        assert_eq!(shared.acts.report(&taken, status, None).await, 204, "a report is always taken");
    }
    shared.news.send_modify(|taken| *taken += 1);
    match fault {
        Some(Fault::AnswerLost) => {
            let cut = futures_util::stream::iter([Err::<Vec<u8>, _>(std::io::Error::other("cut"))]);
            (StatusCode::CREATED, Body::from_stream(cut)).into_response()
        }
        Some(Fault::TakenRubbish) => (StatusCode::CREATED, "{\"sid\":7}").into_response(),
        _ => (StatusCode::CREATED, Json(shown(&taken, "queued", None))).into_response(),
    }
}

fn shown(taken: &Taken, status: &str, error: Option<u32>) -> Value {
    json!({
        "sid": taken.sid, "account_sid": ACCOUNT, "to": taken.field("To"), "from": taken.field("From"),
        "body": taken.field("Body"), "direction": "outbound-api", "status": status, "error_code": error,
        "error_message": Value::Null, "num_segments": "1", "uri": "/2010-04-01/…",
        "date_created": jiff::fmt::rfc2822::to_string(&acts::now().to_zoned(jiff::tz::TimeZone::UTC)).expect("a date"),
    })
}

pub(super) async fn list(
    State(shared): State<Shared>,
    Path((account, kind)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    if !may(&headers, &account) || kind != "Messages.json" {
        return error(401, 20003);
    }
    let to = query.iter().find(|(name, _)| name == "To").map(|(_, to)| to.clone()).unwrap_or_default();
    let all = shared.lock().taken.clone();
    let texts = all.iter().rev().filter(|taken| !taken.is_call() && taken.field("To") == to);
    Json(json!({ "messages": texts.map(|taken| shown(taken, "queued", None)).collect::<Vec<_>>(), "page": 0 }))
        .into_response()
}

pub(super) async fn read(
    State(shared): State<Shared>,
    Path((account, _, resource)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    if !may(&headers, &account) {
        return error(401, 20003);
    }
    let inner = shared.lock();
    let sid = resource.trim_end_matches(".json");
    let (status, code) = inner.status.unwrap_or(("queued", None));
    match inner.taken.iter().find(|taken| taken.sid == sid) {
        Some(taken) => Json(shown(taken, status, code)).into_response(),
        None => error(404, 20404),
    }
}
