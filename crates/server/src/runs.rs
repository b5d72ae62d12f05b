//! Runs: begun in an incident, read whole, worked by commands, followed in a report.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ctac_api::list::List;
use ctac_api::problem::{Kind, Problem};
use ctac_api::runs::{
    Migrate, Migration, ProposedRunbook, RunAct, RunAdherence, RunDetail, RunView, StartRun, StartedRun,
};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::Command;
use ctac_domain::id::{IncidentId, RunId};
use ctac_domain::proposal::{Proposal, proposals};
use ctac_domain::run::KeptRun;
use ctac_domain::state::State as CellState;
use ctac_runbook::run::command::Command as Wanted;
use ctac_runbook::run::id::{CommandId, InstanceId};
use ctac_runbook::run::plan::Hash;
use ctac_runbook::run::state::Mode;
use serde::Deserialize;
use std::sync::Arc;

use crate::answers::{made, visible};
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, Json};
use crate::limits::RUN_COMMAND_ID;
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;
use crate::runbooks::shelf::{Named, readable, shelf};

pub(crate) mod adherence;
pub(crate) mod detail;
mod possible;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/incidents/{id}/runs", list)
            .says("Runs of runbooks in an incident, those that are over too")
            .lists::<RunView>("In the order in which they began"),
        Route::post("/api/v1/incidents/{id}/runs", start)
            .says("Begin to work a runbook in an incident")
            .idempotent()
            .takes::<StartRun>()
            .answers::<StartedRun>(201, "Begun"),
        Route::get("/api/v1/incidents/{id}/proposals", proposed)
            .says("Runbooks whose triggers fit an incident: its severity, its category, its title")
            .lists::<ProposedRunbook>("At most 20, without those that are worked in it already"),
        Route::get("/api/v1/runs/{id}", read)
            .says("A run, whole: frames, steps, what can be done with each now")
            .answers::<RunDetail>(200, "As it is now"),
        Route::post("/api/v1/runs/{id}/commands", act)
            .says("Do something in a run")
            .note("The same `id` by the same person twice does nothing, and answers the same.")
            .idempotent()
            .takes::<RunAct>()
            .answers::<RunDetail>(200, "As it is now"),
        Route::get("/api/v1/runs/{id}/adherence", adherence::read)
            .says("How a run was followed: who, what, when, how late; what was passed over, undone, not come to")
            .answers::<RunAdherence>(200, "The report"),
        Route::post("/api/v1/runs/{id}/migrate", migrate)
            .says("Follow another version from here on")
            .asks("preview", false, "`true`: only say what it would do")
            .takes::<Migrate>()
            .answers::<Migration>(200, "What it does"),
    ]
}

/// A run of an incident that the caller may read.
///
/// # Errors
/// There is none such, for them.
pub(crate) fn run(state: &CellState, caller: Caller, id: RunId) -> Result<Arc<KeptRun>, Refused> {
    let kept = state.runs.get(&id).ok_or_else(Refused::not_found)?;
    let incident = visible(state, caller, &kept.incident.to_string())?;
    caller.may(state, Action::ReadIncident, Object::Incident(incident.id))?;
    Ok(Arc::clone(kept))
}

async fn list(State(app): State<App>, caller: Caller, At(named): At<String>) -> Result<Answer<List<RunView>>, Refused> {
    let state = app.engine.state();
    let incident = visible(&state, caller, &named)?;
    caller.may(&state, Action::ReadIncident, Object::Incident(incident.id))?;
    Ok(Answer(List::whole(of_incident(&state, incident.id))))
}

async fn proposed(
    State(app): State<App>,
    caller: Caller,
    At(named): At<String>,
) -> Result<Answer<List<ProposedRunbook>>, Refused> {
    let state = app.engine.state();
    let incident = visible(&state, caller, &named)?;
    caller.may(&state, Action::ReadIncident, Object::Incident(incident.id))?;
    let shown = |it: Proposal| {
        let shelf = state.library.get(&it.runbook).filter(|shelf| readable(&state, caller, shelf).is_ok())?;
        let runbook = &shelf.current()?.runbook;
        let (slug, title) = (runbook.slug.to_string(), runbook.title.to_string());
        Some(ProposedRunbook { runbook: it.runbook, slug, title, why: it.why })
    };
    Ok(Answer(List::whole(proposals(&state, incident.id).into_iter().filter_map(shown).collect())))
}

/// Runs of an incident, in the order in which they began.
pub(crate) fn of_incident(state: &CellState, incident: IncidentId) -> Vec<RunView> {
    let runs = state.runs.values().filter(|kept| kept.incident == incident);
    let mut runs: Vec<RunView> = runs.map(|kept| RunView::of(kept)).collect();
    runs.sort_by_key(|run| (run.started_at, run.id));
    runs
}

