//! The rules of `post`, told as given, when, then.

use crate::access::readable;
use crate::command::{Actor, Command, Post};
use crate::decide::Answer;
use crate::id::{ActionId, PersonId};
use crate::incident::{IncidentStatus, RoomRole, Severity};
use crate::limits::{LATE_S, TEXT};
use crate::marking::Marking;
use crate::testing::*;
use jiff::{SignedDuration, Timestamp};

fn reads(cell: &Cell, person: PersonId, seq: u64) -> bool {
    readable(&cell.state, Actor::Person(person), INCIDENT, seq)
}

fn text(number: u128, text: &str) -> Command {
    post(number, Post::Note { text: text.to_owned() })
}

fn status(number: u128, to: IncidentStatus) -> Command {
    post(number, Post::Status { to, reason: "as agreed".to_owned() })
}

fn correct(number: u128, seq: u64) -> Command {
    post(number, Post::Correct { seq, text: Some("ward 4".to_owned()), reason: "misheard".to_owned() })
}

fn action(number: u128, owner: PersonId) -> Command {
    post(number, Post::ActionSet { text: "isolate the VPN".to_owned(), owner, due: None })
}

fn marked(mut command: Command, to: Marking, people: &[PersonId]) -> Command {
    if let Command::Post { marking, named, .. } = &mut command {
        *marking = Some(to);
        *named = people.to_vec();
    }
    command
}

fn happened(mut command: Command, at: Timestamp, why: Option<&str>) -> Command {
    if let Command::Post { occurred_at, late_reason, .. } = &mut command {
        *occurred_at = Some(at);
        *late_reason = why.map(str::to_owned);
    }
    command
}

fn ago(cell: &Cell, seconds: i64) -> Timestamp {
    cell.now.checked_sub(SignedDuration::from_secs(seconds)).unwrap()
}

#[test]
fn a_post_is_recorded_once() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let seq = cell.posted(NURSE, note(1));
    let size = cell.state.size;
    assert_eq!(cell.given(NURSE, note(1)), Answer::Entry { seq });
    assert_eq!(cell.given(NURSE, text(1, "said otherwise")), Answer::Entry { seq });
    assert_eq!(cell.state.size, size);
    assert!(cell.refused(CLERK, note(1)).starts_with("another post has this client_id"));
}

#[test]
fn a_post_sent_again_after_the_incident_closed_is_still_answered() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let seq = cell.posted(LEAD, action(1, NURSE));
    cell.given(LEAD, status(2, IncidentStatus::Closed));
    assert_eq!(cell.given(LEAD, action(1, NURSE)), Answer::Entry { seq });
}

#[test]
fn texts_say_something_and_have_an_end() {
    let mut cell = Cell::with_incident(Marking::Amber);
    assert_eq!(cell.refused(NURSE, text(1, " \n\t")), "text: it must not be empty");
    assert!(cell.refused(NURSE, text(1, "bell \u{7}")).starts_with("text: remove the control characters"));
    assert!(cell.refused(NURSE, text(1, &"x".repeat(TEXT + 1))).starts_with("text: at most 8192 bytes"));
    cell.given(NURSE, text(1, &"\n\t€".repeat(TEXT / 5)));
    let no_reason = Post::Decision { decision: "isolate".to_owned(), reason: String::new() };
    assert_eq!(cell.refused(NURSE, post(2, no_reason)), "reason: it must not be empty");
}

#[test]
fn a_late_entry_says_why() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let (just, late, future) = (ago(&cell, LATE_S), ago(&cell, LATE_S + 1), ago(&cell, -61));
    cell.given(NURSE, happened(note(1), just, None));
    assert!(cell.refused(NURSE, happened(note(2), late, None)).starts_with("late_reason: it happened more than five"));
    let seq = cell.posted(NURSE, happened(note(2), late, Some("was on the ward")));
    assert_eq!(cell.log.last().unwrap().occurred_at, Some(late));
    assert_eq!(cell.log.last().unwrap().seq, seq);
    assert_eq!(cell.refused(NURSE, happened(note(3), future, None)), "occurred_at: it lies in the future");
    cell.given(NURSE, happened(note(3), ago(&cell, -60), None));
    assert!(cell.refused(LEAD, happened(status(4, IncidentStatus::Contained), just, None)).starts_with("occurred_at"));
    let mut reason_only = note(5);
    if let Command::Post { late_reason, .. } = &mut reason_only {
        *late_reason = Some("because".to_owned());
    }
    assert!(cell.refused(NURSE, reason_only).starts_with("occurred_at: say when"));
}

