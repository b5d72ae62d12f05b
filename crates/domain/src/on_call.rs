//! Who is on call in one of the cell's rotas at an instant: the one seam between rotas and people.

use jiff::Timestamp;

use crate::id::{PersonId, RotaId};
use crate::state::State;

/// Who is on call, in the rota's order; nobody in a gap, or where the rota is unknown or faulty (a faulty one cannot be
/// saved). Members that are no person's id are left out. Whether somebody is still active is the caller's question.
#[must_use]
pub fn on_call(state: &State, rota: RotaId, at: Timestamp) -> Vec<PersonId> {
    let Some(rota) = state.rotas.get(&rota) else { return Vec::new() };
    let members = ctac_rota::on_call(&rota.rota, at).unwrap_or_default();
    members.iter().filter_map(|member| member.0.parse().ok()).collect()
}
