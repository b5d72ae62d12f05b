//! Which gaps are to be warned of, and when.
//!
//! Only of responders' and leads' rotas: those promise that somebody is always there, so that a rota of theirs with
//! nobody in it is a gap, too. Any other may well be meant for office hours.

use jiff::{SignedDuration, Timestamp};

use super::{Told, ToldGap};
use crate::duty::{CoverageGap, KeptRota};
use crate::limits;
use crate::policy::Duty;

/// A gap that is to be warned of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// Which warning, in days before it. Of several that have passed, the last: once is enough.
    pub days: u32,
}

/// Gaps that are warned of, in order.
pub fn warned(kept: &KeptRota) -> impl Iterator<Item = &CoverageGap> {
    let promises = kept.retired.is_none() && kept.saved.duty != Duty::Other;
    let coverage = kept.coverage.as_ref().filter(|_| promises);
    coverage.into_iter().flat_map(|coverage| &coverage.gaps)
}

/// What is to be warned of now.
#[must_use]
pub fn due(kept: &KeptRota, told: &Told, now: Timestamp) -> Vec<Due> {
    let due = |gap: &CoverageGap| {
        let passed = untold(told, gap).filter(|days| ahead(gap.from, *days) <= now);
        passed.min().map(|days| Due { from: gap.from, to: gap.to, days })
    };
    warned(kept).filter_map(due).collect()
}

/// The first gap that the administrators are to be paged about now.
///
/// Only where somebody was on call before: a rota that has just been made, and that nobody was put into yet, is
/// something to be told of, not to be woken for.
#[must_use]
pub fn to_page(kept: &KeptRota, told: &Told, now: Timestamp) -> Option<Timestamp> {
    warned(kept).find(|gap| pages_at(told, gap).is_some_and(|at| at <= now)).map(|gap| gap.from)
}

/// When there is next something to warn of, or a gap ends that somebody was paged about.
#[must_use]
pub fn next(kept: &KeptRota, told: &Told) -> Option<Timestamp> {
    let ends = paged(kept, told).map(|gap| gap.to);
    let first = |gap: &CoverageGap| {
        let warns = untold(told, gap).max().map(|days| ahead(gap.from, days));
        warns.into_iter().chain(pages_at(told, gap)).min()
    };
    warned(kept).filter_map(first).chain(ends).min()
}

/// Gaps that somebody was paged about, whatever became of the page.
pub fn paged<'a>(kept: &'a KeptRota, told: &'a Told) -> impl Iterator<Item = &'a CoverageGap> {
    let gaps = kept.coverage.iter().flat_map(|coverage| &coverage.gaps);
    gaps.filter(|gap| told.gaps.get(&gap.from).is_some_and(|it| it.page.is_some()))
}

/// Whether a gap is so near that one page is about it, too.
#[must_use]
pub fn is_near(gap: &CoverageGap, now: Timestamp) -> bool {
    ahead(gap.from, limits::GAP_PAGE_DAYS) <= now
}

fn pages_at(told: &Told, gap: &CoverageGap) -> Option<Timestamp> {
    let paged = told.gaps.get(&gap.from).is_some_and(|it| it.page.is_some());
    (told.staffed && !paged).then(|| ahead(gap.from, limits::GAP_PAGE_DAYS))
}

/// Warnings that were not given yet.
fn untold(told: &Told, gap: &CoverageGap) -> impl Iterator<Item = u32> + use<> {
    let last = told.gaps.get(&gap.from).and_then(|it: &ToldGap| it.days);
    limits::GAP_DAYS.into_iter().filter(move |days| last.is_none_or(|last| *days < last))
}

fn ahead(from: Timestamp, days: u32) -> Timestamp {
    from.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(from)
}
