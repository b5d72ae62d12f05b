//! What notices and warnings change: who has been told, and when there is next something to tell of a rota.

use jiff::Timestamp;

use crate::duty::WarnedGap;
use crate::event::Event;
use crate::id::{PageId, PersonId, RotaId};
use crate::notice::About;
use crate::state::State;
use crate::told::{Told, ToldGap, ToldHandoff, Way, gaps, handoffs};

/// Takes a notice or a warning into the state.
pub(super) fn evolve(state: &mut State, event: &Event) {
    match event {
        Event::NoticeRaised { person, about: About::ComesOn { rota, from, ahead_s, .. }, .. } => {
            handoff(state, *rota, *from, ToldHandoff { person: *person, way: Way::On, ahead_s: *ahead_s });
        }
        Event::NoticeRaised { person, about: About::GoesOff { rota, at, ahead_s }, .. } => {
            handoff(state, *rota, *at, ToldHandoff { person: *person, way: Way::Off, ahead_s: *ahead_s });
        }
        Event::CoverageWarned { rota, gaps } => change(state, *rota, |told| {
            for WarnedGap { from, days } in gaps {
                let page = told.gaps.get(from).and_then(|gap| gap.page);
                told.gaps.insert(*from, ToldGap { days: Some(*days), page });
            }
        }),
        _ => {}
    }
}

fn handoff(state: &mut State, rota: RotaId, at: Timestamp, it: ToldHandoff) {
    change(state, rota, |told| told.handoffs.entry(at).or_default().push_back(it));
}

/// A page was raised about a rota's gaps: about all that are near.
pub(super) fn paged(state: &mut State, rota: RotaId, page: PageId, at: Timestamp) {
    let coverage = state.rotas.get(&rota).and_then(|kept| kept.coverage.as_ref());
    let near = coverage.map(|it| it.gaps.iter().filter(|gap| gaps::is_near(gap, at)).map(|gap| gap.from));
    let near: Vec<Timestamp> = near.into_iter().flatten().collect();
    change(state, rota, |told| {
        for from in near {
            let known = told.gaps.get(&from).copied().unwrap_or(ToldGap { days: None, page: None });
            told.gaps.insert(from, ToldGap { page: known.page.or(Some(page)), ..known });
        }
    });
}

/// A person chose other moments: every rota that names them is looked at again.
pub(super) fn look_for(state: &mut State, person: PersonId) {
    let named: Vec<RotaId> = state.rotas.values().filter(|kept| kept.names(person)).map(|kept| kept.id()).collect();
    named.into_iter().for_each(|rota| look(state, rota));
}

/// Something of a rota changed: looks again when there is next something to tell.
pub(super) fn look(state: &mut State, rota: RotaId) {
    change(state, rota, |_| {});
}

/// Changes what was told of a rota, forgets what cannot be told again, and with it moves its alarms.
fn change(state: &mut State, rota: RotaId, how: impl FnOnce(&mut Told)) {
    let Some(kept) = state.rotas.get(&rota).cloned() else { return };
    let at = state.recorded_at;
    let mut told = state.told.get(&rota).cloned().unwrap_or_default();
    for alarm in told.alarms(rota) {
        state.alarms.remove(&alarm);
    }
    how(&mut told);
    told.staffed |= !kept.on_now.is_empty() || !kept.past.is_empty();
    while told.handoffs.get_min().is_some_and(|(handoff, _)| *handoff <= handoffs::too_late(at)) {
        told.handoffs = told.handoffs.without_min().1;
    }
    let stands = |from: &Timestamp| kept.coverage.iter().any(|it| it.gaps.iter().any(|gap| gap.from == *from));
    told.gaps = told.gaps.into_iter().filter(|(from, _)| stands(from)).collect();
    handoffs::look(state, &kept, &mut told, at);
    told.gap_at = gaps::next(&kept, &told);
    state.alarms.extend(told.alarms(rota));
    state.told.insert(rota, told);
}
