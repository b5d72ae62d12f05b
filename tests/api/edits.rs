//! Repeats that make nothing new, and edits that say which version they edit.

use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::ledger::verified;
use reqwest::Method;
use serde_json::{Value, json};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_repeat_with_the_same_key_makes_nothing_new() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let wire = Wire::to(&node.url).signed_in(&cell.sign_in(&node, "gorse").await);
    let post = async |path: &str, key: &str, body: Value| {
        let headers = [JSON, ("idempotency-key", key)];
        wire.send(Method::POST, path, &headers, body.to_string().into_bytes()).await
    };
    let declare = json!({"title": "Sent twice", "severity": "S3"});
    let first = post("/api/v1/incidents", "one", declare.clone()).await;
    let again = post("/api/v1/incidents", "one", declare.clone()).await;
    let other = post("/api/v1/incidents", "two", declare).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.body, again.body);
    assert_ne!(first.body["id"], other.body["id"]);

    let entries = format!("{}/entries", first.header("location"));
    let note = json!({"kind": "entry.note", "body": {"text": "Once."}});
    let (posted, repeated) = (post(&entries, "note", note.clone()).await, post(&entries, "note", note.clone()).await);
    assert_eq!((posted.status.as_u16(), &posted.body), (201, &repeated.body));
    assert_ne!(post(&entries, "another", note.clone()).await.body["seq"], posted.body["seq"]);
    assert_eq!(post(&entries, "a\tb", note).await.problem().0, "invalid-parameter");

    let token = json!({"label": "mine", "expires_at": null});
    let made = post("/api/v1/tokens", "token", token.clone()).await;
    assert_eq!(made.status, 201);
    assert_eq!(post("/api/v1/tokens", "token", token).await.problem().0, "already-done", "a secret is shown once");

    let audit = verified(&*cell.store().await.ledger).await;
    assert_eq!((audit.of_kind("incident.declared").count(), audit.of_kind("entry.note").count()), (2, 2));
}

#[tokio::test]
async fn an_edit_of_what_has_changed_is_refused() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let wire = Wire::to(&node.url).signed_in(&cell.sign_in(&node, "aster").await);
    let policy = |name: &str| {
        let steps = json!([{"targets": [{"kind": "role", "role": "responder"}], "wait_s": 60}]);
        json!({"name": name, "steps": steps})
    };
    let made = wire.post("/api/v1/policies", policy("Night")).await;
    assert_eq!((made.status.as_u16(), made.header("etag")), (201, "\"1\""), "{made:?}");
    let path = format!("/api/v1/policies/{}", made.body["id"].as_str().expect("an id"));
    let put = async |name: &str, condition: Option<(&str, &str)>| {
        let headers: Vec<_> = [JSON].into_iter().chain(condition).collect();
        wire.send(Method::PUT, &path, &headers, policy(name).to_string().into_bytes()).await
    };
    assert_eq!(put("Day", None).await.problem().0, "precondition-required");
    assert_eq!(put("Day", Some(("if-match", "1"))).await.problem().0, "invalid-parameter");
    let edited = put("Day", Some(("if-match", "\"1\""))).await;
    assert_eq!((edited.status.as_u16(), edited.header("etag")), (200, "\"2\""), "{edited:?}");
    let (slug, detail) = put("Dusk", Some(("if-match", "\"1\""))).await.problem();
    assert!(slug == "stale" && detail.contains("version 2"), "{slug} {detail}");
    assert_eq!(put("Dawn", Some(("if-none-match", "*"))).await.problem().0, "stale");
    assert_eq!(wire.get(&path).await.body["name"], "Day");
    let audit = verified(&*cell.store().await.ledger).await;
    assert_eq!(audit.of_kind("policy.saved").filter(|entry| entry.body.to_string().contains("Dusk")).count(), 0);
}
