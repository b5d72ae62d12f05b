//! What alerts' entries change. Their alarms follow each change here; what holds them and whom they joined is
//! [`held`]'s.

use std::sync::Arc;

use imbl::Vector;
use jiff::{SignedDuration, Timestamp};

use crate::alert::{Alert, AlertStatus, Flapping, Signal};
use crate::event::Event;
use crate::id::{AlertId, IncidentId, IntegrationId};
use crate::limits;
use crate::state::{Recorded, State};

mod held;
mod report;

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
        Event::AlertHeld { alert, held } => held::hold(state, *alert, Some(*held)),
        Event::AlertReleased { alert } => held::hold(state, *alert, None),
        Event::AlertGroupOpened { alert, values, until } => held::group_opened(state, *alert, values, *until),
        Event::AlertFlapping { alert } => flapped(state, recorded.recorded_at, *alert, true),
        Event::AlertFlapped { alert, on } => flapped(state, recorded.recorded_at, *alert, *on),
        Event::AlertSteadied { alert } => change(state, *alert, |alert| {
            (alert.flapping, alert.raisings) = (None, Vector::new());
        }),
        Event::AlertAcknowledged { alert } => change(state, *alert, |alert| {
            if alert.status == AlertStatus::Triggered {
                alert.status = AlertStatus::Acknowledged;
            }
        }),
        Event::AlertResolved { alert } => resolved(state, *alert),
        Event::AlertLinked { alert, incident } => linked(state, *alert, *incident),
        Event::AlertReported { alert, report } => report::reported(state, recorded.recorded_at, *alert, report),
        _ => {}
    }
}

fn change(state: &mut State, id: AlertId, how: impl FnOnce(&mut Alert)) {
    let Some(alert) = state.alerts.get_mut(&id).map(Arc::make_mut) else { return };
    for alarm in alert.alarms() {
        state.alarms.remove(&alarm);
    }
    how(alert);
    state.alarms.extend(alert.alarms());
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
        raisings: raisings(state, integration, dedup_key, recorded.recorded_at),
        flapping: None,
        group: None,
        joined: Vector::new(),
        page: None,
        incident: None,
        report: None,
    };
    state.alerts.insert(id, Arc::new(alert));
    state.open_alerts.entry(integration).or_default().insert(dedup_key.to_owned(), id);
    no_longer_last(state, integration, dedup_key);
}

/// When alerts of a key were raised lately, now included.
fn raisings(state: &State, integration: IntegrationId, dedup_key: &str, now: Timestamp) -> Vector<Timestamp> {
    let last = state.last_alerts.get(&integration).and_then(|last| last.get(dedup_key));
    let before = last.and_then(|last| state.alerts.get(last)).map(|last| last.raisings.clone()).unwrap_or_default();
    let lately = |at: &Timestamp| now.duration_since(*at) < SignedDuration::from_secs(limits::FLAP_WINDOW_S);
    before.into_iter().filter(lately).chain([now]).collect()
}

fn flapped(state: &mut State, at: Timestamp, id: AlertId, on: bool) {
    let quiet = SignedDuration::from_secs(limits::FLAP_QUIET_S);
    let ends_at = at.checked_add(quiet).unwrap_or(Timestamp::MAX);
    change(state, id, |alert| alert.flapping = Some(Flapping { on, ends_at }));
}

fn resolved(state: &mut State, id: AlertId) {
    let Some(alert) = state.alerts.get(&id).filter(|alert| alert.status != AlertStatus::Resolved).cloned() else {
        return;
    };
    change(state, id, |alert| alert.status = AlertStatus::Resolved);
    held::over(state, &alert);
    let (integration, key) = (alert.integration, &alert.dedup_key);
    if let Some(open) = state.open_alerts.get_mut(&integration) {
        open.remove(key);
        if open.is_empty() {
            state.open_alerts.remove(&integration);
        }
    }
    state.last_alerts.entry(integration).or_default().insert(key.clone(), id);
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
        } else if let Some(alert) = state.alerts.remove(&id) {
            report::forget(state, &alert);
            let last = state.last_alerts.get(&alert.integration).and_then(|last| last.get(&alert.dedup_key));
            if last == Some(&id) {
                no_longer_last(state, alert.integration, &alert.dedup_key);
            }
        }
    }
}

fn no_longer_last(state: &mut State, integration: IntegrationId, dedup_key: &str) {
    if let Some(last) = state.last_alerts.get_mut(&integration) {
        last.remove(dedup_key);
        if last.is_empty() {
            state.last_alerts.remove(&integration);
        }
    }
}

fn linked(state: &mut State, id: AlertId, incident: IncidentId) {
    change(state, id, |alert| alert.incident = Some(incident));
}
