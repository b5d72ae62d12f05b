//! A page's way through its policy.

use std::sync::Arc;

use jiff::SignedDuration;

use super::*;
use crate::decide::Answer;
use crate::id::PersonId;
use crate::page::PageStatus;
use crate::policy::Route;
use crate::rules::story::{ANN, BOB, CAT, DAN, POLICY, Story, sent};

fn asked(story: &Story, page: PageId) -> Vec<PersonId> {
    let page = story.at(page);
    page.asked.iter().map(|id| page.notifications[id].person).collect()
}

fn place(story: &Story, page: PageId) -> (usize, u8) {
    (story.at(page).step, story.at(page).round)
}

#[test]
fn nobody_acknowledging_escalates_step_by_step_and_round_by_round() {
    let mut story = Story::new();
    let page = story.page();
    let mut seen = vec![(asked(&story, page), place(&story, page))];
    for wait_s in [60, 120, 60] {
        assert_eq!(story.next_deadline_s(), 0, "the message itself is due");
        for call in story.claim() {
            story.finish(call, sent());
        }
        story.later(wait_s - 1).tick();
        assert!(!story.then().contains(&"page.step_started"), "a step must not start early");
        story.later(1).tick();
        assert!(story.then().contains(&"page.step_started"));
        seen.push((asked(&story, page), place(&story, page)));
    }
    assert_eq!(seen, [(vec![ANN], (0, 0)), (vec![BOB], (1, 0)), (vec![ANN], (0, 1)), (vec![BOB], (1, 1))]);
    assert_eq!(story.at(page).notifications.len(), 4, "a person asked again is sent a new message");
    assert_eq!(story.messages(page, ANN).len(), 2);
}

#[test]
fn nobody_left_is_recorded_and_the_administrators_are_paged_in_the_same_place() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    let page = story.page();
    story.later(60).tick();
    assert_eq!(story.then(), ["page.exhausted", "page.raised", "page.step_started"]);
    assert!(story.entries.iter().all(|entry| entry.stream == story.entries[0].stream));
    let notice = story.at(page).notice.unwrap();
    assert_eq!(story.at(notice).subject, Subject::Exhausted { page });
    assert_eq!(asked(&story, notice), [CAT]);
    assert_eq!(story.at(notice).severity, story.at(page).severity);
    for _ in 0..limits::ADMIN_REPEATS {
        story.later(i64::from(limits::ADMIN_WAIT_S)).tick();
        assert!(story.then().contains(&"page.step_started"));
    }
    story.later(i64::from(limits::ADMIN_WAIT_S)).tick();
    assert_eq!(story.then(), ["page.exhausted"], "the administrators' page is not about another page in turn");
    assert!(matches!(story.at(notice).status, PageStatus::Exhausted { .. }));
}

#[test]
fn a_gap_is_recorded_and_the_next_step_starts_at_once() {
    let mut story = Story::new();
    story.policy(&[(&[DAN], 600), (&[BOB], 60)], 0);
    let page = story.page();
    assert_eq!(story.then(), ["alert.raised", "page.raised", "page.step_started", "page.step_started"]);
    let Some(Event::PageStepStarted { unreachable, notifications, .. }) = story.entries[2].event.as_deref() else {
        panic!()
    };
    assert_eq!((unreachable.as_slice(), notifications.len()), ([DAN].as_slice(), 0));
    assert_eq!(asked(&story, page), [BOB]);
}

#[test]
fn a_policy_that_reaches_nobody_is_exhausted_at_once() {
    let mut story = Story::new();
    story.policy(&[(&[DAN], 600), (&[], 600)], 9);
    let page = story.page();
    assert!(matches!(story.at(page).status, PageStatus::Exhausted { .. }));
    let steps = story.then().iter().filter(|kind| **kind == "page.step_started").count();
    assert_eq!(steps, 2 + 1, "each step once, and the administrators'");
    story.policy(&[], 0);
    let empty = story.page();
    assert!(matches!(story.at(empty).status, PageStatus::Exhausted { .. }));
}

