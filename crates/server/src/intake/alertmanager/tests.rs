//! What Alertmanagers really send.

use super::*;

/// As Alertmanager 0.27 sends it, with a field of a later version.
const NOTIFICATION: &str = r#"{"receiver":"cell","status":"firing","version":"4","groupKey":"{}:{alertname=\"Down\"}",
    "truncatedAlerts":0,"groupLabels":{"alertname":"Down"},"commonLabels":{},"commonAnnotations":{},
    "externalURL":"http://am:9093","notification_reason":"new","alerts":[
      {"status":"firing","labels":{"alertname":"Down","instance":"pas01:9100","job":"node","severity":"critical"},
       "annotations":{"summary":"The patient administration system is down"},"startsAt":"2026-11-21T03:00:00.123Z",
       "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prom/g","fingerprint":"c1d2e3f4a5b60718"},
      {"status":"resolved","labels":{"alertname":"Down","instance":"pas02:9100"},"annotations":{},
       "startsAt":"2026-11-21T02:00:00Z","endsAt":"2026-11-21T03:00:00Z","generatorURL":"","fingerprint":""}]}"#;

#[test]
fn each_alert_is_one_of_its_own() {
    let webhook: Webhook = parse(NOTIFICATION.as_bytes()).unwrap();
    check(&webhook, VERSION).unwrap();
    let Command::RaiseAlert { dedup_key, signal } = command(&webhook, &webhook.alerts[0]) else { panic!("not raised") };
    assert_eq!(dedup_key, "c1d2e3f4a5b60718");
    assert_eq!(signal.summary, "The patient administration system is down");
    assert_eq!(signal.source, "pas01:9100");
    assert_eq!(signal.severity, AlertSeverity::Critical);
    assert_eq!(signal.fields["details.job"], "node");
    assert!(signal.occurred_at.is_some());

    let Command::ResolveAlert { dedup_key } = command(&webhook, &webhook.alerts[1]) else { panic!("not resolved") };
    assert_eq!(dedup_key.len(), 64, "without a fingerprint, the hash of group and labels");
    let mut other = webhook.alerts[1].clone();
    other.labels.insert("instance".to_owned(), "pas03:9100".to_owned());
    let Command::ResolveAlert { dedup_key: another } = command(&webhook, &other) else { panic!("not resolved") };
    assert_ne!(dedup_key, another);
}

#[test]
fn another_version_and_too_many_alerts_are_refused_with_advice() {
    let mut webhook: Webhook = parse(NOTIFICATION.as_bytes()).unwrap();
    webhook.alerts = vec![webhook.alerts[0].clone(); limits::WEBHOOK_ALERTS + 1];
    assert!(check(&webhook, VERSION).unwrap_err().0.detail.contains("max_alerts"));
    webhook.version = "3".to_owned();
    assert_eq!(check(&webhook, VERSION).unwrap_err().0.errors[0].field, "version");
}

#[test]
fn a_severity_nobody_knows_is_an_error() {
    assert_eq!(severity(None), AlertSeverity::Error);
    assert_eq!(severity(Some(&"purple".to_owned())), AlertSeverity::Error);
    assert_eq!(severity(Some(&"Warning".to_owned())), AlertSeverity::Warning);
    assert!(AlertSeverity::Critical > AlertSeverity::Error);
}

#[test]
fn whoever_must_wait_is_told_so_in_a_way_that_every_version_sends_again_after() {
    let busy = to_be_sent_again(Refused::from(ctac_engine::ExecuteError::Busy));
    assert_eq!((busy.0.status, busy.0.retry_after), (503, Some(limits::RETRY_BUSY_S)));
    assert_eq!(to_be_sent_again(Refused::not_found()).0.status, 404);
}
