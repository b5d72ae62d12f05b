//! Who is on call now, as rooms are told: read off the state, which knows it as of the last handoff.

use bytes::Bytes;
use ctac_api::room::{RotaOnCall, ServerFrame};
use ctac_domain::duty::KeptRota;
use ctac_domain::limits::HANDOFF_DAYS;
use ctac_domain::policy::Duty;
use ctac_domain::state::State;
use jiff::SignedDuration;

use crate::{limits, view};

/// Every rota in use, responders' and leads' first, at most [`limits::ON_CALL`].
pub(crate) fn now(state: &State) -> Vec<RotaOnCall> {
    let of = |wanted: fn(Duty) -> bool| {
        state.rotas.values().filter(move |rota| rota.retired.is_none() && wanted(rota.saved.duty))
    };
    let first = of(|duty| duty != Duty::Other);
    let rotas = first.chain(of(|duty| duty == Duty::Other)).take(limits::ON_CALL);
    rotas.map(|rota| shown(rota)).collect()
}

fn shown(rota: &KeptRota) -> RotaOnCall {
    // What is so far ahead is no handoff, but when the rota is looked at again.
    let looked = SignedDuration::from_hours(24 * (HANDOFF_DAYS - 1));
    let until = rota.next.filter(|next| next.duration_since(rota.told_at) < looked);
    RotaOnCall { rota: rota.id(), name: rota.saved.name.clone(), people: rota.on_now.clone(), until }
}

/// The frame that tells a room.
pub(crate) fn frame(state: &State) -> Option<Bytes> {
    view::json(&ServerFrame::OnCall { rotas: now(state) }).map(Bytes::from)
}
