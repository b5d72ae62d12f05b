//! Who is on call, at an instant and over a stretch: both from the rules' one function.

use std::sync::Arc;

use axum::extract::State;
use ctac_api::directory::{OnCall, ShiftView};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::duty::{DutyShift, KeptRota};
use ctac_domain::id::{PersonId, RotaId};
use ctac_domain::on_call;
use ctac_domain::state::State as CellState;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At};
use crate::limits;
use crate::refused::Refused;
use crate::resolve::{check_stretch, days_after, days_before, resolved};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/oncall", now)
            .says("Who is on call in every rota at an instant, since when and until when")
            .asks("at", false, "RFC 3339; now unless said")
            .asks("rota", false, "One rota's id; all that are in use unless said")
            .lists::<OnCall>("By rota; nobody in a gap"),
        Route::get("/api/v1/rotas/{id}/shifts", shifts)
            .says("Who is on call in a rota over a stretch of time")
            .note("The past is what was, whatever was edited since; the future is the rota as it stands.")
            .asks("from", true, "RFC 3339")
            .asks("to", true, "RFC 3339; at most 400 days after `from`")
            .lists::<ShiftView>("In order; what lies between two is a gap"),
    ]
}

/// Who is on call at an instant, and the stretch around it.
pub(crate) struct Around {
    /// In the rota's order; nobody: a gap.
    pub(crate) people: Vec<PersonId>,
    /// None: for longer than was looked back.
    pub(crate) since: Option<Timestamp>,
    /// None: for longer than was looked ahead.
    pub(crate) until: Option<Timestamp>,
    /// Who comes then.
    pub(crate) next: Vec<PersonId>,
}

/// The stretch around an instant in one rota.
pub(crate) fn around(state: &CellState, rota: RotaId, at: Timestamp) -> Around {
    let people = on_call::on_call(state, rota, at);
    let (from, to) = (days_before(at, limits::LOOK_DAYS), days_after(at, limits::LOOK_DAYS));
    // Where too much happens to look so far, it is not said since when.
    let found = on_call::shifts(state, rota, from, to).unwrap_or_default();
    let before = found.partition_point(|shift| shift.to <= at);
    let here = found.get(before).filter(|shift| shift.from <= at);
    let after: Option<&DutyShift> = found.get(before + usize::from(here.is_some()));
    let (since, until) = match here {
        Some(shift) => (Some(shift.from).filter(|at| *at > from), Some(shift.to).filter(|at| *at < to)),
        None => {
            (before.checked_sub(1).and_then(|index| found.get(index)).map(|shift| shift.to), after.map(|it| it.from))
        }
    };
    let next = after.filter(|shift| Some(shift.from) == until).map(|shift| shift.people.clone()).unwrap_or_default();
    Around { people, since, until, next }
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
    let on = resolved(&app, caller.person, move || {
        let wanted = |kept: &&Arc<KeptRota>| match ask.rota {
            Some(one) => one == kept.id(),
            None => kept.retired.is_none_or(|retired| retired > at),
        };
        let on = |kept: &Arc<KeptRota>| {
            let Around { people, since, until, next } = around(&state, kept.id(), at);
            OnCall { rota: kept.id(), name: kept.saved.name.clone(), at, people, since, until, next }
        };
        Ok(state.rotas.values().filter(wanted).map(on).collect())
    });
    Ok(Answer(List::whole(on.await?)))
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
    if !state.rotas.contains_key(&id) {
        return Err(Refused::not_found());
    }
    check_stretch(from, to)?;
    let found = resolved(&app, caller.person, move || {
        on_call::shifts(&state, id, from, to).map_err(|too_long| Refused::parameter("to", too_long.to_string()))
    });
    let view = |shift: DutyShift| ShiftView { from: shift.from, to: shift.to, people: shift.people };
    Ok(Answer(List::whole(found.await?.into_iter().map(view).collect())))
}
