//! Where a rota has nobody who can be reached in the days to come, and where all hangs on one person.

use ctac_rota::{Member, Uncovered};
use jiff::{SignedDuration, Timestamp};

use super::KeptRota;
use super::effective::person_of;
use crate::state::State;

/// What the rota itself says, and up to when it was looked at: half as far while that is too much to be resolved at once.
/// A rota that cannot be made ready has nobody on.
#[must_use]
pub fn covered(state: &State, kept: &KeptRota, from: Timestamp, mut to: Timestamp) -> (ctac_rota::Coverage, Timestamp) {
    let nobody = |to| ctac_rota::Coverage {
        gaps: vec![Uncovered { from, to, unreachable: [].into() }],
        ..ctac_rota::Coverage::default()
    };
    let Some(compiled) = kept.ready.compiled() else { return (nobody(to), to) };
    let deputy = kept.saved.deputy.and_then(|deputy| state.rotas.get(&deputy)).and_then(|it| it.ready.compiled());
    let reachable = |member: &Member| {
        let person = person_of(member).and_then(|id| state.people.get(&id));
        person.is_some_and(|it| it.active && it.is_reachable())
    };
    loop {
        match ctac_rota::coverage(compiled, deputy.map(AsRef::as_ref), reachable, from, to) {
            Ok(found) => return (found, to),
            Err(_) if to.duration_since(from) < SignedDuration::from_hours(1) => return (nobody(to), to),
            Err(_) => to = from.saturating_add(to.duration_since(from) / 2).unwrap_or(from),
        }
    }
}
