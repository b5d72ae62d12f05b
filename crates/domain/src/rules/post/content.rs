//! What each kind of post says, checked, as the event that is recorded.

use super::Writing;
use super::placement::Placement;
use crate::access::{self, Denied, Object};
use crate::command::{Actor, Post};
use crate::decide::{Deciding, Refusal};
use crate::event::Event;
use crate::id::{ActionId, PersonId};
use crate::incident::{Action, EntryIndex, Incident, Membership};
use crate::limits::{ACTIONS, REASON, TEXT};
use crate::rules::text::{check_optional, check_room, check_text, invalid};

/// Kinds of entries that are somebody's words, which can be corrected.
const CORRECTABLE: [&str; 4] = ["entry.note", "entry.decision", "action.set", "entry.corrected"];

pub(super) fn event(d: &mut Deciding<'_>, writing: &Writing<'_>, placement: &Placement) -> Result<Event, Refusal> {
    let client_id = writing.posting.client_id;
    let late_reason = writing.posting.late_reason.map(str::to_owned);
    let incident = &writing.incident;
    match writing.posting.post {
        Post::Note { text } => {
            check_text("text", text, TEXT)?;
            Ok(Event::Note { client_id, text: text.clone(), late_reason })
        }
        Post::Decision { decision, reason } => {
            check_text("decision", decision, TEXT)?;
            check_text("reason", reason, REASON)?;
            Ok(Event::Decision { client_id, decision: decision.clone(), reason: reason.clone(), late_reason })
        }
        Post::ActionSet { text, owner, due } => {
            check_action(d, writing, placement, text, *owner)?;
            let (action, text, owner, due) = (d.draw_id(), text.clone(), *owner, *due);
            Ok(Event::ActionSet { client_id, action, text, owner, due, late_reason })
        }
        Post::ActionDone { action, outcome } => action_done(d, writing, *action, outcome.as_ref()),
        Post::Severity { to, reason } => {
            check_text("reason", reason, REASON)?;
            check_change(incident.severity != *to, "severity")?;
            Ok(Event::SeverityChanged { client_id, from: incident.severity, to: *to, reason: reason.clone() })
        }
        Post::Status { to, reason } => {
            check_text("reason", reason, REASON)?;
            check_change(incident.status != *to, "status")?;
            Ok(Event::StatusChanged { client_id, from: incident.status, to: *to, reason: reason.clone() })
        }
        Post::Lead { to, reason } => {
            check_optional("reason", reason.as_deref(), REASON)?;
            check_change(incident.lead != Some(*to), "lead")?;
            check_lead(d, incident, *to)?;
            Ok(Event::LeadChanged { client_id, from: incident.lead, to: *to, reason: reason.clone() })
        }
        Post::Correct { seq, text, reason } => {
            check_optional("text", text.as_deref(), TEXT)?;
            check_text("reason", reason, REASON)?;
            check_correction(d, writing, *seq)?;
            Ok(Event::Corrected { client_id, seq: *seq, text: text.clone(), reason: reason.clone() })
        }
        Post::Ask { seq, reason } => {
            check_text("reason", reason, REASON)?;
            check_question(d, writing, *seq)?;
            Ok(Event::Asked { client_id, seq: *seq, reason: reason.clone() })
        }
    }
}

pub(super) fn entry_named(incident: &Incident, seq: u64) -> Result<&EntryIndex, Refusal> {
    incident.entry(seq).ok_or(Refusal::NotFound("entry"))
}

pub(super) fn action_named(incident: &Incident, id: ActionId) -> Result<&Action, Refusal> {
    incident.actions.get(&id).ok_or(Refusal::NotFound("action"))
}

fn check_change(changes: bool, what: &'static str) -> Result<(), Refusal> {
    if changes { Ok(()) } else { Err(Refusal::Conflict(format!("the {what} is that already"))) }
}

/// An action's owner must be there, and must be able to read what they are to do.
fn check_action(
    d: &Deciding<'_>,
    writing: &Writing<'_>,
    placement: &Placement,
    text: &str,
    owner: PersonId,
) -> Result<(), Refusal> {
    check_text("text", text, TEXT)?;
    check_room("actions of an incident", writing.incident.actions.len(), ACTIONS)?;
    if writing.incident.member_at(owner, d.now).is_none() {
        return Err(invalid("owner", "they are not a member of this incident: bring them in first"));
    }
    if !placement.shows(&writing.incident, writing.author, owner) {
        return Err(invalid("owner", format!("its marking, {}, keeps it from them", placement.marking.label())));
    }
    Ok(())
}

fn action_done(
    d: &Deciding<'_>,
    writing: &Writing<'_>,
    id: ActionId,
    outcome: Option<&String>,
) -> Result<Event, Refusal> {
    check_optional("outcome", outcome.map(String::as_str), TEXT)?;
    let action = action_named(&writing.incident, id)?;
    check_readable(d, writing, action.seq)?;
    if action.done {
        return Err(Refusal::Conflict("this action is done already".to_owned()));
    }
    Ok(Event::ActionDone { client_id: writing.posting.client_id, action: id, outcome: outcome.cloned() })
}

/// A lead is there to stay, and may write.
fn check_lead(d: &Deciding<'_>, incident: &Incident, to: PersonId) -> Result<(), Refusal> {
    let Some(membership) = incident.member_at(to, d.now) else {
        return Err(invalid("to", "they are not a member of this incident: bring them in first"));
    };
    let reads = d.state.people.get(&to).is_none_or(|person| !person.active || access::only_reads(person));
    if reads || !Membership::writes(membership) {
        return Err(invalid("to", "their membership only reads: change it first"));
    }
    if membership.until.is_some() {
        return Err(invalid("to", "their membership has an end: remove the end first"));
    }
    Ok(())
}

/// One's own words; and who steers may strike any that they can read.
fn check_correction(d: &Deciding<'_>, writing: &Writing<'_>, seq: u64) -> Result<(), Refusal> {
    let entry = entry_named(&writing.incident, seq)?;
    check_readable(d, writing, seq)?;
    if entry.author != Some(writing.author) {
        access::check(d, access::Action::Steer, Object::Incident(writing.incident.id))?;
    }
    if !CORRECTABLE.contains(&entry.kind.as_str()) {
        return Err(invalid("seq", format!("a {} entry is not somebody's words: add a note instead", entry.kind)));
    }
    if entry.erased {
        return Err(Refusal::Conflict("its text is erased".to_owned()));
    }
    match entry.struck_by {
        Some(by) => Err(Refusal::Conflict(format!("it is struck through already, by entry {by}: correct that one"))),
        None => Ok(()),
    }
}

/// One asks for what one is shown as a stub only.
fn check_question(d: &Deciding<'_>, writing: &Writing<'_>, seq: u64) -> Result<(), Refusal> {
    entry_named(&writing.incident, seq)?;
    match readable(d, writing, seq) {
        Err(Denied::Marking) => Ok(()),
        Ok(()) => Err(Refusal::Conflict("you can read this entry".to_owned())),
        Err(denied) => Err(denied.into()),
    }
}

fn check_readable(d: &Deciding<'_>, writing: &Writing<'_>, seq: u64) -> Result<(), Refusal> {
    Ok(readable(d, writing, seq)?)
}

fn readable(d: &Deciding<'_>, writing: &Writing<'_>, seq: u64) -> Result<(), Denied> {
    let object = Object::Entry(writing.incident.id, seq);
    access::can_at(&d.state, d.now, Actor::Person(writing.author), access::Action::ReadEntry, object)
}
