//! Lawful erasure of an entry's text: one person asks, another approves, and the entry stays as a stub that still
//! verifies.

use super::incident_named;
use super::text::{check_text, invalid};
use crate::access::{self, Action, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{IncidentId, PersonId};
use crate::incident::{EntryIndex, Incident};
use crate::limits::REASON;
use crate::state::Stream;

/// Kinds whose text is in the ledger alone: the state is the same without it.
const ERASABLE: [&str; 4] = ["entry.note", "entry.decision", "entry.corrected", "entry.asked"];

/// Asks. Who asks must be able to read what is to go.
pub(crate) fn request(d: &mut Deciding<'_>, id: IncidentId, seq: u64, reason: &str) -> Result<Answer, Refusal> {
    access::check(d, Action::Erase, Object::Entry(id, seq))?;
    access::check(d, Action::ReadEntry, Object::Entry(id, seq))?;
    check_text("reason", reason, REASON)?;
    let incident = incident_named(d, id)?;
    erasable(&incident, seq)?;
    let by = person(d)?;
    match incident.erasures.get(&seq) {
        Some((asked, stands)) if *asked == by && stands == reason => return Ok(Answer::Done),
        Some(_) => return Err(Refusal::Conflict("its erasure was asked for already: approve it".to_owned())),
        None => {}
    }
    let how = As { marking: incident.open_marking(), ..As::default() };
    d.emit(Stream::Incident(id), Event::ErasureRequested { seq, by, reason: reason.to_owned() }, how);
    Ok(Answer::Done)
}

/// Approves. Never who asked; and they need not be able to read it: a RED entry may name nobody else.
pub(crate) fn approve(d: &mut Deciding<'_>, id: IncidentId, seq: u64) -> Result<Answer, Refusal> {
    access::check(d, Action::Erase, Object::Entry(id, seq))?;
    let incident = incident_named(d, id)?;
    let entry = erasable(&incident, seq)?;
    let approver = person(d)?;
    let (asked, reason) = incident.erasures.get(&seq).ok_or(Refusal::NotFound("request to erase this entry"))?;
    if *asked == approver {
        return Err(Refusal::Conflict("somebody else than who asked must approve".to_owned()));
    }
    let post = incident.posts.iter().find(|(_, (_, posted))| *posted == seq);
    let strikes = incident.entries.iter().position(|other| other.struck_by == Some(seq));
    let event = Event::EntryErased {
        position: entry.position,
        seq,
        reason: reason.clone(),
        approvers: [*asked, approver],
        client_id: post.map(|(client_id, _)| *client_id),
        strikes: strikes.map(|index| index as u64 + 1),
    };
    let how = As { marking: incident.open_marking(), ..As::default() };
    d.emit(Stream::Incident(id), event, how);
    Ok(Answer::Done)
}

fn erasable(incident: &Incident, seq: u64) -> Result<&EntryIndex, Refusal> {
    let entry = incident.entry(seq).ok_or(Refusal::NotFound("entry"))?;
    if entry.erased {
        return Err(Refusal::Conflict("its text is erased already".to_owned()));
    }
    if !ERASABLE.contains(&entry.kind.as_str()) {
        return Err(invalid("seq", format!("{} has no text of its own to erase", entry.kind)));
    }
    Ok(entry)
}

fn person(d: &Deciding<'_>) -> Result<PersonId, Refusal> {
    match d.context.actor {
        Actor::Person(id) => Ok(id),
        Actor::System | Actor::Operator | Actor::Integration(_) => Err(access::Denied::Role.into()),
    }
}

#[cfg(test)]
mod tests;
