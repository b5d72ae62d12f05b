//! Change events, over real sockets as PagerDuty's clients send them, and what is seen of them beside an alert.

use serde_json::json;

use super::Listening;

#[tokio::test]
async fn a_change_is_kept_pages_nobody_and_is_shown_beside_the_alert_that_follows() {
    let listening = Listening::new("events-v2").await;
    let change = json!({
        "routing_key": listening.key,
        "payload": {
            "summary": "Mail relay upgraded <b>", "source": "mx1", "timestamp": "2026-01-01T00:00:00Z",
            "custom_details": { "build": 7 }, "unknown": true,
        },
        "links": [{ "href": "https://deploy.example/7", "text": "Build 7" }, { "text": "leads nowhere" }],
    });
    let mut now = change.clone();
    now["payload"].as_object_mut().unwrap().remove("timestamp");
    for event in [&change, &now] {
        let heard = listening.post("/v2/change/enqueue", event).await;
        assert_eq!((heard.status, &heard.json()["status"]), (202, &json!("success")), "{heard:?}");
    }
    assert!(listening.alerts().await.is_empty());
    let event = json!({ "routing_key": listening.key, "event_action": "trigger",
        "payload": { "summary": "Queue stopped", "source": "mx1", "severity": "critical" } });
    assert_eq!(listening.post("/v2/enqueue", &event).await.status, 202);
    let alert = listening.alerts().await.remove(0);
    let changes = alert["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "the one of months ago is not: {changes:?}");
    assert_eq!(
        (&changes[0]["summary"], &changes[0]["links"]),
        (&json!("Mail relay upgraded <b>"), &json!([{ "href": "https://deploy.example/7", "text": "Build 7" }]))
    );
    assert!(changes[0]["before"].as_str().unwrap().starts_with("changed "));
}

#[tokio::test]
async fn what_is_no_change_event_is_refused_in_pagerdutys_form() {
    let listening = Listening::new("events-v2").await;
    let key = &listening.key;
    for (body, status, says) in [
        (json!({ "payload": { "summary": "x" } }), 400, "routing_key"),
        (json!({ "routing_key": "0".repeat(32), "payload": { "summary": "x" } }), 400, "routing_key"),
        (json!({ "routing_key": key }), 400, "'payload' is missing"),
        (json!({ "routing_key": key, "payload": { "summary": " " } }), 400, "payload.summary"),
        (json!({ "routing_key": key, "payload": { "summary": 7 } }), 400, "payload.summary"),
    ] {
        let heard = listening.post("/v2/change/enqueue", &body).await;
        assert_eq!(heard.status, status, "{heard:?}");
        assert!(heard.body.contains(says), "{heard:?}");
    }
    // Far more than is kept is cut, not refused: what changed is worth more than every detail of it.
    let details: serde_json::Map<String, serde_json::Value> =
        (0..150).map(|n| (format!("field {n}"), json!("\u{7}é\"".repeat(250)))).collect();
    let links: Vec<_> = (0..100).map(|n| json!({ "href": format!("https://x.example/{n}") })).collect();
    let long = json!({ "routing_key": key, "payload": { "summary": "é".repeat(3_000), "custom_details": details }, "links": links });
    let heard = listening.post("/v2/change/enqueue", &long).await;
    assert_eq!(heard.status, 202, "{heard:?}");
    // In process: who is refused for the size of a body is not read to its end.
    let large = json!({ "routing_key": key, "payload": { "summary": "x".repeat(600 * 1024) } });
    listening.cell.call(axum::http::Method::POST, "/v2/change/enqueue", None, Some(large), &[]).await.must(413);
    let fits = json!({ "routing_key": key, "payload": { "summary": "é".repeat(3_000), "custom_details": { "a": "\"".repeat(9_000) } }, "links": links });
    assert_eq!(listening.post("/v2/change/enqueue", &fits).await.status, 202);
}
