//! Sign-ins and tokens, as the ledger sees them: who and which, never a secret. What they open is the vault's.

use super::contact::self_or_manager;
use super::person_named;
use super::text::{check_line, invalid};
use crate::access::{self, Action, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{PersonId, SessionId, TokenId};
use crate::limits::TITLE;
use crate::state::Stream;
use jiff::Timestamp;

/// Somebody proved who they are. The service says so, or they themselves in their first act.
pub(crate) fn start_session(d: &mut Deciding<'_>, person: PersonId, session: SessionId) -> Result<Answer, Refusal> {
    self_or_service(d, person)?;
    if !person_named(d, person)?.active {
        return Err(access::Denied::NotSignedIn.into());
    }
    d.emit(Stream::Access, Event::SessionStarted { person, session }, As::default());
    Ok(Answer::Done)
}

/// A session ends: by its holder, by who manages them, or by the service when its time is over.
pub(crate) fn end_session(d: &mut Deciding<'_>, person: PersonId, session: SessionId) -> Result<Answer, Refusal> {
    self_or_service(d, person).or_else(|_| self_or_manager(d, person))?;
    person_named(d, person)?;
    d.emit(Stream::Access, Event::SessionEnded { person, session }, As::default());
    Ok(Answer::Done)
}

/// One's own password, and nobody else's. That the one it replaces was known is the vault's to check.
pub(crate) fn change_password(d: &mut Deciding<'_>, person: PersonId) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(person))?;
    d.emit(Stream::Directory, Event::PersonPasswordChanged { person, first: false }, As::default());
    Ok(Answer::Done)
}

/// A sign-in, or a new first password, by who administers the person; not to oneself, where the password that one has would
/// not be asked.
pub(crate) fn give(d: &mut Deciding<'_>, person: PersonId) -> Result<Answer, Refusal> {
    if d.context.actor == Actor::Person(person) {
        return Err(Refusal::Conflict("this is you: change your password under My profile".to_owned()));
    }
    access::check(d, Action::GiveSignIn, Object::Person(person))?;
    if !person_named(d, person)?.active {
        return Err(Refusal::Conflict("this person has left".to_owned()));
    }
    d.emit(Stream::Directory, Event::PersonPasswordChanged { person, first: true }, As::default());
    Ok(Answer::Done)
}

/// Nobody makes a token that acts as somebody else.
pub(crate) fn create_token(
    d: &mut Deciding<'_>,
    person: PersonId,
    token: TokenId,
    label: &str,
    expires_at: Option<Timestamp>,
) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(person))?;
    check_line("label", label, TITLE)?;
    if expires_at.is_some_and(|at| at <= d.now) {
        return Err(invalid("expires_at", "it must lie in the future"));
    }
    let event = Event::TokenCreated { person, token, label: label.to_owned(), expires_at };
    d.emit(Stream::Access, event, As::default());
    Ok(Answer::Done)
}

pub(crate) fn revoke_token(d: &mut Deciding<'_>, person: PersonId, token: TokenId) -> Result<Answer, Refusal> {
    self_or_manager(d, person)?;
    person_named(d, person)?;
    d.emit(Stream::Access, Event::TokenRevoked { person, token }, As::default());
    Ok(Answer::Done)
}

fn self_or_service(d: &Deciding<'_>, person: PersonId) -> Result<(), Refusal> {
    match d.context.actor {
        Actor::System => access::check(d, Action::Internal, Object::Cell),
        _ => access::check(d, Action::ManageSelf, Object::Person(person)),
    }
}

#[cfg(test)]
mod tests;
