//! The rules of codes that prove a contact, told as given, when, then.

use uuid::Uuid;

use super::*;
use crate::command::{Actor, Command};
use crate::directory::{Channel, Contact};
use crate::id::AttemptId;
use crate::invariants;
use crate::testing::*;

const CONTACT: ContactId = ContactId(Uuid::from_u128(0xF1));
const OTHER: ContactId = ContactId(Uuid::from_u128(0xF2));

fn contact(id: ContactId, channel: Channel) -> Contact {
    Contact { id, channel, hint: "07•• ••• 123".to_owned(), verified: false, flag: None }
}

/// The clerk has a telephone and an email address that nobody has proved.
fn cell() -> Cell {
    let mut cell = Cell::seeded();
    for (id, channel) in [(CONTACT, Channel::Voice), (OTHER, Channel::Email)] {
        cell.given(CLERK, Command::AddContact { person: CLERK, contact: contact(id, channel) });
    }
    cell
}

const fn send(contact: ContactId) -> Command {
    Command::SendVerification { person: CLERK, contact }
}

fn sent(cell: &Cell, contact: ContactId) -> NotificationId {
    cell.state.verifications[&contact].notification
}

fn verify(cell: &Cell, contact: ContactId) -> Command {
    Command::VerifyContact { person: CLERK, contact, notification: sent(cell, contact) }
}

fn mistake(cell: &Cell, contact: ContactId) -> Command {
    Command::MistakeCode { person: CLERK, contact, notification: sent(cell, contact) }
}

#[test]
fn a_code_goes_to_exactly_that_contact_even_by_a_call_and_typing_it_proves_the_contact() {
    let mut cell = cell();
    cell.given(CLERK, send(CONTACT));
    let notice = cell.state.notices.values().next().unwrap();
    assert_eq!(notice.about, About::Verify { contact: CONTACT });
    let message = notice.notifications.values().next().unwrap();
    assert_eq!((notice.notifications.len(), message.contact, message.channel), (1, CONTACT, Channel::Voice));
    assert_eq!(message.code, None, "the code is in no entry");
    assert_eq!(notice.until.duration_since(cell.now).as_secs(), 600);
    let right = verify(&cell, CONTACT);
    cell.given(CLERK, right.clone());
    assert!(cell.state.people[&CLERK].contacts[&CONTACT].verified);
    assert!(!cell.state.people[&CLERK].contacts[&OTHER].verified);
    assert_eq!(cell.state.proofs[&CLERK].proven_at, Some(cell.now));
    assert!(cell.refused(CLERK, right).contains("no code was sent"), "it works once");
    assert_eq!(cell.refused(CLERK, send(CONTACT)), "this contact is verified already");
    assert_eq!(cell.replayed(), cell.state);
    assert_eq!(invariants::check(&cell.state), []);
}

/// Whoever administers somebody could have their pages sent to a telephone of their own.
#[test]
fn nobody_but_the_person_proves_a_contact() {
    let mut cell = cell();
    let proved = Contact { verified: true, ..contact(ContactId(Uuid::from_u128(0xF3)), Channel::Sms) };
    for who in [CLERK, COUNCIL_ADMIN, ADMIN] {
        let add = Command::AddContact { person: CLERK, contact: proved.clone() };
        assert_eq!(cell.refused(who, add), "your roles in the cell do not allow this");
    }
    cell.given(CLERK, send(CONTACT));
    for who in [COUNCIL_ADMIN, ADMIN, NURSE] {
        let (right, wrong) = (verify(&cell, CONTACT), mistake(&cell, CONTACT));
        for command in [send(CONTACT), right, wrong] {
            assert_eq!(cell.refused(who, command), "your roles in the cell do not allow this");
        }
    }
    // What sets a cell up is this machine, and no request.
    cell.given(Actor::System, Command::AddContact { person: CLERK, contact: proved });
    assert_eq!(cell.state.people[&CLERK].reached_by().len(), 1);
}

#[test]
fn an_administrator_adds_a_contact_and_cannot_change_one() {
    let mut cell = cell();
    let new = contact(ContactId(Uuid::from_u128(0xF3)), Channel::Sms);
    cell.given(COUNCIL_ADMIN, Command::AddContact { person: CLERK, contact: new.clone() });
    let other = Contact { hint: "07•• ••• 456".to_owned(), ..new };
    let refused = cell.refused(COUNCIL_ADMIN, Command::AddContact { person: CLERK, contact: other });
    assert!(refused.starts_with("this contact is another"), "{refused}");
}

