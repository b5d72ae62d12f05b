//! Addresses that messages do not arrive at: flagged as soon as that is learnt, on the record, and its person told by
//! another way. Coverage counts them as not reachable from then on; the flag goes when its holder, or a message that did
//! arrive, proves the contrary.

use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::{Contact, Flag};
use crate::event::Event;
use crate::id::{ContactId, PersonId};
use crate::limits;
use crate::notice::About;
use crate::rules::{call_out, notice, step};
use crate::state::Stream;

/// Flags a contact, whoever holds it.
pub(crate) fn flag(d: &mut Deciding<'_>, contact: ContactId, flag: Flag) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let person = holder(d, contact)?;
    learn(d, person, contact, flag);
    Ok(Answer::Done)
}

/// Lifts a flag, if it is the one that stands: START undoes STOP, and nothing else.
pub(crate) fn unflag(d: &mut Deciding<'_>, contact: ContactId, flag: Flag) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let person = holder(d, contact)?;
    if held(d, person, contact).is_some_and(|it| it.flag == Some(flag)) {
        d.emit(Stream::Directory, Event::ContactUnflagged { person, contact }, As::default());
        call_out::reach_changed(d, person);
    }
    Ok(Answer::Done)
}

/// What a provider, or its holder, said of a contact. What is known already is not recorded again, and what its holder
/// chose stands before what a provider says.
pub(crate) fn learn(d: &mut Deciding<'_>, person: PersonId, contact: ContactId, flag: Flag) {
    let Some(it) = held(d, person, contact) else { return };
    let known = it.flag == Some(flag) || it.flag == Some(Flag::OptedOut);
    let (concerned, verified) = (flag.concerns(it.channel), it.verified);
    if known || !concerned {
        return;
    }
    d.emit(Stream::Directory, Event::ContactFlagged { person, contact, flag }, As::default());
    // Whoever has yet to prove that it is theirs is told where they prove it.
    if verified {
        let until = step::later(d.now, limits::NOTICE_S);
        notice::raise(d, person, About::Flagged { contact, flag }, until);
    }
    call_out::reach_changed(d, person);
}

/// A message arrived there: a provider that said nothing does was wrong, or it was put right.
pub(crate) fn arrived(d: &mut Deciding<'_>, person: PersonId, contact: ContactId) {
    let refuted = held(d, person, contact).is_some_and(|it| matches!(it.flag, Some(Flag::Bounced | Flag::Gone)));
    if refuted {
        d.emit(Stream::Directory, Event::ContactUnflagged { person, contact }, As::default());
        call_out::reach_changed(d, person);
    }
}

fn held<'a>(d: &'a Deciding<'_>, person: PersonId, contact: ContactId) -> Option<&'a Contact> {
    d.state.people.get(&person)?.contacts.get(&contact)
}

fn holder(d: &Deciding<'_>, contact: ContactId) -> Result<PersonId, Refusal> {
    let holder = d.state.people.values().find(|person| person.contacts.contains_key(&contact));
    holder.map(|person| person.id).ok_or(Refusal::NotFound("contact"))
}

#[cfg(test)]
mod tests;
