//! Codes that prove a contact: sent through it, and typed by its person and nobody else. How many are sent and how many
//! wrong ones are typed is in the ledger, so that neither another node nor a restart forgets any.

use jiff::{SignedDuration, Timestamp};

use super::person_named;
use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{ContactId, NotificationId, PersonId};
use crate::limits;
use crate::notice::About;
use crate::rules::{call_out, notice, step};
use crate::state::Stream;

/// Sends a code to one of one's contacts. An earlier one is void.
pub(crate) fn send(d: &mut Deciding<'_>, person: PersonId, contact: ContactId) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(person))?;
    let its = person_named(d, person)?.contacts.get(&contact).ok_or(Refusal::NotFound("contact"))?;
    if its.is_usable() {
        return Err(Refusal::Conflict("this contact is verified already".to_owned()));
    }
    let channel = its.channel;
    check_sent(d, person, contact)?;
    // One that still waits for its provider would only come to be wrong.
    if let Some(earlier) = d.state.verifications.get(&contact).map(|it| it.notice)
        && d.state.notices.get(&earlier).is_some_and(|it| it.is_open())
    {
        notice::record(d, earlier, Event::NoticeLapsed { notice: earlier });
    }
    let until = step::later(d.now, limits::VERIFICATION_S);
    notice::send(d, person, About::Verify { contact }, vec![(contact, channel)], until);
    Ok(Answer::Done)
}

/// Whether there is room for one more.
fn check_sent(d: &Deciding<'_>, person: PersonId, contact: ContactId) -> Result<(), Refusal> {
    let sent = d.state.codes_sent.get(&person);
    let since = |seconds: i64| d.now.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MIN);
    let count = |seconds: i64, of: Option<ContactId>| {
        let lately = sent.into_iter().flatten().filter(|(at, _)| *at > since(seconds));
        lately.filter(|(_, its)| of.is_none_or(|of| of == *its)).count()
    };
    if count(limits::VERIFICATION_AGAIN_S, Some(contact)) > 0 {
        let again = limits::VERIFICATION_AGAIN_S;
        return Err(Refusal::Conflict(format!("a code was sent less than {again} seconds ago: wait for it")));
    }
    if count(limits::VERIFICATIONS_OF_CONTACT_S, Some(contact)) >= limits::VERIFICATIONS_OF_CONTACT {
        let limit = limits::VERIFICATIONS_OF_CONTACT as u64;
        return Err(Refusal::Limit { what: "codes to one contact in an hour", limit });
    }
    if count(limits::VERIFICATIONS_S, None) >= limits::VERIFICATIONS {
        return Err(Refusal::Limit { what: "codes to one person in a day", limit: limits::VERIFICATIONS as u64 });
    }
    Ok(())
}

/// The right code was typed.
pub(crate) fn verify(
    d: &mut Deciding<'_>,
    person: PersonId,
    contact: ContactId,
    notification: NotificationId,
) -> Result<Answer, Refusal> {
    check_open(d, person, contact, notification)?;
    d.emit(Stream::Directory, Event::ContactVerified { person, contact, notification }, As::default());
    call_out::reach_changed(d, person);
    Ok(Answer::Done)
}

/// A wrong one was.
pub(crate) fn mistake(
    d: &mut Deciding<'_>,
    person: PersonId,
    contact: ContactId,
    notification: NotificationId,
) -> Result<Answer, Refusal> {
    check_open(d, person, contact, notification)?;
    d.emit(Stream::Directory, Event::ContactVerificationFailed { person, contact, notification }, As::default());
    Ok(Answer::Done)
}

/// Whether a code of this message is taken now, from whoever asks.
fn check_open(
    d: &Deciding<'_>,
    person: PersonId,
    contact: ContactId,
    notification: NotificationId,
) -> Result<(), Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(person))?;
    if !person_named(d, person)?.contacts.contains_key(&contact) {
        return Err(Refusal::NotFound("contact"));
    }
    let sent = d.state.verifications.get(&contact).filter(|it| it.notification == notification);
    let Some(sent) = sent else {
        return Err(Refusal::Conflict("no code was sent to this contact, or another since: have one sent".to_owned()));
    };
    if sent.tries_left() == 0 {
        let why = "too many wrong codes were typed: have another sent";
        return Err(Refusal::Conflict(why.to_owned()));
    }
    if !sent.is_open(d.now) {
        let minutes = limits::VERIFICATION_S / 60;
        return Err(Refusal::Conflict(format!("the code is older than {minutes} minutes: have another sent")));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
