//! Gaps: the lead of the cell is warned as one draws near, and when it is a day away or less, the administrators are
//! paged, once for each gap. The page is called off when the gap is closed, or over.

use std::collections::BTreeSet;

use crate::decide::{As, Deciding};
use crate::directory::Role;
use crate::duty::{Coverage, CoverageGap, WarnedGap};
use crate::event::Event;
use crate::id::{PageId, PersonId, RotaId};
use crate::incident::Severity;
use crate::limits;
use crate::notice::About;
use crate::on_call::on_call;
use crate::page::Subject;
use crate::policy::Duty;
use crate::rules::{answer, notice, page, step};
use crate::state::Stream;
use crate::told::gaps;

/// What is to happen now: a gap that somebody was paged about is over, another draws near.
pub(crate) fn look(d: &mut Deciding<'_>, rota: RotaId) {
    let over = |d: &Deciding<'_>| {
        let (kept, told) = (d.state.rotas.get(&rota)?, d.state.told.get(&rota)?);
        let coverage = kept.coverage.clone()?;
        gaps::paged(kept, told).any(|gap| gap.to <= d.now).then_some(coverage)
    };
    if let Some(mut coverage) = over(d) {
        coverage.gaps.retain(|gap| gap.to > d.now);
        record(d, rota, coverage);
    }
    warn(d, rota);
}

/// Records what was found of a rota's coverage. Nobody need act on a gap that is not there any more.
pub(crate) fn record(d: &mut Deciding<'_>, rota: RotaId, coverage: Coverage) {
    let over = pages_over(d, rota, &coverage.gaps);
    d.emit(Stream::Rota(rota), Event::CoverageRecorded { rota, coverage }, As::default());
    over.into_iter().for_each(|page| answer::cancel(d, page));
}

/// Warns of what is to be warned of now: one notice, of the first gap, and how many more there are.
fn warn(d: &mut Deciding<'_>, rota: RotaId) {
    let (Some(kept), Some(told)) = (d.state.rotas.get(&rota).cloned(), d.state.told.get(&rota).cloned()) else {
        return;
    };
    let due = gaps::due(&kept, &told, d.now);
    if let Some(first) = due.first() {
        let more = u32::try_from(due.len() - 1).unwrap_or(u32::MAX);
        let about = About::Gap { rota, from: first.from, to: first.to, days: first.days, more };
        let gaps = due.iter().map(|gap| WarnedGap { from: gap.from, days: gap.days }).collect();
        d.emit(Stream::Rota(rota), Event::CoverageWarned { rota, gaps }, As::default());
        for person in answerable(d).into_iter().take(limits::STEP_PEOPLE) {
            notice::raise(d, person, about, step::later(d.now, limits::NOTICE_S));
        }
    }
    if let Some(from) = gaps::to_page(&kept, &told, d.now) {
        page::raise(d, Subject::Gap { rota, from }, Severity::S2, &page::administrators());
    }
}

/// Whoever answers for the cell's coverage: who is on call as a lead, and the cell's administrators.
fn answerable(d: &Deciding<'_>) -> BTreeSet<PersonId> {
    let leads = d.state.rotas.values().filter(|kept| kept.retired.is_none() && kept.saved.duty == Duty::Lead);
    let leads = leads.flat_map(|kept| on_call(&d.state, kept.id(), d.now));
    let people = d.state.people.values();
    let administrators = people.filter(|it| it.active && it.roles.contains(&Role::CellAdmin)).map(|it| it.id);
    leads.chain(administrators).collect()
}

/// Pages about gaps of which none would be left with these.
fn pages_over(d: &Deciding<'_>, rota: RotaId, left: &[CoverageGap]) -> Vec<PageId> {
    let told = d.state.told.get(&rota);
    let pages = |stands: bool| {
        let gaps = told.into_iter().flat_map(|told| &told.gaps);
        let gaps = gaps.filter(move |(from, _)| left.iter().any(|gap| gap.from == **from) == stands);
        gaps.filter_map(|(_, gap)| gap.page).collect::<BTreeSet<_>>()
    };
    pages(false).difference(&pages(true)).copied().collect()
}

#[cfg(test)]
mod tests;
