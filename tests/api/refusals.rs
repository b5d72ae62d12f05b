//! Bad input: a problem that says what is wrong, and nothing recorded.

use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use reqwest::Method;
use serde_json::json;

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

/// Path, body, and what the answer must be: status, slug, a word that names what is wrong.
type Case = (&'static str, String, u16, &'static str, &'static str);

fn cases() -> Vec<Case> {
    let declare = "/api/v1/incidents";
    let unknown_incident = "/api/v1/incidents/CTAC-1999-0001/entries";
    vec![
        (declare, "{\"title\":".to_owned(), 400, "invalid-body", "EOF"),
        (declare, "[]".to_owned(), 400, "invalid-body", "body"),
        (declare, json!({"title": "x", "severity": "S1", "colour": 1}).to_string(), 400, "invalid-body", "colour"),
        (declare, json!({"title": 7, "severity": "S1"}).to_string(), 400, "invalid-body", "expected a string"),
        (declare, json!({"title": "x", "severity": "S9"}).to_string(), 400, "invalid-body", "severity"),
        (declare, json!({"severity": "S1"}).to_string(), 400, "invalid-body", "title"),
        (declare, json!({"title": " ", "severity": "S1"}).to_string(), 422, "invalid-field", "title"),
        (declare, json!({"title": "x".repeat(201), "severity": "S1"}).to_string(), 422, "invalid-field", "200"),
        (declare, json!({"title": "x", "severity": "S1", "policy": UNKNOWN}).to_string(), 404, "not-found", "policy"),
        (declare, json!({"title": "x", "severity": "S1", "alert": UNKNOWN}).to_string(), 404, "not-found", "no such"),
        (declare, format!("{{\"title\":\"{}\"", "x".repeat(70_000)), 413, "too-large", "65536"),
        (
            unknown_incident,
            json!({"kind": "entry.note", "body": {"text": "x"}}).to_string(),
            404,
            "not-found",
            "no such",
        ),
    ]
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_recorded() {
    let cell = Cell::on_sqlite(60, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let wire = Wire::to(&node.url).signed_in(&lead);
    let before = cell.ledger_size().await;
    for (path, body, status, slug, word) in cases() {
        let shown: String = body.chars().take(120).collect();
        let answered = wire.post(path, body).await;
        assert_eq!(answered.status, status, "{shown}: {answered:?}");
        let (said, detail) = answered.problem();
        assert_eq!(said, slug, "{shown}: {answered:?}");
        assert!(detail.contains(word), "{shown}: {detail} does not speak of {word}");
        let page = wire.get(&format!("/problems/{slug}")).await;
        assert_eq!(page.status, 200, "the type's own page: {page:?}");
    }
    assert_eq!(cell.ledger_size().await, before, "nothing was recorded");
}

#[tokio::test]
async fn methods_types_and_keys_that_do_not_fit_are_refused() {
    let cell = Cell::on_sqlite(60, Settings::default()).await;
    let node = cell.start("one").await;
    let anyone = Wire::to(&node.url);
    let lead = anyone.signed_in(&cell.sign_in(&node, "gorse").await);
    let before = cell.ledger_size().await;

    let answered = anyone.get("/api/v1/incidents").await;
    assert_eq!((answered.status.as_u16(), answered.problem().0.as_str()), (401, "not-signed-in"));
    assert!(answered.headers.contains_key("www-authenticate"));
    let stranger = [("authorization", "Bearer ctac_0000000000000000000000")];
    let answered = anyone.send(Method::GET, "/api/v1/incidents", &stranger, Vec::new()).await;
    assert_eq!(answered.problem().0, "not-signed-in");
    let answered = lead.send(Method::DELETE, "/api/v1/incidents", &[], Vec::new()).await;
    assert_eq!((answered.status.as_u16(), answered.problem().0.as_str()), (405, "method-not-allowed"));
    let answered = lead.get("/api/v1/nothing").await;
    assert_eq!((answered.status.as_u16(), answered.problem().0.as_str()), (404, "not-found"));
    let text = [("content-type", "text/plain")];
    let answered = lead.send(Method::POST, "/api/v1/incidents", &text, b"{}".to_vec()).await;
    assert_eq!((answered.status.as_u16(), answered.problem().0.as_str()), (415, "unsupported-media-type"));
    for path in ["/api/v1/alerts?limit=0", "/api/v1/alerts?limit=many", "/api/v1/alerts?colour=red", "/api/v1/pages/7"]
    {
        let answered = lead.get(path).await;
        assert_eq!((answered.status.as_u16(), answered.problem().0.as_str()), (400, "invalid-parameter"), "{path}");
    }
    let answered = anyone.post("/intake/alertmanager/nobody", json!({"version": "4", "alerts": []})).await;
    assert_eq!(answered.problem().0, "not-found");
    let responder = anyone.signed_in(&cell.sign_in(&node, "dahlia").await);
    let size = cell.ledger_size().await;
    let policy = json!({"name": "Mine", "steps": [{"targets": [{"kind": "role", "role": "responder"}], "wait_s": 60}]});
    let answered = responder.post("/api/v1/policies", policy).await;
    assert_eq!((answered.status.as_u16(), answered.problem().0.as_str()), (403, "forbidden"));
    assert_eq!(cell.ledger_size().await, size, "nothing was recorded");
    assert!(before < size, "signing in is recorded");
}
