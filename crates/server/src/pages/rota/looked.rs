//! What a rota's page needs to be worked out over weeks, in one go and off the threads that serve requests.

use std::collections::BTreeSet;
use std::sync::Arc;

use ctac_api::fairness::FairnessView;
use ctac_api::rota::CoverageView;
use ctac_domain::duty::{DutyShift, KeptRota};
use ctac_domain::id::PersonId;
use ctac_domain::on_call::shifts;
use ctac_domain::state::State as CellState;
use ctac_rota::holidays::{DateKind, Holidays};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::App;
use crate::caller::Caller;
use crate::limits;
use crate::oncall::{Around, around};
use crate::pages::calendar::{Calendar, Day, Stretch, filled};
use crate::pages::people::People;
use crate::refused::Refused;
use crate::resolve::{days_after, days_before, resolved};
use crate::rotas::coverage;
use crate::rotas::fairness::{Window, asked};

pub(super) struct Looked {
    pub(super) around: Around,
    /// The calendar's stretches, with its gaps; from the midnight before now.
    pub(super) stretches: Vec<Stretch>,
    /// The reader's shifts that are not over.
    pub(super) own: Vec<(Timestamp, Timestamp)>,
    /// None: it is retired.
    pub(super) coverage: Option<CoverageView>,
    pub(super) fairness: Option<FairnessView>,
}

impl Looked {
    pub(super) async fn at(
        app: &App,
        caller: Caller,
        state: Arc<CellState>,
        kept: &KeptRota,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        let id = kept.id();
        let window = Window { from: days_before(now, limits::PAGE_FAIR_DAYS), to: now };
        let fairness = asked(app, caller, Arc::clone(&state), vec![id], window).await.ok();
        let used = kept.retired.is_none();
        resolved(app, caller.person, move || {
            let days = i64::try_from(limits::PAGE_CALENDAR_DAYS).unwrap_or(i64::MAX) + 1;
            let (from, to) = (days_before(now, 1), days_after(now, days));
            let found = if used { shifts(&state, id, from, to).unwrap_or_default() } else { Vec::new() };
            let horizon = days_after(now, limits::COVERAGE_DAYS);
            let ahead = shifts(&state, id, now, horizon).unwrap_or_default();
            let kept = state.rotas.get(&id).filter(|_| used);
            let covered = kept.map(|kept| coverage::of(&state, kept, now, horizon));
            Ok(Self {
                around: around(&state, id, now),
                stretches: if used { filled(found, from, to) } else { Vec::new() },
                own: own(&ahead, caller.person, horizon),
                coverage: covered,
                fairness,
            })
        })
        .await
    }

    /// Everybody that the page names.
    pub(super) fn ids(&self, state: &CellState, kept: &KeptRota, choices: &[PersonId]) -> BTreeSet<PersonId> {
        let mut ids: BTreeSet<PersonId> = choices.iter().copied().collect();
        ids.extend(self.around.people.iter().chain(&self.around.next));
        ids.extend(self.stretches.iter().flat_map(|(_, _, people)| people));
        ids.extend(kept.saved.rota.members().iter().filter_map(|member| member.0.parse::<PersonId>().ok()));
        ids.extend(kept.overrides.iter().filter_map(|one| one.by));
        ids.extend(kept.note.as_ref().and_then(|note| note.by));
        ids.extend(self.fairness.iter().flat_map(|it| it.people.iter().map(|person| person.person)));
        ids.extend(self.coverage.iter().flat_map(|it| it.singles.iter().map(|single| single.person)));
        ids.extend(self.coverage.iter().flat_map(|it| it.gaps.iter().flat_map(|gap| gap.unreachable.iter().copied())));
        let swaps = state.swaps.values().filter(|swap| swap.rota == kept.id());
        ids.extend(swaps.flat_map(|swap| [Some(swap.from_person), swap.to_person]).flatten());
        ids
    }

    pub(super) fn calendar(
        &self,
        people: &People,
        caller: Caller,
        zone: TimeZone,
        own: Option<TimeZone>,
        now: Timestamp,
    ) -> Vec<Day> {
        let holidays = Holidays::england_and_wales();
        let holiday = |date| match holidays.on(date) {
            DateKind::Holiday(name) => Some(name.to_owned()),
            DateKind::Ordinary | DateKind::Unknown => None,
        };
        let calendar = Calendar { people, reader: caller.person, zone, own, now, holiday: &holiday };
        if self.stretches.is_empty() { Vec::new() } else { calendar.days(limits::PAGE_CALENDAR_DAYS, &self.stretches) }
    }
}

/// Somebody's shifts, those that meet as one. One that goes on after `horizon` would be told with a wrong end, and is
/// left for later unless there is no other.
fn own(shifts: &[DutyShift], person: PersonId, horizon: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mut own: Vec<(Timestamp, Timestamp)> = Vec::new();
    for shift in shifts.iter().filter(|shift| shift.people.contains(&person)) {
        match own.last_mut() {
            Some((_, to)) if *to == shift.from => *to = shift.to,
            _ => own.push((shift.from, shift.to)),
        }
    }
    if own.len() > 1 {
        own.retain(|(_, to)| *to < horizon);
    }
    own.truncate(limits::PAGE_OWN_SHIFTS);
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_that_the_horizon_cuts_is_not_told_with_a_wrong_end() {
        let at = |hour: i64| Timestamp::from_second(hour * 3_600).unwrap();
        let (me, other) = (PersonId(uuid::Uuid::from_u128(1)), PersonId(uuid::Uuid::from_u128(2)));
        let shift = |from, to, person| DutyShift { from: at(from), to: at(to), people: vec![person] };
        let shifts = [shift(0, 5, me), shift(5, 6, me), shift(6, 8, other), shift(8, 9, me)];
        assert_eq!(own(&shifts, me, at(9)), [(at(0), at(6))]);
        assert_eq!(own(&shifts, me, at(10)), [(at(0), at(6)), (at(8), at(9))]);
        assert_eq!(own(&shifts[..1], me, at(5)), [(at(0), at(5))], "always on");
    }
}
