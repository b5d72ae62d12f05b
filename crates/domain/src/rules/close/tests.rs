//! Who closes what, and what does not go with it.

use super::*;
use uuid::Uuid;

use crate::command::Command;
use crate::id::{MonitorId, PersonId};
use crate::monitor::Monitor;
use crate::page::PageStatus;
use crate::policy::AlertSeverity;
use crate::report::ByHand;
use crate::rules::story::{ANN, BOB, CAT, SOURCE, Story};

fn closes(story: &mut Story, by: PersonId, alert: AlertId) -> Result<Answer, Refusal> {
    story.when(Actor::Person(by), &Command::CloseAlert { alert })
}

/// What Ann raises at the desk, at the threshold or below it.
fn reported(story: &mut Story, criteria: &[&str]) -> AlertId {
    let by_hand = ByHand {
        dedup_key: format!("call {}", story.state.alerts.len()),
        summary: "A caller says that shares are encrypted".to_owned(),
        text: None,
        source: None,
        criteria: criteria.iter().map(|it| (*it).to_owned()).collect(),
        organisations: Vec::new(),
    };
    let answer = story.when(Actor::Person(ANN), &Command::RaiseByHand { by_hand }).unwrap();
    let Answer::Alert(Some(alert)) = answer else { panic!("{answer:?}") };
    alert
}

#[test]
fn a_report_at_the_desk_is_closed_by_a_person_once_somebody_has_its_page() {
    let mut story = Story::new();
    let alert = reported(&mut story, &["ransomware"]);
    let page = story.state.alerts[&alert].page.unwrap();
    let refused = closes(&mut story, BOB, alert);
    assert!(matches!(&refused, Err(Refusal::Conflict(why)) if why.contains("being paged")), "{refused:?}");
    assert!(story.at(page).is_active(), "nobody's page is taken away");
    story.acknowledge(page, ANN).unwrap();
    closes(&mut story, BOB, alert).unwrap();
    assert_eq!(story.then(), ["alert.resolved"]);
    assert!(matches!(story.at(page).status, PageStatus::Acknowledged { .. }));
    closes(&mut story, BOB, alert).unwrap();
    assert!(story.entries.is_empty(), "sent again");
}

#[test]
fn what_nobody_was_paged_for_is_closed_and_comes_anew() {
    let mut story = Story::new();
    let alert = reported(&mut story, &[]);
    assert!(matches!(closes(&mut story, CAT, alert), Err(Refusal::Denied(_))));
    closes(&mut story, BOB, alert).unwrap();
    assert_eq!(story.state.alerts[&alert].status, AlertStatus::Resolved);
    let machine = story.raise("disk");
    let page = story.state.alerts[&machine].page.unwrap();
    story.acknowledge(page, ANN).unwrap();
    closes(&mut story, ANN, machine).unwrap();
    assert_ne!(story.raise("disk"), machine);
}

#[test]
fn a_monitor_that_is_silent_stays_an_alert() {
    let mut story = Story::new();
    let (name, severity) = ("Nightly backup".to_owned(), AlertSeverity::Error);
    let id = MonitorId(Uuid::from_u128(0x71));
    let monitor = Monitor { id, integration: SOURCE, name, every_s: 600, grace_s: 0, severity, version: 0 };
    story.when(Actor::Person(CAT), &Command::SaveMonitor { monitor, expect: None }).unwrap();
    story.later(3_600).tick();
    let alert = *story.state.alerts.keys().next_back().unwrap();
    let page = story.state.alerts[&alert].page.unwrap();
    story.acknowledge(page, ANN).unwrap();
    let refused = closes(&mut story, ANN, alert);
    assert!(matches!(&refused, Err(Refusal::Conflict(why)) if why.contains("still silent")), "{refused:?}");
    story.when(Actor::Person(CAT), &Command::RemoveMonitor { monitor: id }).unwrap();
    closes(&mut story, ANN, alert).unwrap();
}
