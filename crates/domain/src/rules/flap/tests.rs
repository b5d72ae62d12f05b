//! Flapping as given, when, then.

use crate::alert::AlertStatus;
use crate::limits::{FLAP_QUIET_S, FLAPS};
use crate::page::PageStatus;
use crate::rules::story::{ANN, Story};

/// Comes and goes until the next raising flaps.
fn restless() -> Story {
    let mut story = Story::new();
    for _ in 0..FLAPS {
        story.later(20).raise("link");
        assert!(story.then().contains(&"page.raised"));
        story.later(20).resolve("link");
    }
    story
}

#[test]
fn what_comes_and_goes_is_one_alert_and_one_page_until_it_is_quiet() {
    let mut story = restless();
    let alert = story.later(20).raise("link");
    assert_eq!(story.then(), ["alert.raised", "alert.flapping", "page.raised", "page.step_started"]);
    let page = story.state.alerts[&alert].page.unwrap();
    for _ in 0..10 {
        story.later(20).resolve("link");
        assert_eq!(story.then(), ["alert.flapped"]);
        assert_eq!(story.later(20).raise("link"), alert);
        assert_eq!(story.then(), ["alert.repeated", "alert.flapped"]);
    }
    story.resolve("link");
    assert!(story.at(page).is_active(), "somebody must still look");
    story.later(FLAP_QUIET_S).tick();
    assert!(story.then().contains(&"alert.resolved") && story.then().contains(&"page.cancelled"));
    story.later(1).raise("link");
    assert!(!story.then().contains(&"alert.flapping"), "it begins anew");
}

#[test]
fn what_stays_on_is_an_alert_like_any_other_again() {
    let mut story = restless();
    let alert = story.later(20).raise("link");
    let page = story.state.alerts[&alert].page.unwrap();
    story.acknowledge(page, ANN).unwrap();
    for _ in 0..(FLAP_QUIET_S / 60) {
        story.later(60).raise("link");
        assert_eq!(story.then(), ["alert.repeated"], "a repeat is no flap");
    }
    story.tick();
    assert_eq!(story.then(), ["alert.steadied"]);
    story.resolve("link");
    assert_eq!(story.then(), ["alert.resolved"]);
    assert_eq!(story.state.alerts[&alert].status, AlertStatus::Resolved);
}

#[test]
fn few_or_slow_alerts_do_not_flap() {
    let mut story = Story::new();
    for _ in 0..3 * FLAPS {
        let alert = story.later(121).raise("link");
        assert!(!story.then().contains(&"alert.flapping"));
        let page = story.state.alerts[&alert].page.unwrap();
        story.resolve("link");
        assert!(matches!(story.at(page).status, PageStatus::Cancelled { .. }));
    }
}
