//! Heartbeat monitors: made, edited, listed, removed. Their pings come in at the intake.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::list::List;
use ctac_api::monitors::{MonitorView, SaveMonitor};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::MonitorId;
use ctac_domain::monitor::{KeptMonitor, Monitor};

use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{Answer, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/monitors", list).says("Heartbeat monitors").lists::<MonitorView>("All"),
        Route::post("/api/v1/monitors", make)
            .says("Make a heartbeat monitor")
            .note("Pings go to `/heartbeat/{key}/{id}`, with the key of its integration. It counts from now.")
            .idempotent()
            .takes::<SaveMonitor>()
            .answers::<MonitorView>(201, "Made"),
        Route::get("/api/v1/monitors/{id}", read).says("A monitor").answers::<MonitorView>(200, "With its `ETag`"),
        Route::put("/api/v1/monitors/{id}", edit)
            .says("Edit a monitor; its time is counted anew")
            .edits()
            .takes::<SaveMonitor>()
            .answers::<MonitorView>(200, "Saved"),
        Route::delete("/api/v1/monitors/{id}", remove)
            .says("Remove a monitor; the alert of its silence is resolved")
            .answers_nothing(204, "Removed"),
    ]
}

fn view(kept: &KeptMonitor) -> MonitorView {
    let Monitor { id, integration, ref name, every_s, grace_s, severity, version } = kept.saved;
    let KeptMonitor { heard_at, silent_since, silent_at, .. } = *kept;
    let name = name.clone();
    MonitorView { id, integration, name, every_s, grace_s, severity, heard_at, silent_since, silent_at, version }
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<MonitorView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    Ok(Answer(List::whole(state.monitors.values().map(view).collect())))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<MonitorId>) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::ReadConfiguration, Object::Cell)?;
    shown(&app, id, StatusCode::OK)
}

async fn make(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<SaveMonitor>,
) -> Result<Response, Refused> {
    let id = mint.id("monitor");
    save(&app, caller, id, body, None).await?;
    shown(&app, id, StatusCode::CREATED)
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    At(id): At<MonitorId>,
    Edition(expect): Edition,
    Json(body): Json<SaveMonitor>,
) -> Result<Response, Refused> {
    save(&app, caller, id, body, expect).await?;
    shown(&app, id, StatusCode::OK)
}

async fn remove(State(app): State<App>, caller: Caller, At(monitor): At<MonitorId>) -> Result<StatusCode, Refused> {
    app.engine.execute(caller.actor(), Command::RemoveMonitor { monitor }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn save(app: &App, caller: Caller, id: MonitorId, body: SaveMonitor, expect: Option<u64>) -> Result<(), Refused> {
    let SaveMonitor { integration, name, every_s, grace_s, severity } = body;
    let monitor = Monitor { id, integration, name, every_s, grace_s, severity, version: 0 };
    app.engine.execute(caller.actor(), Command::SaveMonitor { monitor, expect }).await?;
    Ok(())
}

fn shown(app: &App, id: MonitorId, status: StatusCode) -> Result<Response, Refused> {
    let state = app.engine.state();
    let kept = state.monitors.get(&id).ok_or_else(Refused::not_found)?;
    Ok(tagged(status, kept.saved.version, view(kept)))
}
