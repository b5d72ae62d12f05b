//! How a person wants to hear of their duty.

use axum::extract::State;
use ctac_api::duty::DutyPreferences;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::id::PersonId;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json};
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/people/{id}/preferences", read)
            .says("How a person wants to hear of their duty")
            .note("One's own, or as who administers the person.")
            .answers::<DutyPreferences>(200, "As they are"),
        Route::put("/api/v1/people/{id}/preferences", set)
            .says("Say how one wants to hear of one's duty")
            .takes::<DutyPreferences>()
            .answers::<DutyPreferences>(200, "As they are now"),
    ]
}

async fn read(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
) -> Result<Answer<DutyPreferences>, Refused> {
    let state = app.engine.state();
    if can(&state, caller.actor(), Action::ManagePeople, Object::Person(person)).is_err() {
        caller.may(&state, Action::ManageSelf, Object::Person(person))?;
    }
    shown(&app, person)
}

async fn set(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
    Json(body): Json<DutyPreferences>,
) -> Result<Answer<DutyPreferences>, Refused> {
    app.engine.execute(caller.actor(), Command::SetPreferences { person, preferences: body.into() }).await?;
    shown(&app, person)
}

fn shown(app: &App, person: PersonId) -> Result<Answer<DutyPreferences>, Refused> {
    let state = app.engine.state();
    let person = state.people.get(&person).ok_or_else(Refused::not_found)?;
    Ok(Answer(person.preferences.clone().into()))
}
