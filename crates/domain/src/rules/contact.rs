//! Ways to reach a person, and when to use which. Everybody sets their own; their administrators may too.

use std::collections::BTreeSet;

use super::person_named;
use super::text::{check_line, check_room, invalid};
use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::{Contact, NotificationRule};
use crate::event::Event;
use crate::id::{ContactId, PersonId};
use crate::limits::{CONTACTS, HINT_DIGITS, RULE_DELAY_S, RULES, TITLE};
use crate::rules::call_out;
use crate::state::Stream;

/// Oneself, or whoever manages the person.
pub(crate) fn self_or_manager(d: &Deciding<'_>, person: PersonId) -> Result<(), Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(person))
        .or_else(|_| access::check(d, Action::ManagePeople, Object::Person(person)))
}

/// Adds a contact, not yet verified: only a code that is sent to it does that (see [`super::verification`]), whoever adds
/// it. What sets a cell up on this machine, and no request from outside, may add one that is.
pub(crate) fn add(d: &mut Deciding<'_>, person: PersonId, contact: &Contact) -> Result<Answer, Refusal> {
    if contact.verified {
        access::check(d, Action::Internal, Object::Cell)?;
    } else {
        self_or_manager(d, person)?;
    }
    check_hint(&contact.hint)?;
    let holder = person_named(d, person)?;
    // What is known against an address is nobody's to say here.
    let contact = &Contact { flag: None, ..contact.clone() };
    match holder.contacts.get(&contact.id) {
        Some(stands) if (stands.channel, &stands.hint) == (contact.channel, &contact.hint) => {
            return Ok(Answer::Done);
        }
        // What is verified is verified of this address.
        Some(_) => return Err(Refusal::Conflict("this contact is another: remove it and add a new one".to_owned())),
        None => check_room("contacts of one person", holder.contacts.len(), CONTACTS)?,
    }
    // The vault keeps the address under the contact's id: two people with one id would be two people with one address.
    if d.state.people.values().any(|other| other.id != person && other.contacts.contains_key(&contact.id)) {
        return Err(Refusal::Conflict("another person has a contact with this id".to_owned()));
    }
    d.emit(Stream::Directory, Event::ContactAdded { person, contact: contact.clone() }, As::default());
    Ok(Answer::Done)
}

pub(crate) fn remove(d: &mut Deciding<'_>, person: PersonId, contact: ContactId) -> Result<Answer, Refusal> {
    self_or_manager(d, person)?;
    if !person_named(d, person)?.contacts.contains_key(&contact) {
        return Err(Refusal::NotFound("contact"));
    }
    d.emit(Stream::Directory, Event::ContactRemoved { person, contact }, As::default());
    call_out::reach_changed(d, person);
    Ok(Answer::Done)
}

pub(crate) fn change_rules(
    d: &mut Deciding<'_>,
    person: PersonId,
    rules: &[NotificationRule],
) -> Result<Answer, Refusal> {
    self_or_manager(d, person)?;
    if rules.len() > RULES {
        return Err(Refusal::Limit { what: "notification rules of one person", limit: RULES as u64 });
    }
    if rules.iter().any(|rule| rule.after_s > RULE_DELAY_S) {
        return Err(invalid("rules.after_s", format!("at most {RULE_DELAY_S} seconds after the page")));
    }
    if rules.iter().enumerate().any(|(index, rule)| rules.iter().skip(index + 1).any(|other| other == rule)) {
        return Err(invalid("rules", "the same channel at the same delay stands there twice"));
    }
    if person_named(d, person)?.rules == rules {
        return Ok(Answer::Done);
    }
    d.emit(Stream::Directory, Event::PersonRulesChanged { person, rules: rules.to_vec() }, As::default());
    Ok(Answer::Done)
}

/// The order in which one's contacts are tried.
pub(crate) fn order(d: &mut Deciding<'_>, person: PersonId, order: &[ContactId]) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(person))?;
    let holder = person_named(d, person)?;
    let named: BTreeSet<ContactId> = order.iter().copied().collect();
    if named.len() != order.len() || !named.iter().eq(holder.contacts.keys()) {
        return Err(invalid("order", "name each of your contacts once"));
    }
    if holder.order == order {
        return Ok(Answer::Done);
    }
    let event = Event::PersonContactsOrdered { person, order: order.to_vec() };
    d.emit(Stream::Directory, event, As::default());
    Ok(Answer::Done)
}

/// A hint stands in the ledger for ever: it must not be the address.
fn check_hint(hint: &str) -> Result<(), Refusal> {
    check_line("contact.hint", hint, TITLE)?;
    if hint.chars().filter(char::is_ascii_digit).count() > HINT_DIGITS {
        return Err(invalid("contact.hint", format!("mask it: at most {HINT_DIGITS} digits may show")));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
