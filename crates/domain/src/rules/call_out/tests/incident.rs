//! A call-out for an incident: its entries, its severity, and whom a yes brings in.

use super::{IT, need, plan};
use crate::call_out::{Ask, Can};
use crate::command::{CallOutPlan, Command};
use crate::directory::{Channel, Contact, Role};
use crate::id::{ContactId, PersonId};
use crate::incident::RoomRole;
use crate::marking::Marking;
use crate::page::How;
use crate::testing::*;
use uuid::Uuid;

fn reachable(cell: &mut Cell, person: PersonId) {
    let id = ContactId(Uuid::from_u128(person.0.as_u128() + 0x1_0000));
    let contact = Contact { id, channel: Channel::Sms, hint: "••• 123".to_owned(), verified: true, flag: None };
    cell.given(crate::command::Actor::System, Command::AddContact { person, contact });
}

fn for_incident() -> CallOutPlan {
    let ask = vec![Ask::Members, Ask::Responders { organisation: TRUST }, Ask::Person { person: DEPUTY }];
    CallOutPlan { incident: Some(INCIDENT), severity: None, ask, needs: vec![need(Role::IncidentLead, 1)], ..plan() }
}

fn begun(plan: CallOutPlan) -> Cell {
    let mut cell = Cell::with_incident(Marking::Red);
    [NURSE, DEPUTY].into_iter().for_each(|person| reachable(&mut cell, person));
    cell.given(LEAD, Command::StartCallOut { call_out: IT, plan });
    cell
}

fn yes(cell: &mut Cell, person: PersonId) {
    cell.given(person, Command::AnswerCallOut { call_out: IT, can: Can::Yes { minutes: 30 }, how: How::Link });
}

#[test]
fn it_stands_in_the_timeline_for_every_member_and_a_yes_brings_in() {
    let mut cell = begun(for_incident());
    let asked = &cell.state.call_outs[&IT].terms;
    assert_eq!(asked.people, [LEAD, NURSE, CLERK, DEPUTY], "members first, each once");
    assert!(asked.join, "the lead may bring people in");
    assert!(cell.incident().entries.iter().all(|entry| entry.marking <= Marking::Amber));
    assert!(cell.incident().member_at(DEPUTY, cell.now).is_none());
    yes(&mut cell, DEPUTY);
    assert_eq!(cell.incident().member_at(DEPUTY, cell.now).unwrap().role, RoomRole::Responder);
    assert!(!cell.state.call_outs[&IT].is_running(), "one lead was enough");
    assert_eq!(cell.replayed(), cell.state);
}

#[test]
fn nobody_is_brought_in_where_the_starter_chose_so_or_may_not() {
    let mut cell = begun(CallOutPlan { join: Some(false), ..for_incident() });
    yes(&mut cell, DEPUTY);
    assert!(cell.incident().member_at(DEPUTY, cell.now).is_none());
    let mut cell = begun(CallOutPlan { ask: vec![Ask::Person { person: AUDITOR }, Ask::Members], ..for_incident() });
    yes(&mut cell, AUDITOR);
    assert!(cell.incident().member_at(AUDITOR, cell.now).is_none(), "auditors only read");
    // An administrator of the cell who sees an incident may ask for it, and bring nobody in.
    let mut cell = Cell::with_incident(Marking::Amber);
    reachable(&mut cell, NURSE);
    cell.given(LEAD, grant(ADMIN, RoomRole::Observer));
    cell.refused(
        ADMIN,
        Command::StartCallOut { call_out: IT, plan: CallOutPlan { join: Some(true), ..for_incident() } },
    );
    cell.given(ADMIN, Command::StartCallOut { call_out: IT, plan: for_incident() });
    assert!(!cell.state.call_outs[&IT].terms.join);
}

#[test]
fn who_may_not_know_of_the_incident_starts_nothing_for_it() {
    let mut cell = Cell::with_incident(Marking::Red);
    reachable(&mut cell, NURSE);
    for person in [DEPUTY, ADMIN, COUNCIL_ADMIN] {
        let said = cell.refused(person, Command::StartCallOut { call_out: IT, plan: for_incident() });
        assert_eq!(said, "there is no such thing");
    }
    let said = cell.refused(NURSE, Command::StartCallOut { call_out: IT, plan: for_incident() });
    assert_eq!(said, "your roles in the cell do not allow this");
}
