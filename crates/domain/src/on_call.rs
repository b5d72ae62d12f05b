//! Who is on call in one of the cell's rotas: the one seam between rotas and people, for the pager, the room, the pages
//! and the calendar alike. What was on call stays what was on call; what is to come follows the rota as it stands.

use ctac_rota::{Gap, TooLong};
use jiff::Timestamp;

use crate::duty::DutyShift;
use crate::id::{PersonId, RotaId};
use crate::state::State;

/// Who is on call at an instant, in the rota's order; nobody in a gap, where the rota is unknown or retired, or further
/// back than the state knows. Nobody who has left is named for an instant after they did.
#[must_use]
pub fn on_call(state: &State, rota: RotaId, at: Timestamp) -> Vec<PersonId> {
    state.rotas.get(&rota).map(|rota| rota.on_call(at)).unwrap_or_default()
}

/// Every shift of a rota between two instants, in order, cut to them; stretches with nobody on are left out.
///
/// # Errors
/// Refuses a stretch that is too long to be resolved at once.
pub fn shifts(state: &State, rota: RotaId, from: Timestamp, to: Timestamp) -> Result<Vec<DutyShift>, TooLong> {
    state.rotas.get(&rota).map_or(Ok(Vec::new()), |rota| rota.shifts(from, to))
}

/// Every stretch between two instants with nobody on call, so far as the past is known.
///
/// # Errors
/// See [`shifts`].
pub fn gaps(state: &State, rota: RotaId, from: Timestamp, to: Timestamp) -> Result<Vec<Gap>, TooLong> {
    state.rotas.get(&rota).map_or(Ok(Vec::new()), |rota| rota.gaps(from, to))
}
