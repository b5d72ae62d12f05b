//! Exceptions to a rota. They speak of now and of what is to come: what was on call stays what was on call.

use ctac_rota::{Member, OverrideKind};
use jiff::{SignedDuration, Timestamp};

use super::text::{check_room, check_text, invalid};
use super::{active_person, rota, rota_in_use};
use crate::access::{self, Action, Object};
use crate::command::{Actor, Planned};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::Role;
use crate::duty::{CellOverride, KeptRota, person_of};
use crate::event::Event;
use crate::id::{OverrideId, PersonId, RotaId};
use crate::limits::{COVERS, EXCEPTION_DAYS, OVERRIDES, OVERRIDES_AT_ONCE, REASON};
use crate::state::Stream;
use crate::swap::Stretch;

/// An override as it was asked for.
pub(crate) struct NewOverride<'a> {
    pub(crate) rota: RotaId,
    pub(crate) id: OverrideId,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) kind: &'a OverrideKind,
    pub(crate) reason: &'a str,
}

/// Adds an override. A responder may put themselves on: cover offered.
pub(crate) fn add(d: &mut Deciding<'_>, new: &NewOverride<'_>) -> Result<Answer, Refusal> {
    put(d, new, None)
}

/// Puts one in the place of another, in one decision: there is no moment between the two.
pub(crate) fn move_to(d: &mut Deciding<'_>, new: &NewOverride<'_>, old: OverrideId) -> Result<Answer, Refusal> {
    let kept = rota_in_use(d, new.rota)?;
    // A repeat finds the new one there and the old one gone.
    if kept.override_named(new.id).is_none() {
        check_removable(d, &kept, old)?;
    }
    put(d, new, Some(old))
}

