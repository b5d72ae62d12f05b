//! The rules of `contact`, told as given, when, then.

use crate::command::Command;
use crate::directory::{Channel, Contact, NotificationRule};
use crate::id::{ContactId, PersonId};
use crate::limits::{CONTACTS, RULE_DELAY_S};
use crate::testing::*;
use uuid::Uuid;

fn contact(number: u128) -> Contact {
    let id = ContactId(Uuid::from_u128(number));
    Contact { id, channel: Channel::Sms, hint: "07•• ••• 123".to_owned(), verified: false, flag: None }
}

fn add(person: PersonId, contact: Contact) -> Command {
    Command::AddContact { person, contact }
}

fn rules(person: PersonId, delays: &[u32]) -> Command {
    let rules = delays.iter().map(|after_s| NotificationRule::new(Channel::Voice, *after_s)).collect();
    Command::ChangeRules { person, rules }
}

#[test]
fn one_sets_ones_own_and_an_administrator_those_of_their_people() {
    let mut cell = Cell::seeded();
    cell.given(CLERK, add(CLERK, contact(1)));
    cell.given(COUNCIL_ADMIN, add(CLERK, contact(2)));
    cell.given(COUNCIL_ADMIN, rules(CLERK, &[0, 60]));
    assert_eq!(cell.refused(NURSE, add(CLERK, contact(3))), "your roles in the cell do not allow this");
    assert_eq!(cell.refused(COUNCIL_ADMIN, add(NURSE, contact(3))), "this belongs to another organisation");
    assert_eq!(cell.state.people[&CLERK].contacts.len(), 2);
    cell.given(CLERK, Command::RemoveContact { person: CLERK, contact: contact(1).id });
    let again = Command::RemoveContact { person: CLERK, contact: contact(1).id };
    assert_eq!(cell.refused(CLERK, again), "there is no such contact");
}

#[test]
fn a_contact_is_added_once_under_its_id_and_belongs_to_one_person() {
    let mut cell = Cell::seeded();
    cell.given(CLERK, add(CLERK, contact(1)));
    let size = cell.state.size;
    cell.given(CLERK, add(CLERK, contact(1)));
    assert_eq!(cell.state.size, size, "a repeat");
    let other = Contact { channel: Channel::Voice, ..contact(1) };
    assert!(cell.refused(CLERK, add(CLERK, other)).starts_with("this contact is another"));
    assert_eq!(cell.refused(NURSE, add(NURSE, contact(1))), "another person has a contact with this id");
}

#[test]
fn a_hint_is_no_address_and_there_is_an_end_to_contacts_and_rules() {
    let mut cell = Cell::seeded();
    let open = Contact { hint: "07700 900 123".to_owned(), ..contact(1) };
    assert!(cell.refused(CLERK, add(CLERK, open)).starts_with("contact.hint: mask it"));
    (0..CONTACTS as u128).for_each(|number| {
        cell.given(CLERK, add(CLERK, contact(number)));
    });
    assert_eq!(cell.refused(CLERK, add(CLERK, contact(99))), "no more than 16 contacts of one person");
    assert!(cell.refused(CLERK, rules(CLERK, &[RULE_DELAY_S + 1])).starts_with("rules.after_s"));
    assert!(cell.refused(CLERK, rules(CLERK, &[5, 5])).starts_with("rules: the same channel"));
    assert!(cell.refused(CLERK, rules(CLERK, &[0; 17])).starts_with("no more than 16"));
}

#[test]
fn one_orders_ones_own_contacts_all_of_them_and_what_comes_later_is_last() {
    let mut cell = Cell::seeded();
    (1..=3).for_each(|number| drop(cell.given(CLERK, add(CLERK, contact(number)))));
    let ids = |numbers: &[u128]| numbers.iter().map(|number| contact(*number).id).collect::<Vec<_>>();
    let order = |numbers: &[u128]| Command::OrderContacts { person: CLERK, order: ids(numbers) };
    for wrong in [&[1, 2][..], &[1, 2, 3, 3], &[1, 2, 4], &[]] {
        assert_eq!(cell.refused(CLERK, order(wrong)), "order: name each of your contacts once");
    }
    assert_eq!(cell.refused(COUNCIL_ADMIN, order(&[3, 1, 2])), "your roles in the cell do not allow this");
    cell.given(CLERK, order(&[3, 1, 2]));
    let size = cell.state.size;
    cell.given(CLERK, order(&[3, 1, 2]));
    assert_eq!(cell.state.size, size, "nothing changed");
    cell.given(CLERK, add(CLERK, contact(0)));
    cell.given(CLERK, Command::RemoveContact { person: CLERK, contact: contact(1).id });
    assert_eq!(cell.state.people[&CLERK].order, ids(&[3, 2, 0]));
    let in_order: Vec<ContactId> = cell.state.people[&CLERK].in_order().map(|it| it.id).collect();
    assert_eq!(in_order, ids(&[3, 2, 0]));
    assert_eq!(cell.replayed(), cell.state);
}
