//! Who is in an incident: bringing in, taking out, breaking the glass.

use axum::extract::State;
use axum::http::StatusCode;
use ctac_api::directory::Reason;
use ctac_api::incidents::Grant;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::{IncidentId, PersonId};
use ctac_domain::state::State as CellState;
use serde::Deserialize;
use uuid::Uuid;

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Asked, At, Json};
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::put("/api/v1/incidents/{id}/members/{person}", grant)
            .says("Bring somebody in, or change what they are there")
            .takes::<Grant>()
            .answers_nothing(204, "They are a member"),
        Route::delete("/api/v1/incidents/{id}/members/{person}", revoke)
            .says("Take somebody out: their sockets close")
            .asks("reason", false, "Why")
            .answers_nothing(204, "They are no member any more"),
        Route::post("/api/v1/incidents/{id}/break-glass", break_glass)
            .says("Read without being a member: on the record, and the members are told")
            .takes::<Reason>()
            .answers_nothing(204, "The caller may read, for a time"),
    ]
}

async fn grant(
    State(app): State<App>,
    caller: Caller,
    At((named, person)): At<(String, PersonId)>,
    Json(body): Json<Grant>,
) -> Result<StatusCode, Refused> {
    let incident = visible(&app.engine.state(), caller, &named)?.id;
    let command =
        Command::GrantMembership { incident, person, role: body.role, until: body.until, reason: body.reason };
    app.engine.execute(caller.actor(), command).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Why {
    reason: Option<String>,
}

async fn revoke(
    State(app): State<App>,
    caller: Caller,
    At((named, person)): At<(String, PersonId)>,
    Asked(Why { reason }): Asked<Why>,
) -> Result<StatusCode, Refused> {
    let incident = visible(&app.engine.state(), caller, &named)?.id;
    app.engine.execute(caller.actor(), Command::RevokeMembership { incident, person, reason }).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn break_glass(
    State(app): State<App>,
    caller: Caller,
    At(named): At<String>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Refused> {
    let incident = told_of(&app.engine.state(), caller, &named)?;
    app.engine.execute(caller.actor(), Command::BreakGlass { incident, reason: body.reason }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The incident of this name for somebody who may break the glass: they need not be able to see it.
pub(crate) fn told_of(state: &CellState, caller: Caller, named: &str) -> Result<IncidentId, Refused> {
    let id = named.parse().ok().or_else(|| state.incident_of(named).map(|incident| incident.id));
    // Of what there is not, the same is asked: whoever may break no glass is not told which incidents there are.
    let id = id.unwrap_or(IncidentId(Uuid::nil()));
    caller.may(state, Action::BreakGlass, Object::Incident(id))?;
    Ok(id)
}
