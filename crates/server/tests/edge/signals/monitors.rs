//! Heartbeats over the wire.

use axum::http::Method;
use serde_json::json;

use super::Listening;
use crate::cell::id;

#[tokio::test]
async fn a_monitor_is_made_pinged_edited_and_removed() {
    let it = Listening::new("events-v2").await;
    let body = json!({ "integration": it.integration, "name": "Backup", "every_s": 600, "severity": "error" });
    it.cell.post("/api/v1/monitors", &it.lead, body.clone()).await.must(403);
    let made = it.cell.post("/api/v1/monitors", &it.admin, body.clone()).await.must(201).json();
    assert_eq!((made["heard_at"].is_null(), made["grace_s"].as_u64()), (true, Some(0)));
    let monitor = made["id"].as_str().unwrap();
    let path = format!("/heartbeat/{}/{monitor}", it.key);

    let heard = it.send(Method::POST, &path, &[], "").await;
    assert_eq!(heard.status, 200, "{heard:?}");
    assert!(heard.head.contains("cache-control: no-store"));
    let size = it.cell.app.engine.size();
    for method in [Method::GET, Method::POST, Method::HEAD] {
        assert_eq!(it.send(method, &path, &[], "").await.status, 200);
    }
    assert_eq!(it.cell.app.engine.size(), size, "pings soon after one another are not recorded");
    let address = format!("/api/v1/monitors/{monitor}");
    let shown = it.cell.get(&address, &it.lead).await.must(200).json();
    assert_eq!(shown["silent_at"], heard.json()["next_by"]);
    assert!(shown["heard_at"].is_string() && shown["silent_since"].is_null());

    let wrong = json!({ "integration": it.integration, "name": "Backup", "every_s": 59, "severity": "error" });
    let edit = [("if-match", "\"1\"")];
    it.cell.call(Method::PUT, &address, Some(&it.admin), Some(wrong), &edit).await.must(422);
    let came = it.cell.call(Method::PUT, &address, Some(&it.admin), Some(body), &edit).await.must(200);
    assert_eq!(came.headers["etag"], "\"1\"", "nothing was changed");
    it.cell.call(Method::DELETE, &address, Some(&it.lead), None, &[]).await.must(403);
    it.cell.call(Method::DELETE, &address, Some(&it.admin), None, &[]).await.must(204);
    assert_eq!(it.send(Method::GET, &path, &[], "").await.status, 404);
}

#[tokio::test]
async fn only_the_key_opens_it() {
    let it = Listening::new("events-v2").await;
    let body = json!({ "integration": it.integration, "name": "Backup", "every_s": 600, "severity": "error" });
    let made = it.cell.post("/api/v1/monitors", &it.admin, body).await.must(201).json();
    let monitor = made["id"].as_str().unwrap();
    let size = it.cell.app.engine.size();
    for path in [format!("/heartbeat/{}/{monitor}", "0".repeat(32)), format!("/heartbeat/{}/{}", it.key, id(404))] {
        assert_eq!(it.send(Method::GET, &path, &[], "").await.status, 404, "{path}");
    }
    assert_eq!(it.send(Method::GET, &format!("/heartbeat/{}/x", it.key), &[], "").await.status, 400);
    assert_eq!(it.cell.app.engine.size(), size);
    let head = it.send(Method::HEAD, &format!("/heartbeat/{}/{monitor}", it.key), &[], "").await;
    assert_eq!(head.status, 200);
    assert_eq!(it.cell.app.engine.size(), size, "a link checker is no heartbeat");
}
