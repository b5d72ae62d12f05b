//! What PagerDuty's clients really send.

use proptest::prelude::*;

use super::*;

fn event(json: &str) -> Event {
    parse(json.as_bytes()).unwrap()
}

fn decided(json: &str) -> Result<(String, Command), Vec<String>> {
    command(&event(json), || "drawn".to_owned())
}

/// As Debian's Alertmanager 0.25.0 sends it.
const ALERTMANAGER: &str = r#"{"routing_key":"0123456789abcdef0123456789abcdef","dedup_key":"a1b2c3","event_action":"trigger",
    "payload":{"summary":"[FIRING:1] EncryptedFileShare (fs01 critical)","source":"Alertmanager","severity":"critical",
    "class":"ransomware","component":"files","group":"acute",
    "custom_details":{"firing":"Labels:\n - alertname = EncryptedFileShare\n","num_firing":"1","resolved":""}},
    "client":"Alertmanager","client_url":"http://am:9093","links":[{"href":"http://am/x","text":"graph"}],"images":[]}"#;

#[test]
fn an_alertmanagers_event_becomes_a_signal() {
    let (key, command) = decided(ALERTMANAGER).unwrap();
    assert_eq!(key, "a1b2c3");
    let Command::RaiseAlert { dedup_key, signal } = command else { panic!("not an alert") };
    assert_eq!(dedup_key, "a1b2c3");
    assert_eq!(signal.severity, AlertSeverity::Critical);
    insta::assert_snapshot!(serde_json::to_string(&signal.fields).unwrap(), @r#"{"class":"ransomware","client":"Alertmanager","client_url":"http://am:9093","component":"files","details.firing":"Labels:\n - alertname = EncryptedFileShare\n","details.num_firing":"1","group":"acute","links.0.href":"http://am/x","links.0.text":"graph"}"#);
}

#[test]
fn a_trigger_without_a_key_is_given_one_and_the_others_need_theirs() {
    let payload = r#""payload":{"summary":"s","source":"h","severity":"info"}"#;
    let (key, _) = decided(&format!(r#"{{"event_action":"trigger",{payload}}}"#)).unwrap();
    assert_eq!(key, "drawn");
    for action in ["acknowledge", "resolve"] {
        let errors = decided(&format!(r#"{{"event_action":"{action}",{payload}}}"#)).unwrap_err();
        assert_eq!(errors, ["'dedup_key' is missing or blank"]);
        assert!(decided(&format!(r#"{{"event_action":"{action}","dedup_key":"k"}}"#)).is_ok(), "no payload is needed");
    }
    let long = "k".repeat(DEDUP_KEY + 1);
    assert!(decided(&format!(r#"{{"event_action":"resolve","dedup_key":"{long}"}}"#)).is_err());
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let errors = decided(r#"{"event_action":"trigger","payload":{"severity":"loud","summary":"  "}}"#).unwrap_err();
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(errors[2].contains("'critical', 'error', 'warning', 'info'"));
    assert!(decided(r#"{"event_action":"shout"}"#).unwrap_err()[0].contains("event_action"));
    let problem = parse::<Event>(br#"{"payload":{"summary":7}}"#).unwrap_err();
    assert_eq!(problem.errors[0].field, "payload.summary");
}

#[test]
fn a_page_is_better_than_a_perfect_event() {
    let summary = "ü".repeat(3_000);
    let json = format!(
        r#"{{"event_action":"trigger","payload":{{"summary":"{summary}","source":"h","severity":"info",
        "timestamp":"yesterday","custom_details":"free text","unheard_of":[1]}},"also_new":true}}"#
    );
    let (_, command) = decided(&json).unwrap();
    let Command::RaiseAlert { signal, .. } = command else { panic!("not an alert") };
    assert_eq!(signal.summary.chars().count(), SUMMARY);
    assert_eq!(signal.fields["timestamp"], "yesterday");
    assert_eq!(signal.fields["details"], "free text");
    assert_eq!(signal.occurred_at, None);
}

#[test]
fn the_senders_clock_is_kept_where_it_can_be_read() {
    for time in ["2026-11-21T03:00:00Z", "2026-11-21T03:00:00.315+0000"] {
        let json = format!(
            r#"{{"event_action":"trigger","payload":{{"summary":"s","source":"h","severity":"info","timestamp":"{time}"}}}}"#
        );
        let Command::RaiseAlert { signal, .. } = decided(&json).unwrap().1 else { panic!("not an alert") };
        assert!(signal.occurred_at.is_some(), "{time}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(event) = parse::<Event>(&bytes) {
            let _ = command(&event, || "drawn".to_owned());
        }
    }
}

#[test]
fn an_event_for_which_there_is_no_room_is_to_be_sent_again() {
    let full = Refusal::Limit { what: "open alerts of one integration; resolve some", limit: 200_000 };
    assert!(matches!(Rejected::from(ExecuteError::Refused(full)), Rejected::Throttled(_)));
}
