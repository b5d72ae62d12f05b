//! Test pages over the API: one's own, those of whom one administers, and whether the cell has monthly ones.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::contacts::{MonthlyTests, NewTestPage, TestPageMade};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::decide::Answer as Decided;
use ctac_domain::id::PersonId;
use ctac_domain::incident::Severity;
use ctac_domain::test_page::MonthlyTest;

use crate::answers::{made, unexpected};
use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{At, Json};
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/people/{id}/test-page", ask)
            .says("Page one person, to see whether they can be reached")
            .note(
                "One's own, or as who administers the person, which the page says. Every message says TEST; it goes by \
                 their own rules, is answered like any page, and wakes nobody else.",
            )
            .takes::<NewTestPage>()
            .answers::<TestPageMade>(201, "It has begun"),
        Route::get("/api/v1/test-pages", read)
            .says("Whether each person is tested once a month")
            .answers::<MonthlyTests>(200, "As it is"),
        Route::put("/api/v1/test-pages", set)
            .says("Switch the monthly test pages on or off")
            .edits()
            .takes::<MonthlyTests>()
            .answers::<MonthlyTests>(200, "As it is now"),
    ]
}

async fn ask(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
    Json(body): Json<NewTestPage>,
) -> Result<Response, Refused> {
    let page = begin(&app, caller, person, body.severity).await?;
    Ok(made(&format!("/api/v1/pages/{}", page.page), page))
}

/// Begins a test.
pub(crate) async fn begin(
    app: &App,
    caller: Caller,
    person: PersonId,
    severity: Severity,
) -> Result<TestPageMade, Refused> {
    let done = app.engine.execute(caller.actor(), Command::TestPage { person, severity }).await?;
    let Decided::Page { id, .. } = done.answer else { return Err(unexpected(&done.answer)) };
    let until = app.engine.state().pages.get(&id).and_then(|page| page.escalates_at);
    Ok(TestPageMade { page: id, until })
}

async fn read(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    Ok(shown(state.monthly_test))
}

fn shown(MonthlyTest { on, severity, version }: MonthlyTest) -> Response {
    tagged(StatusCode::OK, version, MonthlyTests { on, severity })
}

async fn set(
    State(app): State<App>,
    caller: Caller,
    Edition(expect): Edition,
    Json(MonthlyTests { on, severity }): Json<MonthlyTests>,
) -> Result<Response, Refused> {
    app.engine.execute(caller.actor(), Command::SetMonthlyTest { on, severity, expect }).await?;
    Ok(shown(app.engine.state().monthly_test))
}
