//! Swaps: whoever may take one is told that it is offered, and the offerer what became of it.

use std::collections::BTreeSet;

use crate::decide::Deciding;
use crate::id::{PersonId, SwapId};
use crate::limits;
use crate::notice::About;
use crate::rules::{notice, step};
use crate::swap::Swap;

/// Tells the one it was offered to, or everybody else in the rota.
pub(crate) fn offered(d: &mut Deciding<'_>, id: SwapId) {
    let Some(swap) = d.state.swaps.get(&id).cloned() else { return };
    let asked = match swap.to_person {
        Some(person) => BTreeSet::from([person]),
        None => others(d, &swap),
    };
    let until = swap.lapses_at().min(step::later(d.now, limits::NOTICE_S));
    for person in asked.into_iter().take(limits::STEP_PEOPLE) {
        notice::raise(d, person, About::SwapOffered { rota: swap.rota, swap: id }, until);
    }
}

/// Tells the offerer.
pub(crate) fn answered(d: &mut Deciding<'_>, id: SwapId) {
    let Some(swap) = d.state.swaps.get(&id).cloned() else { return };
    let about = About::SwapAnswered { rota: swap.rota, swap: id };
    notice::raise(d, swap.from_person, about, step::later(d.now, limits::NOTICE_S));
}

fn others(d: &Deciding<'_>, swap: &Swap) -> BTreeSet<PersonId> {
    let Some(kept) = d.state.rotas.get(&swap.rota) else { return BTreeSet::new() };
    let active = |id: &PersonId| d.state.people.get(id).is_some_and(|it| it.active);
    kept.ready.people().iter().copied().filter(|id| *id != swap.from_person && active(id)).collect()
}

#[cfg(test)]
mod tests;