#[test]
fn markings_decide_who_reads() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let amber = cell.posted(NURSE, note(1));
    let strict = cell.posted(NURSE, marked_note(2, Marking::AmberStrict, &[]));
    let red = cell.posted(NURSE, marked_note(3, Marking::Red, &[LEAD]));
    let who = |cell: &Cell, seq| [NURSE, CLERK, LEAD, DEPUTY].map(|person| reads(cell, person, seq));
    assert_eq!(who(&cell, amber), [true, true, true, false]);
    assert_eq!(who(&cell, strict), [true, false, false, false]);
    assert_eq!(who(&cell, red), [true, false, true, false]);
}

#[test]
fn red_names_members_and_nothing_else_names_anybody() {
    let mut cell = Cell::with_incident(Marking::Amber);
    assert!(cell.refused(NURSE, marked_note(1, Marking::Red, &[])).starts_with("named: a TLP:RED entry names"));
    assert!(cell.refused(NURSE, marked_note(1, Marking::Red, &[DEPUTY])).contains("is not a member"));
    assert!(cell.refused(NURSE, marked_note(1, Marking::Amber, &[LEAD])).starts_with("named: only a TLP:RED"));
    let seq = cell.posted(NURSE, marked_note(1, Marking::Red, &[NURSE]));
    assert_eq!([NURSE, LEAD].map(|person| reads(&cell, person, seq)), [true, false]);
}

#[test]
fn an_unmarked_post_is_marked_as_the_incident_and_in_a_red_room_is_for_those_in_it() {
    let mut cell = Cell::with_incident(Marking::AmberStrict);
    let seq = cell.posted(NURSE, note(1));
    assert_eq!(cell.incident().entry(seq).unwrap().marking, Marking::AmberStrict);
    let mut cell = Cell::with_incident(Marking::Red);
    let seq = cell.posted(NURSE, note(1));
    assert_eq!(cell.incident().entry(seq).unwrap().named, [LEAD, NURSE, CLERK]);
    cell.given(LEAD, grant(DEPUTY, RoomRole::Responder));
    assert_eq!([CLERK, DEPUTY].map(|person| reads(&cell, person, seq)), [true, false]);
}

#[test]
fn what_changes_the_incident_is_for_every_member_to_see() {
    let mut cell = Cell::with_incident(Marking::Red);
    let severity = |number, to| post(number, Post::Severity { to, reason: "two sites".to_owned() });
    assert!(cell.refused(NURSE, severity(1, Severity::S1)).starts_with("your roles"));
    assert!(cell.refused(LEAD, severity(1, Severity::S2)).contains("that already"));
    assert!(
        cell.refused(LEAD, marked(severity(1, Severity::S1), Marking::Red, &[])).starts_with("marking: every member")
    );
    let seq = cell.posted(LEAD, severity(1, Severity::S1));
    assert!(reads(&cell, CLERK, seq));
    assert_eq!(cell.incident().severity, Severity::S1);
    let lead = |to| post(2, Post::Lead { to, reason: None });
    assert!(cell.refused(LEAD, lead(DEPUTY)).starts_with("to: they are not a member"));
    cell.given(LEAD, grant(AUDITOR, RoomRole::Observer));
    assert!(cell.refused(LEAD, lead(AUDITOR)).starts_with("to: their membership only reads"));
    cell.given(LEAD, lead(CLERK));
    cell.given(CLERK, status(3, IncidentStatus::Contained));
    assert_eq!(cell.incident().status, IncidentStatus::Contained);
}

