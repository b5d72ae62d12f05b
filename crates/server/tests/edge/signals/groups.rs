//! Groups and flapping, over the wire.

use serde_json::{Value, json};

use super::Listening;

fn event(key: &str, action: &str, dedup_key: &str) -> Value {
    json!({
        "routing_key": key, "event_action": action, "dedup_key": dedup_key,
        "payload": { "summary": "It is down", "source": "db-1", "severity": "critical" },
    })
}

#[tokio::test]
async fn later_alerts_of_a_group_join_the_first() {
    let it = Listening::with("events-v2", json!({ "group": { "by": ["source"], "window_s": 600 } })).await;
    for key in ["disk", "memory"] {
        assert_eq!(it.post("/v2/enqueue", &event(&it.key, "trigger", key)).await.status, 202);
    }
    let alerts = it.alerts().await;
    let (second, first) = (&alerts[0], &alerts[1]);
    assert!(first["page"].is_string() && second["page"].is_null());
    assert_eq!(second["held"], json!({ "by": "group", "first": first["id"] }));
    assert_eq!(first["joined"], json!([second["id"]]));
    assert!(second["why_not_paged"].as_str().unwrap().contains(first["id"].as_str().unwrap()));
    let path = format!("/api/v1/integrations/{}", it.integration);
    let mut saved = it.cell.get(&path, &it.admin).await.must(200).json();
    assert_eq!(saved["group"]["window_s"], 600);
    saved["group"] = json!({ "by": ["colour"], "window_s": 600 });
    for gone in ["id", "version"] {
        saved.as_object_mut().unwrap().remove(gone);
    }
    let edit = [("if-match", "\"1\"")];
    it.cell.call(axum::http::Method::PUT, &path, Some(&it.admin), Some(saved), &edit).await.must(422);
}

#[tokio::test]
async fn what_comes_and_goes_is_said_to() {
    let it = Listening::new("events-v2").await;
    for _ in 0..5 {
        for action in ["trigger", "resolve"] {
            assert_eq!(it.post("/v2/enqueue", &event(&it.key, action, "link")).await.status, 202);
        }
    }
    assert_eq!(it.alerts().await[0]["flapping"], false);
    for action in ["trigger", "resolve", "trigger", "resolve"] {
        assert_eq!(it.post("/v2/enqueue", &event(&it.key, action, "link")).await.status, 202);
    }
    let alerts = it.alerts().await;
    assert_eq!((alerts.len(), &alerts[0]["flapping"], &alerts[0]["count"]), (6, &json!(true), &json!(2)));
    assert_eq!(alerts[0]["status"], "triggered");
}
