//! What suppressions' entries change, and which alerts each holds.

use crate::alert::Held;
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

/// An open alert is held, or is so no longer.
pub(super) fn held(state: &mut State, alert: AlertId, held: Held) {
    match held {
        Held::Suppression { suppression } => {
            state.suppressed.entry(suppression).or_default().insert(alert);
        }
    }
}

/// See [`held`].
pub(super) fn released(state: &mut State, alert: AlertId, held: Held) {
    match held {
        Held::Suppression { suppression } => {
            if let Some(alerts) = state.suppressed.get_mut(&suppression) {
                alerts.remove(&alert);
                if alerts.is_empty() {
                    state.suppressed.remove(&suppression);
                }
            }
        }
    }
}