#[test]
fn an_actions_owner_can_read_it_and_who_finishes_it_too() {
    let mut cell = Cell::with_incident(Marking::Amber);
    assert!(cell.refused(LEAD, action(1, DEPUTY)).starts_with("owner: they are not a member"));
    let strict = marked(action(1, NURSE), Marking::AmberStrict, &[]);
    assert!(cell.refused(LEAD, strict).starts_with("owner: its marking"));
    let red = cell.posted(LEAD, marked(action(1, NURSE), Marking::Red, &[NURSE]));
    let id = *cell.incident().actions.keys().next().unwrap();
    let done = |number| post(number, Post::ActionDone { action: id, outcome: Some("isolated".to_owned()) });
    assert_eq!(cell.refused(CLERK, done(2)), "its marking keeps this from you");
    assert!(cell.refused(NURSE, marked(done(2), Marking::Clear, &[])).starts_with("marking: leave it out"));
    let seq = cell.posted(NURSE, done(2));
    assert_eq!(cell.incident().entry(seq).unwrap().marking, Marking::Red);
    assert_eq!([LEAD, NURSE, CLERK].map(|person| reads(&cell, person, seq)), [true, true, false]);
    assert!(cell.incident().actions[&id].done && cell.incident().actions[&id].seq == red);
    assert_eq!(cell.refused(NURSE, done(3)), "this action is done already");
    let unknown = Post::ActionDone { action: ActionId(uuid::Uuid::nil()), outcome: None };
    assert_eq!(cell.refused(NURSE, post(4, unknown)), "there is no such action");
}

#[test]
fn a_correction_strikes_once_and_says_no_more_widely_what_it_corrects() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let first = cell.posted(NURSE, marked_note(1, Marking::Red, &[CLERK]));
    assert_eq!(cell.refused(LEAD, correct(2, first)), "its marking keeps this from you");
    assert!(cell.refused(CLERK, correct(2, first)).starts_with("your roles"));
    let second = cell.posted(NURSE, correct(2, first));
    assert_eq!(cell.incident().entry(first).unwrap().struck_by, Some(second));
    assert_eq!([NURSE, CLERK, LEAD].map(|person| reads(&cell, person, second)), [true, true, false]);
    assert!(cell.refused(NURSE, correct(3, first)).contains(&format!("by entry {second}")));
    cell.given(NURSE, correct(3, second));
    assert_eq!(cell.refused(NURSE, correct(4, 99)), "there is no such entry");
}

#[test]
fn who_steers_strikes_others_words_but_nobody_strikes_what_happened() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let seq = cell.posted(NURSE, note(1));
    assert!(cell.refused(CLERK, correct(2, seq)).starts_with("your roles"));
    cell.given(LEAD, correct(2, seq));
    assert!(cell.refused(LEAD, correct(3, 1)).starts_with("seq: incident.declared"));
}

#[test]
fn one_asks_for_what_is_withheld() {
    let mut cell = Cell::with_incident(Marking::AmberStrict);
    let ask = |number, seq| post(number, Post::Ask { seq, reason: "we share that supplier".to_owned() });
    let withheld = cell.posted(NURSE, note(1));
    assert_eq!(cell.refused(NURSE, ask(2, withheld)), "you can read this entry");
    let seq = cell.posted(CLERK, ask(2, withheld));
    assert!(reads(&cell, NURSE, seq), "the originator sees the question, whatever the incident's marking");
    assert_eq!(cell.refused(CLERK, ask(3, 99)), "there is no such entry");
}

#[test]
fn a_closed_incident_takes_what_was_missed() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let seq = cell.posted(NURSE, note(1));
    cell.given(LEAD, status(2, IncidentStatus::Closed));
    assert!(cell.refused(NURSE, action(3, NURSE)).starts_with("this incident is closed"));
    assert!(cell.refused(LEAD, status(3, IncidentStatus::Open)).starts_with("this incident is closed"));
    cell.given(NURSE, note(3));
    cell.given(NURSE, correct(4, seq));
    let decision = Post::Decision { decision: "paper".to_owned(), reason: "no network".to_owned() };
    assert!(cell.refused(NURSE, post(5, decision.clone())).starts_with("this incident is closed"));
    let at = ago(&cell, 3_600);
    cell.given(NURSE, happened(post(5, decision), at, Some("from the paper log")));
}

#[test]
fn nobody_outside_writes_and_the_readers_answer_does_not_tell_more_than_they_may_know() {
    let mut cell = Cell::with_incident(Marking::Amber);
    assert_eq!(cell.refused(DEPUTY, note(1)), "there is no such thing");
    assert_eq!(cell.refused(Actor::System, note(1)), "your roles in the cell do not allow this");
    let mut open = Cell::with_incident(Marking::Green);
    assert_eq!(open.refused(DEPUTY, note(1)), "you are not a member of this incident");
}
