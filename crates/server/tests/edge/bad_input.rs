//! Whatever is wrong is answered with a problem that says what, and nothing is recorded.

use crate::cell::{Cell, LEAD};
use axum::body::Body;
use axum::http::{Method, Request};
use ctac_server::limits;
use serde_json::json;

fn raw(method: Method, path: &str, token: &str, kind: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", kind)
        .body(body.into())
        .unwrap()
}

#[tokio::test]
async fn each_fault_has_its_problem_and_nothing_is_recorded() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let size = cell.app.engine.size();
    let post = |kind: &'static str, body: String| raw(Method::POST, "/api/v1/incidents", &lead, kind, body);
    let json = "application/json";
    let cases = [
        (post(json, "{".to_owned()), 400, "invalid-body"),
        (post(json, "[]".to_owned()), 400, "invalid-body"),
        (post(json, r#"{"title":"x","severity":"S1","colour":"red"}"#.to_owned()), 400, "invalid-body"),
        (post(json, r#"{"title":"x","severity":1}"#.to_owned()), 400, "invalid-body"),
        (post(json, r#"{"title":"","severity":"S1"}"#.to_owned()), 422, "invalid-field"),
        (post("text/plain", r#"{"title":"x","severity":"S1"}"#.to_owned()), 415, "unsupported-media-type"),
        (post(json, format!("\"{}\"", "x".repeat(limits::BODY))), 413, "too-large"),
        (raw(Method::GET, "/api/v1/incidents/CTAC-1999-0001", &lead, json, ""), 404, "not-found"),
        (raw(Method::GET, "/api/v1/nothing", &lead, json, ""), 404, "not-found"),
        (raw(Method::PUT, "/api/v1/incidents", &lead, json, ""), 405, "method-not-allowed"),
        (raw(Method::GET, "/api/v1/alerts?limit=many", &lead, json, ""), 400, "invalid-parameter"),
        (raw(Method::GET, "/api/v1/alerts?colour=red", &lead, json, ""), 400, "invalid-parameter"),
        (raw(Method::GET, "/api/v1/alerts/not-an-id", &lead, json, ""), 400, "invalid-parameter"),
        (raw(Method::GET, "/problems/nonsense", &lead, json, ""), 404, "not-found"),
    ];
    for (request, status, slug) in cases {
        let what = format!("{} {}", request.method(), request.uri());
        let came = cell.send(request).await;
        assert_eq!(came.status.as_u16(), status, "{what}: {}", came.text);
        let problem = came.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"), "{what}");
        assert_eq!(problem["instance"].as_str(), came.headers["x-request-id"].to_str().ok(), "{what}");
        assert_eq!(came.headers["content-type"], "application/problem+json", "{what}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{what}");
    }
    let came = cell.send(raw(Method::PUT, "/api/v1/incidents", &lead, json, "")).await.must(405);
    assert_eq!(came.headers["allow"], "GET,HEAD,POST");
    assert_eq!(cell.app.engine.size(), size);
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_off_too() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let pieces = (0..200).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024]));
    let body = Body::from_stream(futures_util::stream::iter(pieces));
    cell.send(raw(Method::POST, "/api/v1/incidents", &lead, "application/json", body)).await.must(413);
    let large = format!(r#"{{"routing_key":"{}"}}"#, "x".repeat(limits::EVENT_BODY));
    let came = cell.send(raw(Method::POST, "/v2/enqueue", &lead, "application/json", large)).await;
    assert_eq!(came.must(413).json()["status"], "invalid event");
}

#[tokio::test]
async fn every_answer_carries_its_headers() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let came = cell.get("/api/v1/me", &lead).await.must(200);
    assert_eq!(came.headers["cache-control"], "no-store");
    assert_eq!(came.headers["x-content-type-options"], "nosniff");
    assert!(came.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
    assert!(came.headers["strict-transport-security"].to_str().unwrap().starts_with("max-age="));
    assert!(came.headers.contains_key("x-ctac-as-of"));
    let page = cell.call(Method::GET, "/problems/not-found", None, None, &[]).await.must(200);
    assert!(page.text.starts_with("# There is no such thing"));
    cell.call(Method::GET, "/livez", None, None, &[]).await.must(200);
    cell.call(Method::GET, "/readyz", None, None, &[]).await.must(200);
    let room = cell.call(Method::GET, "/api/v1/asyncapi.yaml", None, None, &[]).await.must(200);
    assert!(room.text.contains("asyncapi: 3."));
    let event = json!({ "routing_key": "k", "event_action": "trigger" });
    cell.call(Method::POST, "/bench/noop", None, Some(event), &[]).await.must(202);
}

#[tokio::test]
async fn an_account_that_is_tried_too_often_must_wait() {
    let cell = Cell::new().await;
    let body = json!({ "username": "lead", "password": "wrong password" });
    let mut statuses = Vec::new();
    for _ in 0..=limits::SIGN_INS_OF_GUESSER {
        let came = cell.call(Method::POST, "/api/v1/session", None, Some(body.clone()), &[]).await;
        statuses.push((came.status.as_u16(), came.headers.contains_key("retry-after")));
    }
    assert_eq!(statuses.pop(), Some((429, true)));
    assert!(statuses.iter().all(|status| *status == (401, false)));
}
