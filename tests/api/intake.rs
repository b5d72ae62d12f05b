//! The intake's answers, byte for byte what PagerDuty's clients expect; and what happens when there is too much.

use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::{Answered, Wire};
use ctac_tests::ledger::verified;
use futures_util::future::join_all;
use serde_json::{Value, json};

fn event(key: &str, action: &str, dedup_key: &str) -> Value {
    json!({
        "routing_key": key, "event_action": action, "dedup_key": dedup_key, "client": "a test",
        "payload": { "summary": "Disk is full", "source": "db-1", "severity": "critical", "timestamp": "yesterday" },
        "unknown": { "fields": "are tolerated" },
    })
}

fn invalid(answered: &Answered, word: &str) {
    assert_eq!(answered.status, 400, "{answered:?}");
    assert_eq!(answered.body["status"], "invalid event");
    assert_eq!(answered.body["message"], "Event object is invalid");
    let errors = answered.body["errors"].to_string();
    assert!(errors.contains(word), "{errors} does not speak of {word}");
}

#[tokio::test]
async fn events_are_answered_as_pagerduty_answers_them() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let wire = Wire::to(&node.url);
    let key = cell.seeded.recording_key.as_str();
    let taken = wire.post("/v2/enqueue", event(key, "trigger", "disk")).await;
    assert_eq!(taken.status, 202);
    assert_eq!(taken.body, json!({"status": "success", "message": "Event processed", "dedup_key": "disk"}));
    let mut without = event(key, "trigger", "disk");
    without.as_object_mut().expect("an object").remove("dedup_key");
    let drawn = wire.post("/v2/enqueue", &without).await;
    assert!(drawn.body["dedup_key"].as_str().is_some_and(|key| key.len() >= 16), "{drawn:?}");
    for action in ["acknowledge", "resolve"] {
        assert_eq!(wire.post("/v2/enqueue", event(key, action, "disk")).await.status, 202);
    }
    let before = cell.ledger_size().await;
    invalid(&wire.post("/v2/enqueue", "{").await, "EOF");
    invalid(&wire.post("/v2/enqueue", json!({"routing_key": 7})).await, "expected a string");
    invalid(&wire.post("/v2/enqueue", event("nobody", "trigger", "x")).await, "routing_key");
    invalid(&wire.post("/v2/enqueue", event(key, "explode", "x")).await, "event_action");
    invalid(&wire.post("/v2/enqueue", event(key, "trigger", &"x".repeat(256))).await, "255");
    let mut loud = event(key, "trigger", "x");
    loud["payload"]["severity"] = json!("loud");
    invalid(&wire.post("/v2/enqueue", &loud).await, "severity");
    loud["payload"] = json!({});
    let all = wire.post("/v2/enqueue", &loud).await;
    for part in ["summary", "source", "severity"] {
        invalid(&all, part);
    }
    let mut large = event(key, "trigger", "x");
    large["payload"]["custom_details"] = json!("x".repeat(512 * 1024));
    let refused = wire.post("/v2/enqueue", &large).await;
    assert_eq!((refused.status.as_u16(), &refused.body["status"]), (413, &json!("invalid event")));
    assert_eq!(cell.ledger_size().await, before, "nothing was recorded");
    large["payload"]["custom_details"] = json!({"dump": "x".repeat(500 * 1024)});
    assert_eq!(wire.post("/v2/enqueue", &large).await.status, 202, "512 KB are taken; what is too long is cut");
}

