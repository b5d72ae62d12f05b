//! What happens in runs.

use std::sync::Arc;

use ctac_runbook::run::fact::{Event as Happened, Fact};
use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::state::Run;
use imbl::{OrdMap, OrdSet};
use jiff::Timestamp;

use crate::event::Event;
use crate::id::{CallOutId, PageId, PersonId, RunId};
use crate::run::{Calling, KeptRun, closure, version_of};
use crate::sitrep::Sitrep;
use crate::state::{Alarm, Recorded, State, Stream};

pub(super) fn evolve(state: &mut State, recorded: &Recorded, id: RunId, fact: &Fact) {
    let before = alarms(state, id);
    match &fact.event {
        Happened::Started { version, .. } => begin(state, recorded, id, fact, version),
        Happened::Migrated { version, .. } => {
            let closure = closure(state, version).ok();
            change(state, id, |run| run.apply(fact, closure.as_ref()));
        }
        _ => change(state, id, |run| run.apply(fact, None)),
    }
    if let Some(kept) = state.runs.get_mut(&id).filter(|kept| !kept.calls.is_empty()).map(Arc::make_mut) {
        // Whoever waits no more for an answer waits for no call.
        let (calls, outbox) = (std::mem::take(&mut kept.calls), &kept.run.outbox);
        kept.calls = calls.into_iter().filter(|(_, calling)| outbox.contains_key(&calling.effect)).collect();
    }
    set_alarms(state, id, before);
}

/// A node calls an interface for a step.
pub(super) fn called(state: &mut State, id: RunId, calling: Calling) {
    let before = alarms(state, id);
    if let Some(kept) = state.runs.get_mut(&id).map(Arc::make_mut) {
        kept.calls.insert(calling.effect.instance(), calling);
    }
    set_alarms(state, id, before);
}

fn alarms(state: &State, id: RunId) -> Vec<(Timestamp, Alarm)> {
    state.runs.get(&id).into_iter().flat_map(|kept| kept.alarms()).collect()
}

fn set_alarms(state: &mut State, id: RunId, before: Vec<(Timestamp, Alarm)>) {
    let after = alarms(state, id);
    if before == after {
        return;
    }
    for alarm in before {
        state.alarms.remove(&alarm);
    }
    state.alarms.extend(after);
}

/// A page was raised for what a run asked.
pub(super) fn paged(state: &mut State, id: RunId, page: PageId, effect: EffectId) {
    if let Some(kept) = state.runs.get_mut(&id) {
        Arc::make_mut(kept).pages.insert(page, effect);
    }
}

/// A call-out was started for what a run asked.
pub(super) fn called_out(state: &mut State, id: RunId, call_out: CallOutId, effect: EffectId) {
    if let Some(kept) = state.runs.get_mut(&id) {
        Arc::make_mut(kept).call_outs.insert(call_out, effect);
    }
}

/// Who holds a role in a run; with nobody it is held as elsewhere.
pub(super) fn roles(state: &mut State, id: RunId, role: &str, people: &[PersonId]) {
    if let Some(kept) = state.runs.get_mut(&id).map(Arc::make_mut) {
        if people.is_empty() {
            kept.roles.remove(role);
        } else {
            kept.roles.insert(role.to_owned(), people.to_vec());
        }
    }
}

/// A situation report was drafted, or sent.
pub(super) fn reported(state: &mut State, recorded: &Recorded, event: &Event) {
    let kept = |id: &RunId| (*id, recorded.seq);
    match event {
        Event::SitrepDrafted { sitrep, draft } => {
            let (run, drafted) = kept(&draft.run);
            let it = Sitrep { effect: draft.effect, roles: draft.roles.clone(), drafted, sent: None };
            if let Some(kept) = state.runs.get_mut(&run) {
                Arc::make_mut(kept).sitreps.insert(*sitrep, it);
            }
        }
        Event::SitrepSent { run, sitrep, .. } => {
            let (run, sent) = kept(run);
            if let Some(it) = state.runs.get_mut(&run).and_then(|kept| Arc::make_mut(kept).sitreps.get_mut(sitrep)) {
                it.sent = Some(sent);
            }
        }
        _ => {}
    }
}

/// Whom an exercise may send anything to.
pub(super) fn players(state: &mut State, id: RunId, players: &[PersonId]) {
    if let Some(kept) = state.runs.get_mut(&id) {
        Arc::make_mut(kept).players = players.iter().copied().collect();
    }
}

fn begin(state: &mut State, recorded: &Recorded, id: RunId, fact: &Fact, version: &ctac_runbook::run::plan::Hash) {
    let Stream::Incident(incident) = recorded.stream else { return };
    let Some(runbook) = version_of(state, version).map(|it| it.runbook.id) else { return };
    let Ok(closure) = closure(state, version) else { return };
    let Some(run) = Run::begin(fact, closure) else { return };
    state.runs.insert(
        id,
        Arc::new(KeptRun {
            id,
            incident,
            runbook,
            run,
            pages: OrdMap::new(),
            call_outs: OrdMap::new(),
            roles: OrdMap::new(),
            sitreps: OrdMap::new(),
            players: OrdSet::new(),
            calls: OrdMap::new(),
        }),
    );
}

fn change(state: &mut State, id: RunId, how: impl FnOnce(&mut Run)) {
    if let Some(kept) = state.runs.get_mut(&id) {
        how(&mut Arc::make_mut(kept).run);
    }
}
