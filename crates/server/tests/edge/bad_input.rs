//! Whatever is wrong is answered with a problem that says what, and nothing is recorded.

use crate::cell::{ADMIN, Cell, LEAD, RESPONDER, id};
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

/// Numbers and times at the ends of what can be written: an answer, whatever it is, and never a defect.
#[tokio::test]
async fn no_number_or_time_makes_it_fall_over() {
    let cell = Cell::new().await;
    let (lead, admin) = (cell.token(LEAD).await, cell.token(ADMIN).await);
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let most = u64::MAX;
    let rota = json!({ "name": "Duty", "rota": { "time_zone": "Europe/London", "layers": [{ "name": "all",
        "groups": [[id(LEAD)]], "start": "2026-01-05T09:00:00", "turn": { "unit": "weekly", "length": 1 } }],
        "overrides": [] } });
    let rota = cell.post("/api/v1/rotas", &admin, rota).await.must(201).json()["id"].as_str().unwrap().to_owned();
    let ends = ["-009999-01-02T01:59:59Z", "9999-12-30T22:00:00Z", "1970-01-01T00:00:00.000000001Z"];
    let mut paths = vec![
        format!("/api/v1/incidents/{incident}/entries?after={most}"),
        format!("/api/v1/incidents/{incident}/entries?after={most}&wait=0&limit=256"),
        format!("/api/v1/incidents/{incident}/entries?after=9223372036854775807"),
        format!("/incidents/{incident}?before={most}"),
        format!("/incidents/{incident}?order=oldest&after={most}"),
        format!("/incidents/{incident}?entry={most}&seen={most}&at=-9223372036854775808"),
        "/incidents?before=%00%F0%9F%98%80".to_owned(),
        format!("/api/v1/ledger/proof/inclusion?position={most}&size={most}"),
        format!("/api/v1/ledger/proof/inclusion?position=0&size={most}"),
        format!("/api/v1/ledger/proof/consistency?from={most}&to={most}"),
        format!("/api/v1/ledger/proof/consistency?from=0&to={most}"),
        "/api/v1/ledger/tile/63/x999/x999/x999/x999/x999/999".to_owned(),
        "/api/v1/ledger/tile/255/000.p/255".to_owned(),
        "/api/v1/ledger/tile/entries/x999/x999/x999/x999/x999/999.p/1".to_owned(),
    ];
    paths.extend(ends.iter().map(|end| format!("/api/v1/oncall?at={end}")));
    paths.extend([
        format!("/api/v1/rotas/{rota}/shifts?from={}&to=-009998-01-01T00:00:00Z", ends[0]),
        format!("/api/v1/rotas/{rota}/shifts?from=9999-12-01T00:00:00Z&to={}", ends[1]),
    ]);
    for path in paths {
        for token in [&lead, &admin] {
            let came = cell.get(&path, token).await;
            assert!(!came.status.is_server_error(), "{path}: {} {}", came.status, came.text);
        }
    }
    let entries = format!("/api/v1/incidents/{incident}/entries");
    for end in ends {
        let note = json!({ "kind": "entry.note", "body": { "text": "x" }, "occurred_at": end, "late_reason": "y" });
        let action = json!({ "kind": "action.set", "body": { "text": "x", "owner": id(LEAD), "due": end } });
        for body in [note, action] {
            let came = cell.post(&entries, &lead, body).await;
            assert!(!came.status.is_server_error(), "{end}: {} {}", came.status, came.text);
        }
        let member = format!("/api/v1/incidents/{incident}/members/{}", id(RESPONDER));
        let grant = json!({ "role": "responder", "until": end });
        let came = cell.call(Method::PUT, &member, Some(&lead), Some(grant), &[]).await;
        assert!(!came.status.is_server_error(), "{end}: {} {}", came.status, came.text);
        let token = json!({ "label": "x", "expires_at": end });
        let came = cell.post("/api/v1/tokens", &lead, token).await;
        assert!(!came.status.is_server_error(), "{end}: {} {}", came.status, came.text);
    }
    let page = format!("/incidents/{incident}");
    assert_eq!(cell.get(&page, &lead).await.status.as_u16(), 200);
}
