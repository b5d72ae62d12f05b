//! What becomes of signals: new, repeated, acknowledged, resolved, refused.

use super::*;
use crate::command::Command;
use crate::incident::Severity;
use crate::page::{How, PageStatus};
use crate::policy::AlertSeverity;
use crate::rules::story::{ANN, POLICY, SOURCE, Story, from_severity, signal};

fn acknowledge(story: &mut Story, key: &str) -> Answer {
    let command = Command::AcknowledgeAlert { dedup_key: key.to_owned() };
    story.when(Actor::Integration(SOURCE), &command).unwrap()
}

#[test]
fn a_new_alert_pages_at_once() {
    let mut story = Story::new();
    story.raise("disk");
    assert_eq!(story.then(), ["alert.raised", "page.raised", "page.step_started"]);
    assert!(story.entries.iter().all(|entry| entry.stream == Stream::Integration(SOURCE)));
}

#[test]
fn a_repeat_of_an_open_alert_is_counted_and_pages_nobody() {
    let mut story = Story::new();
    let first = story.raise("disk");
    assert_eq!(story.raise("disk"), first);
    assert_eq!(story.then(), ["alert.repeated"]);
    acknowledge(&mut story, "disk");
    story.raise("disk");
    assert_eq!(story.then(), ["alert.repeated"]);
    assert_eq!(story.state.alerts[&first].count, 3);
}

#[test]
fn a_repeat_pages_when_the_alert_had_only_been_recorded_and_became_worse() {
    let mut story = Story::new();
    let page = Route::Page { policy: POLICY, severity: Severity::S2 };
    story.rules(vec![from_severity(AlertSeverity::Error, page)], Route::Record);
    story.signal("disk", &signal(AlertSeverity::Warning)).unwrap();
    assert_eq!(story.then(), ["alert.raised"]);
    story.signal("disk", &signal(AlertSeverity::Warning)).unwrap();
    assert_eq!(story.then(), ["alert.repeated"]);
    story.signal("disk", &signal(AlertSeverity::Critical)).unwrap();
    assert_eq!(story.then(), ["alert.repeated", "page.raised", "page.step_started"]);
    story.signal("disk", &signal(AlertSeverity::Critical)).unwrap();
    assert_eq!(story.then(), ["alert.repeated"]);
}

#[test]
fn the_same_key_after_a_resolve_is_a_new_alert() {
    let mut story = Story::new();
    let first = story.raise("disk");
    story.resolve("disk");
    assert_eq!(story.then(), ["alert.resolved", "page.cancelled"]);
    assert_ne!(story.raise("disk"), first);
    assert_eq!(story.then(), ["alert.raised", "page.raised", "page.step_started"]);
}

#[test]
fn resolve_and_acknowledge_of_nothing_are_dropped() {
    let mut story = Story::new();
    assert_eq!(story.resolve("disk"), Answer::Alert(None));
    assert_eq!(acknowledge(&mut story, "disk"), Answer::Alert(None));
    assert_eq!(story.state.size, 0);
}

#[test]
fn the_source_acknowledges_its_page_and_nobody_is_named() {
    let mut story = Story::new();
    let alert = story.raise("disk");
    let page = story.state.alerts[&alert].page.unwrap();
    acknowledge(&mut story, "disk");
    assert_eq!(story.then(), ["alert.acknowledged", "page.acknowledged"]);
    let PageStatus::Acknowledged { by: None, how: How::Source, .. } = story.at(page).status else { panic!() };
    acknowledge(&mut story, "disk");
    assert!(story.entries.is_empty());
    story.resolve("disk");
    assert_eq!(story.then(), ["alert.resolved"]);
}

#[test]
fn a_declared_incident_pages_on_when_its_alert_is_over() {
    let mut story = Story::new();
    story.rules(vec![], crate::rules::story::declare());
    story.raise("disk");
    story.resolve("disk");
    assert_eq!(story.then(), ["alert.resolved"]);
    story.later(60).tick();
    assert_eq!(story.then(), ["page.step_started"]);
}

#[test]
fn only_an_active_integration_signals() {
    let mut story = Story::new();
    let command = Command::ResolveAlert { dedup_key: "disk".to_owned() };
    assert!(matches!(story.when(Actor::Person(ANN), &command), Err(Refusal::Denied(_))));
    story.state.integrations[&SOURCE].active = false;
    assert!(matches!(story.when(Actor::Integration(SOURCE), &command), Err(Refusal::Denied(_))));
}

#[test]
fn what_cannot_be_right_is_refused_and_what_just_fits_is_not() {
    let mut story = Story::new();
    let good = signal(AlertSeverity::Error);
    let refused = |story: &mut Story, key: &str, signal: &Signal| match story.signal(key, signal) {
        Err(Refusal::Invalid { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&mut story, " ", &good), "dedup_key");
    assert_eq!(refused(&mut story, &"é".repeat(256), &good), "dedup_key");
    story.signal(&"é".repeat(255), &good).unwrap();
    assert_eq!(refused(&mut story, "a", &Signal { summary: String::new(), ..good.clone() }), "payload.summary");
    assert_eq!(refused(&mut story, "a", &Signal { summary: "s".repeat(1025), ..good.clone() }), "payload.summary");
    story.signal("b", &Signal { summary: "\u{1}".repeat(1024), source: "\u{1}".repeat(1024), ..good.clone() }).unwrap();
    assert_eq!(refused(&mut story, "a", &Signal { source: String::new(), ..good.clone() }), "payload.source");
    let with = |name: &str, value: String| Signal { fields: [(name.to_owned(), value)].into(), ..good.clone() };
    assert_eq!(refused(&mut story, "a", &with("details.x", "x".repeat(16 * 1024))), "payload");
    assert_eq!(refused(&mut story, "a", &with("details.x", "\u{1}".repeat(4 * 1024))), "payload");
    story.signal("c", &with("details.x", "x".repeat(16 * 1024 - 20))).unwrap();
}

#[test]
fn a_source_cannot_have_seen_the_future() {
    let mut story = Story::new();
    let mut seen = signal(AlertSeverity::Error);
    seen.occurred_at = Some(story.now - jiff::SignedDuration::from_secs(90));
    story.signal("past", &seen).unwrap();
    assert_eq!(story.entries[0].occurred_at, seen.occurred_at);
    seen.occurred_at = Some(story.now + jiff::SignedDuration::from_secs(90));
    story.signal("future", &seen).unwrap();
    assert_eq!(story.entries[0].occurred_at, None);
}
