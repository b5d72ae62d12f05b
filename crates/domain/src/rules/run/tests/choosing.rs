//! Which runbooks are proposed, and who is told that one is to be looked at again.

use super::acting::{holds, ready, source, start};
use crate::command::{Actor, Command, Post};
use crate::incident::{Category, Certainty, Level, Severity};
use crate::message::notice::says;
use crate::notice::About;
use crate::proposal::proposals;
use crate::testing::{ADMIN, INCIDENT, LEAD, NURSE, post};
use ctac_runbook::run::state::Mode;

const STEP: &str = "### Write {#write}\n\nWrite it down.\n";

fn triggered(triggers: &str) -> String {
    source("start", STEP).replace("clocks:", &format!("triggers:\n{triggers}\nclocks:"))
}

fn why(triggers: &str) -> Vec<String> {
    let cell = ready(&triggered(triggers));
    proposals(&cell.state, INCIDENT).into_iter().map(|it| it.why).collect()
}

#[test]
fn a_runbook_is_proposed_when_a_trigger_fits() {
    assert_eq!(
        why("  - {severity: S2, words: [ransomware, pathology]}"),
        ["declared; at least S2; says ransomware or pathology"]
    );
    assert!(why("  - {severity: S1}").is_empty(), "the incident is S2");
    assert!(why("  - {words: [path]}").is_empty(), "whole words only");
    assert!(why("  - {category: 3}").is_empty());
    assert_eq!(why("  - {pattern: \"(?i)results? are\"}"), ["declared; its title fits a pattern"]);
}

#[test]
fn a_change_of_severity_proposes_and_what_is_worked_is_not_proposed() {
    let text = triggered("  - {\"on\": [changed], severity: S1}");
    let mut cell = ready(&text);
    assert!(proposals(&cell.state, INCIDENT).is_empty());
    cell.given(LEAD, post(1, Post::Severity { to: Severity::S1, reason: "worse".to_owned() }));
    assert_eq!(proposals(&cell.state, INCIDENT).len(), 1);
    start(&mut cell, &text, Mode::Live, &[]);
    assert!(proposals(&cell.state, INCIDENT).is_empty());
}

#[test]
fn a_category_proposes_what_wants_one_at_least_as_grave() {
    let text = triggered("  - {\"on\": [changed], category: 3}");
    let mut cell = ready(&text);
    let change = |number, level, certainty| {
        post(number, Post::Category { to: Category { level, certainty }, reason: "as the NCSC has it".to_owned() })
    };
    assert!(cell.refused(NURSE, change(1, Level::C4, Certainty::Indicative)).starts_with("your roles"));
    cell.given(LEAD, change(1, Level::C4, Certainty::Indicative));
    assert!(proposals(&cell.state, INCIDENT).is_empty(), "C4 is less than C3");
    assert!(cell.refused(LEAD, change(2, Level::C4, Certainty::Indicative)).contains("that already"));
    cell.given(LEAD, change(3, Level::C3, Certainty::Confirmed));
    let found = proposals(&cell.state, INCIDENT);
    assert_eq!(found[0].why, "its severity or its category changed; at least category 3");
    assert_eq!(cell.incident().category, Some(Category { level: Level::C3, certainty: Certainty::Confirmed }));
    holds(&cell);
}

#[test]
fn a_review_date_nags_those_who_approved_once_and_then_monthly() {
    let mut cell = ready(&source("start", STEP));
    let told = |cell: &crate::testing::Cell| {
        let about = |it: &&std::sync::Arc<crate::notice::Notice>| matches!(it.about, About::ReviewDue { .. });
        cell.state.notices.values().filter(about).map(|it| it.person).collect::<Vec<_>>()
    };
    let review: jiff::Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
    cell.now = review - jiff::SignedDuration::from_secs(1);
    cell.given(Actor::System, Command::Tick);
    assert_eq!(told(&cell), []);
    cell.now = review;
    cell.given(Actor::System, Command::Tick);
    assert_eq!(told(&cell), [LEAD]);
    let notice = cell.state.notices.values().next_back().unwrap();
    assert!(says(&cell.state, notice).starts_with("An acting procedure is past its review date."));
    cell.pass(86_400);
    cell.given(Actor::System, Command::Tick);
    assert_eq!(told(&cell).len(), 1, "not every day");
    holds(&cell);
    // Whoever approved it has left: the administrators are told.
    cell.given(LEAD, post(1, Post::Lead { to: crate::testing::NURSE, reason: None }));
    cell.given(ADMIN, Command::DeactivatePerson { person: LEAD, reason: "left".to_owned() });
    cell.pass(29 * 86_400);
    cell.given(Actor::System, Command::Tick);
    assert_eq!(told(&cell).last(), Some(&ADMIN));
    holds(&cell);
}
