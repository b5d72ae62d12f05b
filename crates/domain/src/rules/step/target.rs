//! Whom a target means at an instant.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::directory::{Person, Role};
use crate::id::{IncidentId, IntegrationId, OrganisationId, PersonId, RotaId};
use crate::limits::DEPUTIES;
use crate::on_call::on_call;
use crate::page::Subject;
use crate::policy::Target;
use crate::state::State;

/// What a page is about, so far as it decides whom it goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// An incident, also where its alert is what pages.
    Incident(IncidentId),
    /// An alert of this integration that belongs to no incident.
    Integration(IntegrationId),
}

/// What a subject comes to. Pages about pages and gaps go to the administrators, whoever is affected, and a test to its person.
pub(super) fn concern(state: &State, subject: &Subject) -> Option<Concern> {
    match *subject {
        Subject::Incident { incident } => Some(Concern::Incident(incident)),
        Subject::Alert { alert, integration } => {
            let incident = state.alerts.get(&alert).and_then(|alert| alert.incident);
            Some(incident.map_or(Concern::Integration(integration), Concern::Incident))
        }
        Subject::Exhausted { .. } | Subject::Gap { .. } | Subject::Test { .. } => None,
    }
}

/// Whom a target means now: active people, in its order.
pub(super) fn people(state: &State, concern: Option<Concern>, target: Target, now: Timestamp) -> Vec<&Person> {
    let active = |id: PersonId| state.people.get(&id).filter(|person| person.active);
    let named = |ids: Vec<PersonId>| ids.into_iter().filter_map(active).collect();
    match target {
        Target::Person { person } => active(person).into_iter().collect(),
        Target::Rota { rota } => named(on_call(state, rota, now)),
        Target::Deputy { rota } => deputies(state, rota, now),
        Target::Team { team } => named(state.teams.get(&team).map(|team| team.members.clone()).unwrap_or_default()),
        Target::Role { role } => {
            state.people.values().filter(|person| person.active && person.roles.contains(&role)).collect()
        }
        Target::Leads => {
            affected(state, concern, now).into_iter().flat_map(|organisation| leads(state, organisation)).collect()
        }
    }
}

/// Whoever is on call in the first rota along the chain of deputies where somebody can be reached; where there is none,
/// whoever is on call in the first of them all the same, so that the record names them.
fn deputies(state: &State, rota: RotaId, now: Timestamp) -> Vec<&Person> {
    let mut first = Vec::new();
    let mut at = rota;
    for _ in 0..DEPUTIES {
        let Some(deputy) = state.rotas.get(&at).and_then(|kept| kept.saved.deputy) else { break };
        let on = on_call(state, deputy, now).into_iter().filter_map(|id| state.people.get(&id));
        let on: Vec<&Person> = on.filter(|person| person.active).collect();
        if on.iter().any(|person| person.is_reachable()) {
            return on;
        }
        if first.is_empty() {
            first = on;
        }
        at = deputy;
    }
    first
}

/// The organisations that a page affects. Whoever only reads in an incident, or broke the glass, does not make theirs
/// one of them.
fn affected(state: &State, concern: Option<Concern>, now: Timestamp) -> BTreeSet<OrganisationId> {
    match concern {
        Some(Concern::Integration(id)) => state.integrations.get(&id).map(|it| it.organisation).into_iter().collect(),
        Some(Concern::Incident(id)) => state.incidents.get(&id).map_or_else(BTreeSet::new, |incident| {
            let members = incident.members.values().filter(|member| member.counts_at(now) && member.writes());
            incident.organisation.into_iter().chain(members.map(|member| member.organisation)).collect()
        }),
        None => BTreeSet::new(),
    }
}

/// An organisation's incident leads; where none of them can be reached, its administrators besides. Whoever only
/// administers accounts is asked last: they are there to find somebody, not to read incidents.
fn leads(state: &State, organisation: OrganisationId) -> Vec<&Person> {
    let with = |role: Role| {
        let here = state.people.values().filter(move |person| person.active && person.organisation == organisation);
        here.filter(move |person| person.roles.contains(&role))
    };
    let leads: Vec<&Person> = with(Role::IncidentLead).collect();
    if leads.iter().any(|person| person.is_reachable()) {
        return leads;
    }
    leads.into_iter().chain(with(Role::OrganisationAdmin)).collect()
}

#[cfg(test)]
mod tests;
