//! Groups as given, when, then.

use super::*;
use crate::alert::{AlertStatus, Signal};
use crate::command::{Actor, Command};
use crate::policy::AlertSeverity;
use crate::rules::story::{ANN, POLICY, SOURCE, Story, from_severity, signal};

/// Grouped by source.
fn grouped() -> Story {
    let mut story = Story::new();
    story.grouped_by(&["source"]);
    story
}

fn held(story: &Story, id: AlertId) -> Option<Held> {
    story.state.alerts[&id].held
}

#[test]
fn the_first_pages_at_once_and_the_others_join_it() {
    let mut story = grouped();
    let first = story.raise("disk");
    assert_eq!(story.then(), ["alert.raised", "page.raised", "page.step_started", "alert.group_opened"]);
    let second = story.later(60).raise("memory");
    assert_eq!(story.then(), ["alert.raised", "alert.held"]);
    assert_eq!(held(&story, second), Some(Held::Group { first }));
    let elsewhere = Signal { source: "web-1".to_owned(), ..signal(AlertSeverity::Error) };
    story.signal("disk of web", &elsewhere).unwrap();
    assert!(story.then().contains(&"page.raised"));
    let page = story.state.alerts[&first].page.unwrap();
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(story.then(), ["page.acknowledged", "alert.acknowledged", "alert.acknowledged"]);
    assert_eq!(story.state.alerts[&second].status, AlertStatus::Acknowledged);
    story.later(600).raise("late");
    assert!(story.then().contains(&"page.raised"), "the window is over");
}

#[test]
fn when_the_first_is_over_the_others_go_their_way() {
    let mut story = grouped();
    let first = story.raise("disk");
    let (second, third) = (story.raise("memory"), story.raise("fan"));
    story.resolve("disk");
    let expected = [
        "alert.resolved",
        "page.cancelled",
        "alert.released",
        "page.raised",
        "page.step_started",
        "alert.group_opened",
        "alert.released",
        "alert.held",
    ];
    assert_eq!(story.then(), expected);
    assert!(story.state.alerts[&second].page.is_some() && story.state.alerts[&first].joined.is_empty());
    assert_eq!(held(&story, third), Some(Held::Group { first: second }));
}

#[test]
fn a_source_acknowledges_for_its_own_signal_only() {
    let mut story = grouped();
    story.raise("disk");
    let second = story.raise("memory");
    let command = Command::AcknowledgeAlert { dedup_key: "disk".to_owned() };
    story.when(Actor::Integration(SOURCE), &command).unwrap();
    assert!(story.then().contains(&"page.raised"), "{:?}", story.then());
    assert!(story.state.alerts[&second].page.is_some());
}

#[test]
fn what_is_worse_than_what_is_done_pages_by_itself() {
    let mut story = grouped();
    let urgent = Route::Page { policy: POLICY, severity: Severity::S1 };
    let page = Route::Page { policy: POLICY, severity: Severity::S3 };
    story.rules(vec![from_severity(AlertSeverity::Critical, urgent)], page);
    story.grouped_by(&["source"]);
    story.raise("disk");
    let second = story.raise("memory");
    assert!(held(&story, second).is_some());
    story.signal("memory", &signal(AlertSeverity::Critical)).unwrap();
    assert!(story.then().contains(&"page.raised"), "{:?}", story.then());
    assert_eq!(held(&story, second), None);
    let third = story.raise("fan");
    assert_eq!(held(&story, third), Some(Held::Group { first: second }), "the worse one leads from now on");
}

#[test]
fn nobody_joins_what_nobody_attends_to() {
    let mut story = grouped();
    story.policy(&[(&[ANN], 60)], 0);
    story.raise("disk");
    story.later(60).tick();
    assert!(story.then().contains(&"page.exhausted"));
    story.raise("memory");
    assert!(story.then().contains(&"page.raised"));
}

#[test]
fn what_joins_an_incidents_alert_stands_in_its_timeline() {
    let mut story = grouped();
    story.rules(vec![], crate::rules::story::declare());
    story.grouped_by(&["source"]);
    let first = story.raise("disk");
    let incident = story.state.alerts[&first].incident.unwrap();
    let second = story.raise("memory");
    assert_eq!(story.then(), ["alert.raised", "alert.held", "alert.linked"]);
    assert_eq!(story.entries.last().unwrap().stream, Stream::Incident(incident));
    assert_eq!(story.state.alerts[&second].incident, Some(incident));
    assert_eq!(story.state.incidents.len(), 1);
}

#[test]
fn a_full_group_is_followed_by_another() {
    let mut story = grouped();
    for n in 0..=GROUPED {
        story.raise(&format!("disk {n}"));
    }
    assert_eq!(story.then(), ["alert.raised", "alert.held"]);
    story.raise("one more");
    assert!(story.then().contains(&"page.raised"));
    story.resolve("disk 0");
    assert!(story.entries.len() <= 3 * GROUPED, "{}", story.entries.len());
}
