//! Placeholder, dropped in the merge.

use crate::decide::{As, Deciding};
use crate::event::Event;
use crate::id::{AlertId, IncidentId};
use crate::incident::Severity;
use crate::marking::Marking;
use crate::state::Stream;

pub(crate) fn declare(
    d: &mut Deciding<'_>,
    incident: IncidentId,
    title: String,
    severity: Severity,
    marking: Marking,
    alerts: Vec<AlertId>,
) -> String {
    let reference = "CTAC-2026-0001".to_owned();
    let event =
        Event::IncidentDeclared { incident, reference: reference.clone(), title, severity, alerts: alerts.clone() };
    d.emit(Stream::Incident(incident), event, As { marking, ..As::default() });
    for alert in alerts {
        d.emit(Stream::Incident(incident), Event::AlertLinked { alert, incident }, As { marking, ..As::default() });
    }
    reference
}
