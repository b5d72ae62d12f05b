//! The rules of `membership`, told as given, when, then.

use crate::access::readable;
use crate::command::{Actor, Command, Post};
use crate::decide::{Context, Deciding};
use crate::due::next_deadline;
use crate::id::PersonId;
use crate::incident::RoomRole;
use crate::limits::BREAK_GLASS_S;
use crate::marking::Marking;
use crate::rules::membership::join_by_page;
use crate::state::{Alarm, State};
use crate::testing::*;

fn revoke(person: PersonId) -> Command {
    Command::RevokeMembership { incident: INCIDENT, person, reason: Some("shift over".to_owned()) }
}

fn break_glass(reason: &str) -> Command {
    Command::BreakGlass { incident: INCIDENT, reason: reason.to_owned() }
}

fn bounded(cell: &Cell, person: PersonId, seconds: i64) -> Command {
    let until = cell.now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    let role = RoomRole::Responder;
    Command::GrantMembership { incident: INCIDENT, person, role, until: Some(until), reason: None }
}

#[test]
fn who_steers_brings_people_in_and_takes_them_out() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let size = cell.state.size;
    cell.given(LEAD, grant(NURSE, RoomRole::Responder));
    assert_eq!(cell.state.size, size, "they are that already");
    assert_eq!(cell.refused(NURSE, grant(DEPUTY, RoomRole::Responder)), "your roles in the cell do not allow this");
    cell.given(LEAD, grant(NURSE, RoomRole::Loggist));
    cell.given(NURSE, grant(DEPUTY, RoomRole::Responder));
    cell.given(LEAD, revoke(NURSE));
    assert_eq!(cell.refused(NURSE, note(1)), "there is no such thing");
    assert_eq!(cell.refused(LEAD, revoke(NURSE)), "there is no such member");
    assert_eq!(cell.refused(LEAD, grant(STRANGER, RoomRole::Observer)), "there is no such person");
}

#[test]
fn the_lead_stays_until_another_leads() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let first = "they lead this incident: change the lead first";
    assert_eq!(cell.refused(LEAD, revoke(LEAD)), first);
    assert_eq!(cell.refused(LEAD, grant(LEAD, RoomRole::Observer)), first);
    assert!(cell.refused(LEAD, grant(NURSE, RoomRole::Lead)).contains("has a lead"));
    cell.given(LEAD, post(1, Post::Lead { to: NURSE, reason: None }));
    assert_eq!(cell.incident().members[&LEAD].role, RoomRole::Responder);
    assert_eq!(cell.incident().members[&NURSE].role, RoomRole::Lead);
    cell.given(LEAD, revoke(LEAD));
    assert_eq!(cell.incident().lead, Some(NURSE));
}

#[test]
fn who_only_reads_in_the_cell_only_reads_in_the_room() {
    let mut cell = Cell::with_incident(Marking::Amber);
    assert!(cell.refused(LEAD, grant(AUDITOR, RoomRole::Responder)).starts_with("role: auditors"));
    cell.given(LEAD, grant(AUDITOR, RoomRole::Observer));
    assert_eq!(cell.refused(AUDITOR, note(1)), "your membership of this incident is read-only");
}

#[test]
fn an_incident_that_nobody_leads_is_opened_by_any_incident_lead() {
    let mut cell = Cell::with_incident(Marking::Amber);
    assert_eq!(cell.refused(DEPUTY, grant(DEPUTY, RoomRole::Lead)), "there is no such thing");
    cell.given(ADMIN, Command::DeactivatePerson { person: LEAD, reason: "phone lost".to_owned() });
    cell.given(DEPUTY, grant(DEPUTY, RoomRole::Lead));
    assert_eq!(cell.incident().lead, Some(DEPUTY));
}

