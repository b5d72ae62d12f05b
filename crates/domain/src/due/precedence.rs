//! Who is called first when not everybody can be at once: a provider makes one call a second, so thirty people are half a
//! minute.

use std::collections::BTreeSet;

use imbl::OrdSet;

use crate::attempt::Borne;
use crate::directory::Role;
use crate::id::PersonId;
use crate::page::Subject;
use crate::policy::Duty;
use crate::state::State;

/// What somebody is to a page. The first are called first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precedence {
    /// They lead its incident, or are on the duty that leads.
    Leads,
    /// They respond.
    Responds,
    /// Whoever else is told.
    Other,
}

/// Whoever is on the duty that leads.
pub(super) struct Leads(BTreeSet<PersonId>);

impl Leads {
    pub(super) fn of(state: &State) -> Self {
        let rotas = state.rotas.values().filter(|kept| kept.saved.duty == Duty::Lead && kept.retired.is_none());
        Self(rotas.flat_map(|kept| kept.on_now.iter().copied()).collect())
    }

    /// What the person of a notification is to what it is for.
    pub(super) fn of_lead(&self, state: &State, lead: Borne) -> Precedence {
        let Some(person) = state.notification(lead.bearer, lead.notification).map(|it| it.person) else {
            return Precedence::Other;
        };
        let subject = lead.bearer.page().and_then(|page| state.pages.get(&page)).map(|page| page.subject);
        let incident = match subject {
            Some(Subject::Incident { incident }) => Some(incident),
            Some(Subject::Alert { alert, .. }) => state.alerts.get(&alert).and_then(|alert| alert.incident),
            Some(Subject::Run { run, .. }) => state.runs.get(&run).map(|run| run.incident),
            Some(Subject::Exhausted { .. } | Subject::Gap { .. } | Subject::Test { .. }) | None => None,
        };
        let led = incident.and_then(|id| state.incidents.get(&id)).is_some_and(|it| it.lead == Some(person));
        let responds = |roles: &OrdSet<Role>| [Role::Responder, Role::IncidentLead].iter().any(|it| roles.contains(it));
        if led || self.0.contains(&person) {
            Precedence::Leads
        } else if state.people.get(&person).is_some_and(|person| responds(&person.roles)) {
            Precedence::Responds
        } else {
            Precedence::Other
        }
    }
}
