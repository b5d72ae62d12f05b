//! Legal clocks of an incident, and situation reports that its runs drafted: a person says from when one counts, that it is stopped
//! or should not have been started, who answers for it; and sends a report in their own words.

use axum::extract::State;
use axum::http::StatusCode;
use ctac_api::clocks::{ClockOwner, ClockStopped, ClockVoided, CountedFrom, SitrepText};
use ctac_domain::command::Command;
use ctac_domain::id::{ClockId, IncidentId, RunId, SitrepId};
use ctac_runbook::run::id::InstanceId;

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{At, Json};
use crate::refused::Refused;
use crate::route::Route;
use crate::runs::run;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/runs/{id}/steps/{instance}/clock", start)
            .says("Say from when a clock counts that a run is to start")
            .takes::<CountedFrom>()
            .answers_nothing(204, "It runs"),
        Route::post("/api/v1/incidents/{id}/clocks/{clock}/stop", stop)
            .says("Stop a clock, with the reference that whoever was told gave, or with why it need not run")
            .takes::<ClockStopped>()
            .answers_nothing(204, "It is stopped"),
        Route::post("/api/v1/incidents/{id}/clocks/{clock}/void", void)
            .says("Say that a clock should not have been started")
            .takes::<ClockVoided>()
            .answers_nothing(204, "It counts for nothing"),
        Route::put("/api/v1/incidents/{id}/clocks/{clock}/owner", own)
            .says("Say who answers for a clock")
            .takes::<ClockOwner>()
            .answers_nothing(204, "They answer for it"),
        Route::post("/api/v1/runs/{id}/sitreps/{sitrep}/send", send)
            .says("Send a situation report that a run drafted")
            .takes::<SitrepText>()
            .answers_nothing(204, "Sent: it is on the timeline, and whom it goes to is told"),
    ]
}

async fn start(
    State(app): State<App>,
    caller: Caller,
    At((id, instance)): At<(RunId, InstanceId)>,
    Json(body): Json<CountedFrom>,
) -> Result<StatusCode, Refused> {
    run(&app.engine.state(), caller, id)?;
    done(&app, caller, Command::StartClock { run: id, instance, since: body.since }).await
}

async fn stop(
    State(app): State<App>,
    caller: Caller,
    At((named, clock)): At<(String, ClockId)>,
    Json(ClockStopped { reference, reason }): Json<ClockStopped>,
) -> Result<StatusCode, Refused> {
    let incident = of(&app, caller, &named)?;
    done(&app, caller, Command::StopClock { incident, clock, reference, reason }).await
}

async fn void(
    State(app): State<App>,
    caller: Caller,
    At((named, clock)): At<(String, ClockId)>,
    Json(ClockVoided { reason }): Json<ClockVoided>,
) -> Result<StatusCode, Refused> {
    let incident = of(&app, caller, &named)?;
    done(&app, caller, Command::VoidClock { incident, clock, reason }).await
}

async fn own(
    State(app): State<App>,
    caller: Caller,
    At((named, clock)): At<(String, ClockId)>,
    Json(ClockOwner { owner }): Json<ClockOwner>,
) -> Result<StatusCode, Refused> {
    let incident = of(&app, caller, &named)?;
    done(&app, caller, Command::OwnClock { incident, clock, owner }).await
}

async fn send(
    State(app): State<App>,
    caller: Caller,
    At((id, sitrep)): At<(RunId, SitrepId)>,
    Json(SitrepText { text }): Json<SitrepText>,
) -> Result<StatusCode, Refused> {
    run(&app.engine.state(), caller, id)?;
    done(&app, caller, Command::SendSitrep { run: id, sitrep, text }).await
}

fn of(app: &App, caller: Caller, named: &str) -> Result<IncidentId, Refused> {
    Ok(visible(&app.engine.state(), caller, named)?.id)
}

async fn done(app: &App, caller: Caller, command: Command) -> Result<StatusCode, Refused> {
    app.engine.execute(caller.actor(), command).await?;
    Ok(StatusCode::NO_CONTENT)
}
