//! Rotas: saved whole under a version that the editor names, retired, and what is left and found there.

use ctac_rota::{Member, Rota};
use jiff::Timestamp;

use super::configuration::{Next, check_new, check_size, next_version};
use super::exception::author;
use super::text::{check_line, check_text, invalid};
use super::{gap_warning, rota_in_use};
use crate::access::{self, Action, Object};
use crate::command::OnNow;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::duty::{
    Coverage, CoverageGap, CoverageSingle, KeptRota, all_absences, effective, person_of, stitch, team_member, team_of,
};
use crate::event::Event;
use crate::id::{PersonId, RotaId, SwapId};
use crate::limits::{COVERAGE, DEPUTIES, FAULTS, NOTE, ROTA_PEOPLE, TITLE};
use crate::policy::{CellRota, Target};
use crate::state::{State, Stream};

/// Saves a rota; the version it comes with counts for nothing.
pub(crate) fn save(
    d: &mut Deciding<'_>,
    mut rota: CellRota,
    on_now: OnNow,
    expect: Option<u64>,
) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    check_line("name", &rota.name, TITLE)?;
    check_document(&d.state, &rota.rota)?;
    check_deputy(&d.state, rota.id, rota.deputy)?;
    let stands = d.state.rotas.get(&rota.id).cloned();
    if stands.is_some() {
        rota_in_use(d, rota.id)?;
    }
    if let Some(stands) = &stands
        && on_now == OnNow::Keep
    {
        rota.rota = keep(&d.state, stands, rota.rota, d.now);
    }
    check_size(&rota)?;
    let same = stands.as_ref().is_some_and(|it| CellRota { version: it.saved.version, ..rota.clone() } == it.saved);
    match next_version(stands.map(|stands| stands.saved.version), expect, same, "rota")? {
        Next::Already(version) => Ok(Answer::Version(version)),
        Next::Save(version) => {
            check_new("rotas", version, d.state.rotas.len())?;
            rota.version = version;
            let id = rota.id;
            d.emit(Stream::Rota(id), Event::RotaSaved { rota }, As::default());
            check_ready(d, id)?;
            Ok(Answer::Version(version))
        }
    }
}

/// An edited rota with whoever is on call staying on to their handoff. Who that is, is asked of the rota in force: teams
/// as their people, and nobody who is absent.
fn keep(state: &State, stands: &KeptRota, new: Rota, at: Timestamp) -> Rota {
    let mut edited = stands.clone();
    edited.saved.rota = new;
    let kept = ctac_rota::keep(stands.ready.rota(), effective(state, &edited), at);
    let mut new = edited.saved.rota;
    for (layer, kept) in new.layers.iter_mut().zip(kept.layers) {
        layer.first = kept.first;
    }
    new
}

/// A rota is used no more; its past stays.
pub(crate) fn retire(d: &mut Deciding<'_>, id: RotaId, expect: Option<u64>) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    let kept = d.state.rotas.get(&id).ok_or(Refusal::NotFound("rota"))?;
    let actual = kept.saved.version;
    if kept.retired.is_some() {
        return Ok(Answer::Version(actual));
    }
    if expect != Some(actual) {
        return Err(Refusal::Stale { actual });
    }
    let targets = [Target::Rota { rota: id }, Target::Deputy { rota: id }];
    let asked = |step: &crate::policy::Step| step.targets.iter().any(|target| targets.contains(target));
    let asks = |policy: &&crate::policy::Policy| policy.steps.iter().any(asked);
    if let Some(policy) = d.state.policies.values().find(asks) {
        return Err(Refusal::Conflict(format!("the policy {:?} asks this rota: change it first", policy.name)));
    }
    let mut others = d.state.rotas.values().filter(|kept| kept.retired.is_none());
    if let Some(other) = others.find(|kept| kept.saved.deputy == Some(id)) {
        let name = &other.saved.name;
        return Err(Refusal::Conflict(format!("the rota {name:?} has this one as its deputy: change it first")));
    }
    let open = d.state.swaps.values().filter(|swap| swap.rota == id && swap.is_open());
    let open: Vec<SwapId> = open.map(|swap| swap.id).collect();
    for swap in open {
        d.emit(Stream::Rota(id), Event::SwapWithdrawn { swap }, As::default());
    }
    let version = actual + 1;
    d.emit(Stream::Rota(id), Event::RotaRetired { rota: id, version }, As::default());
    Ok(Answer::Version(version))
}

/// Whoever is on call leaves a note; so may whoever arranges the duty.
pub(crate) fn leave_note(d: &mut Deciding<'_>, id: RotaId, text: &str) -> Result<Answer, Refusal> {
    let kept = rota_in_use(d, id)?;
    let is_on = author(d).is_some_and(|person| kept.on_call(d.now).contains(&person));
    let action = if is_on { Action::ReadDirectory } else { Action::ArrangeDuty };
    access::check(d, action, Object::Cell)?;
    check_text("text", text, NOTE)?;
    if kept.note.as_ref().is_some_and(|note| note.text == text && note.by == author(d)) {
        return Ok(Answer::Done);
    }
    d.emit(Stream::Rota(id), Event::RotaNoteLeft { rota: id, text: text.to_owned() }, As::default());
    Ok(Answer::Done)
}

