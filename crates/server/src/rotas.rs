//! Rotas: read, made, edited by version.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::configuration::{RotaView, SaveRota};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::{Command, OnNow};
use ctac_domain::duty::KeptRota;
use ctac_domain::id::RotaId;
use ctac_domain::policy::Duty;

use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{Answer, At, Json};
use crate::limits::CONFIGURATION_BODY;
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

type Body = Json<SaveRota, CONFIGURATION_BODY>;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/rotas", list).says("Rotas").lists::<RotaView>("All"),
        Route::post("/api/v1/rotas", make)
            .says("Make a rota")
            .idempotent()
            .takes::<SaveRota>()
            .answers::<RotaView>(201, "Made"),
        Route::get("/api/v1/rotas/{id}", read).says("A rota").answers::<RotaView>(200, "With its `ETag`"),
        Route::put("/api/v1/rotas/{id}", edit)
            .says("Edit a rota")
            .edits()
            .takes::<SaveRota>()
            .answers::<RotaView>(200, "Saved"),
    ]
}

fn view(kept: &KeptRota) -> RotaView {
    let rota = &kept.saved;
    RotaView { id: rota.id, name: rota.name.clone(), rota: rota.rota.clone(), version: rota.version }
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<RotaView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    Ok(Answer(List::whole(state.rotas.values().map(|kept| view(kept)).collect())))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<RotaId>) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::ReadConfiguration, Object::Cell)?;
    shown(&app, id, StatusCode::OK)
}

async fn make(State(app): State<App>, caller: Caller, mint: Mint, Json(body): Body) -> Result<Response, Refused> {
    let id = mint.id("rota");
    save(&app, caller, id, body, None).await?;
    shown(&app, id, StatusCode::CREATED)
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    Edition(expect): Edition,
    Json(body): Body,
) -> Result<Response, Refused> {
    save(&app, caller, id, body, expect).await?;
    shown(&app, id, StatusCode::OK)
}

async fn save(app: &App, caller: Caller, id: RotaId, body: SaveRota, expect: Option<u64>) -> Result<(), Refused> {
    let (name, rota, duty, deputy, on_now) = (body.name, body.rota, Duty::Other, None, OnNow::Keep);
    let command = Command::SaveRota { id, name, rota, duty, deputy, on_now, expect };
    app.engine.execute(caller.actor(), command).await?;
    Ok(())
}

fn shown(app: &App, id: RotaId, status: StatusCode) -> Result<Response, Refused> {
    let state = app.engine.state();
    let rota = state.rotas.get(&id).ok_or_else(Refused::not_found)?;
    Ok(tagged(status, rota.saved.version, view(rota)))
}
