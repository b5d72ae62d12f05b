//! Each violation is found: a check that cannot fail is none.

use super::*;
use crate::rules::story::{ANN, Story};

fn story() -> (Story, PageId) {
    let mut story = Story::new();
    let page = story.page();
    assert_eq!(check(&story.state), []);
    (story, page)
}

#[test]
fn a_page_without_a_deadline() {
    let (mut story, page) = story();
    std::sync::Arc::make_mut(story.state.pages.get_mut(&page).unwrap()).escalates_at = None;
    assert!(check(&story.state).contains(&Violation::NoDeadline(page)));
    assert_eq!(check_page(&story.state, page), [Violation::NoDeadline(page)]);
}

#[test]
fn a_missing_alarm() {
    let (mut story, page) = story();
    let (at, alarm) = *story.state.alarms.get_max().unwrap();
    story.state.alarms.remove(&(at, alarm));
    assert_eq!(check(&story.state), [Violation::AlarmMissing(at, alarm)]);
    assert_eq!(check_page(&story.state, page), [Violation::AlarmMissing(at, alarm)]);
}

#[test]
fn an_alarm_too_many() {
    let (mut story, page) = story();
    let extra = (story.now, Alarm::Escalate(page));
    story.state.alarms.insert(extra);
    assert_eq!(check(&story.state), [Violation::AlarmTooMany(extra.0, extra.1)]);
}

#[test]
fn codes_that_lead_nowhere_or_are_lost() {
    let (mut story, _) = story();
    story.state.codes.remove(&ANN);
    assert_eq!(check(&story.state), [Violation::Codes(ANN)]);
    let (mut story, page) = self::story();
    let notification = story.at(page).asked[0];
    story.state.codes[&ANN].insert(1, imbl::OrdSet::unit((crate::attempt::Bearer::Page(page), notification)));
    assert_eq!(check(&story.state), [Violation::Codes(ANN)]);
}

#[test]
fn lists_that_do_not_match() {
    let (mut story, page) = story();
    story.acknowledge(page, ANN).unwrap();
    story.state.ended_pages.clear();
    assert_eq!(check(&story.state), [Violation::PageList(page)]);
    let (mut story, _) = self::story();
    let alert = *story.state.alerts.keys().next().unwrap();
    story.state.open_alerts.clear();
    assert_eq!(check(&story.state), [Violation::AlertList(alert)]);
    story.state.ended_alerts.push_back(alert);
    assert_eq!(check(&story.state), [Violation::AlertList(alert); 2]);
}

#[test]
fn a_page_that_is_over_and_would_go_on() {
    let (mut story, page) = story();
    story.acknowledge(page, ANN).unwrap();
    let at = story.now;
    std::sync::Arc::make_mut(story.state.pages.get_mut(&page).unwrap()).escalates_at = Some(at);
    assert!(check(&story.state).contains(&Violation::DeadlineAfterEnd(page)));
}
