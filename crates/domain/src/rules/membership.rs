//! Who is brought into an incident, taken out of it, or reads it by breaking the glass.

use jiff::{SignedDuration, Timestamp};

use super::text::{check_optional, check_room, check_text, invalid};
use super::{incident_named, person_named};
use crate::access::{self, Action, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{IncidentId, PersonId};
use crate::incident::{Incident, Membership, RoomRole};
use crate::limits::{BREAK_GLASS_S, ENDED_AT_ONCE, MEMBERS, REASON};
use crate::state::{Alarm, Stream};

/// What somebody is to be in an incident.
pub(crate) struct Grant<'a> {
    pub(crate) incident: IncidentId,
    pub(crate) person: PersonId,
    pub(crate) role: RoomRole,
    pub(crate) until: Option<Timestamp>,
    pub(crate) reason: Option<&'a str>,
}

/// Brings somebody in, or changes what they are there.
pub(crate) fn grant(d: &mut Deciding<'_>, grant: &Grant<'_>) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageMembers, Object::Incident(grant.incident))?;
    check_optional("reason", grant.reason, REASON)?;
    let incident = incident_named(d, grant.incident)?;
    let stands = incident.member_at(grant.person, d.now);
    let same = |stands: &Membership| stands.role == grant.role && stands.until == grant.until && !stands.break_glass;
    if stands.is_some_and(same) {
        return Ok(Answer::Done);
    }
    check_grant(d, grant, &incident)?;
    let organisation = person_named(d, grant.person)?.organisation;
    let event = Event::MembershipGranted {
        person: grant.person,
        role: grant.role,
        organisation,
        until: grant.until,
        reason: grant.reason.map(str::to_owned),
        break_glass: false,
    };
    emit(d, &incident, event);
    Ok(Answer::Done)
}

fn check_grant(d: &Deciding<'_>, grant: &Grant<'_>, incident: &Incident) -> Result<(), Refusal> {
    let person = person_named(d, grant.person)?;
    if !person.active {
        return Err(Refusal::Conflict("this person has left the cell".to_owned()));
    }
    if access::only_reads(person) && grant.role != RoomRole::Observer {
        return Err(invalid("role", "auditors and observers only read: bring them in as observer"));
    }
    if grant.until.is_some_and(|until| until <= d.now) {
        return Err(invalid("until", "it must lie in the future"));
    }
    if incident.lead == Some(grant.person) {
        return Err(Refusal::Conflict("they lead this incident: change the lead first".to_owned()));
    }
    if grant.role == RoomRole::Lead && incident.lead.is_some() {
        return Err(invalid("role", "this incident has a lead: bring them in, then change the lead"));
    }
    if grant.role == RoomRole::Lead && grant.until.is_some() {
        return Err(invalid("until", "a lead's membership has no end: it ends when they hand over"));
    }
    if incident.members.contains_key(&grant.person) {
        return Ok(());
    }
    check_room("members of an incident", incident.members.len(), MEMBERS)
}

/// Takes somebody out. Anybody may take themselves out, unless they lead.
pub(crate) fn revoke(
    d: &mut Deciding<'_>,
    id: IncidentId,
    person: PersonId,
    reason: Option<&str>,
) -> Result<Answer, Refusal> {
    let themselves = d.context.actor == Actor::Person(person);
    let action = if themselves { Action::ReadIncident } else { Action::ManageMembers };
    access::check(d, action, Object::Incident(id))?;
    check_optional("reason", reason, REASON)?;
    let incident = incident_named(d, id)?;
    if !incident.members.contains_key(&person) {
        return Err(Refusal::NotFound("member"));
    }
    if incident.lead == Some(person) {
        return Err(Refusal::Conflict("they lead this incident: change the lead first".to_owned()));
    }
    emit(d, &incident, Event::MembershipRevoked { person, reason: reason.map(str::to_owned) });
    Ok(Answer::Done)
}

