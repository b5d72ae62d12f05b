//! What suppressions' entries change, and which open alerts each holds.

use crate::event::Event;
use crate::id::{AlertId, SuppressionId};
use crate::state::State;
use crate::suppression::Suppression;

/// Takes one entry of a suppression into the state.
pub(super) fn evolve(state: &mut State, event: &Event) {
    match event {
        Event::SuppressionSaved { suppression } => {
            gone(state, suppression.id);
            let (at, alarm) = suppression.alarm();
            state.alarms.insert((at, alarm));
            state.suppressions.insert(suppression.id, suppression.clone());
        }
        Event::SuppressionEnded { suppression } => gone(state, *suppression),
        _ => {}
    }
}

fn gone(state: &mut State, id: SuppressionId) {
    if let Some(alarm) = state.suppressions.remove(&id).as_ref().map(Suppression::alarm) {
        state.alarms.remove(&alarm);
    }
}

/// An alert is held by a suppression.
pub(super) fn holds(state: &mut State, id: SuppressionId, alert: AlertId) {
    state.suppressed.entry(id).or_default().insert(alert);
}

/// It is so no longer.
pub(super) fn lets_go(state: &mut State, id: SuppressionId, alert: AlertId) {
    if let Some(alerts) = state.suppressed.get_mut(&id) {
        alerts.remove(&alert);
        if alerts.is_empty() {
            state.suppressed.remove(&id);
        }
    }
}
