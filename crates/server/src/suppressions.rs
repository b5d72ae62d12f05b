//! Maintenance windows and suppression rules: made, extended, listed, ended.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::list::List;
use ctac_api::suppressions::{SaveSuppression, SuppressionView};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::SuppressionId;
use ctac_domain::state::State as CellState;
use ctac_domain::suppression::Suppression;

use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{Answer, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/suppressions", list)
            .says("Maintenance windows and suppression rules that have not ended")
            .lists::<SuppressionView>("All"),
        Route::post("/api/v1/suppressions", make)
            .says("Make a maintenance window or a suppression rule")
            .note("What it matches is recorded and not paged; what is still open when it ends goes its way then.")
            .idempotent()
            .takes::<SaveSuppression>()
            .answers::<SuppressionView>(201, "Made"),
        Route::get("/api/v1/suppressions/{id}", read)
            .says("A maintenance window or a suppression rule")
            .answers::<SuppressionView>(200, "With its `ETag`"),
        Route::put("/api/v1/suppressions/{id}", edit)
            .says("Change its end or its reason")
            .edits()
            .takes::<SaveSuppression>()
            .answers::<SuppressionView>(200, "Saved"),
        Route::delete("/api/v1/suppressions/{id}", end)
            .says("End it now; what it holds goes its way at once")
            .answers_nothing(204, "Ended"),
    ]
}

fn view(state: &CellState, it: &Suppression) -> SuppressionView {
    let holds = state.suppressed.get(&it.id).map_or(0, |held| held.len() as u64);
    SuppressionView {
        id: it.id,
        from: it.from,
        ends: it.ends,
        integrations: it.integrations.clone(),
        when: it.when.clone(),
        reason: it.reason.clone(),
        by: it.by,
        holds,
        version: it.version,
    }
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<SuppressionView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    Ok(Answer(List::whole(state.suppressions.values().map(|it| view(&state, it)).collect())))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<SuppressionId>) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::ReadConfiguration, Object::Cell)?;
    shown(&app, id, StatusCode::OK)
}

async fn make(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<SaveSuppression>,
) -> Result<Response, Refused> {
    let id = mint.id("suppression");
    save(&app, caller, id, body, None).await?;
    shown(&app, id, StatusCode::CREATED)
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    At(id): At<SuppressionId>,
    Edition(expect): Edition,
    Json(body): Json<SaveSuppression>,
) -> Result<Response, Refused> {
    save(&app, caller, id, body, expect).await?;
    shown(&app, id, StatusCode::OK)
}

async fn end(State(app): State<App>, caller: Caller, At(id): At<SuppressionId>) -> Result<StatusCode, Refused> {
    app.engine.execute(caller.actor(), Command::EndSuppression { suppression: id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn save(
    app: &App,
    caller: Caller,
    id: SuppressionId,
    body: SaveSuppression,
    expect: Option<u64>,
) -> Result<(), Refused> {
    let SaveSuppression { from, ends, integrations, when, reason } = body;
    // An edit, and a repeat of what made it, begin when it began.
    let stands = app.engine.state().suppressions.get(&id).map(|it| it.from);
    let from = from.or(stands).unwrap_or_else(|| app.clock.now());
    let suppression = Suppression { id, from, ends, integrations, when, reason, by: None, version: 0 };
    app.engine.execute(caller.actor(), Command::SaveSuppression { suppression, expect }).await?;
    Ok(())
}

fn shown(app: &App, id: SuppressionId, status: StatusCode) -> Result<Response, Refused> {
    let state = app.engine.state();
    let it = state.suppressions.get(&id).ok_or_else(Refused::not_found)?;
    Ok(tagged(status, it.version, view(&state, it)))
}
