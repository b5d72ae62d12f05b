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

/// So many others, none of the worst.
fn so_many(count: u128) -> BTreeSet<PageId> {
    (0..count).map(|id| PageId(uuid::Uuid::from_u128(id))).collect()
}

#[test]
fn another_of_the_worst_is_never_just_one_more() {
    let (mut story, _) = story(None, 60);
    let pages: Vec<PageId> = (0..4).map(|_| story.page()).collect();
    for page in [pages[0], pages[2]] {
        std::sync::Arc::make_mut(&mut story.state.pages[&page]).severity = Severity::S1;
    }
    let others = pages[1..].iter().copied().collect();
    let says = with_others(&story.state, story.at(pages[0]), &others);
    assert!(says.starts_with("S1 alert ") && says.ends_with(" and 3 more with 1 S1"), "{says}");
    assert!(voice(&says).contains(" and 3 more with 1 Severity 1."), "{}", voice(&says));
    let others = [pages[1], pages[3]].into_iter().collect();
    assert!(with_others(&story.state, story.at(pages[0]), &others).ends_with(" and 2 more"));
}

#[test]
fn times_are_the_readers_and_name_their_zone() {
    let (story, page) = story(Some("Asia/Kathmandu"), 1_800);
    let dated = Dated::of(&story.state, &page, ANN, &so_many(0), story.now);
    assert_eq!((dated.at.as_str(), dated.until.as_deref()), ("08:45 +0545", Some("09:15")));
    assert!(dated.dated().ends_with(", 08:45 +0545, valid until 09:15"), "{}", dated.dated());
}

#[test]
fn it_counts_while_anybody_is_sought_not_only_until_the_next_is_asked() {
    let (mut story, _) = story(Some("Etc/UTC"), 60);
    story.policy(&[(&[ANN], 60), (&[crate::rules::story::BOB], 120)], 1);
    let page = story.page();
    let until = |story: &Story| Dated::of(&story.state, story.at(page), ANN, &so_many(0), story.now).until.unwrap();
    assert_eq!(until(&story), "03:06", "a minute and two, twice");
    story.later(60).tick();
    assert_eq!(until(&story), "03:06", "the same while it escalates");
    story.later(120).tick();
    assert_eq!((story.at(page).round, until(&story).as_str()), (1, "03:06"));
}

#[test]
fn another_day_is_named_and_a_night_when_the_clocks_change_is_told_right() {
    let (mut story, _) = story(Some("Europe/London"), 86_400);
    let page = story.page();
    let page = story.at(page).clone();
    let dated = Dated::of(&story.state, &page, ANN, &so_many(41), story.now);
    assert_eq!((dated.at.as_str(), dated.until.as_deref()), ("03:00 GMT", Some("03:00 Mon")));
    assert!(dated.headline.ends_with(" and 41 more"));
    // 00:50 GMT on the morning of the change: half an hour later it is 02:20 BST.
    let at: Timestamp = "2026-03-29T00:50:00Z".parse().unwrap();
    let mut page = page;
    page.escalates_at = Some(at + jiff::SignedDuration::from_mins(30));
    let dated = Dated::of(&story.state, &page, ANN, &so_many(0), at);
    assert_eq!((dated.at.as_str(), dated.until.as_deref()), ("00:50 GMT", Some("02:20")));
}

#[test]
fn the_longest_text_is_one_segment_and_says_how_many_it_takes() {
    let (mut story, page) = story(Some("Asia/Kathmandu"), 86_400);
    story.later(60);
    let mut dated = Dated::of(&story.state, &page, ANN, &so_many(499), story.now);
    dated.headline = "S1 CTAC-2026-0001 unanswered and 499 more with 499 S1".to_owned();
    let said = sms_of(&dated, "123456789", Some("https://ctac.example/a/0123456789012345678901"));
    assert!(septets(&said).is_some_and(|length| length <= limits::SMS), "{said}");
    assert!(said.contains(", valid until 08:45 Mon. Reply 123456789 to take all 500"), "{said}");
    assert!(voice(&dated.headline).contains(" and 499 more with 499 Severity 1. Press 1"));
}
