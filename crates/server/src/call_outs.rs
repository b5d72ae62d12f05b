//! Call-outs over the API: starting, reading, answering and stopping them, for an incident or for the cell.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::call_outs::{AnswerCallOut, CallOutSchema, CallOutStarted, CallOutView, StartCallOut};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::call_out::{CallOut, Can};
use ctac_domain::command::{CallOutPlan, Command};
use ctac_domain::id::{CallOutId, IncidentId};
use ctac_domain::page::How;
use ctac_domain::state::State as CellState;
use ctac_engine::view::{call_out_view, own_call_out_view};
use serde::Deserialize;

use crate::alerts::piece;
use crate::answers::{made, visible};
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    let start = |route: Route, says: &str| {
        route.says(says).idempotent().takes::<StartCallOut>().answers::<CallOutStarted>(201, "People are being asked")
    };
    vec![
        Route::get("/api/v1/incidents/{id}/call-outs", list_of)
            .says("An incident's call-outs, newest first")
            .asks("cursor", false, "`next` of the piece before")
            .asks("limit", false, "1 to 500; 100 unless said")
            .lists::<CallOutSchema>("A piece; each as the room's `call_out` entity"),
        start(
            Route::post("/api/v1/incidents/{id}/call-outs", start_for),
            "Ask many people who can attend an incident, and in how many minutes",
        ),
        Route::get("/api/v1/call-outs", list)
            .says("Call-outs that one may see, or was asked by, newest first")
            .asks("running", false, "`true`: only those that have not ended")
            .asks("cursor", false, "`next` of the piece before")
            .asks("limit", false, "1 to 500; 100 unless said")
            .lists::<CallOutSchema>("A piece; whoever was only asked sees their own part"),
        start(Route::post("/api/v1/call-outs", start_alone), "Convene the cell without an incident"),
        Route::get("/api/v1/call-outs/{id}", read).says("A call-out").answers::<CallOutSchema>(
            200,
            "As the room's `call_out` entity; whoever was only asked sees their own part",
        ),
        Route::post("/api/v1/call-outs/{id}/answer", answer)
            .says("Say whether one can attend")
            .note("The latest answer counts. After the end it is recorded as offered late, for a day.")
            .takes::<AnswerCallOut>()
            .answers::<CallOutSchema>(200, "The caller's own part, with the answer"),
        Route::post("/api/v1/call-outs/{id}/stop", stop).says("Ask nobody more").answers_nothing(204, "It has ended"),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    #[serde(default)]
    running: bool,
    cursor: Option<CallOutId>,
    limit: Option<usize>,
}

/// A call-out as the caller may see it; none where they may not.
fn seen(state: &CellState, caller: Caller, it: &CallOut) -> Option<CallOutView> {
    if can(state, caller.actor(), Action::ReadCallOut, Object::CallOut(it.id)).is_ok() {
        return Some(call_out_view(state, it));
    }
    it.asks(caller.person).then(|| own_call_out_view(it, caller.person, state))
}

async fn list(
    app: State<App>,
    caller: Caller,
    Asked(filter): Asked<Filter>,
) -> Result<Answer<List<CallOutView>>, Refused> {
    listed(&app, caller, &filter, None)
}

async fn list_of(
    app: State<App>,
    caller: Caller,
    At(named): At<String>,
    Asked(filter): Asked<Filter>,
) -> Result<Answer<List<CallOutView>>, Refused> {
    let state = app.engine.state();
    let incident = visible(&state, caller, &named)?.id;
    caller.may(&state, Action::ReadCallOut, Object::Incident(incident))?;
    listed(&app, caller, &filter, Some(incident))
}

fn listed(
    app: &App,
    caller: Caller,
    filter: &Filter,
    of: Option<IncidentId>,
) -> Result<Answer<List<CallOutView>>, Refused> {
    let state = app.engine.state();
    let limit = piece(filter.limit)?;
    let mut fitting: Vec<&CallOut> = state.call_outs.values().map(AsRef::as_ref).collect();
    // Ids may be the callers' own: by when they began, and only then by id.
    fitting.sort_by_key(|it| std::cmp::Reverse((it.raised_at, it.id)));
    let after = match filter.cursor {
        None => None,
        Some(cursor) => {
            let known = state.call_outs.get(&cursor).filter(|it| seen(&state, caller, it).is_some());
            let known = known.ok_or_else(|| Refused::parameter("cursor", "is not one that this route gave"))?;
            Some((known.raised_at, known.id))
        }
    };
    let fits = |it: &&CallOut| {
        after.is_none_or(|after| (it.raised_at, it.id) < after)
            && (!filter.running || it.is_running())
            && (of.is_none() || it.terms.incident == of)
    };
    let shown = fitting.into_iter().filter(fits).filter_map(|it| seen(&state, caller, it));
    let mut items: Vec<CallOutView> = shown.take(limit + 1).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Answer(List { items, next }))
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<CallOutId>) -> Result<Answer<CallOutView>, Refused> {
    let state = app.engine.state();
    let it = state.call_outs.get(&id).and_then(|it| seen(&state, caller, it));
    it.map(Answer).ok_or_else(Refused::not_found)
}

async fn start_for(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    At(named): At<String>,
    Json(body): Json<StartCallOut>,
) -> Result<Response, Refused> {
    let incident = visible(&app.engine.state(), caller, &named)?.id;
    start(&app, caller, &mint, Some(incident), body).await
}

async fn start_alone(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<StartCallOut>,
) -> Result<Response, Refused> {
    start(&app, caller, &mint, None, body).await
}

async fn start(
    app: &App,
    caller: Caller,
    mint: &Mint,
    incident: Option<IncidentId>,
    body: StartCallOut,
) -> Result<Response, Refused> {
    let StartCallOut { id, severity, reason, ask, needs, within_min, for_s, again_after_s, join } = body;
    let id = id.unwrap_or_else(|| mint.id("call-out"));
    let plan = CallOutPlan { incident, severity, reason, ask, needs, within_min, for_s, again_after_s, join };
    app.engine.execute(caller.actor(), Command::StartCallOut { call_out: id, plan }).await?;
    Ok(made(&format!("/api/v1/call-outs/{id}"), CallOutStarted { id }))
}

async fn answer(
    State(app): State<App>,
    caller: Caller,
    At(id): At<CallOutId>,
    Json(body): Json<AnswerCallOut>,
) -> Result<Answer<CallOutView>, Refused> {
    let can = match (body.minutes, body.cannot) {
        (Some(minutes), false) => Can::Yes { minutes },
        (None, true) => Can::No,
        (Some(_), true) | (None, false) => {
            return Err(Refused::parameter("minutes", "send `minutes`, or `cannot: true`, and not both"));
        }
    };
    app.engine.execute(caller.actor(), Command::AnswerCallOut { call_out: id, can, how: How::Api }).await?;
    let state = app.engine.state();
    let it = state.call_outs.get(&id).ok_or_else(Refused::not_found)?;
    Ok(Answer(own_call_out_view(it, caller.person, &state)))
}

async fn stop(State(app): State<App>, caller: Caller, At(id): At<CallOutId>) -> Result<StatusCode, Refused> {
    app.engine.execute(caller.actor(), Command::StopCallOut { call_out: id }).await?;
    Ok(StatusCode::NO_CONTENT)
}
