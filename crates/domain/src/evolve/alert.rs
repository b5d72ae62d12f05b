//! What alerts' entries change.

use std::sync::Arc;

use crate::alert::{Alert, AlertStatus, Held, Signal};
use crate::event::Event;
use crate::evolve::suppression;
use crate::id::{AlertId, IncidentId, IntegrationId};
use crate::limits;
use crate::state::{Alarm, Recorded, State};

/// Takes one entry of an alert into the state.
pub(super) fn evolve(state: &mut State, recorded: &Recorded, event: &Event) {
    match event {
        Event::AlertRaised { alert, integration, dedup_key, signal } => {
            raised(state, recorded, (*alert, *integration), dedup_key, signal);
        }
        Event::AlertRepeated { alert, count, severity } => change(state, *alert, |alert| {
            alert.count = *count;
            alert.worst = severity.unwrap_or(alert.worst);
        }),
        Event::AlertHeld { alert, held } => hold(state, *alert, Some(*held)),
        Event::AlertReleased { alert } => hold(state, *alert, None),
        Event::AlertAcknowledged { alert } => acknowledged(state, *alert),
        Event::AlertResolved { alert } => resolved(state, *alert),
        Event::AlertLinked { alert, incident } => linked(state, *alert, *incident),
        _ => {}
    }
}

fn change(state: &mut State, id: AlertId, how: impl FnOnce(&mut Alert)) {
    if let Some(alert) = state.alerts.get_mut(&id).map(Arc::make_mut) {
        how(alert);
    }
}

/// Holds an open alert, or no longer.
fn hold(state: &mut State, id: AlertId, held: Option<Held>) {
    let Some(before) = state.alerts.get(&id).filter(|it| it.status != AlertStatus::Resolved).map(|it| it.held) else {
        return;
    };
    unlisted(state, id, before);
    change(state, id, |alert| {
        alert.held = held;
        if let Some(Held::Snooze { .. }) = held {
            // Nobody has it any more, and its page is over; it is asked for again when it wakes.
            (alert.status, alert.page) = (AlertStatus::Triggered, None);
        }
    });
    listed(state, id, held);
}

/// What holds an open alert knows of it, or sets its alarm.
fn listed(state: &mut State, id: AlertId, held: Option<Held>) {
    match held {
        Some(Held::Suppression { suppression }) => suppression::holds(state, suppression, id),
        Some(Held::Snooze { until, .. }) => {
            state.alarms.insert((until, Alarm::Wake(id)));
        }
        None => {}
    }
}

/// The reverse of [`listed`].
fn unlisted(state: &mut State, id: AlertId, held: Option<Held>) {
    match held {
        Some(Held::Suppression { suppression }) => suppression::lets_go(state, suppression, id),
        Some(Held::Snooze { until, .. }) => {
            state.alarms.remove(&(until, Alarm::Wake(id)));
        }
        None => {}
    }
}

fn raised(
    state: &mut State,
    recorded: &Recorded,
    (id, integration): (AlertId, IntegrationId),
    dedup_key: &str,
    signal: &Signal,
) {
    let alert = Alert {
        id,
        integration,
        dedup_key: dedup_key.to_owned(),
        signal: signal.clone(),
        status: AlertStatus::Triggered,
        worst: signal.severity,
        count: 1,
        raised_at: recorded.recorded_at,
        held: None,
        page: None,
        incident: None,
    };
    state.alerts.insert(id, Arc::new(alert));
    state.open_alerts.entry(integration).or_default().insert(dedup_key.to_owned(), id);
}

fn acknowledged(state: &mut State, id: AlertId) {
    change(state, id, |alert| {
        if alert.status == AlertStatus::Triggered {
            alert.status = AlertStatus::Acknowledged;
        }
    });
}

fn resolved(state: &mut State, id: AlertId) {
    let Some(alert) =
        state.alerts.get_mut(&id).map(Arc::make_mut).filter(|alert| alert.status != AlertStatus::Resolved)
    else {
        return;
    };
    alert.status = AlertStatus::Resolved;
    let (integration, key, held) = (alert.integration, alert.dedup_key.clone(), alert.held);
    unlisted(state, id, held);
    if let Some(open) = state.open_alerts.get_mut(&integration) {
        open.remove(&key);
        if open.is_empty() {
            state.open_alerts.remove(&integration);
        }
    }
    state.ended_alerts.push_back(id);
    forget(state);
}

/// Forgets the alerts that ended longest ago, beyond the limit. One whose page is still open waits its turn again.
fn forget(state: &mut State) {
    // Two at the most for the one that ended, so that after some had to wait the list shrinks again.
    for _ in 0..2 {
        if state.ended_alerts.len() <= limits::FINISHED {
            return;
        }
        let Some(id) = state.ended_alerts.pop_front() else { return };
        let page = state.alerts.get(&id).and_then(|alert| alert.page).and_then(|page| state.pages.get(&page));
        if page.is_some_and(|page| page.is_open()) {
            state.ended_alerts.push_back(id);
        } else {
            state.alerts.remove(&id);
        }
    }
}

fn linked(state: &mut State, id: AlertId, incident: IncidentId) {
    change(state, id, |alert| alert.incident = Some(incident));
}
