//! Who is in an incident, who leads it, who has its room open. Kept here: the lead is the member whose role is
//! `lead`, and `alarms` holds the end of every bounded membership and no other.

use std::sync::Arc;

use jiff::Timestamp;

use super::timeline::change_own;
use crate::event::Event;
use crate::id::{IncidentId, PersonId};
use crate::incident::{Incident, Membership, RoomRole};
use crate::state::{Alarm, Recorded, State, Stream};

pub(super) fn happened(state: &mut State, recorded: &Recorded, event: &Event) {
    match event {
        Event::MembershipGranted { .. } => granted(state, recorded, event),
        Event::MembershipRevoked { person, .. } => revoked(state, recorded, *person),
        Event::RoomJoined { person } => change_own(state, recorded, |incident| {
            incident.present.insert(*person);
        }),
        Event::RoomLeft { person } => change_own(state, recorded, |incident| {
            incident.present.remove(person);
        }),
        Event::LeadChanged { to, .. } => change_own(state, recorded, |incident| hand_over(incident, *to)),
        _ => {}
    }
}

fn granted(state: &mut State, recorded: &Recorded, event: &Event) {
    let Event::MembershipGranted { person, role, organisation, until, break_glass, .. } = event else { return };
    let Stream::Incident(id) = recorded.stream else { return };
    let Some(incident) = state.incidents.get_mut(&id).map(Arc::make_mut) else { return };
    let since = incident.member_at(*person, recorded.recorded_at).map(|before| before.from);
    let membership = Membership {
        role: *role,
        organisation: *organisation,
        from: since.unwrap_or(recorded.recorded_at),
        until: *until,
        break_glass: *break_glass,
    };
    let before = incident.members.insert(*person, membership).and_then(|before| before.until);
    if *role == RoomRole::Lead {
        hand_over(incident, *person);
    } else if incident.lead == Some(*person) {
        incident.lead = None;
    }
    set_end(state, id, *person, before, *until);
}

fn revoked(state: &mut State, recorded: &Recorded, person: PersonId) {
    let Stream::Incident(id) = recorded.stream else { return };
    let Some(incident) = state.incidents.get_mut(&id).map(Arc::make_mut) else { return };
    let before = incident.members.remove(&person).and_then(|before| before.until);
    incident.present.remove(&person);
    if incident.lead == Some(person) {
        incident.lead = None;
    }
    set_end(state, id, person, before, None);
}

/// One lead at a time: the former goes on as a responder.
fn hand_over(incident: &mut Incident, to: PersonId) {
    if let Some(former) = incident.lead.filter(|former| *former != to)
        && let Some(membership) = incident.members.get_mut(&former)
    {
        membership.role = RoomRole::Responder;
    }
    if let Some(membership) = incident.members.get_mut(&to) {
        membership.role = RoomRole::Lead;
        incident.lead = Some(to);
    }
}

fn set_end(
    state: &mut State,
    incident: IncidentId,
    person: PersonId,
    before: Option<Timestamp>,
    until: Option<Timestamp>,
) {
    let alarm = Alarm::MembershipEnds(incident, person);
    if let Some(before) = before {
        state.alarms.remove(&(before, alarm));
    }
    if let Some(until) = until {
        state.alarms.insert((until, alarm));
    }
}
