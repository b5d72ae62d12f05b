//! The rules of `erasure`, told as given, when, then.

use crate::command::{Command, Post};
use crate::event::Event;
use crate::id::PersonId;
use crate::incident::RoomRole;
use crate::marking::Marking;
use crate::testing::*;

fn request(seq: u64) -> Command {
    Command::RequestErasure { incident: INCIDENT, seq, reason: "names a patient".to_owned() }
}

fn approve(seq: u64) -> Command {
    Command::ApproveErasure { incident: INCIDENT, seq }
}

/// The trust's deputy steers too, so that two can.
fn cell() -> Cell {
    let mut cell = Cell::with_incident(Marking::Amber);
    cell.given(LEAD, grant(DEPUTY, RoomRole::Responder));
    cell
}

fn erased(cell: &mut Cell, by: [PersonId; 2], seq: u64) {
    cell.given(by[0], request(seq));
    cell.given(by[1], approve(seq));
}

#[test]
fn two_people_erase_and_the_stub_stays() {
    let mut cell = cell();
    let seq = cell.posted(NURSE, note(1));
    assert!(cell.refused(NURSE, request(seq)).starts_with("your roles"));
    assert_eq!(cell.refused(LEAD, approve(seq)), "there is no such request to erase this entry");
    cell.given(LEAD, request(seq));
    assert_eq!(cell.refused(LEAD, approve(seq)), "somebody else than who asked must approve");
    assert!(cell.refused(DEPUTY, request(seq)).contains("asked for already"));
    cell.given(DEPUTY, approve(seq));
    let entry = cell.incident().entry(seq).unwrap();
    assert!(entry.erased);
    assert_eq!(entry.author, Some(NURSE));
    let Some(Event::EntryErased { position, approvers, .. }) = cell.log.last().unwrap().event.as_deref() else {
        panic!("not erased last");
    };
    assert_eq!((*position, *approvers), (entry.position, [LEAD, DEPUTY]));
    assert!(cell.refused(LEAD, request(seq)).contains("erased already"));
}

#[test]
fn only_words_that_the_state_does_not_hold_can_go() {
    let mut cell = cell();
    let action = cell.posted(NURSE, post(1, Post::ActionSet { text: "call".to_owned(), owner: NURSE, due: None }));
    assert!(cell.refused(LEAD, request(action)).starts_with("seq: action.set has no text"));
    assert!(cell.refused(LEAD, request(1)).starts_with("seq:"));
    assert_eq!(cell.refused(LEAD, request(99)), "there is no such thing");
}

#[test]
fn an_organisations_administrator_who_works_there_asks_for_its_own_entries() {
    let mut cell = cell();
    cell.given(LEAD, grant(COUNCIL_ADMIN, RoomRole::Responder));
    let own = cell.posted(CLERK, note(1));
    let others = cell.posted(NURSE, note(2));
    cell.given(COUNCIL_ADMIN, request(own));
    assert!(cell.refused(COUNCIL_ADMIN, request(others)).starts_with("your roles"));
    assert!(cell.refused(DEPUTY, request(77)).contains("no such"));
}

#[test]
fn replayed_without_the_bodies_the_state_is_the_same() {
    let mut cell = cell();
    let first = cell.posted(NURSE, note(1));
    let reason = "wrong ward".to_owned();
    let correction = cell.posted(NURSE, post(2, Post::Correct { seq: first, text: None, reason }));
    erased(&mut cell, [LEAD, DEPUTY], first);
    erased(&mut cell, [DEPUTY, LEAD], correction);
    assert_eq!(cell.incident().entry(first).unwrap().struck_by, Some(correction));
    assert_eq!(cell.replayed(), cell.state);
    let again = cell.posted(NURSE, note(1));
    assert_eq!(again, first, "an erased post that is sent again is not recorded again");
}
