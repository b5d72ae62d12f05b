//! Putting off, over the wire.

use serde_json::json;

use super::Listening;

#[tokio::test]
async fn an_alert_is_put_off_until_a_time_within_the_limit() {
    let it = Listening::new("events-v2").await;
    let event = json!({
        "routing_key": it.key, "event_action": "trigger", "dedup_key": "disk",
        "payload": { "summary": "Disk is full", "source": "db-1", "severity": "critical" },
    });
    assert_eq!(it.post("/v2/enqueue", &event).await.status, 202);
    let alert = it.alerts().await.remove(0);
    let path = format!("/api/v1/alerts/{}/snooze", alert["id"].as_str().unwrap());
    let at = |seconds| json!({ "until": it.cell.app.clock.now() + jiff::SignedDuration::from_secs(seconds) });
    it.cell.post(&path, &it.lead, at(25 * 3_600)).await.must(422);
    it.cell.post(&path, &it.admin, at(600)).await.must(403);
    let put_off = it.cell.post(&path, &it.lead, at(600)).await.must(200).json();
    assert_eq!((put_off["held"]["by"].as_str(), put_off["page"].is_null()), (Some("snooze"), true));
    assert!(put_off["why_not_paged"].as_str().unwrap().starts_with("Put off until"));
    let page = it.cell.get(&format!("/api/v1/pages/{}", alert["page"].as_str().unwrap()), &it.lead).await;
    assert_eq!(page.must(200).json()["status"]["is"], "cancelled");
}
