//! Whether what a post says fits what stands: the action's owner, the new lead, the entry corrected or asked for.

use super::Writing;
use super::content::entry_named;
use super::placement::Placement;
use crate::access::{self, Denied, Object};
use crate::command::Actor;
use crate::decide::{Deciding, Refusal};
use crate::id::PersonId;
use crate::incident::{Incident, Membership};
use crate::limits::{ACTIONS, TEXT};
use crate::rules::text::{check_room, check_text, invalid};

/// Kinds of entries that are somebody's words, which can be corrected.
const CORRECTABLE: [&str; 4] = ["entry.note", "entry.decision", "action.set", "entry.corrected"];

pub(super) fn check_change(changes: bool, what: &'static str) -> Result<(), Refusal> {
    if changes { Ok(()) } else { Err(Refusal::Conflict(format!("the {what} is that already"))) }
}

/// An action's owner must be there, and must be able to read what they are to do.
pub(super) fn check_action(
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

/// A lead is there to stay, and may write.
pub(super) fn check_lead(d: &Deciding<'_>, incident: &Incident, to: PersonId) -> Result<(), Refusal> {
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
pub(super) fn check_correction(d: &Deciding<'_>, writing: &Writing<'_>, seq: u64) -> Result<(), Refusal> {
    let entry = entry_named(&writing.incident, seq)?;
    check_readable(d, writing, seq)?;
    if entry.author != Some(writing.author) {
        access::check(d, access::Action::Steer, Object::Incident(writing.incident.id))?;
    }
    if !CORRECTABLE.contains(&entry.kind.as_str()) {
        return Err(invalid("seq", format!("{} is not somebody's words: add a note instead", entry.kind)));
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
pub(super) fn check_question(d: &Deciding<'_>, writing: &Writing<'_>, seq: u64) -> Result<(), Refusal> {
    entry_named(&writing.incident, seq)?;
    match readable(d, writing, seq) {
        Err(Denied::Marking) => Ok(()),
        Ok(()) => Err(Refusal::Conflict("you can read this entry".to_owned())),
        Err(denied) => Err(denied.into()),
    }
}

pub(super) fn check_readable(d: &Deciding<'_>, writing: &Writing<'_>, seq: u64) -> Result<(), Refusal> {
    Ok(readable(d, writing, seq)?)
}

fn readable(d: &Deciding<'_>, writing: &Writing<'_>, seq: u64) -> Result<(), Denied> {
    let object = Object::Entry(writing.incident.id, seq);
    access::can_at(&d.state, d.now, Actor::Person(writing.author), access::Action::ReadEntry, object)
}
