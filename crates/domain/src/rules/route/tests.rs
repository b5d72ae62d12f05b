//! Which rule decides, and where it sends an alert.

use std::collections::BTreeMap;

use super::*;
use crate::directory::Role;
use crate::incident::Severity;
use crate::page::PageStatus;
use crate::policy::{AlertSeverity, Condition, RoutingRule, Target};
use crate::rules::story::{POLICY, Story, declare, from_severity, signal};
use crate::state::Stream;

fn when(fields: &[(&str, &str)]) -> Condition {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Condition { severity_at_least: None, fields }
}

#[test]
fn a_condition_holds_when_all_of_it_does() {
    let mut it = signal(AlertSeverity::Warning);
    it.fields.insert("component".to_owned(), "backup".to_owned());
    it.fields.insert("details.site".to_owned(), "ward 7".to_owned());
    assert!(Condition::default().holds(&it));
    assert!(when(&[("source", "db-1")]).holds(&it));
    assert!(when(&[("source", "db-*"), ("component", "backup"), ("details.site", "*")]).holds(&it));
    assert!(!when(&[("source", "db-")]).holds(&it));
    assert!(!when(&[("source", "db-*"), ("component", "b")]).holds(&it));
    assert!(!when(&[("details.none", "*")]).holds(&it), "a field that is not there matches nothing");
    let least = |severity| Condition { severity_at_least: Some(severity), fields: BTreeMap::new() };
    assert!(least(AlertSeverity::Warning).holds(&it));
    assert!(!least(AlertSeverity::Error).holds(&it));
}

#[test]
fn the_first_rule_that_holds_decides() {
    let mut story = Story::new();
    let page = |severity| Route::Page { policy: POLICY, severity };
    let by_source = RoutingRule { when: when(&[("source", "db-*")]), then: page(Severity::S3) };
    story.rules(vec![by_source, from_severity(AlertSeverity::Info, page(Severity::S1))], Route::Record);
    let id = story.page();
    assert_eq!(story.at(id).severity, Severity::S3);
}

#[test]
fn record_wakes_nobody() {
    let mut story = Story::new();
    story.rules(vec![], Route::Record);
    story.raise("disk");
    assert_eq!(story.then(), ["alert.raised"]);
}

#[test]
fn declare_pages_for_the_incident_in_its_timeline() {
    let mut story = Story::new();
    story.rules(vec![], declare());
    let alert = story.raise("disk");
    let page = story.state.pages.values().next().unwrap();
    let Subject::Incident { incident } = page.subject else { panic!() };
    assert_eq!(story.state.alerts[&alert].incident, Some(incident));
    assert_eq!(story.state.alerts[&alert].page, None);
    let paged = story.entries.iter().filter(|entry| entry.kind.starts_with("page."));
    assert!(paged.map(|entry| entry.stream).eq([Stream::Incident(incident); 2]));
}

#[test]
fn a_policy_that_is_gone_pages_the_administrators() {
    let mut story = Story::new();
    story.state.policies.remove(&POLICY);
    let page = story.page();
    let it = story.at(page);
    assert_eq!(it.policy.steps[0].targets, [Target::Role { role: Role::CellAdmin }]);
    assert_eq!((it.status.clone(), it.notifications.len()), (PageStatus::Active, 1));
}

#[test]
fn a_title_is_one_line_and_not_too_long() {
    assert_eq!(title(" Disk\nfull\t"), "Disk full");
    assert_eq!(title(&"é".repeat(200)), "é".repeat(200));
    let cut = title(&"é".repeat(201));
    assert_eq!((cut.chars().count(), cut.chars().last()), (200, Some('…')));
}
