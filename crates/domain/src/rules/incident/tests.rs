//! The rules of `incident`, told as given, when, then.

use crate::command::{Actor, Command};
use crate::decide::Answer;
use crate::directory::Role;
use crate::id::IncidentId;
use crate::incident::RoomRole;
use crate::marking::Marking;
use crate::testing::*;
use uuid::Uuid;

const OTHER: IncidentId = IncidentId(Uuid::from_u128(0xC2));

fn reference(answer: Answer) -> String {
    match answer {
        Answer::Incident { reference, .. } => reference,
        other => panic!("{other:?}"),
    }
}

#[test]
fn references_count_within_the_year() {
    let mut cell = Cell::seeded();
    assert_eq!(reference(cell.given(LEAD, declare(INCIDENT, Marking::Amber))), "CTAC-2026-0001");
    assert_eq!(reference(cell.given(NURSE, declare(OTHER, Marking::Amber))), "CTAC-2026-0002");
    cell.now = "2027-01-01T00:00:00Z".parse().unwrap();
    let next = IncidentId(Uuid::from_u128(0xC3));
    assert_eq!(reference(cell.given(NURSE, declare(next, Marking::Amber))), "CTAC-2027-0001");
    assert_eq!(cell.state.incident_of("CTAC-2026-0002").unwrap().id, OTHER);
}

#[test]
fn declaring_again_is_the_same_incident_for_its_author_only() {
    let mut cell = Cell::seeded();
    let first = cell.given(LEAD, declare(INCIDENT, Marking::Amber));
    let size = cell.state.size;
    assert_eq!(cell.given(LEAD, declare(INCIDENT, Marking::Amber)), first);
    assert_eq!(cell.state.size, size);
    assert_eq!(cell.refused(NURSE, declare(INCIDENT, Marking::Amber)), "another incident has this id");
}

#[test]
fn who_declares_leads_if_they_may() {
    let mut cell = Cell::seeded();
    cell.given(NURSE, declare(INCIDENT, Marking::Red));
    assert_eq!(cell.kinds_since(cell.state.size - 2), ["incident.declared", "membership.granted"]);
    assert_eq!(cell.incident().lead, Some(NURSE));
    assert_eq!(cell.incident().members[&NURSE].role, RoomRole::Lead);
    assert_eq!(cell.incident().organisation, Some(TRUST));
    cell.given(ADMIN, Command::ChangeRoles { person: CLERK, roles: vec![Role::Intake] });
    cell.given(CLERK, declare(OTHER, Marking::Amber));
    let other = &cell.state.incidents[&OTHER];
    assert_eq!((other.lead, other.members[&CLERK].role), (None, RoomRole::Responder));
    assert!(cell.refused(AUDITOR, declare(IncidentId(Uuid::nil()), Marking::Amber)).starts_with("your roles"));
}

#[test]
fn every_entry_of_the_room_is_readable_by_its_members_whatever_the_incidents_marking() {
    let cell = Cell::with_incident(Marking::Red);
    for seq in 1..=cell.incident().head() {
        assert!(crate::access::readable(&cell.state, Actor::Person(CLERK), INCIDENT, seq), "{seq}");
    }
}

#[test]
fn a_title_is_one_line() {
    let mut cell = Cell::seeded();
    let mut command = declare(INCIDENT, Marking::Amber);
    for (bad, says) in [("", "title: it must not be empty"), ("a\nb", "title: write it on one line")] {
        if let Command::Declare { title, .. } = &mut command {
            bad.clone_into(title);
        }
        assert!(cell.refused(LEAD, command.clone()).starts_with(says));
    }
}

#[test]
fn an_unknown_alert_or_policy_declares_nothing() {
    let mut cell = Cell::seeded();
    let mut command = declare(INCIDENT, Marking::Amber);
    if let Command::Declare { alert, .. } = &mut command {
        *alert = Some(crate::id::AlertId(Uuid::nil()));
    }
    assert_eq!(cell.refused(LEAD, command), "there is no such alert");
    let mut command = declare(INCIDENT, Marking::Amber);
    if let Command::Declare { policy, .. } = &mut command {
        *policy = Some(crate::id::PolicyId(Uuid::nil()));
    }
    assert_eq!(cell.refused(LEAD, command), "there is no such policy");
}

#[test]
fn the_room_is_joined_and_left_once() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let (join, leave) = (Command::JoinRoom { incident: INCIDENT }, Command::LeaveRoom { incident: INCIDENT });
    let size = cell.state.size;
    cell.given(NURSE, leave.clone());
    cell.given(NURSE, join.clone());
    cell.given(NURSE, join.clone());
    assert_eq!(cell.kinds_since(size), ["room.joined"]);
    cell.given(NURSE, leave);
    assert_eq!(cell.kinds_since(size), ["room.joined", "room.left"]);
    assert_eq!(cell.refused(COUNCIL_ADMIN, join), "there is no such thing");
}

#[test]
fn an_export_says_how_far() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let head = cell.incident().head();
    let answer = cell.given(CLERK, Command::RecordExport { incident: INCIDENT });
    assert_eq!(answer, Answer::Entry { seq: head + 1 });
    assert_eq!(cell.refused(AUDITOR, Command::RecordExport { incident: INCIDENT }), "there is no such thing");
}

#[test]
fn a_title_from_an_alert_is_cut_to_one_line() {
    let cell = Cell::seeded();
    let context = crate::decide::Context { actor: Actor::System, now: cell.now, seed: [1; 32] };
    let mut d = crate::decide::Deciding::new(&cell.state, &context);
    let title = format!("disk\nfull {}", "x".repeat(500));
    super::declare(&mut d, INCIDENT, title, crate::incident::Severity::S2, Marking::Amber, Vec::new());
    let title = &d.state.incidents[&INCIDENT].title;
    assert!(title.starts_with("disk full x"));
    assert_eq!(title.chars().count(), crate::limits::TITLE);
}

#[test]
fn leaving_tells_nobody_what_there_is() {
    let mut cell = Cell::with_incident(Marking::Red);
    let leave = |incident| Command::LeaveRoom { incident };
    assert_eq!(cell.given(COUNCIL_ADMIN, leave(INCIDENT)), cell.given(COUNCIL_ADMIN, leave(OTHER)));
}
