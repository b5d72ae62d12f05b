//! What happens in runs.

use std::sync::Arc;

use ctac_runbook::run::fact::{Event as Happened, Fact};
use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::state::Run;

use crate::id::{PageId, PersonId, RunId};
use crate::run::{KeptRun, closure, version_of};
use crate::state::{Recorded, State, Stream};

pub(super) fn evolve(state: &mut State, recorded: &Recorded, id: RunId, fact: &Fact) {
    let before = state.runs.get(&id).and_then(|kept| kept.alarm());
    match &fact.event {
        Happened::Started { version, .. } => begin(state, recorded, id, fact, version),
        Happened::Migrated { version, .. } => {
            let closure = closure(state, version);
            change(state, id, |run| run.apply(fact, closure.as_ref()));
        }
        _ => change(state, id, |run| run.apply(fact, None)),
    }
    let after = state.runs.get(&id).and_then(|kept| kept.alarm());
    if before != after {
        if let Some(alarm) = before {
            state.alarms.remove(&alarm);
        }
        if let Some(alarm) = after {
            state.alarms.insert(alarm);
        }
    }
}

/// A page was raised for what a run asked.
pub(super) fn paged(state: &mut State, id: RunId, page: PageId, effect: EffectId) {
    if let Some(kept) = state.runs.get_mut(&id) {
        Arc::make_mut(kept).pages.insert(page, effect);
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
    let Some(closure) = closure(state, version) else { return };
    let Some(run) = Run::begin(fact, closure) else { return };
    state.runs.insert(
        id,
        Arc::new(KeptRun { id, incident, runbook, run, pages: imbl::OrdMap::new(), players: imbl::OrdSet::new() }),
    );
}

fn change(state: &mut State, id: RunId, how: impl FnOnce(&mut Run)) {
    if let Some(kept) = state.runs.get_mut(&id) {
        how(&mut Arc::make_mut(kept).run);
    }
}
