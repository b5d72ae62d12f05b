//! Putting off, and paging again, as given, when, then.

use super::*;
use crate::command::Command;
use crate::page::PageStatus;
use crate::policy::Route;
use crate::rules::story::{ANN, BOB, CAT, DAN, EVE, POLICY, SOURCE, Story};

fn put_off(story: &mut Story, by: crate::id::PersonId, alert: AlertId, seconds: i64) -> Result<Answer, Refusal> {
    let until = story.now + SignedDuration::from_secs(seconds);
    story.when(Actor::Person(by), &Command::SnoozeAlert { alert, until })
}

fn page(story: &Story, alert: AlertId) -> PageId {
    story.state.alerts[&alert].page.unwrap()
}

#[test]
fn an_alert_put_off_pages_again_from_the_first_step() {
    let mut story = Story::new();
    let alert = story.raise("disk");
    let first = page(&story, alert);
    story.later(60).tick();
    put_off(&mut story, ANN, alert, 3_600).unwrap();
    assert_eq!(story.then(), ["alert.held", "page.cancelled"]);
    story.raise("disk");
    assert_eq!(story.then(), ["alert.repeated"]);
    story.later(3_599).tick();
    assert!(!story.then().contains(&"alert.released"));
    story.later(1).tick();
    assert_eq!(story.then(), ["alert.released", "page.raised", "page.step_started"]);
    let again = page(&story, alert);
    assert_ne!(again, first);
    assert_eq!((story.at(again).step, story.at(again).severity), (0, story.at(first).severity));
    assert!(!story.messages(again, ANN).is_empty());
}

#[test]
fn what_somebody_had_taken_pages_again_and_what_was_taken_meanwhile_or_is_over_does_not() {
    let mut story = Story::new();
    let had = story.raise("disk");
    let page = page(&story, had);
    story.acknowledge(page, ANN).unwrap();
    put_off(&mut story, BOB, had, 600).unwrap();
    let over = story.raise("fan");
    put_off(&mut story, ANN, over, 600).unwrap();
    let taken = story.raise("memory");
    put_off(&mut story, ANN, taken, 600).unwrap();
    story.resolve("fan");
    story.when(Actor::Integration(SOURCE), &Command::AcknowledgeAlert { dedup_key: "memory".to_owned() }).unwrap();
    story.later(600).tick();
    let mut then = story.then();
    then.sort_unstable();
    assert_eq!(then, ["alert.released", "alert.released", "page.raised", "page.step_started"]);
    assert!(story.state.alerts[&had].page.is_some() && story.state.alerts[&taken].page.is_none());
}

#[test]
fn it_can_be_put_off_again_and_not_for_ever() {
    let mut story = Story::new();
    let alert = story.raise("disk");
    put_off(&mut story, ANN, alert, 600).unwrap();
    story.later(300);
    put_off(&mut story, BOB, alert, 600).unwrap();
    assert_eq!(story.then(), ["alert.held"]);
    put_off(&mut story, BOB, alert, 600).unwrap();
    assert!(story.entries.is_empty(), "sent again");
    story.later(300).tick();
    assert!(!story.then().contains(&"page.raised"));
    story.later(300).tick();
    assert!(story.then().contains(&"page.raised"));
    for wrong in [0, -1, SNOOZE_S + 1] {
        let refused = put_off(&mut story, ANN, alert, wrong);
        assert!(matches!(refused, Err(Refusal::Invalid { field: "until", .. })));
    }
    assert!(matches!(put_off(&mut story, CAT, alert, 60), Err(Refusal::Denied(_))));
    story.resolve("disk");
    assert!(matches!(put_off(&mut story, ANN, alert, 60), Err(Refusal::Conflict(_))));
}

#[test]
fn what_pages_nobody_or_is_an_incident_cannot_be_put_off() {
    let mut story = Story::new();
    story.rules(vec![], Route::Record);
    let alert = story.raise("disk");
    assert!(matches!(put_off(&mut story, ANN, alert, 60), Err(Refusal::Conflict(_))));
    story.rules(vec![], crate::rules::story::declare());
    let alert = story.raise("fan");
    assert!(matches!(put_off(&mut story, ANN, alert, 60), Err(Refusal::Conflict(_))));
}

/// A policy of one minute whose page has run out of people.
fn exhausted(route: Route) -> (Story, AlertId) {
    let mut story = Story::new();
    story.policy(&[(&[EVE], 60)], 0);
    story.rules(vec![], route);
    let alert = story.raise("disk");
    story.later(60).tick();
    assert!(story.then().contains(&"page.exhausted"));
    (story, alert)
}

#[test]
fn an_alert_that_is_signalled_again_after_nobody_answered_pages_again_and_makes_no_storm() {
    let (mut story, alert) = exhausted(Route::Page { policy: POLICY, severity: Severity::S2 });
    let first = page(&story, alert);
    let mut pages = 0;
    for _ in 0..60 {
        story.later(60).raise("disk");
        pages += story.then().iter().filter(|kind| **kind == "page.raised").count();
        story.tick();
    }
    assert_eq!(pages, 4, "one in a quarter of an hour");
    assert!(matches!(story.at(first).status, PageStatus::Cancelled { .. }));
    let open = story.state.pages.values().filter(|it| it.is_open() && matches!(it.subject, Subject::Alert { .. }));
    assert_eq!(open.count(), 1, "the last");
}

#[test]
fn an_incident_that_nobody_leads_pages_again_too() {
    let (mut story, _) = exhausted(crate::rules::story::declare());
    story.later(900).raise("disk");
    assert!(story.then().contains(&"page.raised"), "{:?}", story.then());
    let page = story.state.pages.values().rfind(|it| it.is_active() && matches!(it.subject, Subject::Incident { .. }));
    let page = page.unwrap().id;
    story.acknowledge(page, EVE).unwrap();
    story.later(9_000).raise("disk");
    assert_eq!(story.then(), ["alert.repeated"]);
}

#[test]
fn a_long_policy_has_its_whole_length() {
    let mut story = Story::new();
    story.policy(&[(&[DAN], 86_400)], 0);
    let alert = story.raise("disk");
    assert!(matches!(story.at(page(&story, alert)).status, PageStatus::Exhausted { .. }), "nobody can be reached");
    story.later(86_399).raise("disk");
    assert_eq!(story.then(), ["alert.repeated"]);
    story.later(1).raise("disk");
    assert!(story.then().contains(&"page.raised"));
}
