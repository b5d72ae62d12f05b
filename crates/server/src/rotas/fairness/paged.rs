//! How often people were paged while a rota had them on call, from the pages that the state keeps.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::duty::DutyShift;
use ctac_domain::id::PersonId;
use ctac_domain::limits::FINISHED;
use ctac_domain::page::PageStatus;
use ctac_domain::state::State;
use ctac_rota::Member;

use super::Window;

/// A page counts once for each person whom it told and whom the rota had on call when it was raised.
pub(super) fn of(state: &State, shifts: &[DutyShift], window: &Window) -> BTreeMap<Member, i64> {
    let mut counted: BTreeMap<Member, i64> = BTreeMap::new();
    for page in state.pages.values().filter(|page| (window.from..window.to).contains(&page.raised_at)) {
        let after = shifts.partition_point(|shift| shift.to <= page.raised_at);
        let Some(shift) = shifts.get(after).filter(|shift| shift.from <= page.raised_at) else { continue };
        let told: BTreeSet<PersonId> = page.notifications.values().map(|notification| notification.person).collect();
        for person in shift.people.iter().filter(|person| told.contains(person)) {
            *counted.entry(Member(person.to_string())).or_default() += 1;
        }
    }
    counted
}

/// Since when all pages are counted, where older ones may have gone from the state: they go in the order they ended, so
/// whatever was raised after the first that is still there ended is there.
pub(super) fn since(state: &State) -> Option<jiff::Timestamp> {
    let first = state.ended_pages.front().filter(|_| state.ended_pages.len() >= FINISHED)?;
    state.pages.get(first).map(|page| match &page.status {
        PageStatus::Acknowledged { at, .. } | PageStatus::Exhausted { at } | PageStatus::Cancelled { at, .. } => *at,
        PageStatus::Active => page.raised_at,
    })
}
