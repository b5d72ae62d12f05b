//! What comes into the library, and what becomes of it.

use std::sync::Arc;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::plan::Hash;

use super::timeline::author;
use crate::event::Event;
use crate::library::{Agreed, Shelf, Source, Standing, Version};
use crate::state::{Recorded, State};

pub(super) fn evolve(state: &mut State, recorded: &Recorded, event: &Event) {
    let at = recorded.recorded_at;
    match event {
        Event::RunbookSaved { version, source } => save(state, recorded, version, source),
        Event::RunbookSubmitted { runbook, version } => {
            change(state, *runbook, version, |it| it.standing = Standing::InReview { since: at });
        }
        Event::RunbookApproved { runbook, version, in_force } => {
            let by = author(recorded);
            change(state, *runbook, version, |it| {
                it.approvals.extend(by.map(|by| Agreed { by, at }));
                if *in_force {
                    it.standing = Standing::Approved { at };
                }
            });
            if *in_force {
                shelf(state, *runbook, |it| it.in_force = Some(version.clone()));
            }
        }
        Event::RunbookWithdrawn { runbook, version, reason } => {
            let reason = reason.clone();
            change(state, *runbook, version, |it| it.standing = Standing::Withdrawn { at, reason });
            shelf(state, *runbook, |it| {
                if it.in_force.as_ref() == Some(version) {
                    it.in_force = None;
                }
            });
        }
        Event::RunbookReviewDue { runbook, version } => {
            shelf(state, *runbook, |it| it.nagged = Some((version.clone(), at)));
        }
        Event::RunbookSignedOff { runbook, version, organisation } => {
            let by = author(recorded);
            change(state, *runbook, version, |it| {
                it.sign_offs.extend(by.map(|by| (*organisation, Agreed { by, at })));
            });
        }
        _ => {}
    }
}

/// A text that a later program cannot read any more is passed over: what was done by it stands in its runs' facts.
fn save(state: &mut State, recorded: &Recorded, hash: &Hash, source: &Source) {
    let Some(runbook) = source.runbook() else { return };
    let id = runbook.id;
    let version = Version {
        hash: hash.clone(),
        source: Arc::clone(source.text()),
        runbook: Arc::clone(runbook),
        saved_by: author(recorded),
        saved_at: recorded.recorded_at,
        standing: Standing::Draft,
        approvals: Vec::new(),
        sign_offs: imbl::OrdMap::new(),
    };
    if !state.library.contains_key(&id) {
        state.library.insert(id, Arc::new(Shelf::empty(id)));
    }
    shelf(state, id, |it| {
        if it.versions.insert(hash.clone(), version).is_none() {
            it.order.push_back(hash.clone());
        }
    });
}

fn shelf(state: &mut State, id: PlaybookId, how: impl FnOnce(&mut Shelf)) {
    let Some(shelf) = state.library.get_mut(&id).map(Arc::make_mut) else { return };
    let before = shelf.alarm();
    how(shelf);
    let after = shelf.alarm();
    if before != after {
        if let Some(alarm) = before {
            state.alarms.remove(&alarm);
        }
        state.alarms.extend(after);
    }
}

fn change(state: &mut State, id: PlaybookId, version: &Hash, how: impl FnOnce(&mut Version)) {
    shelf(state, id, |it| {
        if let Some(version) = it.versions.get_mut(version) {
            how(version);
        }
    });
}
