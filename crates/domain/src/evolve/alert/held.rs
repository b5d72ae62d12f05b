//! What holds an open alert, and which joined which.

use jiff::Timestamp;

use super::change;
use crate::alert::{Alert, AlertStatus, Held};
use crate::evolve::suppression;
use crate::handling::group_key;
use crate::id::AlertId;
use crate::state::{Group, State};

/// Holds an open alert, or no longer.
pub(super) fn hold(state: &mut State, id: AlertId, held: Option<Held>) {
    let Some(before) = state.alerts.get(&id).filter(|it| it.status != AlertStatus::Resolved).map(|it| it.held) else {
        return;
    };
    let_go(state, id, before);
    change(state, id, |alert| {
        alert.held = held;
        if let Some(Held::Snooze { .. }) = held {
            // Nobody has it any more, and its page is over; it is asked for again when it wakes.
            (alert.status, alert.page) = (AlertStatus::Triggered, None);
        }
    });
    match held {
        Some(Held::Suppression { suppression }) => suppression::holds(state, suppression, id),
        Some(Held::Group { first }) => change(state, first, |first| first.joined.push_back(id)),
        Some(Held::Snooze { .. }) | None => {}
    }
}

/// What held an open alert knows of it no more.
fn let_go(state: &mut State, id: AlertId, held: Option<Held>) {
    match held {
        Some(Held::Suppression { suppression }) => suppression::lets_go(state, suppression, id),
        Some(Held::Group { first }) => change(state, first, |first| first.joined.retain(|joined| *joined != id)),
        Some(Held::Snooze { .. }) | None => {}
    }
}

/// Others join an alert for a while.
pub(super) fn group_opened(state: &mut State, id: AlertId, values: &[String], until: Timestamp) {
    let Some(integration) = state.alerts.get(&id).map(|alert| alert.integration) else { return };
    let key = group_key(values);
    let group = Group { first: id, until };
    let before = state.groups.entry(integration).or_default().insert(key.clone(), group);
    if let Some(before) = before {
        change(state, before.first, |alert| alert.group = None);
    }
    change(state, id, |alert| alert.group = Some(key));
}

/// An alert is over: nothing holds it, and nobody joins it any more. Why it was held stays on it.
pub(super) fn over(state: &mut State, alert: &Alert) {
    let_go(state, alert.id, alert.held);
    let Some(key) = &alert.group else { return };
    if let Some(groups) = state.groups.get_mut(&alert.integration) {
        groups.remove(key);
        if groups.is_empty() {
            state.groups.remove(&alert.integration);
        }
    }
    change(state, alert.id, |alert| alert.group = None);
}
