//! Teams: people who stand in a rota under one name.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::duty::{SaveTeam, TeamView};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::directory::Team;
use ctac_domain::id::TeamId;

use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{Answer, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/teams", list).says("Teams").lists::<TeamView>("All"),
        Route::post("/api/v1/teams", make)
            .says("Make a team")
            .note("In a rota, `team/` and its id stands for everybody in it.")
            .idempotent()
            .takes::<SaveTeam>()
            .answers::<TeamView>(201, "Made"),
        Route::get("/api/v1/teams/{id}", read).says("A team").answers::<TeamView>(200, "With its `ETag`"),
        Route::put("/api/v1/teams/{id}", edit)
            .says("Edit a team; every rota with it follows")
            .edits()
            .takes::<SaveTeam>()
            .answers::<TeamView>(200, "Saved"),
    ]
}

fn view(team: &Team) -> TeamView {
    TeamView { id: team.id, name: team.name.clone(), members: team.members.clone(), version: team.version }
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<TeamView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    Ok(Answer(List::whole(state.teams.values().map(view).collect())))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<TeamId>) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::ReadConfiguration, Object::Cell)?;
    shown(&app, id, StatusCode::OK)
}

async fn make(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<SaveTeam>,
) -> Result<Response, Refused> {
    let id = mint.id("team");
    save(&app, caller, id, body, None).await?;
    shown(&app, id, StatusCode::CREATED)
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    At(id): At<TeamId>,
    Edition(expect): Edition,
    Json(body): Json<SaveTeam>,
) -> Result<Response, Refused> {
    save(&app, caller, id, body, expect).await?;
    shown(&app, id, StatusCode::OK)
}

async fn save(app: &App, caller: Caller, id: TeamId, body: SaveTeam, expect: Option<u64>) -> Result<(), Refused> {
    let SaveTeam { name, members } = body;
    app.engine.execute(caller.actor(), Command::SaveTeam { id, name, members, expect }).await?;
    Ok(())
}

fn shown(app: &App, id: TeamId, status: StatusCode) -> Result<Response, Refused> {
    let state = app.engine.state();
    let team = state.teams.get(&id).ok_or_else(Refused::not_found)?;
    Ok(tagged(status, team.version, view(team)))
}
