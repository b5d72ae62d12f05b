//! An alert that comes and goes more often than somebody should be woken for: one alert and one page for all of it,
//! until it has been quiet for a while.

use crate::decide::{As, Deciding};
use crate::event::Event;
use crate::id::AlertId;
use crate::limits::FLAPS;
use crate::rules::alert;

/// A new alert: if there were too many of its key lately, it is said to flap, and stays open from now on.
pub(crate) fn begun(d: &mut Deciding<'_>, id: AlertId) {
    let often = d.state.alerts.get(&id).filter(|it| it.raisings.len() > FLAPS).map(|it| it.integration);
    if let Some(integration) = often {
        alert::record(d, integration, Event::AlertFlapping { alert: id }, As::default());
    }
}

/// Whether a flapping alert's source said the opposite of before; a mere repeat does not prolong it.
pub(crate) fn turned(d: &mut Deciding<'_>, id: AlertId, on: bool) {
    let Some(it) = d.state.alerts.get(&id) else { return };
    let integration = it.integration;
    if it.flapping.is_some_and(|it| it.on != on) {
        alert::record(d, integration, Event::AlertFlapped { alert: id, on }, As::default());
    }
}

/// It has been quiet: it is over, or an alert like any other.
pub(crate) fn end(d: &mut Deciding<'_>, id: AlertId) {
    let Some(it) = d.state.alerts.get(&id) else { return };
    let Some(flapping) = it.flapping.filter(|flapping| flapping.ends_at <= d.now) else { return };
    let integration = it.integration;
    if flapping.on {
        alert::record(d, integration, Event::AlertSteadied { alert: id }, As::default());
    } else {
        alert::end(d, id);
    }
}

#[cfg(test)]
mod tests;
