//! Changes: the latest are kept, and shown beside what came after them.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::*;
use crate::change::before;
use crate::command::{Actor, Command};
use crate::rules::story::{ANN, SOURCE, Story};

fn change(summary: &str) -> Change {
    Change { summary: summary.to_owned(), source: None, at: None, links: Vec::new(), details: BTreeMap::new() }
}

#[test]
fn what_changed_within_a_day_before_an_alert_is_shown_the_latest_first() {
    let mut story = Story::new();
    let record = |story: &mut Story, change: Change| {
        story.when(Actor::Integration(SOURCE), &Command::RecordChange { change }).unwrap();
        assert_eq!(story.then(), ["change.recorded"]);
    };
    record(&mut story, change("long ago"));
    story.later(limits::CHANGES_S + 1);
    let at = Some(story.now - SignedDuration::from_hours(2));
    record(&mut story, Change { at, ..change("told late") });
    let ahead = Some(story.now + SignedDuration::from_hours(9));
    record(&mut story, Change { at: ahead, ..change("by a clock that is fast") });
    let alert = story.raise("disk");
    story.later(1);
    record(&mut story, change("afterwards"));
    let found = before(&story.state, &story.state.alerts[&alert]);
    let found: Vec<&str> = found.into_iter().map(|it| it.change.summary.as_str()).collect();
    assert_eq!(found, ["by a clock that is fast", "told late"]);
}

#[test]
fn only_the_latest_are_kept_and_only_sources_report_them() {
    let mut story = Story::new();
    for number in 0..limits::CHANGES + 3 {
        let change = change(&format!("{number}"));
        story.unchecked(Actor::Integration(SOURCE), &Command::RecordChange { change }).unwrap();
    }
    let kept = &story.state.changes[&SOURCE];
    assert_eq!((kept.len(), kept[0].change.summary.as_str()), (limits::CHANGES, "3"));
    assert!(story.when(Actor::Person(ANN), &Command::RecordChange { change: change("x") }).is_err());
    let details = [("a".to_owned(), "x".repeat(limits::CHANGE))].into();
    let long = Change { details, ..change("x") };
    assert!(story.when(Actor::Integration(SOURCE), &Command::RecordChange { change: long }).is_err());
}
