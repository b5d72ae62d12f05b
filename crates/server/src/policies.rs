//! Escalation policies: read, made, edited by version.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::configuration::{PolicyView, SavePolicy};
use ctac_api::explain::{Explain, ExplainedPage, PolicyVersion};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::PolicyId;
use ctac_domain::policy::Policy;

use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{Answer, At, Json};
use crate::limits::CONFIGURATION_BODY;
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) mod explain;
mod versions;

type Body = Json<SavePolicy, CONFIGURATION_BODY>;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/policies", list).says("Escalation policies").lists::<PolicyView>("All"),
        Route::post("/api/v1/policies", make)
            .says("Make an escalation policy")
            .idempotent()
            .takes::<SavePolicy>()
            .answers::<PolicyView>(201, "Made"),
        Route::get("/api/v1/policies/{id}", read)
            .says("An escalation policy")
            .answers::<PolicyView>(200, "With its `ETag`"),
        Route::put("/api/v1/policies/{id}", edit)
            .says("Edit an escalation policy; pages under way keep the one they have")
            .edits()
            .takes::<SavePolicy>()
            .answers::<PolicyView>(200, "Saved"),
        Route::get("/api/v1/policies/{id}/versions", versions::list)
            .says("The versions that an escalation policy has had")
            .note("The newest first, at most 100, from the ledger.")
            .lists::<PolicyVersion>("Who saved which, when"),
        Route::post("/api/v1/policies/{id}/explain", explain::explain)
            .says("Who would be contacted, how and when, if this fired")
            .note("If nobody answers and every message goes out. Nothing is recorded and nobody is told.")
            .takes::<Explain>()
            .answers::<ExplainedPage>(200, "Step by step, until nobody is left to ask"),
    ]
}

fn view(policy: &Policy) -> PolicyView {
    PolicyView {
        id: policy.id,
        name: policy.name.clone(),
        steps: policy.steps.clone(),
        repeats: policy.repeats,
        version: policy.version,
    }
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<PolicyView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    Ok(Answer(List::whole(state.policies.values().map(view).collect())))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<PolicyId>) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::ReadConfiguration, Object::Cell)?;
    shown(&app, id, StatusCode::OK)
}

async fn make(State(app): State<App>, caller: Caller, mint: Mint, Json(body): Body) -> Result<Response, Refused> {
    let id = mint.id("policy");
    save(&app, caller, id, body, None).await?;
    shown(&app, id, StatusCode::CREATED)
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PolicyId>,
    Edition(expect): Edition,
    Json(body): Body,
) -> Result<Response, Refused> {
    save(&app, caller, id, body, expect).await?;
    shown(&app, id, StatusCode::OK)
}

async fn save(app: &App, caller: Caller, id: PolicyId, body: SavePolicy, expect: Option<u64>) -> Result<(), Refused> {
    let command = Command::SavePolicy { id, name: body.name, steps: body.steps, repeats: body.repeats, expect };
    app.engine.execute(caller.actor(), command).await?;
    Ok(())
}

fn shown(app: &App, id: PolicyId, status: StatusCode) -> Result<Response, Refused> {
    let state = app.engine.state();
    let policy = state.policies.get(&id).ok_or_else(Refused::not_found)?;
    Ok(tagged(status, policy.version, view(policy)))
}