/// Keeps what was found of a rota's coverage, where it is not what is known already.
pub(crate) fn record_coverage(
    d: &mut Deciding<'_>,
    id: RotaId,
    horizon: Timestamp,
    gaps: &[CoverageGap],
    singles: &[CoverageSingle],
) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let kept = rota_in_use(d, id)?;
    let more = |count: usize| count.saturating_sub(COVERAGE) as u64;
    let mut coverage = Coverage {
        horizon,
        gaps: gaps.iter().take(COVERAGE).cloned().collect(),
        singles: singles.iter().take(COVERAGE).cloned().collect(),
        more_gaps: more(gaps.len()),
        more_singles: more(singles.len()),
    };
    // Another node may have found it a moment earlier.
    if let Some(stands) = &kept.coverage {
        stitch(&mut coverage, stands);
    }
    check_size(&coverage)?;
    if kept.coverage.as_ref() == Some(&coverage) {
        return Ok(Answer::Done);
    }
    gap_warning::record(d, id, coverage);
    Ok(Answer::Done)
}

/// What was just recorded of a rota leaves it ready to answer: teams as their people and exceptions may make it more
/// than a rota can hold.
pub(crate) fn check_ready(d: &Deciding<'_>, id: RotaId) -> Result<(), Refusal> {
    let Some(kept) = d.state.rotas.get(&id).filter(|kept| kept.retired.is_none()) else { return Ok(()) };
    let (named, absent) = (kept.ready.people().len(), all_absences(&d.state, kept).len());
    if named > ROTA_PEOPLE {
        return Err(Refusal::Limit { what: "people in one rota", limit: ROTA_PEOPLE as u64 });
    }
    if absent > ctac_rota::limits::ABSENCES {
        let limit = ctac_rota::limits::ABSENCES as u64;
        return Err(Refusal::Limit { what: "absences in one rota, all its people together", limit });
    }
    if kept.ready.compiled().is_some() { Ok(()) } else { check_compiles(kept.ready.rota()) }
}

/// Rotas that a change touches, so far as they are ready: one that has a fault already is not made worse by it.
pub(super) fn ready_rotas(d: &Deciding<'_>, touched: impl Fn(&KeptRota) -> bool) -> Vec<RotaId> {
    let ready = d.state.rotas.values().filter(|kept| kept.ready.compiled().is_some() && touched(kept));
    ready.map(|kept| kept.id()).collect()
}

fn check_compiles(rota: &Rota) -> Result<(), Refusal> {
    let Err(faults) = ctac_rota::compile(rota) else { return Ok(()) };
    let more = faults.len().saturating_sub(FAULTS);
    let mut said: Vec<String> = faults.iter().take(FAULTS).map(ToString::to_string).collect();
    said.extend((more > 0).then(|| format!("and {more} more")));
    Err(invalid("rota", said.join("; ")))
}

/// What the rota's own rules say of it, and that whomever it names is an active person or a team of the cell.
fn check_document(state: &State, rota: &Rota) -> Result<(), Refusal> {
    if !rota.overrides.is_empty() {
        return Err(invalid("rota.overrides", "leave them out: an override is added and removed by itself"));
    }
    if !rota.absences.is_empty() {
        return Err(invalid("rota.absences", "leave them out: an absence is added and removed by itself"));
    }
    check_compiles(rota)?;
    for (layer, it) in rota.layers.iter().enumerate() {
        for (group, members) in it.groups.iter().enumerate() {
            for (place, member) in members.iter().enumerate() {
                check_member(state, member).map_err(|problem| {
                    invalid("rota", format!("layers[{layer}].groups[{group}][{place}]: {problem}"))
                })?;
            }
        }
    }
    Ok(())
}

fn check_member(state: &State, member: &Member) -> Result<(), String> {
    if let Some(team) = team_of(member) {
        let spelt = *member == team_member(team);
        return if spelt && state.teams.contains_key(&team) { Ok(()) } else { Err(format!("there is no {member}")) };
    }
    let active = |id: &PersonId| id.to_string() == member.0 && state.people.get(id).is_some_and(|it| it.active);
    if person_of(member).is_some_and(|id| active(&id)) {
        return Ok(());
    }
    Err(format!("there is no active person {member}"))
}

/// A deputy is another rota in use, and no rota is its own deputy's deputy.
fn check_deputy(state: &State, id: RotaId, deputy: Option<RotaId>) -> Result<(), Refusal> {
    let mut next = deputy;
    for _ in 0..DEPUTIES {
        let Some(at) = next else { return Ok(()) };
        if at == id {
            return Err(invalid("deputy", "a rota cannot stand in for itself, nor for one that stands in for it"));
        }
        let kept = state.rotas.get(&at).filter(|kept| kept.retired.is_none());
        next = kept.ok_or_else(|| invalid("deputy", format!("there is no rota {at} in use")))?.saved.deputy;
    }
    Err(invalid("deputy", format!("more than {DEPUTIES} rotas stand in for each other")))
}

#[cfg(test)]
mod tests;
