//! Rotas: read, made, edited by version, retired. What a save would change is [`preview`]'s; what is asked of a rota over
//! time is [`coverage`]'s, [`fairness`]'s and `crate::oncall`'s.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::list::List;
use ctac_api::problem::{Kind, Problem};
use ctac_api::rota::{NewNote, RotaView, SaveRota};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::duty::KeptRota;
use ctac_domain::id::RotaId;

use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{Answer, At, Json};
use crate::limits::{CONFIGURATION_BODY, FAULTS};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) mod coverage;
pub(crate) mod exceptions;
pub(crate) mod fairness;
pub(crate) mod import;
pub(crate) mod layers;
pub(crate) mod overrides;
pub(crate) mod preview;

type Body = Json<SaveRota, CONFIGURATION_BODY>;

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/api/v1/rotas", list).says("Rotas").lists::<RotaView>("All, the retired ones too"),
        Route::post("/api/v1/rotas", make)
            .says("Make a rota")
            .idempotent()
            .takes::<SaveRota>()
            .answers::<RotaView>(201, "Made"),
        Route::get("/api/v1/rotas/{id}", read).says("A rota").answers::<RotaView>(200, "With its `ETag`"),
        Route::put("/api/v1/rotas/{id}", edit)
            .says("Edit a rota; who is on call now stays on to their handoff unless `on_now` says otherwise")
            .edits()
            .takes::<SaveRota>()
            .answers::<RotaView>(200, "Saved"),
        Route::delete("/api/v1/rotas/{id}", retire)
            .says("Retire a rota: nobody is on call in it any more, its history stays")
            .header("If-Match", "The `ETag` of the version that was read.")
            .answers_nothing(204, "Retired"),
        Route::put("/api/v1/rotas/{id}/note", note)
            .says("Leave a note for whoever comes on call next")
            .takes::<NewNote>()
            .answers::<RotaView>(200, "As it is now"),
    ];
    routes.extend(preview::routes());
    routes.extend(coverage::routes());
    routes.extend(fairness::routes());
    routes.extend(overrides::routes());
    routes.extend(exceptions::routes());
    routes.extend(layers::routes());
    routes.extend(import::routes());
    routes
}

fn view(kept: &KeptRota) -> RotaView {
    let rota = &kept.saved;
    RotaView {
        id: rota.id,
        name: rota.name.clone(),
        rota: rota.rota.clone(),
        duty: rota.duty,
        deputy: rota.deputy,
        retired: kept.retired.is_some(),
        note: kept.note.clone(),
        version: rota.version,
    }
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
    caller.may(&app.engine.state(), Action::ManageConfiguration, Object::Cell)?;
    without_faults(&body)?;
    app.engine.execute(caller.actor(), command(id, body, expect)).await?;
    Ok(())
}

/// What a save asks of the rules.
fn command(id: RotaId, body: SaveRota, expect: Option<u64>) -> Command {
    let SaveRota { name, rota, duty, deputy, on_now } = body;
    Command::SaveRota { id, name, rota, duty, deputy, on_now, expect }
}

/// Refuses a rota with faults, each with its place. The rules refuse it too, but name the first few in one sentence.
fn without_faults(body: &SaveRota) -> Result<(), Refused> {
    let Err(faults) = ctac_rota::compile(&body.rota) else { return Ok(()) };
    let told: Vec<_> = faults.iter().take(FAULTS).map(|fault| format!("rota.{fault}")).collect();
    let mut problem = Problem::new(Kind::InvalidField, format!("{}.", told.join("; ")));
    for fault in faults.into_iter().take(FAULTS) {
        problem = problem.with_field(format!("rota.{}", fault.place), fault.problem.to_string());
    }
    Err(Refused(problem))
}

async fn retire(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    Edition(expect): Edition,
) -> Result<StatusCode, Refused> {
    app.engine.execute(caller.actor(), Command::RetireRota { id, expect }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn note(
    State(app): State<App>,
    caller: Caller,
    At(rota): At<RotaId>,
    Json(body): Json<NewNote>,
) -> Result<Response, Refused> {
    app.engine.execute(caller.actor(), Command::LeaveHandoffNote { rota, text: body.text }).await?;
    shown(&app, rota, StatusCode::OK)
}

fn shown(app: &App, id: RotaId, status: StatusCode) -> Result<Response, Refused> {
    let state = app.engine.state();
    let rota = state.rotas.get(&id).ok_or_else(Refused::not_found)?;
    Ok(tagged(status, rota.saved.version, view(rota)))
}
