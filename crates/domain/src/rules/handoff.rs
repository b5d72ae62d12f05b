//! Somebody else comes on call: at a handoff, and where an edit changes who is on in the middle of a shift.

use std::sync::Arc;

use jiff::Timestamp;

use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{PersonId, RotaId};
use crate::limits::TICK_ENTRIES;
use crate::state::{Alarm, Stream};

/// Follows a rule that may change who is on call: handoffs that passed before it are recorded first, and whom it put on
/// or took off now, after it.
pub(crate) fn told(
    d: &mut Deciding<'_>,
    rule: impl FnOnce(&mut Deciding<'_>) -> Result<Answer, Refusal>,
) -> Result<Answer, Refusal> {
    pass_all(d);
    let before = d.state.rotas.clone();
    let answer = rule(d)?;
    let mut changed = Vec::new();
    for (id, after) in &d.state.rotas {
        let before = before.get(id);
        if before.is_none_or(|before| !Arc::ptr_eq(before, after)) {
            let was = before.map(|before| before.on_now.clone()).unwrap_or_default();
            changed.push((*id, was, after.on_now.clone()));
        }
    }
    for (rota, was, is) in changed {
        if was != is {
            record(d, rota, d.now, (was, is));
        }
    }
    Ok(answer)
}

/// Records every handoff of a rota that has passed, in order, so long as the log has fewer than `most` entries.
pub(crate) fn pass(d: &mut Deciding<'_>, rota: RotaId, most: u64) {
    while d.state.size < most {
        let Some(kept) = d.state.rotas.get(&rota) else { return };
        let Some(at) = kept.next.filter(|at| *at <= d.now) else { return };
        let both = (kept.on_now.clone(), kept.ready.on_call(at));
        record(d, rota, at, both);
    }
}

/// Records the handoffs of all rotas that have passed. Where there are more than one commit should hold, the last is
/// told with the edit that follows.
fn pass_all(d: &mut Deciding<'_>) {
    let most = d.state.size + TICK_ENTRIES;
    let overdue = d.state.alarms.iter().take_while(|(at, _)| *at <= d.now);
    let rotas: Vec<RotaId> = overdue
        .filter_map(|(_, alarm)| match alarm {
            Alarm::Handoff(rota) => Some(*rota),
            _ => None,
        })
        .collect();
    rotas.into_iter().for_each(|rota| pass(d, rota, most));
}

fn record(d: &mut Deciding<'_>, rota: RotaId, at: Timestamp, (was, is): (Vec<PersonId>, Vec<PersonId>)) {
    let how = As { occurred_at: (at != d.now).then_some(at), ..As::default() };
    d.emit(Stream::Rota(rota), Event::RotaOnCallChanged { rota, at, was, is }, how);
}

#[cfg(test)]
mod tests;