#[test]
fn a_bounded_membership_ends_by_itself() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let command = bounded(&cell, DEPUTY, 600);
    cell.given(LEAD, command);
    let until = cell.incident().members[&DEPUTY].until.unwrap();
    assert!(cell.state.alarms.contains(&(until, Alarm::MembershipEnds(INCIDENT, DEPUTY))));
    assert!(next_deadline(&cell.state).unwrap() <= until);
    cell.pass(600);
    assert_eq!(cell.refused(DEPUTY, note(1)), "there is no such thing", "also before the tick");
    let size = cell.state.size;
    cell.given(Actor::System, Command::Tick);
    assert!(cell.kinds_since(size).contains(&"membership.revoked"));
    assert!(cell.state.alarms.is_empty());
    assert!(!cell.incident().members.contains_key(&DEPUTY));
}

#[test]
fn a_membership_that_is_extended_or_unbounded_leaves_no_old_alarm() {
    let mut cell = Cell::with_incident(Marking::Amber);
    for seconds in [600, 1200] {
        let command = bounded(&cell, DEPUTY, seconds);
        cell.given(LEAD, command);
        assert_eq!(cell.state.alarms.len(), 1);
    }
    assert!(cell.refused(LEAD, post(1, Post::Lead { to: DEPUTY, reason: None })).contains("has an end"));
    cell.given(LEAD, grant(DEPUTY, RoomRole::Responder));
    assert!(cell.state.alarms.is_empty());
    let past = bounded(&cell, NURSE, 0);
    assert!(cell.refused(LEAD, past).starts_with("until: it must lie in the future"));
}

#[test]
fn breaking_the_glass_reads_for_a_shift_and_every_member_sees_why() {
    let mut cell = Cell::with_incident(Marking::Red);
    assert!(cell.refused(COUNCIL_ADMIN, break_glass("curious")).starts_with("your roles"));
    assert!(cell.refused(ADMIN, break_glass("curious")).starts_with("your roles"), "administrators do not read");
    assert_eq!(cell.refused(AUDITOR, break_glass("  ")), "reason: it must not be empty");
    let red = cell.posted(NURSE, marked_note(1, Marking::Red, &[CLERK]));
    cell.given(AUDITOR, break_glass("review asked for by the board"));
    let seq = cell.incident().head();
    assert!(readable(&cell.state, Actor::Person(NURSE), INCIDENT, seq));
    assert!(readable(&cell.state, Actor::Person(AUDITOR), INCIDENT, 1));
    assert!(!readable(&cell.state, Actor::Person(AUDITOR), INCIDENT, red), "markings hold for them too");
    assert_eq!(cell.refused(AUDITOR, note(2)), "your membership of this incident is read-only");
    assert!(cell.refused(AUDITOR, break_glass("again")).contains("member of this incident already"));
    cell.pass(BREAK_GLASS_S);
    cell.given(Actor::System, Command::Tick);
    assert!(!cell.incident().members.contains_key(&AUDITOR));
}

fn after_page(state: &State, person: PersonId) -> State {
    let now = state.recorded_at;
    let context = Context { actor: Actor::Person(person), now, seed: [1; 32] };
    let mut d = Deciding::new(state, &context);
    join_by_page(&mut d, INCIDENT, person);
    d.state
}

#[test]
fn who_takes_an_incidents_page_works_it_and_leads_it_when_nobody_does() {
    let cell = Cell::with_incident(Marking::Amber);
    let joined = after_page(&cell.state, DEPUTY);
    assert_eq!(joined.incidents[&INCIDENT].members[&DEPUTY].role, RoomRole::Responder);
    let size = cell.state.size;
    assert_eq!(after_page(&cell.state, NURSE).size, size, "a member stays what they are");
    let mut unled = cell.clone();
    unled.given(ADMIN, Command::DeactivatePerson { person: LEAD, reason: "left".to_owned() });
    let joined = after_page(&unled.state, NURSE);
    assert_eq!(joined.incidents[&INCIDENT].lead, Some(NURSE));
    assert_eq!(after_page(&unled.state, AUDITOR).incidents[&INCIDENT].lead, None, "who cannot write does not lead");
}
