//! Rotas and whatever changes who is on call in them. Kept here: each rota in force is ready to answer, its past is
//! closed at each change, and `alarms` holds when each is to be looked at next.

use std::sync::Arc;

use imbl::Vector;
use jiff::Timestamp;

use crate::duty::{CellOverride, HandoffNote, KeptRota, Ready, effective};
use crate::event::Event;
use crate::id::{OverrideId, PersonId, RotaId, TeamId};
use crate::limits::PAST_OVERRIDES;
use crate::policy::CellRota;
use crate::state::{Recorded, State};

pub(super) fn happened(state: &mut State, recorded: &Recorded, event: &Event) {
    let at = recorded.recorded_at;
    match event {
        Event::RotaSaved { rota } => saved(state, rota, at),
        Event::RotaRetired { rota, version } => refit(state, *rota, at, |kept| {
            kept.saved.version = *version;
            kept.retired = Some(at);
        }),
        Event::RotaOverrideAdded { rota, r#override, instead_of } => refit(state, *rota, at, |kept| {
            put(&mut kept.overrides, r#override, *instead_of, at);
        }),
        Event::RotaOverrideRemoved { rota, r#override, .. } => refit(state, *rota, at, |kept| {
            kept.overrides.retain(|one| one.id != *r#override);
        }),
        Event::RotaOnCallChanged { rota, at, is, .. } => change(state, *rota, |kept| {
            kept.told_at = *at;
            kept.on_now.clone_from(is);
            look(kept);
        }),
        Event::RotaNoteLeft { rota, text } => change(state, *rota, |kept| {
            let by = super::timeline::author(recorded);
            kept.note = Some(HandoffNote { by, at, text: text.clone() });
        }),
        Event::CoverageRecorded { rota, coverage } => change(state, *rota, |kept| {
            kept.coverage = Some(coverage.clone());
        }),
        _ => {}
    }
}

fn saved(state: &mut State, rota: &CellRota, at: Timestamp) {
    if !state.rotas.contains_key(&rota.id) {
        let kept = KeptRota {
            saved: rota.clone(),
            overrides: Vector::new(),
            ready: Ready::default(),
            past: Vector::new(),
            known_from: at,
            mark: at,
            told_at: at,
            on_now: Vec::new(),
            next: None,
            note: None,
            coverage: None,
            retired: None,
        };
        state.rotas.insert(rota.id, Arc::new(kept));
    }
    let staffed = state.told.get(&rota.id).is_some_and(|told| told.staffed);
    refit(state, rota.id, at, |kept| {
        kept.saved = rota.clone();
        // Gaps of a rota that nobody was ever in are not news of the one that is made of it now: it is looked at anew.
        if !staffed {
            kept.coverage = None;
        }
    });
}

/// A person's absence, or their leaving, changes every rota that names them.
pub(super) fn refit_person(state: &mut State, person: PersonId, at: Timestamp) {
    let named: Vec<RotaId> = state.rotas.values().filter(|kept| kept.names(person)).map(|kept| kept.id()).collect();
    named.into_iter().for_each(|rota| refit(state, rota, at, |_| {}));
}

/// A team's change is that of every rota in which it stands.
pub(super) fn refit_team(state: &mut State, team: TeamId, at: Timestamp) {
    let named: Vec<RotaId> = state.rotas.values().filter(|kept| kept.names_team(team)).map(|kept| kept.id()).collect();
    named.into_iter().for_each(|rota| refit(state, rota, at, |_| {}));
}

/// Closes a rota's past, changes it, and makes it ready again.
fn refit(state: &mut State, rota: RotaId, at: Timestamp, how: impl FnOnce(&mut KeptRota)) {
    let Some(mut kept) = state.rotas.get(&rota).cloned() else { return };
    let changed = Arc::make_mut(&mut kept);
    changed.close(at);
    how(changed);
    let in_force = if changed.retired.is_some() { None } else { Some(effective(state, changed)) };
    match in_force {
        None => changed.ready = Ready::default(),
        Some(rota) if rota == *changed.ready.rota() => {}
        Some(rota) => changed.ready = Ready::of(rota),
    }
    changed.told_at = at;
    changed.on_now = changed.ready.on_call(at);
    look(changed);
    set(state, kept);
}

/// Changes what does not touch who is on call when.
fn change(state: &mut State, rota: RotaId, how: impl FnOnce(&mut KeptRota)) {
    if let Some(mut kept) = state.rotas.get(&rota).cloned() {
        how(Arc::make_mut(&mut kept));
        set(state, kept);
    }
}

fn look(kept: &mut KeptRota) {
    kept.next = if kept.retired.is_some() { None } else { Some(kept.ready.next_look(kept.told_at)) };
}

/// Puts a rota in its place, and its alarm with it.
fn set(state: &mut State, kept: Arc<KeptRota>) {
    let (id, after) = (kept.id(), kept.alarm());
    let before = state.rotas.insert(id, kept).and_then(|before| before.alarm());
    if before != after {
        if let Some(before) = before {
            state.alarms.remove(&before);
        }
        state.alarms.extend(after);
    }
    super::told::look(state, id);
}

/// Adds an override at the end, or right before the one in whose place it stands. Those long over go.
fn put(overrides: &mut Vector<CellOverride>, one: &CellOverride, instead_of: Option<OverrideId>, at: Timestamp) {
    let place = instead_of.and_then(|id| overrides.iter().position(|other| other.id == id));
    overrides.insert(place.unwrap_or(overrides.len()), one.clone());
    let over = overrides.iter().filter(|one| one.to <= at).count();
    if over > PAST_OVERRIDES
        && let Some(oldest) = overrides.iter().position(|one| one.to <= at)
    {
        overrides.remove(oldest);
    }
}
