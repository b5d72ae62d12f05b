//! When a message was sent and until when it counts, in its reader's time.

use super::*;
use crate::message::{septets, sms_of, voice};
use crate::rules::story::{ANN, Story};
use crate::{limits, page};

fn story(zone: Option<&str>, wait_s: u32) -> (Story, page::Page) {
    let mut story = Story::new();
    story.policy(&[(&[ANN], wait_s)], 0);
    story.state.people[&ANN].preferences.time_zone = zone.map(str::to_owned);
    let page = story.page();
    let page = story.at(page).clone();
    (story, page)
}

#[test]
fn times_are_the_readers_and_name_their_zone() {
    let (story, page) = story(Some("Asia/Kathmandu"), 1_800);
    let dated = Dated::of(&story.state, &page, ANN, 0, story.now);
    assert_eq!((dated.at.as_str(), dated.until.as_deref()), ("08:45 +0545", Some("09:15")));
    assert!(dated.dated().ends_with(", 08:45 +0545, valid until 09:15"), "{}", dated.dated());
}

#[test]
fn another_day_is_named_and_a_night_when_the_clocks_change_is_told_right() {
    let (mut story, _) = story(Some("Europe/London"), 86_400);
    let page = story.page();
    let page = story.at(page).clone();
    let dated = Dated::of(&story.state, &page, ANN, 41, story.now);
    assert_eq!((dated.at.as_str(), dated.until.as_deref()), ("03:00 GMT", Some("03:00 Mon")));
    assert!(dated.headline.ends_with(" and 41 more"));
    // 00:50 GMT on the morning of the change: half an hour later it is 02:20 BST.
    let at: Timestamp = "2026-03-29T00:50:00Z".parse().unwrap();
    let mut page = page;
    page.escalates_at = Some(at + jiff::SignedDuration::from_mins(30));
    let dated = Dated::of(&story.state, &page, ANN, 0, at);
    assert_eq!((dated.at.as_str(), dated.until.as_deref()), ("00:50 GMT", Some("02:20")));
}

#[test]
fn the_longest_text_is_one_segment_and_says_how_many_it_takes() {
    let (mut story, page) = story(Some("Asia/Kathmandu"), 86_400);
    story.later(60);
    let mut dated = Dated::of(&story.state, &page, ANN, 499, story.now);
    dated.headline = "S1 CTAC-2026-0001 unanswered and 499 more".to_owned();
    let said = sms_of(&dated, "123456789", Some("https://ctac.example/a/0123456789012345678901"));
    assert!(septets(&said).is_some_and(|length| length <= limits::SMS), "{said}");
    assert!(said.contains(", valid until 08:45 Mon. Reply 123456789 to take all 500"), "{said}");
    assert!(voice(&dated.headline).contains(" and 499 more. Press 1"));
}
