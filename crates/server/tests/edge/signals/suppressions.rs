//! Maintenance windows over the wire.

use axum::http::Method;
use serde_json::{Value, json};

use super::Listening;

fn event(key: &str, dedup_key: &str) -> Value {
    json!({
        "routing_key": key, "event_action": "trigger", "dedup_key": dedup_key,
        "payload": { "summary": "Disk is full", "source": "db-1", "severity": "critical" },
    })
}

#[tokio::test]
async fn an_alert_in_a_window_says_why_it_is_not_paged_and_pages_when_the_window_is_ended() {
    let it = Listening::new("events-v2").await;
    let to = it.cell.app.clock.now() + jiff::SignedDuration::from_secs(3_600);
    let window = json!({
        "ends": { "is": "window", "to": to }, "integrations": [it.integration], "reason": "patching the storage",
    });
    let outsider = it.cell.token(crate::cell::RESPONDER).await;
    it.cell.post("/api/v1/suppressions", &outsider, window.clone()).await.must(403);
    let made = it.cell.post("/api/v1/suppressions", &it.lead, window.clone()).await.must(201).json();
    let path = format!("/api/v1/suppressions/{}", made["id"].as_str().unwrap());

    assert_eq!(it.post("/v2/enqueue", &event(&it.key, "disk")).await.status, 202);
    let alert = it.alerts().await.remove(0);
    assert_eq!(alert["held"], json!({ "by": "suppression", "suppression": made["id"] }));
    assert!(alert["why_not_paged"].as_str().unwrap().ends_with("patching the storage"), "{alert}");
    assert!(alert["page"].is_null());
    assert_eq!(it.cell.get(&path, &it.lead).await.must(200).json()["holds"], 1);

    let mut longer = window;
    longer["reason"] = json!("it takes longer");
    let edit = [("if-match", "\"1\"")];
    let came = it.cell.call(Method::PUT, &path, Some(&it.lead), Some(longer), &edit).await.must(200);
    assert_eq!(came.headers["etag"], "\"2\"");
    it.cell.call(Method::DELETE, &path, Some(&it.lead), None, &[]).await.must(204);
    let paged = async {
        while it.alerts().await[0]["page"].is_null() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), paged)
        .await
        .expect("it is paged for once the window ends");
    assert!(it.alerts().await[0].get("held").is_none());
    it.cell.get(&path, &it.lead).await.must(404);
}

#[tokio::test]
async fn what_cannot_be_right_is_refused() {
    let it = Listening::new("events-v2").await;
    let size = it.cell.app.engine.size();
    let to = it.cell.app.clock.now() + jiff::SignedDuration::from_secs(3_600);
    let everything = json!({ "ends": { "is": "window", "to": to }, "reason": "why not" });
    it.cell.post("/api/v1/suppressions", &it.lead, everything).await.must(422);
    let endless = json!({ "integrations": [it.integration], "reason": "noise" });
    it.cell.post("/api/v1/suppressions", &it.lead, endless).await.must(400);
    assert_eq!(it.cell.app.engine.size(), size);
}