#[test]
fn with_no_administrator_to_reach_the_record_is_all_there_is() {
    let mut story = Story::new();
    story.state.people[&CAT].active = false;
    story.policy(&[(&[DAN], 600)], 0);
    story.page();
    let exhausted = story.then().iter().filter(|kind| **kind == "page.exhausted").count();
    assert_eq!(exhausted, 2);
    assert_eq!(story.state.alarms.len(), 0);
}

#[test]
fn a_page_keeps_the_policy_it_was_raised_with() {
    let mut story = Story::new();
    let page = story.page();
    story.policy(&[(&[CAT], 1)], 0);
    story.later(60).tick();
    assert_eq!(asked(&story, page), [BOB]);
}

#[test]
fn an_earlier_step_can_still_answer_and_is_still_told() {
    let mut story = Story::new();
    story.policy(&[(&[crate::rules::story::EVE], 60), (&[BOB], 120)], 0);
    let page = story.page();
    story.later(60).tick();
    story.later(60);
    let claimed = story.claim();
    assert_eq!(claimed.len(), 3, "Eve's text message, Bob's, and Eve's call two minutes after she was paged");
    let answer = story.acknowledge(page, crate::rules::story::EVE);
    assert_eq!(answer, Ok(Answer::Page { id: page, first: true }));
}

#[test]
fn entries_of_an_incidents_page_are_marked_as_it_is_but_never_kept_from_members() {
    use Marking::{Amber, AmberStrict, Clear, Red};
    for (incident, page) in [(Clear, Clear), (Amber, Amber), (AmberStrict, Amber), (Red, Amber)] {
        let mut story = Story::new();
        story.rules(vec![], Route::Declare { policy: POLICY, severity: Severity::S1, marking: incident });
        story.raise("disk");
        let known = story.state.incidents.values().next().is_some();
        let paged: Vec<_> = story.entries.iter().filter(|entry| entry.kind.starts_with("page.")).collect();
        assert_eq!(paged.len(), 2);
        assert!(!known || paged.iter().all(|entry| entry.marking == page));
    }
}

#[test]
fn what_is_over_is_forgotten_beyond_the_limit_and_nothing_of_it_stays() {
    let mut story = Story::new();
    let raised = story.page();
    let (alert, template) = {
        let page = story.at(raised);
        let Subject::Alert { alert, .. } = page.subject else { panic!() };
        (alert, page.clone())
    };
    let first = limits::FINISHED as u128;
    let at = story.now;
    for nth in 0..limits::FINISHED as u128 {
        let id = PageId(Uuid::from_u128(nth));
        story.state.pages.insert(id, Arc::new(Page { id, ..over(&template, at) }));
        story.state.ended_pages.push_back(id);
    }
    assert!(story.state.pages.contains_key(&PageId(Uuid::from_u128(0))));
    story.acknowledge(raised, ANN).unwrap();
    assert_eq!(story.state.ended_pages.len() as u128, first);
    assert!(!story.state.pages.contains_key(&PageId(Uuid::from_u128(0))));
    assert!(story.state.pages.contains_key(&raised));
    assert!(story.state.alerts.contains_key(&alert));
}

#[test]
fn a_page_that_the_administrators_are_asked_about_is_not_forgotten() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60)], 0);
    let exhausted = story.page();
    let template = story.at(exhausted).clone();
    story.later(60).tick();
    let at = story.now;
    for nth in 0..limits::FINISHED as u128 {
        let id = PageId(Uuid::from_u128(nth));
        story.state.pages.insert(id, Arc::new(Page { id, ..over(&template, at) }));
        story.state.ended_pages.push_back(id);
    }
    let last = story.page();
    story.acknowledge(last, ANN).unwrap();
    assert!(story.state.pages.contains_key(&exhausted), "its administrators' page is active");
    assert_eq!(story.state.ended_pages.len(), limits::FINISHED + 1);
    let notice = story.at(exhausted).notice.unwrap();
    story.acknowledge(notice, CAT).unwrap();
    assert_eq!(story.state.ended_pages.len(), limits::FINISHED, "and the list shrinks again");
}

/// A page like another, over.
fn over(template: &Page, at: jiff::Timestamp) -> Page {
    let mut page = template.clone();
    page.status = PageStatus::Cancelled { at: at - SignedDuration::from_secs(1) };
    page.escalates_at = None;
    page.notifications.clear();
    page
}
