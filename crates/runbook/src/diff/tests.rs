//! What is said of each kind of change.

use crate::diff::diff;
use crate::format;
use crate::model::Runbook;

const RANSOMWARE: &str = include_str!("../../tests/fixtures/ransomware.md");

fn read(text: &str) -> Runbook {
    format::parse(text).unwrap_or_else(|faults| panic!("{faults:#?}")).0
}

#[track_caller]
fn said(changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = RANSOMWARE.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from:?} is in the file");
        text = text.replacen(from, to, 1);
    }
    diff(&read(RANSOMWARE), &read(&text)).iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_is_said_of_nothing() {
    assert_eq!(said(&[]), [""; 0]);
    assert_eq!(said(&[("tlp: AMBER\n", "tlp:   AMBER # as before\n")]), [""; 0]);
}

#[test]
fn keys_that_changed_are_said_with_what_they_were() {
    assert_eq!(said(&[("status: draft", "status: in-review")]), ["status changed from draft to in-review"]);
    assert_eq!(
        said(&[("within: 5m\nstanding: agreed\n", "within: 10m\n")]),
        ["#open-log: within changed from 5m to 10m", "#open-log: standing taken away: agreed"]
    );
    assert_eq!(
        said(&[("role: duty-lead\n", "role: technical-lead\n")]),
        ["#open-log: role changed from duty-lead to technical-lead"]
    );
    assert_eq!(
        said(&[("  comms-lead: Communications lead", "  comms-lead: Press officer")]),
        ["roles.comms-lead changed from Communications lead to Press officer"]
    );
    assert_eq!(
        said(&[("message: \"You are wanted in {incident_id}.\"\n", "")]),
        ["#invite-org: message taken away: \"You are wanted in {incident_id}.\""]
    );
}

#[test]
fn a_reworded_heading_is_the_same_step() {
    assert_eq!(
        said(&[("### Open the incident's log {", "### Open a log {")]),
        ["#open-log: heading changed from Open the incident's log to Open a log"]
    );
    assert_eq!(said(&[("- [ ] Agree on one channel", "- [ ] Agree on a channel")]), ["#open-log: text reworded"]);
    assert_eq!(
        said(&[("Whoever says no says why.", "Say why.")]),
        ["#care-affected: branch When no changed from Whoever says no says why. to Say why."]
    );
}

#[test]
fn steps_that_come_go_and_move() {
    let settle = "### Let the backups settle {#settle}\n\n```step\nkind: wait\nfor: 2h\n```\n\n";
    assert_eq!(
        said(&[(settle, "")]),
        ["#settle taken away: Let the backups settle (Contain); add settle to retired, so that it is not used again"]
    );
    assert_eq!(
        said(&[(settle, ""), ("retired: [old-log]", "retired: [old-log, settle]")]),
        ["retired changed from [old-log] to [old-log, settle]", "#settle taken away: Let the backups settle (Contain)"]
    );
    assert_eq!(
        said(&[(settle, ""), ("### Close the live phase", &format!("{settle}### Close the live phase"))]),
        ["#settle moved: Let the backups settle (from Contain to Hand on)"]
    );
    let note = "### What this is not {#what-not}";
    assert_eq!(
        said(&[(note, "### Breathe {#breathe}\n\n### What this is not {#what-not}")]),
        ["#breathe added: Breathe (Mobilise)"]
    );
}

#[test]
fn of_two_that_changed_places_one_moved() {
    let severity = "### Make it severe {#set-severity}\n\n```step\nkind: severity\nseverity: S1\nreason: \"Encryption at {org}\"\n```\n\n";
    assert_eq!(
        said(&[(severity, ""), ("### Open the incident's log", &format!("{severity}### Open the incident's log"))]),
        ["#set-severity in another order: Make it severe (Mobilise)"]
    );
}