/// Reading without being a member: for one shift, read-only, and every member sees the entry with its reason.
pub(crate) fn break_glass(d: &mut Deciding<'_>, id: IncidentId, reason: &str) -> Result<Answer, Refusal> {
    access::check(d, Action::BreakGlass, Object::Incident(id))?;
    check_text("reason", reason, REASON)?;
    let incident = incident_named(d, id)?;
    let Actor::Person(person) = d.context.actor else { return Err(access::Denied::Role.into()) };
    if incident.member_at(person, d.now).is_some() {
        return Err(Refusal::Conflict("you are a member of this incident already".to_owned()));
    }
    check_room("members of an incident", incident.members.len(), MEMBERS)?;
    let until = d.now.checked_add(SignedDuration::from_secs(BREAK_GLASS_S));
    let event = Event::MembershipGranted {
        person,
        role: RoomRole::Observer,
        organisation: person_named(d, person)?.organisation,
        until: Some(until.map_err(|_| Refusal::Conflict("the clock is at its end".to_owned()))?),
        reason: Some(reason.to_owned()),
        break_glass: true,
    };
    emit(d, &incident, event);
    Ok(Answer::Done)
}

/// Makes a person a member, without asking who may: for the rules themselves.
pub(super) fn join(d: &mut Deciding<'_>, id: IncidentId, person: PersonId, role: RoomRole) {
    let Ok(incident) = incident_named(d, id) else { return };
    let Some(organisation) = d.state.people.get(&person).map(|person| person.organisation) else { return };
    let (until, reason, break_glass) = (None, None, false);
    emit(d, &incident, Event::MembershipGranted { person, role, organisation, until, reason, break_glass });
}

/// Whoever acknowledges an incident's page works it: they become a member who writes, and its lead when it has none.
/// Not so an auditor or observer whom a policy pages: they cannot write, and an incident that they led would have none.
pub(crate) fn join_by_page(d: &mut Deciding<'_>, incident: IncidentId, person: PersonId) {
    if d.state.people.get(&person).is_none_or(access::only_reads) {
        return;
    }
    let Some(stands) = d.state.incidents.get(&incident) else { return };
    let unled = stands.lead.is_none();
    let works = stands.member_at(person, d.now).is_some_and(Membership::writes);
    if unled {
        join(d, incident, person, RoomRole::Lead);
    } else if !works {
        join(d, incident, person, RoomRole::Responder);
    }
}

/// Whoever said yes to a call-out that brings people in works the incident from then on. Not so an auditor or observer:
/// they only read, and nobody asked them to.
pub(crate) fn join_by_call_out(d: &mut Deciding<'_>, incident: IncidentId, person: PersonId, role: RoomRole) {
    let Some(stands) = d.state.incidents.get(&incident) else { return };
    let works = stands.member_at(person, d.now).is_some_and(Membership::writes);
    let full = !stands.members.contains_key(&person) && stands.members.len() >= MEMBERS;
    if works || full || d.state.people.get(&person).is_none_or(access::only_reads) {
        return;
    }
    join(d, incident, person, role);
}

/// Ends every bounded membership whose time has come, at most [`ENDED_AT_ONCE`]; the rest with the next tick.
pub(crate) fn end_due(d: &mut Deciding<'_>) {
    let now = d.now;
    let due = d.state.alarms.iter().take_while(|(at, _)| *at <= now).filter_map(|(_, alarm)| match alarm {
        Alarm::MembershipEnds(incident, person) => Some((*incident, *person)),
        _ => None,
    });
    let due: Vec<_> = due.take(ENDED_AT_ONCE).collect();
    for (incident, person) in due {
        end(d, incident, person, "its time is over");
    }
}

/// Ends the memberships of somebody who left. Those beyond [`ENDED_AT_ONCE`] stay on paper: who is not active may do
/// nothing anyway.
pub(super) fn end_all_of(d: &mut Deciding<'_>, person: PersonId) {
    let theirs = d.state.incidents.values().filter(|incident| incident.members.contains_key(&person));
    let theirs: Vec<_> = theirs.map(|incident| incident.id).take(ENDED_AT_ONCE).collect();
    for incident in theirs {
        end(d, incident, person, "they left the cell");
    }
}

fn end(d: &mut Deciding<'_>, incident: IncidentId, person: PersonId, reason: &str) {
    if let Ok(incident) = incident_named(d, incident) {
        emit(d, &incident, Event::MembershipRevoked { person, reason: Some(reason.to_owned()) });
    }
}

/// Who is in the room is for everybody in it to see.
fn emit(d: &mut Deciding<'_>, incident: &Incident, event: Event) {
    let how = As { marking: incident.open_marking(), ..As::default() };
    d.emit(Stream::Incident(incident.id), event, how);
}

#[cfg(test)]
mod tests;
