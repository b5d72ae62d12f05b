//! What people answer, and what follows.

use super::*;
use crate::alert::AlertStatus;
use crate::command::Command;
use crate::page::NotificationStatus;
use crate::rules::story::{ANN, BOB, CAT, EVE, Story, declare};

fn decline(story: &mut Story, page: PageId, person: PersonId) -> Result<Answer, Refusal> {
    story.when(Actor::Person(person), &Command::Decline { page })
}

fn escalate(story: &mut Story, page: PageId, person: PersonId) -> Result<Answer, Refusal> {
    story.when(Actor::Person(person), &Command::EscalateNow { page })
}

#[test]
fn the_first_acknowledgement_ends_the_page_and_later_ones_say_so() {
    let mut story = Story::new();
    story.policy(&[(&[ANN, BOB], 60)], 0);
    let page = story.page();
    assert_eq!(story.acknowledge(page, ANN), Ok(Answer::Page { id: page, first: true }));
    assert_eq!(story.then(), ["page.acknowledged", "alert.acknowledged"]);
    assert_eq!(story.acknowledge(page, BOB), Ok(Answer::Page { id: page, first: false }));
    assert!(story.entries.is_empty());
    assert!(story.at(page).notifications.values().all(|it| it.status == NotificationStatus::Cancelled));
    assert!(story.state.codes.is_empty() && story.state.alarms.is_empty());
    assert_eq!(story.state.alerts.values().next().unwrap().status, AlertStatus::Acknowledged);
    story.later(3_600);
    assert!(story.claim().is_empty());
}

#[test]
fn a_cancelled_page_needs_nobody() {
    let mut story = Story::new();
    story.raise("disk");
    let page = *story.state.pages.keys().next().unwrap();
    story.resolve("disk");
    assert_eq!(story.acknowledge(page, ANN), Ok(Answer::Page { id: page, first: false }));
    assert_eq!(decline(&mut story, page, ANN), Ok(Answer::Page { id: page, first: false }));
    assert!(matches!(escalate(&mut story, page, ANN), Err(Refusal::Conflict(_))));
    assert!(story.entries.is_empty());
}

#[test]
fn an_exhausted_page_can_still_be_taken_and_the_administrators_need_not() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    let page = story.page();
    story.claim();
    story.later(60).tick();
    let notice = story.at(page).notice.unwrap();
    assert!(matches!(escalate(&mut story, page, ANN), Err(Refusal::Conflict(_))));
    assert_eq!(decline(&mut story, page, ANN), Ok(Answer::Page { id: page, first: false }));
    assert_eq!(story.acknowledge(page, ANN), Ok(Answer::Page { id: page, first: true }));
    assert_eq!(story.then(), ["page.acknowledged", "page.cancelled", "alert.acknowledged"]);
    assert!(matches!(story.at(notice).status, PageStatus::Cancelled { .. }));
    assert_eq!(story.state.ended_pages.len(), 2);
}

#[test]
fn an_administrator_taking_the_notice_leaves_the_page_itself_open() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    let page = story.page();
    story.later(60).tick();
    let notice = story.at(page).notice.unwrap();
    assert_eq!(story.acknowledge(notice, CAT), Ok(Answer::Page { id: notice, first: true }));
    assert_eq!(story.then(), ["page.acknowledged"]);
    assert!(matches!(story.at(page).status, PageStatus::Exhausted { .. }));
}

#[test]
fn a_resolve_after_exhaustion_cancels_the_page_and_the_notice() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    story.raise("disk");
    story.later(60).tick();
    story.resolve("disk");
    assert_eq!(story.then(), ["alert.resolved", "page.cancelled", "page.cancelled"]);
    assert!(story.state.alarms.is_empty() && story.state.codes.is_empty());
}

#[test]
fn the_last_one_asked_declining_escalates_at_once() {
    let mut story = Story::new();
    story.policy(&[(&[ANN, EVE], 60), (&[BOB], 60)], 0);
    let page = story.page();
    decline(&mut story, page, EVE).unwrap();
    assert_eq!(story.then(), ["page.declined"]);
    assert!(story.messages(page, EVE).iter().all(|it| it.status == NotificationStatus::Cancelled));
    assert_eq!(decline(&mut story, page, EVE), Ok(Answer::Page { id: page, first: false }));
    assert!(story.entries.is_empty(), "once is enough");
    decline(&mut story, page, ANN).unwrap();
    assert_eq!(story.then(), ["page.declined", "page.step_started"]);
    assert_eq!(story.at(page).step, 1);
}

#[test]
fn whoever_declined_is_asked_again_in_the_next_round() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 1);
    let page = story.page();
    decline(&mut story, page, ANN).unwrap();
    assert_eq!((story.at(page).round, story.at(page).declined.len()), (1, 0));
    assert_eq!(story.messages(page, ANN).len(), 2);
    decline(&mut story, page, ANN).unwrap();
    assert_eq!(story.then()[..2], ["page.declined", "page.exhausted"]);
}

#[test]
fn whoever_was_not_asked_has_nothing_to_decline() {
    let mut story = Story::new();
    let page = story.page();
    assert!(matches!(decline(&mut story, page, BOB), Err(Refusal::Conflict(_))));
}

#[test]
fn escalating_by_hand_goes_on_at_once_to_the_administrators_at_last() {
    let mut story = Story::new();
    let page = story.page();
    for (by, place) in [(ANN, (1, 0)), (BOB, (0, 1)), (ANN, (1, 1))] {
        escalate(&mut story, page, by).unwrap();
        assert_eq!(story.then(), ["page.step_started"]);
        assert_eq!(story.entries[0].actor, Actor::Person(by));
        assert_eq!((story.at(page).step, story.at(page).round), place);
    }
    escalate(&mut story, page, BOB).unwrap();
    assert_eq!(story.then(), ["page.exhausted", "page.raised", "page.step_started"]);
}

#[test]
fn escalating_twice_from_one_step_skips_nobody() {
    let mut story = Story::new();
    story.policy(&[(&[ANN, CAT], 60), (&[BOB], 60), (&[EVE], 60)], 0);
    let page = story.page();
    for by in [ANN, ANN, CAT] {
        assert_eq!(escalate(&mut story, page, by), Ok(Answer::Page { id: page, first: false }));
        assert_eq!(story.at(page).step, 1, "they meant the first step");
    }
    assert!(story.entries.is_empty());
    escalate(&mut story, page, BOB).unwrap();
    assert_eq!(story.at(page).step, 2);
}

#[test]
fn only_people_answer_and_only_for_themselves() {
    let mut story = Story::new();
    let page = story.page();
    let acknowledge = |how| Command::Acknowledge { page, how };
    assert!(story.when(Actor::System, &acknowledge(How::Api)).is_err());
    let by_source = story.when(Actor::Person(ANN), &acknowledge(How::Source));
    assert!(matches!(by_source, Err(Refusal::Invalid { field: "how", .. })));
    let unknown = Command::Acknowledge { page: PageId(uuid::Uuid::nil()), how: How::Api };
    assert!(story.when(Actor::Person(ANN), &unknown).is_err());
    assert_eq!(story.at(page).status, PageStatus::Active);
}

#[test]
fn taking_an_incidents_page_takes_its_alerts() {
    let mut story = Story::new();
    story.rules(vec![], declare());
    story.raise("disk");
    let page = *story.state.pages.keys().next().unwrap();
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(story.then()[0], "page.acknowledged");
    let known = !story.state.incidents.is_empty();
    assert_eq!(story.then().contains(&"alert.acknowledged"), known);
}
