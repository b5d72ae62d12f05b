//! Time passes.

use super::*;
use crate::command::{Actor, Command};
use crate::policy::AlertSeverity;
use crate::rules::story::{ANN, SOURCE, Story, signal};

#[test]
fn a_tick_with_nothing_overdue_records_nothing() {
    let mut story = Story::new();
    let page = story.page();
    assert!(!due::needs_tick(&story.state, story.now));
    assert!(story.tick().entries.is_empty());
    assert_eq!(due::pending(&story.state, story.now).count(), 1);
    story.acknowledge(page, ANN).unwrap();
    assert_eq!(due::pending(&story.state, story.now).count(), 0);
}

#[test]
fn a_quiet_minute_is_recorded_and_a_busy_one_is_not() {
    let mut story = Story::new();
    assert_eq!(story.next_deadline_s(), 60);
    assert!(story.later(59).tick().entries.is_empty());
    assert_eq!(story.later(1).tick().then(), ["ledger.heartbeat"]);
    assert_eq!(story.next_deadline_s(), 60);
    story.page();
    assert_eq!(story.later(60).tick().then(), ["page.step_started"]);
}

#[test]
fn a_log_that_has_not_begun_has_no_heartbeat() {
    let mut story = Story::new();
    story.state.origin = None;
    assert_eq!(due::next_deadline(&story.state), None);
    assert!(story.later(3_600).tick().entries.is_empty());
}

#[test]
fn a_node_that_slept_goes_on_one_step_at_a_time() {
    let mut story = Story::new();
    let page = story.page();
    story.later(3_600).tick();
    assert_eq!(story.then(), ["page.step_started"]);
    assert_eq!(story.at(page).step, 1);
    assert!(story.tick().entries.is_empty(), "the next waits its whole time from now");
}

#[test]
fn what_is_too_much_for_one_tick_happens_in_the_next() {
    let mut story = Story::new();
    let pages = usize::try_from(limits::TICK_ENTRIES).unwrap() + 20;
    for nth in 0..pages {
        let raise = Command::RaiseAlert { dedup_key: nth.to_string(), signal: signal(AlertSeverity::Error) };
        story.unchecked(Actor::Integration(SOURCE), &raise).unwrap();
    }
    story.later(60).tick();
    assert_eq!(story.entries.len(), pages - 20);
    assert!(due::needs_tick(&story.state, story.now));
    assert_eq!(story.tick().entries.len(), 20);
    assert!(!due::needs_tick(&story.state, story.now));
}

#[test]
fn time_never_runs_backwards() {
    let mut story = Story::new();
    story.page();
    let first = story.entries[0].recorded_at;
    story.later(-3_600);
    story.page();
    assert_eq!(story.entries[0].recorded_at, first);
}
