//! Who is on call, at an instant and over a stretch.

use axum::extract::State;
use ctac_api::directory::{OnCall, ShiftView};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::id::RotaId;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At};
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/oncall", now)
            .says("Who is on call in every rota at an instant")
            .asks("at", false, "RFC 3339; now unless said")
            .asks("rota", false, "One rota's id; all unless said")
            .lists::<OnCall>("By rota; nobody in a gap"),
        Route::get("/api/v1/rotas/{id}/shifts", shifts)
            .says("Who is on call in a rota over a stretch of time")
            .asks("from", true, "RFC 3339")
            .asks("to", true, "RFC 3339; at most 400 days after `from`")
            .lists::<ShiftView>("In order, with the gaps"),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Instant {
    at: Option<Timestamp>,
    rota: Option<RotaId>,
}

async fn now(
    State(app): State<App>,
    caller: Caller,
    Asked(ask): Asked<Instant>,
) -> Result<Answer<List<OnCall>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadDirectory, Object::Cell)?;
    let at = ask.at.unwrap_or_else(|| app.clock.now());
    if ask.rota.is_some_and(|rota| !state.rotas.contains_key(&rota)) {
        return Err(Refused::not_found());
    }
    let rotas = state.rotas.values().filter(|kept| ask.rota.is_none_or(|one| one == kept.id()));
    let on = |kept: &std::sync::Arc<ctac_domain::duty::KeptRota>| OnCall {
        rota: kept.id(),
        name: kept.saved.name.clone(),
        at,
        people: kept.on_call(at),
    };
    Ok(Answer(List::whole(rotas.map(on).collect())))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stretch {
    from: Timestamp,
    to: Timestamp,
}

async fn shifts(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    Asked(Stretch { from, to }): Asked<Stretch>,
) -> Result<Answer<List<ShiftView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let kept = state.rotas.get(&id).ok_or_else(Refused::not_found)?;
    let length = to.duration_since(from);
    if length <= SignedDuration::ZERO || length > SignedDuration::from_hours(24 * limits::SHIFT_DAYS) {
        let why = format!("must lie after `from`, and at most {} days after it", limits::SHIFT_DAYS);
        return Err(Refused::parameter("to", why));
    }
    let shifts = kept.shifts(from, to).map_err(|too_long| Refused::parameter("to", too_long.to_string()))?;
    let view = |shift: ctac_domain::duty::DutyShift| ShiftView { from: shift.from, to: shift.to, people: shift.people };
    Ok(Answer(List::whole(shifts.into_iter().map(view).collect())))
}