#[tokio::test]
async fn an_alertmanager_webhook_is_taken_whole_or_not_at_all() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let wire = Wire::to(&node.url);
    let path = format!("/intake/alertmanager/{}", cell.seeded.recording_key);
    let alert = |name: &str, status: &str| {
        json!({"status": status, "labels": {"alertname": name, "severity": "warning"}, "annotations": {},
               "startsAt": "2026-11-21T03:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": name})
    };
    let webhook = |alerts: Vec<Value>| {
        json!({"version": "4", "groupKey": "{}", "truncatedAlerts": 0, "status": "firing", "receiver": "cell",
               "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://am", "alerts": alerts})
    };
    let both = webhook(vec![alert("disk", "firing"), alert("fan", "firing")]);
    assert_eq!(wire.post(&path, &both).await.status, 202);
    assert_eq!(wire.post(&path, &both).await.status, 202, "Alertmanager repeats what fires on");
    assert_eq!(wire.post(&path, webhook(vec![alert("disk", "resolved")])).await.status, 202);
    let audit = verified(&*cell.store().await.ledger).await;
    let count = |kind| audit.of_kind(kind).count();
    assert_eq!((count("alert.raised"), count("alert.repeated"), count("alert.resolved")), (2, 2, 1));

    let wrong_version = json!({"version": "3", "alerts": []});
    let (slug, detail) = wire.post(&path, &wrong_version).await.problem();
    assert!(slug == "invalid-body" && detail.contains("version"), "{slug} {detail}");
    let half = webhook(vec![alert("new", "firing"), json!({"status": "burning"})]);
    let (slug, detail) = wire.post(&path, &half).await.problem();
    assert!(slug == "invalid-body" && detail.contains("alerts[1].status"), "{slug} {detail}");
    let many = webhook(vec![alert("many", "firing"); 1_001]);
    assert_eq!(wire.post(&path, &many).await.problem().0, "too-large");
    assert_eq!(cell.ledger_size().await, audit.size(), "nothing of these was recorded");
}

#[tokio::test]
async fn who_sends_more_than_agreed_is_told_when_to_come_back() {
    let cell = Cell::on_sqlite(600, Settings { signals_per_minute: 3, ..Settings::default() }).await;
    let node = cell.start("one").await;
    let wire = Wire::to(&node.url);
    for sent in 0..3 {
        let key = format!("disk-{sent}");
        assert_eq!(wire.post("/v2/enqueue", event(&cell.seeded.recording_key, "trigger", &key)).await.status, 202);
    }
    let refused = wire.post("/v2/enqueue", event(&cell.seeded.recording_key, "trigger", "disk-3")).await;
    assert_eq!((refused.status.as_u16(), &refused.body["status"]), (429, &json!("throttle exceeded")));
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| (1..=60).contains(&seconds)));
    let other = wire.post("/v2/enqueue", event(&cell.seeded.paging_key, "trigger", "disk")).await;
    assert_eq!(other.status, 202, "another integration is not held back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_inbox_says_so_and_records_exactly_what_it_took() {
    let cell = Cell::on_sqlite(600, Settings { inbox: 1, ..Settings::default() }).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let wire = Wire::to(&node.url).signed_in(&lead);
    let before = verified(&*cell.store().await.ledger).await.size();
    let declare = json!({"title": "Too much at once", "severity": "S3"});
    let sent = join_all((0..200).map(|at| {
        let (wire, declare) = (&wire, &declare);
        let event = event(&cell.seeded.recording_key, "trigger", &format!("flood-{at}"));
        async move {
            if at % 4 == 0 {
                wire.post("/api/v1/incidents", declare).await
            } else {
                wire.post("/v2/enqueue", event).await
            }
        }
    }))
    .await;
    let (mut alerts, mut incidents, mut turned_away) = (0, 0, [0, 0]);
    for (at, answered) in sent.iter().enumerate() {
        match (answered.status.as_u16(), at % 4 == 0) {
            (201, true) => incidents += 1,
            (202, false) => alerts += 1,
            (429, problem) => {
                assert_eq!(answered.header("retry-after"), "1", "{answered:?}");
                if problem {
                    assert_eq!(answered.problem().0, "busy");
                } else {
                    assert_eq!(answered.body["status"], "throttle exceeded");
                }
                turned_away[usize::from(problem)] += 1;
            }
            _ => panic!("{answered:?}"),
        }
    }
    assert!(turned_away.iter().all(|count| *count > 0), "an inbox of one was never full: {turned_away:?}");
    let audit = verified(&*cell.store().await.ledger).await;
    assert!(audit.size() > before);
    assert_eq!(
        (audit.of_kind("alert.raised").count(), audit.of_kind("incident.declared").count()),
        (alerts, incidents)
    );
}
