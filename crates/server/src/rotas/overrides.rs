//! Overrides: exceptions to a rota between two instants.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::list::List;
use ctac_api::rota::{NewOverride, OverrideView};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::duty::CellOverride;
use ctac_domain::id::{OverrideId, RotaId};
use serde::Deserialize;

use crate::answers::made;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/rotas/{id}/overrides", list)
            .says("The overrides of a rota")
            .lists::<OverrideView>("In the order they count in; the latest of those that are over"),
        Route::post("/api/v1/rotas/{id}/overrides", add)
            .says("Make an exception to a rota")
            .idempotent()
            .takes::<NewOverride>()
            .answers::<OverrideView>(201, "Made"),
        Route::post("/api/v1/rotas/{id}/overrides/{override}/move", move_to)
            .says("Put an exception in the place of another, in one decision")
            .note("What the old one did until now stays. Where it is gone already, by somebody else's act: 404.")
            .idempotent()
            .takes::<NewOverride>()
            .answers::<OverrideView>(201, "The new one"),
        Route::delete("/api/v1/rotas/{id}/overrides/{override}", remove)
            .says("Take an exception away; what it did until now stays what was")
            .asks("reason", true, "Why")
            .answers_nothing(204, "Taken away"),
    ]
}

fn view(one: &CellOverride) -> OverrideView {
    OverrideView {
        id: one.id,
        from: one.from,
        to: one.to,
        kind: one.kind.clone(),
        reason: one.reason.clone(),
        by: one.by,
        swap: one.swap,
    }
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    At(rota): At<RotaId>,
) -> Result<Answer<List<OverrideView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let kept = state.rotas.get(&rota).ok_or_else(Refused::not_found)?;
    Ok(Answer(List::whole(kept.overrides.iter().map(view).collect())))
}

async fn add(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    At(rota): At<RotaId>,
    Json(body): Json<NewOverride>,
) -> Result<Response, Refused> {
    let id: OverrideId = mint.id("override");
    let NewOverride { from, to, kind, reason } = body;
    app.engine.execute(caller.actor(), Command::AddOverride { rota, id, from, to, kind, reason }).await?;
    shown(&app, rota, id)
}

async fn move_to(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    At((rota, old)): At<(RotaId, OverrideId)>,
    Json(body): Json<NewOverride>,
) -> Result<Response, Refused> {
    let id: OverrideId = mint.id("override");
    let NewOverride { from, to, kind, reason } = body;
    app.engine.execute(caller.actor(), Command::MoveOverride { rota, old, id, from, to, kind, reason }).await?;
    shown(&app, rota, id)
}

fn shown(app: &App, rota: RotaId, id: OverrideId) -> Result<Response, Refused> {
    let state = app.engine.state();
    let kept = state.rotas.get(&rota).ok_or_else(Refused::not_found)?;
    let one = kept.override_named(id).ok_or_else(Refused::not_found)?;
    Ok(made(&format!("/api/v1/rotas/{rota}/overrides"), view(one)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Why {
    reason: String,
}

async fn remove(
    State(app): State<App>,
    caller: Caller,
    At((rota, id)): At<(RotaId, OverrideId)>,
    Asked(Why { reason }): Asked<Why>,
) -> Result<StatusCode, Refused> {
    app.engine.execute(caller.actor(), Command::RemoveOverride { rota, id, reason }).await?;
    Ok(StatusCode::NO_CONTENT)
}
