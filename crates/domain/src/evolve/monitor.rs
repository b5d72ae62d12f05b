//! What monitors' entries change. The alarm follows each change here.

use jiff::Timestamp;

use crate::event::Event;
use crate::id::{IntegrationId, MonitorId};
use crate::monitor::{KeptMonitor, Monitor};
use crate::state::State;

/// Takes one entry of a monitor into the state.
pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::MonitorSaved { monitor } => saved(state, at, monitor),
        Event::MonitorHeard { monitor } => change(state, *monitor, |it| {
            (it.heard_at, it.silent_since) = (Some(at), None);
            it.silent_at = Some(it.saved.silent_after(at));
        }),
        Event::MonitorSilent { monitor } => change(state, *monitor, |it| {
            (it.silent_since, it.silent_at) = (Some(at), None);
        }),
        Event::MonitorRemoved { monitor } => {
            change(state, *monitor, |it| it.silent_at = None);
            state.monitors.remove(monitor);
        }
        _ => {}
    }
}

/// A new one, and one that was edited, has a whole interval from now. One that is silent stays so until it is heard.
fn saved(state: &mut State, at: Timestamp, monitor: &Monitor) {
    let watched = is_watched(state, monitor.integration);
    let fresh = || KeptMonitor { saved: monitor.clone(), heard_at: None, silent_since: None, silent_at: None };
    state.monitors.entry(monitor.id).or_insert_with(fresh);
    change(state, monitor.id, |it| {
        it.saved = monitor.clone();
        count_anew(it, at, watched);
    });
}

/// Nobody hears the monitors of an integration that is switched off; once it is on again they have a whole interval.
pub(super) fn integration_saved(state: &mut State, integration: IntegrationId, at: Timestamp) {
    let watched = is_watched(state, integration);
    let of_it = |it: &&KeptMonitor| it.saved.integration == integration;
    let counted = |it: &KeptMonitor| it.silent_at.is_some();
    let theirs = state.monitors.values().filter(of_it);
    // Whatever else of the integration was edited moves no deadline.
    let changed: Vec<MonitorId> = theirs.filter(|it| counted(it) != watched).map(|it| it.saved.id).collect();
    changed.into_iter().for_each(|id| change(state, id, |it| count_anew(it, at, watched)));
}

fn is_watched(state: &State, integration: IntegrationId) -> bool {
    state.integrations.get(&integration).is_some_and(|it| it.active)
}

fn count_anew(it: &mut KeptMonitor, at: Timestamp, watched: bool) {
    let counts = watched && it.silent_since.is_none();
    it.silent_at = counts.then(|| it.saved.silent_after(at));
}

fn change(state: &mut State, id: MonitorId, how: impl FnOnce(&mut KeptMonitor)) {
    let Some(it) = state.monitors.get_mut(&id) else { return };
    if let Some(alarm) = it.alarm() {
        state.alarms.remove(&alarm);
    }
    how(it);
    state.alarms.extend(it.alarm());
}
