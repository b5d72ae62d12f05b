//! Each layer of a rota for itself over time: what lies under the shifts that everybody sees.

use std::sync::Arc;

use axum::extract::State;
use ctac_api::directory::ShiftView;
use ctac_api::exceptions::LayerView;
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::id::RotaId;
use ctac_rota::{Layer, Rota};

use super::fairness::Window;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At};
use crate::refused::Refused;
use crate::resolve::{check_stretch, resolved};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/rotas/{id}/layers", read)
            .says("Whom each layer of a rota puts on over a stretch of time, for itself")
            .note("As the rota stands now, also for what is past: `shifts` has what was.")
            .asks("from", true, "RFC 3339")
            .asks("to", true, "RFC 3339; at most 400 days after `from`")
            .mentions::<ShiftView>()
            .lists::<LayerView>("From the lowest to the highest"),
    ]
}

async fn read(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    Asked(window): Asked<Window>,
) -> Result<Answer<List<LayerView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let kept = Arc::clone(state.rotas.get(&id).ok_or_else(Refused::not_found)?);
    check_stretch(window.from, window.to)?;
    let layers = resolved(&app, caller.person, move || {
        let rota = kept.ready.rota();
        rota.layers.iter().map(|layer| view(layer, rota, window)).collect::<Result<Vec<_>, _>>()
    });
    Ok(Answer(List::whole(layers.await?)))
}

fn view(layer: &Layer, of: &Rota, Window { from, to }: Window) -> Result<LayerView, Refused> {
    // Alone, it has none before it that it could be beside.
    let alone = Layer { beside: false, ..layer.clone() };
    let rota = Rota { absences: of.absences.clone(), ..Rota::new(&of.time_zone, vec![alone]) };
    // A rota that cannot be made ready has nobody on.
    let shifts = match ctac_rota::compile(&rota) {
        Ok(compiled) => compiled.shifts(from, to).map_err(|too_long| Refused::parameter("to", too_long.to_string()))?,
        Err(_) => Vec::new(),
    };
    let people =
        |members: &[ctac_rota::Member]| members.iter().filter_map(|member| member.0.parse().ok()).collect::<Vec<_>>();
    let shift = |it: &ctac_rota::Shift| ShiftView { from: it.from, to: it.to, people: people(&it.members) };
    let shifts = shifts.iter().map(shift).filter(|shift| !shift.people.is_empty()).collect();
    Ok(LayerView { name: layer.name.clone(), beside: layer.beside, shifts })
}