fn put(d: &mut Deciding<'_>, new: &NewOverride<'_>, instead_of: Option<OverrideId>) -> Result<Answer, Refusal> {
    may_arrange(d, new.kind)?;
    check_text("reason", new.reason, REASON)?;
    let kept = rota_in_use(d, new.rota)?;
    if let Some(stands) = kept.override_named(new.id) {
        let same = stands.to == new.to && stands.kind == *new.kind && stands.reason == new.reason;
        return if same && stands.from >= new.from { Ok(Answer::Done) } else { Err(taken()) };
    }
    let Stretch { from, to } = from_now(d.now, new.from, new.to)?;
    check_kind(d, new.kind)?;
    let others = || kept.overrides_from(d.now).filter(|one| Some(one.id) != instead_of);
    check_room("overrides of a rota", others().count(), OVERRIDES)?;
    if access::check(d, Action::ArrangeDuty, Object::Cell).is_err() {
        let offered = others().filter(|one| one.by == author(d)).count();
        check_room("offers of cover by one person in a rota", offered, COVERS)?;
    }
    let (kind, reason) = (new.kind.clone(), new.reason.to_owned());
    let r#override = CellOverride { id: new.id, from, to, kind, reason, by: author(d), swap: None };
    let event = Event::RotaOverrideAdded { rota: new.rota, r#override, instead_of };
    d.emit(Stream::Rota(new.rota), event, As::default());
    if let Some(old) = instead_of {
        let event = Event::RotaOverrideRemoved { rota: new.rota, r#override: old, reason: new.reason.to_owned() };
        d.emit(Stream::Rota(new.rota), event, As::default());
    }
    rota::check_ready(d, new.rota)?;
    Ok(Answer::Done)
}

/// Adds several, or none: what is emitted before a refusal is dropped with the decision.
pub(crate) fn add_all(d: &mut Deciding<'_>, rota: RotaId, all: &[Planned], reason: &str) -> Result<Answer, Refusal> {
    access::check(d, Action::ArrangeDuty, Object::Cell)?;
    if all.len() > OVERRIDES_AT_ONCE {
        return Err(Refusal::Limit { what: "overrides at once", limit: OVERRIDES_AT_ONCE as u64 });
    }
    for (index, Planned { id, from, to, kind }) in all.iter().enumerate() {
        add(d, &NewOverride { rota, id: *id, from: *from, to: *to, kind, reason }).map_err(
            |refusal| match refusal {
                Refusal::Invalid { field, problem } => invalid("overrides", format!("[{index}].{field}: {problem}")),
                other => other,
            },
        )?;
    }
    Ok(Answer::Done)
}

/// Takes an override out. What it did until now stays.
pub(crate) fn remove(d: &mut Deciding<'_>, rota: RotaId, id: OverrideId, reason: &str) -> Result<Answer, Refusal> {
    let kept = rota_in_use(d, rota)?;
    check_removable(d, &kept, id)?;
    check_text("reason", reason, REASON)?;
    let event = Event::RotaOverrideRemoved { rota, r#override: id, reason: reason.to_owned() };
    d.emit(Stream::Rota(rota), event, As::default());
    Ok(Answer::Done)
}

/// Whether an override can go, and by this actor.
fn check_removable(d: &Deciding<'_>, kept: &KeptRota, id: OverrideId) -> Result<(), Refusal> {
    let stands = kept.override_named(id).ok_or(Refusal::NotFound("override"))?;
    may_arrange(d, &stands.kind)?;
    // Who was put on by another, or took a swap, stays on until whoever arranges the duty says otherwise.
    if stands.by != author(d) || stands.swap.is_some() {
        access::check(d, Action::ArrangeDuty, Object::Cell)?;
    }
    if stands.to <= d.now {
        return Err(Refusal::Conflict("it is over: the past does not change".to_owned()));
    }
    Ok(())
}

/// A stretch between two instants, with what lies before now cut off.
pub(crate) fn from_now(now: Timestamp, from: Timestamp, to: Timestamp) -> Result<Stretch, Refusal> {
    check_stretch(Stretch { from, to })?;
    if to <= now {
        return Err(invalid("to", "it is over already: the past does not change"));
    }
    // On a whole second, as everything in a rota: the second under way is the first that counts.
    let second = Timestamp::from_second(now.as_second()).unwrap_or(now);
    Ok(Stretch { from: from.max(second), to })
}

/// Whether a stretch is one: in order, on whole seconds, and not without end.
pub(crate) fn check_stretch(stretch: Stretch) -> Result<(), Refusal> {
    if stretch.from.subsec_nanosecond() != 0 {
        return Err(invalid("from", "it must be on a whole second"));
    }
    if stretch.to.subsec_nanosecond() != 0 {
        return Err(invalid("to", "it must be on a whole second"));
    }
    if stretch.to <= stretch.from {
        return Err(invalid("to", "it must be after from"));
    }
    if stretch.to.duration_since(stretch.from) > SignedDuration::from_hours(24 * EXCEPTION_DAYS) {
        return Err(invalid("to", format!("at most {EXCEPTION_DAYS} days after from: edit the rota instead")));
    }
    Ok(())
}

/// Whoever arranges the duty; and a responder who puts themselves on.
fn may_arrange(d: &Deciding<'_>, kind: &OverrideKind) -> Result<(), Refusal> {
    let arranges = access::check(d, Action::ArrangeDuty, Object::Cell);
    let OverrideKind::Add { member } = kind else { return arranges };
    let themselves = person_of(member).filter(|id| d.context.actor == Actor::Person(*id));
    let offers = themselves.and_then(|id| d.state.people.get(&id)).is_some_and(|person| {
        person.active && person.roles.iter().any(|role| matches!(role, Role::Responder | Role::IncidentLead))
    });
    if offers { Ok(()) } else { arranges }
}

/// Its members are people: whoever it puts on has not left.
fn check_kind(d: &Deciding<'_>, kind: &OverrideKind) -> Result<(), Refusal> {
    let (off, on) = match kind {
        OverrideKind::Add { member } => (None, std::slice::from_ref(member)),
        OverrideKind::Remove { member } => (Some(member), &[][..]),
        OverrideKind::Replace { member, by } => (Some(member), std::slice::from_ref(by)),
        OverrideKind::Temporary { members } => (None, members.as_slice()),
    };
    for member in on {
        active_person(d, "kind", person("kind", member)?)?;
    }
    let Some(off) = off else { return Ok(()) };
    let id = person("kind", off)?;
    if d.state.people.contains_key(&id) { Ok(()) } else { Err(invalid("kind", format!("there is no person {id}"))) }
}

/// The person that a member is, in the one spelling that is compared.
fn person(field: &'static str, member: &Member) -> Result<PersonId, Refusal> {
    let spelt = |id: &PersonId| id.to_string() == member.0;
    person_of(member).filter(spelt).ok_or_else(|| {
        let shown: String = member.0.chars().take(50).collect();
        invalid(field, format!("{shown:?} is not a person's id, in lower case and with hyphens"))
    })
}

/// Whose act it is, if a person's.
pub(crate) fn author(d: &Deciding<'_>) -> Option<PersonId> {
    match d.context.actor {
        Actor::Person(id) => Some(id),
        Actor::System | Actor::Operator | Actor::Integration(_) => None,
    }
}

/// Another thing has this id.
pub(crate) fn taken() -> Refusal {
    Refusal::Conflict("this id is taken by another: choose a new one".to_owned())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod together;
