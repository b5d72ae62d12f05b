//! Each source's own form, over the wire. The samples follow the projects' documentation and are our own.

use axum::http::Method;
use serde_json::{Value, json};

use super::Listening;

/// As Grafana Alerting's documentation has it, with fields that we do not know.
fn grafana(status: &str) -> Value {
    json!({
        "receiver": "cell", "status": status, "orgId": 1, "version": "1", "groupKey": "{}:{alertname=\"Memory\"}",
        "truncatedAlerts": 0, "title": "[FIRING:1]", "state": "alerting", "message": "**Firing**",
        "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "https://grafana.example/",
        "alerts": [{
            "status": status,
            "labels": { "alertname": "Memory", "team": "blue", "severity": "critical" },
            "annotations": { "summary": "Memory is nearly full on db-1" },
            "startsAt": "2026-03-01T09:51:03.157076+02:00", "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "https://grafana.example/alerting/1/edit", "fingerprint": "c6eadffa33fcdf37",
            "silenceURL": "https://grafana.example/alerting/silence/new", "dashboardURL": "", "panelURL": "",
            "values": { "B": 44.2, "C": 1 },
        }],
    })
}

#[tokio::test]
async fn grafana_fires_and_resolves() {
    let it = Listening::new("grafana").await;
    let path = format!("/intake/grafana/{}", it.key);
    let size = it.cell.app.engine.size();
    let mut wrong = grafana("firing");
    wrong["version"] = json!("4");
    assert_eq!(it.post(&path, &wrong).await.status, 400);
    assert_eq!(it.post(&format!("/intake/grafana/{}", "0".repeat(32)), &grafana("firing")).await.status, 404);
    assert_eq!(it.cell.app.engine.size(), size);
    assert_eq!(it.post(&path, &grafana("firing")).await.status, 202);
    let alert = it.alerts().await.remove(0);
    assert_eq!((&alert["summary"], &alert["severity"]), (&json!("Memory is nearly full on db-1"), &json!("critical")));
    assert_eq!(alert["fields"]["silence_url"], "https://grafana.example/alerting/silence/new");
    assert!(alert["page"].is_string());
    assert_eq!(it.post(&path, &grafana("resolved")).await.status, 202);
    assert_eq!(it.alerts().await[0]["status"], "resolved");
}

#[tokio::test]
async fn a_cloud_event_is_taken_in_both_modes() {
    let it = Listening::new("cloudevents").await;
    let path = format!("/intake/cloudevents/{}", it.key);
    let event = json!({
        "specversion": "1.0", "type": "org.example.malware.found", "source": "/edr/ward-7", "id": "A234-1234",
        "time": "2026-03-01T03:00:00Z", "subject": "ward-7-pc-3", "comexampleextension1": "value",
        "datacontenttype": "application/json", "data": { "message": "Malware was found", "severity": "critical" },
    });
    let structured = [("content-type", "application/cloudevents+json; charset=utf-8")];
    let came = it.send(Method::POST, &path, &structured, &event.to_string()).await;
    assert_eq!(came.status, 202, "{came:?}");
    let binary = [
        ("content-type", "application/json"),
        ("ce-specversion", "1.0"),
        ("ce-type", "org.example.malware.found"),
        ("ce-source", "/edr/ward-7"),
        ("ce-id", "A234-1234"),
        ("ce-subject", "ward-7-pc-3"),
    ];
    let data = r#"{"message":"Malware was found","severity":"critical"}"#;
    assert_eq!(it.send(Method::POST, &path, &binary, data).await.status, 202);
    let alerts = it.alerts().await;
    assert_eq!((alerts.len(), &alerts[0]["count"]), (1, &json!(2)), "the same event, sent again");
    assert_eq!(alerts[0]["summary"], "Malware was found");
    assert_eq!((&alerts[0]["source"], &alerts[0]["severity"]), (&json!("ward-7-pc-3"), &json!("critical")));
    assert_eq!(alerts[0]["fields"]["class"], "org.example.malware.found");

    let size = it.cell.app.engine.size();
    let batch = [("content-type", "application/cloudevents-batch+json")];
    assert_eq!(it.send(Method::POST, &path, &batch, "[]").await.status, 415);
    assert_eq!(it.post(&path, &event).await.status, 415, "neither mode");
    for gone in ["id", "source", "type", "specversion"] {
        let mut wrong = event.clone();
        wrong.as_object_mut().unwrap().remove(gone);
        let came = it.send(Method::POST, &path, &structured, &wrong.to_string()).await;
        assert_eq!((came.status, came.json()["errors"][0]["field"].as_str()), (400, Some(gone)));
    }
    assert_eq!(it.send(Method::POST, &path, &structured, "{").await.status, 400);
    assert_eq!(it.cell.app.engine.size(), size);
}

