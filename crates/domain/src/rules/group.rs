//! Later alerts of a group join the first: its page or incident is about them, too, and nobody is woken again.
//!
//! The first pages at once. Nobody joins what nobody attends to: a page that ran out of people, one that only the
//! source acknowledged, an incident that is over, or a page less severe than the alert's own would be.

use crate::alert::{Alert, Held};
use crate::decide::{As, Deciding};
use crate::event::Event;
use crate::handling::group_key;
use crate::id::{AlertId, IncidentId, IntegrationId};
use crate::incident::{IncidentStatus, Severity};
use crate::limits::GROUPED;
use crate::marking::Marking;
use crate::page::PageStatus;
use crate::policy::Route;
use crate::rules::alert;
use crate::rules::step::later;
use crate::state::{State, Stream};

/// An alert on its way along `to` joins the first of its group, if there is one to join.
pub(crate) fn join(d: &mut Deciding<'_>, (integration, id): (IntegrationId, AlertId), to: &Route) -> bool {
    let Some(first) = first_of(d, integration, id) else { return false };
    let (attended, wanted) = (attended(&d.state, first), severity_of(to));
    // S1 is the least: it must not join what is attended to less urgently.
    if first.joined.len() >= GROUPED || attended.zip(wanted).is_none_or(|(attended, wanted)| attended > wanted) {
        return false;
    }
    let (first, incident) = (first.id, first.incident);
    let held = Held::Group { first };
    alert::record(d, integration, Event::AlertHeld { alert: id, held }, As::default());
    if let Some(incident) = incident {
        link(d, id, incident);
    }
    true
}

/// An alert that went its way by itself: others of its group join it from now on.
pub(crate) fn open(d: &mut Deciding<'_>, (integration, id): (IntegrationId, AlertId)) {
    let grouping = d.state.integrations.get(&integration).and_then(|it| it.handling.group.clone());
    let signal = d.state.alerts.get(&id).map(|it| it.signal.clone());
    if let Some((grouping, signal)) = grouping.zip(signal) {
        let (values, until) = (grouping.values(&signal), later(d.now, grouping.window_s));
        alert::record(d, integration, Event::AlertGroupOpened { alert: id, values, until }, As::default());
    }
}

/// Nobody attends to the first any more, or not for the others' sake: each goes its way.
pub(crate) fn disband(d: &mut Deciding<'_>, first: AlertId) {
    let joined = d.state.alerts.get(&first).map(|it| it.joined.clone()).unwrap_or_default();
    joined.into_iter().for_each(|id| alert::release(d, id));
}

fn first_of<'a>(d: &'a Deciding<'_>, integration: IntegrationId, id: AlertId) -> Option<&'a Alert> {
    let grouping = d.state.integrations.get(&integration)?.handling.group.as_ref()?;
    let values = grouping.values(&d.state.alerts.get(&id)?.signal);
    let group = d.state.groups.get(&integration)?.get(&group_key(&values))?;
    let open = d.now < group.until && group.first != id;
    d.state.alerts.get(&group.first).filter(|_| open).map(AsRef::as_ref)
}

/// How severe what is done about an alert is; none: nothing that another may join.
fn attended(state: &State, first: &Alert) -> Option<Severity> {
    if let Some(incident) = first.incident {
        let incident = state.incidents.get(&incident)?;
        let over = matches!(incident.status, IncidentStatus::StoodDown | IncidentStatus::Closed);
        return (!over).then_some(incident.severity);
    }
    let page = state.pages.get(&first.page?)?;
    match page.status {
        PageStatus::Active | PageStatus::Acknowledged { by: Some(_), .. } => Some(page.severity),
        PageStatus::Acknowledged { by: None, .. } | PageStatus::Exhausted { .. } | PageStatus::Cancelled { .. } => None,
    }
}

const fn severity_of(to: &Route) -> Option<Severity> {
    match to {
        Route::Page { severity, .. } | Route::Declare { severity, .. } => Some(*severity),
        Route::Record => None,
    }
}

fn link(d: &mut Deciding<'_>, alert: AlertId, incident: IncidentId) {
    let marking = d.state.incidents.get(&incident).map_or(Marking::Amber, |it| it.open_marking());
    d.emit(Stream::Incident(incident), Event::AlertLinked { alert, incident }, As { marking, ..As::default() });
}

#[cfg(test)]
mod tests;