async fn start(
    State(app): State<App>,
    caller: Caller,
    At(named): At<String>,
    mint: Mint,
    Json(body): Json<StartRun>,
) -> Result<Response, Refused> {
    let run = body.id.unwrap_or_else(|| mint.id("run"));
    begin(&app, caller, &named, run, body).await?;
    Ok(made(&format!("/api/v1/runs/{run}"), StartedRun { id: run }))
}

/// Begins a run, from wherever it was asked for.
pub(crate) async fn begin(app: &App, caller: Caller, named: &str, run: RunId, body: StartRun) -> Result<(), Refused> {
    let state = app.engine.state();
    let incident = visible(&state, caller, named)?.id;
    caller.may(&state, Action::Steer, Object::Incident(incident))?;
    let unknown = |_| Refused(Problem::new(Kind::InvalidField, "runbook: there is none of this id or slug."));
    let runbook = shelf(&state, caller, &Named(body.runbook.clone())).map_err(unknown)?.id;
    let mode = if body.exercise { Mode::Exercise } else { Mode::Live };
    let StartRun { version, inputs, players, .. } = body;
    let command = Command::StartRun { run, incident, runbook, version, mode, inputs, players };
    app.engine.execute(caller.actor(), command).await?;
    Ok(())
}

async fn read(State(app): State<App>, caller: Caller, At(id): At<RunId>) -> Result<Answer<RunDetail>, Refused> {
    let state = app.engine.state();
    let kept = run(&state, caller, id)?;
    Ok(Answer(detail::detail(&state, caller, &kept, app.clock.now())))
}

async fn act(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RunId>,
    mint: Mint,
    Json(body): Json<RunAct>,
) -> Result<Response, Refused> {
    let repeat = mint.repeatable().then(|| mint.id::<uuid::Uuid>("command").to_string());
    let client = body.id.clone().or(repeat);
    if client.as_ref().is_some_and(|id| !(1..=RUN_COMMAND_ID).contains(&id.len()) || !id.is_ascii()) {
        let detail = format!("id: 1 to {RUN_COMMAND_ID} ASCII characters.");
        return Err(Refused(Problem::new(Kind::InvalidField, detail).with_field("id", "too long or not ASCII")));
    }
    work(&app, caller, id, client, body).await?;
    let state = app.engine.state();
    let kept = run(&state, caller, id)?;
    Ok(Answer(detail::detail(&state, caller, &kept, app.clock.now())).into_response())
}

/// Does something in a run, from wherever it was asked for.
pub(crate) async fn work(
    app: &App,
    caller: Caller,
    id: RunId,
    client: Option<String>,
    body: RunAct,
) -> Result<(), Refused> {
    run(&app.engine.state(), caller, id)?;
    let command = Command::Run {
        run: id,
        // Two people's clients may choose the same id: each has their own.
        id: client.map(|client| CommandId(format!("{}/{client}", caller.person))),
        role: body.role,
        on_behalf_of: body.on_behalf_of,
        command: Box::new(Wanted::from(body.command)),
    };
    app.engine.execute(caller.actor(), command).await?;
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct How {
    #[serde(default)]
    preview: bool,
}

async fn migrate(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RunId>,
    Asked(How { preview }): Asked<How>,
    Json(Migrate { version }): Json<Migrate>,
) -> Result<Answer<Migration>, Refused> {
    let state = app.engine.state();
    let kept = run(&state, caller, id)?;
    caller.may(&state, Action::Steer, Object::Incident(kept.incident))?;
    let unknown = || Refused(Problem::new(Kind::InvalidField, "version: this runbook has none such that can be run."));
    let would = migration(&state, &kept, &version).ok_or_else(unknown)?;
    if !preview {
        let command = Box::new(Wanted::Migrate { version });
        let command = Command::Run { run: id, id: None, role: None, on_behalf_of: None, command };
        app.engine.execute(caller.actor(), command).await?;
    }
    Ok(Answer(Migration { done: !preview, ..would }))
}

/// What following another version of its runbook would do to a run; none: there is none such that can be run.
pub(crate) fn migration(state: &CellState, kept: &KeptRun, version: &Hash) -> Option<Migration> {
    let known = state.library.get(&kept.runbook)?.versions.contains_key(version);
    let closure = ctac_domain::run::closure(state, version).ok().filter(|_| known)?;
    let would = ctac_runbook::run::preview(&kept.run, closure.get(version)?);
    let numbers = |ids: Vec<InstanceId>| ids.into_iter().map(|it| it.0).collect();
    Some(Migration {
        done: false,
        added: would.added,
        withdrawn: numbers(would.withdrawn),
        recheck: numbers(would.recheck),
        gone: would.gone,
    })
}