#[test]
fn five_wrong_codes_end_one_and_a_restart_forgets_none() {
    let mut cell = cell();
    cell.given(CLERK, send(CONTACT));
    for left in (0..5).rev() {
        let wrong = mistake(&cell, CONTACT);
        cell.given(CLERK, wrong);
        assert_eq!(cell.state.verifications[&CONTACT].tries_left(), left);
    }
    cell.state = cell.replayed();
    let (right, wrong) = (verify(&cell, CONTACT), mistake(&cell, CONTACT));
    for command in [right, wrong] {
        assert_eq!(cell.refused(CLERK, command), "too many wrong codes were typed: have another sent");
    }
    cell.pass(30);
    let before = sent(&cell, CONTACT);
    cell.given(CLERK, send(CONTACT));
    assert_ne!(sent(&cell, CONTACT), before);
    assert_eq!(cell.state.verifications[&CONTACT].tries_left(), 5);
    let right = verify(&cell, CONTACT);
    cell.given(CLERK, right);
}

#[test]
fn a_code_lives_ten_minutes_and_a_later_one_voids_it() {
    let mut cell = cell();
    cell.given(CLERK, send(CONTACT));
    let first = verify(&cell, CONTACT);
    assert!(cell.refused(CLERK, send(CONTACT)).contains("less than 30 seconds ago"));
    cell.pass(30);
    cell.given(CLERK, send(CONTACT));
    assert!(cell.refused(CLERK, first).contains("another since"));
    let open = cell.state.notices.values().filter(|notice| notice.is_open()).count();
    assert_eq!(open, 1, "the first is not sent any more");
    cell.pass(599);
    let mut in_time = cell.clone();
    let right = verify(&cell, CONTACT);
    in_time.given(CLERK, right.clone());
    cell.pass(1);
    assert!(cell.refused(CLERK, right).contains("older than 10 minutes"));
}

#[test]
fn a_contact_is_sent_five_codes_an_hour_and_a_person_twenty_a_day_removed_contacts_included() {
    let mut cell = cell();
    for _ in 0..limits::VERIFICATIONS_OF_CONTACT {
        cell.given(CLERK, send(CONTACT));
        cell.pass(60);
    }
    assert_eq!(cell.refused(CLERK, send(CONTACT)), "no more than 5 codes to one contact in an hour");
    cell.given(CLERK, send(OTHER));
    for nth in 0..14 {
        let again = contact(ContactId(Uuid::from_u128(0xF10 + nth)), Channel::Sms);
        cell.given(CLERK, Command::AddContact { person: CLERK, contact: again.clone() });
        cell.given(CLERK, send(again.id));
        cell.given(CLERK, Command::RemoveContact { person: CLERK, contact: again.id });
    }
    cell.pass(3_600);
    assert_eq!(cell.refused(CLERK, send(CONTACT)), "no more than 20 codes to one person in a day");
    cell.state = cell.replayed();
    assert_eq!(cell.refused(CLERK, send(OTHER)), "no more than 20 codes to one person in a day");
    cell.pass(86_400);
    cell.given(CLERK, send(CONTACT));
    assert_eq!(cell.state.codes_sent[&CLERK].len(), 1);
    assert_eq!(invariants::check(&cell.state), []);
}

/// Twenty notices of handoffs do not keep a code from coming, nor do codes keep notices from coming.
#[test]
fn codes_are_not_counted_among_notices() {
    let mut cell = cell();
    cell.given(CLERK, send(CONTACT));
    assert!(cell.state.noticed.get(&CLERK).is_none());
}

#[test]
fn a_contact_that_went_takes_its_code_along() {
    let mut cell = cell();
    cell.given(CLERK, send(CONTACT));
    let right = verify(&cell, CONTACT);
    cell.given(CLERK, Command::RemoveContact { person: CLERK, contact: CONTACT });
    assert!(cell.state.verifications.is_empty());
    assert_eq!(cell.refused(CLERK, right), "there is no such contact");
    // The message under way ends like any other, and changes nothing.
    let node = crate::id::NodeId(Uuid::from_u128(1));
    cell.given(Actor::System, Command::ClaimDue { node, limit: 9, lease_s: 30 });
    let _attempt = AttemptId(Uuid::from_u128(2));
    assert_eq!(invariants::check(&cell.state), []);
}
