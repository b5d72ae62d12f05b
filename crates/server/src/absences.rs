//! Absences: when somebody cannot be on call.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::duty::{AbsenceView, NewAbsence};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::duty::Absence;
use ctac_domain::id::AbsenceId;

use crate::answers::made;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/absences", list)
            .says("One's absences; everybody's for who arranges duty")
            .lists::<AbsenceView>("By when they begin"),
        Route::post("/api/v1/absences", add)
            .says("Say when one cannot be on call")
            .note("Others stand in by the rota's rules. Whoever arranges duty may say so of anybody.")
            .idempotent()
            .takes::<NewAbsence>()
            .answers::<AbsenceView>(201, "Recorded"),
        Route::delete("/api/v1/absences/{id}", remove)
            .says("One can after all; what was until now stays what was")
            .answers_nothing(204, "Taken away"),
    ]
}

fn view(absence: &Absence) -> AbsenceView {
    AbsenceView { id: absence.id, person: absence.person, from: absence.from, to: absence.to }
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<AbsenceView>>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadDirectory, Object::Cell)?;
    let all = can(&state, caller.actor(), Action::ArrangeDuty, Object::Cell).is_ok();
    let shown = state.absences.values().filter(|absence| all || absence.person == caller.person);
    let mut absences: Vec<AbsenceView> = shown.map(view).collect();
    absences.sort_by_key(|absence| (absence.from, absence.id));
    Ok(Answer(List::whole(absences)))
}

async fn add(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<NewAbsence>,
) -> Result<Response, Refused> {
    let absence: AbsenceId = mint.id("absence");
    let person = body.person.unwrap_or(caller.person);
    let command = Command::AddAbsence { absence, person, from: body.from, to: body.to };
    app.engine.execute(caller.actor(), command).await?;
    let state = app.engine.state();
    let kept = state.absences.get(&absence).ok_or_else(Refused::not_found)?;
    Ok(made("/api/v1/absences", view(kept)))
}

async fn remove(State(app): State<App>, caller: Caller, At(absence): At<AbsenceId>) -> Result<StatusCode, Refused> {
    app.engine.execute(caller.actor(), Command::RemoveAbsence { absence }).await?;
    Ok(StatusCode::NO_CONTENT)
}
