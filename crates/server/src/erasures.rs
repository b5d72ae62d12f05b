//! Lawful erasure of an entry's text: one person asks, another approves. The entry stays as a stub that verifies.

use axum::extract::State;
use axum::http::StatusCode;
use ctac_api::incidents::Erasure;
use ctac_domain::command::Command;

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{At, Json};
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/incidents/{id}/erasures", request)
            .says("Ask for an entry's text to be erased")
            .takes::<Erasure>()
            .answers_nothing(202, "Asked; a second person must approve"),
        Route::post("/api/v1/incidents/{id}/erasures/{seq}/approve", approve)
            .says("Approve an erasure that another person asked for")
            .answers_nothing(204, "The text is gone; the entry stays as a stub"),
    ]
}

async fn request(
    State(app): State<App>,
    caller: Caller,
    At(named): At<String>,
    Json(body): Json<Erasure>,
) -> Result<StatusCode, Refused> {
    let incident = visible(&app.engine.state(), caller, &named)?.id;
    let command = Command::RequestErasure { incident, seq: body.seq, reason: body.reason };
    app.engine.execute(caller.actor(), command).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn approve(
    State(app): State<App>,
    caller: Caller,
    At((named, seq)): At<(String, u64)>,
) -> Result<StatusCode, Refused> {
    let incident = visible(&app.engine.state(), caller, &named)?.id;
    app.engine.execute(caller.actor(), Command::ApproveErasure { incident, seq }).await?;
    Ok(StatusCode::NO_CONTENT)
}
