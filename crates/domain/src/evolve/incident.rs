//! An incident's declaration, severity, category and status.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet, Vector};

use super::timeline::change_own;
use crate::event::Event;
use crate::incident::{Incident, IncidentStatus, year_of};
use crate::state::{Recorded, State};

pub(super) fn happened(state: &mut State, recorded: &Recorded, event: &Event) {
    match event {
        Event::IncidentDeclared { .. } => declared(state, recorded, event),
        Event::SeverityChanged { to, .. } => change_own(state, recorded, |incident| incident.severity = *to),
        Event::CategoryChanged { to, .. } => change_own(state, recorded, |incident| incident.category = Some(*to)),
        Event::StatusChanged { to, .. } => change_own(state, recorded, |incident| incident.status = *to),
        _ => {}
    }
}

fn declared(state: &mut State, recorded: &Recorded, event: &Event) {
    let Event::IncidentDeclared { incident: id, reference, title, severity, marking, alerts } = event else { return };
    if state.incidents.contains_key(id) {
        return;
    }
    let incident = Incident {
        id: *id,
        reference: reference.clone(),
        title: title.clone(),
        severity: *severity,
        category: None,
        status: IncidentStatus::Open,
        marking: *marking,
        organisation: recorded.organisation,
        lead: None,
        declared_at: recorded.recorded_at,
        members: OrdMap::new(),
        present: OrdSet::new(),
        actions: OrdMap::new(),
        entries: Vector::new(),
        posts: OrdMap::new(),
        alerts: alerts.clone(),
        pages: Vec::new(),
        erasures: OrdMap::new(),
        clocks: Vector::new(),
    };
    *state.numbers.entry(year_of(recorded.recorded_at)).or_default() += 1;
    state.references.insert(reference.clone(), *id);
    state.incidents.insert(*id, Arc::new(incident));
}