fn mapping() -> Value {
    json!({
        "summary": "{/check} on {/host}", "source": "{/host}", "dedup_key": "{/host}/{/check}",
        "severity": "{/level}", "severities": { "red": "critical" }, "over": { "of": "{/state}", "is": ["ok"] },
        "fields": { "details.site": "{/site/name}" },
    })
}

#[tokio::test]
async fn json_of_anybodys_is_read_by_the_mapping_which_can_be_tried() {
    let it = Listening::with("json", json!({ "mapping": mapping() })).await;
    let sample =
        json!({ "check": "Disk", "host": "db-1", "level": "red", "state": "bad", "site": { "name": "ward 7" } });
    let try_it = format!("/api/v1/integrations/{}/try", it.integration);
    let size = it.cell.app.engine.size();
    let tried = it.cell.post(&try_it, &it.admin, json!({ "sample": sample })).await.must(200).json();
    let one = &tried["items"][0];
    assert_eq!((&one["do"], &one["dedup_key"]), (&json!("raise"), &json!("db-1/Disk")));
    assert_eq!(one["signal"]["fields"]["details.site"], "ward 7");
    assert_eq!(one["route"], json!({ "do": "page", "policy": it.policy, "severity": "S2" }));
    let mut other = mapping();
    other["summary"] = json!("{/host} is ill");
    let tried = it.cell.post(&try_it, &it.admin, json!({ "sample": sample, "mapping": other })).await.must(200).json();
    assert_eq!(tried["items"][0]["signal"]["summary"], "db-1 is ill");
    it.cell.post(&try_it, &it.lead, json!({ "sample": sample })).await.must(403);
    assert_eq!(it.cell.app.engine.size(), size, "nothing is recorded");

    let path = format!("/intake/json/{}", it.key);
    assert_eq!(it.post(&path, &sample).await.status, 202);
    let alert = it.alerts().await.remove(0);
    assert_eq!((&alert["summary"], &alert["severity"]), (&json!("Disk on db-1"), &json!("critical")));
    let mut over = sample.clone();
    over["state"] = json!("OK");
    assert_eq!(it.post(&path, &over).await.status, 202);
    assert_eq!(it.alerts().await[0]["status"], "resolved");
    assert_eq!(it.send(Method::POST, &path, &[], "not JSON").await.status, 400);
    let large = json!({ "check": "x".repeat(600 * 1024) });
    assert_eq!(it.post(&path, &large).await.status, 413);
}

#[tokio::test]
async fn a_mapping_that_cannot_be_right_is_refused() {
    let it = Listening::new("json").await;
    let with = |mapping: Value| {
        json!({ "name": "x", "organisation": crate::cell::id(crate::cell::TRUST), "kind": "json",
                "otherwise": { "do": "record" }, "mapping": mapping })
    };
    let mut wrong = mapping();
    wrong["fields"] = json!({ "colour": "{/x}" });
    it.cell.post("/api/v1/integrations", &it.admin, with(wrong)).await.must(422);
    let mut wrong = mapping();
    wrong["summary"] = json!("x".repeat(501));
    it.cell.post("/api/v1/integrations", &it.admin, with(wrong)).await.must(422);
    let mut wrong = mapping();
    wrong["colour"] = json!("red");
    it.cell.post("/api/v1/integrations", &it.admin, with(wrong)).await.must(400);
}
