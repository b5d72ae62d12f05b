//! The library of runbooks: what is in it, its versions as Markdown and as CACAO, what changed between two, and who says
//! that one is to be followed.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ctac_api::list::List;
use ctac_api::procedure::ProcedureView;
use ctac_api::runbooks::{CheckedRunbook, RunbookDiff, RunbookSummary, RunbookView, SavedRunbook, WithdrawRunbook};
use ctac_api::runs::RunbookAdherence;
use ctac_domain::command::Command;
use ctac_domain::library::Version;
use ctac_runbook::cacao::export::{Options, Profile, export};
use ctac_runbook::run::plan::Hash;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, Json};
use crate::refused::Refused;
use crate::resolve::resolved;
use crate::route::Route;
use shelf::{Named, readable, shelf, version_in};

mod adherence;
mod procedure;
mod push;
pub(crate) mod shelf;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/runbooks", list)
            .says("Runbooks of the library")
            .lists::<RunbookSummary>("All that the caller may read"),
        Route::post("/api/v1/runbooks", push::save)
            .says("Put a version of a runbook into the library, as a draft")
            .note(
                "Markdown (`text/markdown`, the format of runbooks/README.md) or a CACAO v2 playbook (`application/json`), \
                 which becomes Markdown. The same content again changes nothing. Warnings, and what was tolerated, are said.",
            )
            .takes_text("text/markdown")
            .answers::<SavedRunbook>(200, "The library had it already")
            .answers::<SavedRunbook>(201, "Saved"),
        Route::post("/api/v1/runbooks/check", push::check)
            .says("Look at a runbook without saving it")
            .takes_text("text/markdown")
            .answers::<CheckedRunbook>(200, "What is wrong with it, and what else was found"),
        Route::get("/api/v1/runbooks/{id}", read)
            .says("A runbook, by its id or its slug, with its versions")
            .answers::<RunbookView>(200, "The newest version first"),
        Route::get("/api/v1/runbooks/{id}/adherence", adherence::read)
            .says("How a runbook was followed in all its runs, in incidents that the caller may read")
            .asks("mode", false, "`live` or `exercise`; both unless said")
            .answers::<RunbookAdherence>(200, "Each step, over all runs"),
        Route::get("/api/v1/runbooks/{id}/diff", compare)
            .says("What changed between two versions")
            .asks("from", true, "The older version")
            .asks("to", true, "The newer version")
            .answers::<RunbookDiff>(200, "In words, and for machines"),
        Route::get("/api/v1/runbooks/{id}/versions/{version}", source)
            .says("A version's text")
            .asks("format", false, "`markdown`, which is the default; `cacao`; `cacao-soarca`, for that engine")
            .answers_as(200, "text/markdown", "As it was written, or a CACAO v2 playbook as JSON"),
        Route::get("/api/v1/runbooks/{id}/versions/{version}/procedure", procedure::read)
            .says("A version to be read: its roles, phases and steps, in words")
            .answers::<ProcedureView>(200, "As it was written"),
        Route::post("/api/v1/runbooks/{id}/versions/{version}/submit", submit)
            .says("Put a draft before those who approve")
            .answers::<RunbookView>(200, "As it is now"),
        Route::post("/api/v1/runbooks/{id}/versions/{version}/approve", approve)
            .says("Approve a version: somebody else than whoever wrote it")
            .answers::<RunbookView>(200, "As it is now"),
        Route::post("/api/v1/runbooks/{id}/versions/{version}/withdraw", withdraw)
            .says("Take a version out of use; runs of it go on, and say so")
            .takes::<WithdrawRunbook>()
            .answers::<RunbookView>(200, "As it is now"),
        Route::post("/api/v1/runbooks/{id}/versions/{version}/sign-off", sign_off)
            .says("Take an approved version as one's own organisation's")
            .answers::<RunbookView>(200, "As it is now"),
    ]
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<RunbookSummary>>, Refused> {
    let state = app.engine.state();
    let today = shelf::today(&app);
    let shelves = state.library.values().filter(|it| readable(&state, caller, it).is_ok());
    Ok(Answer(List::whole(shelves.filter_map(|it| shelf::summary(it, today)).collect())))
}

async fn read(State(app): State<App>, caller: Caller, At(named): At<Named>) -> Result<Answer<RunbookView>, Refused> {
    shown(&app, caller, &named)
}

/// A runbook as its caller may see it.
fn shown(app: &App, caller: Caller, named: &Named) -> Result<Answer<RunbookView>, Refused> {
    let state = app.engine.state();
    let shelf = shelf(&state, caller, named)?;
    let view = shelf::view(&shelf, shelf::today(app)).ok_or_else(Refused::not_found)?;
    Ok(Answer(RunbookView { can: shelf::can_do(&state, caller), ..view }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Two {
    from: Hash,
    to: Hash,
}

async fn compare(
    State(app): State<App>,
    caller: Caller,
    At(named): At<Named>,
    Asked(Two { from, to }): Asked<Two>,
) -> Result<Answer<RunbookDiff>, Refused> {
    let state = app.engine.state();
    let shelf = shelf(&state, caller, &named)?;
    let (older, newer) = (version_in(&shelf, &from)?.runbook.clone(), version_in(&shelf, &to)?.runbook.clone());
    let changes = resolved(&app, caller.person, move || Ok(ctac_runbook::diff::diff(&older, &newer))).await?;
    let words = changes.iter().map(ToString::to_string).collect();
    let changes = changes.iter().filter_map(|it| serde_json::to_value(it).ok()).collect();
    Ok(Answer(RunbookDiff { from, to, words, changes }))
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Format {
    #[default]
    Markdown,
    Cacao,
    CacaoSoarca,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    format: Format,
}

async fn source(
    State(app): State<App>,
    caller: Caller,
    At((named, version)): At<(Named, Hash)>,
    Asked(Written { format }): Asked<Written>,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let shelf = shelf(&state, caller, &named)?;
    let version = version_in(&shelf, &version)?;
    let profile = match format {
        Format::Markdown => {
            let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
            return Ok((kind, version.source.to_string()).into_response());
        }
        Format::Cacao => Profile::Standard,
        Format::CacaoSoarca => Profile::Soarca,
    };
    let options = Options { profile, service: service(&app) };
    let runbook = version.runbook.clone();
    let exported = resolved(&app, caller.person, move || Ok(export(&runbook, &options))).await?;
    Ok(Answer(exported.playbook).into_response())
}

/// Where engines that are not ours reach this service.
fn service(app: &App) -> String {
    let url = app.options.public_url.as_str();
    if url.is_empty() { Options::default().service } else { url.to_owned() }
}

type OfVersion = At<(Named, Hash)>;

/// Carries out a change of one version.
pub(crate) async fn change(
    app: &App,
    caller: Caller,
    named: &Named,
    version: &Hash,
    command: impl FnOnce(&Version, ctac_runbook::model::PlaybookId) -> Command,
) -> Result<(), Refused> {
    let state = app.engine.state();
    let shelf = shelf(&state, caller, named)?;
    let command = command(version_in(&shelf, version)?, shelf.id);
    app.engine.execute(caller.actor(), command).await?;
    Ok(())
}

async fn submit(
    State(app): State<App>,
    caller: Caller,
    At((named, version)): OfVersion,
) -> Result<Answer<RunbookView>, Refused> {
    change(&app, caller, &named, &version, |it, runbook| Command::SubmitRunbook { runbook, version: it.hash.clone() })
        .await?;
    shown(&app, caller, &named)
}

async fn approve(
    State(app): State<App>,
    caller: Caller,
    At((named, version)): OfVersion,
) -> Result<Answer<RunbookView>, Refused> {
    change(&app, caller, &named, &version, |it, runbook| Command::ApproveRunbook { runbook, version: it.hash.clone() })
        .await?;
    shown(&app, caller, &named)
}

async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    At((named, version)): OfVersion,
    Json(WithdrawRunbook { reason }): Json<WithdrawRunbook>,
) -> Result<Answer<RunbookView>, Refused> {
    change(&app, caller, &named, &version, |it, runbook| Command::WithdrawRunbook {
        runbook,
        version: it.hash.clone(),
        reason,
    })
    .await?;
    shown(&app, caller, &named)
}

async fn sign_off(
    State(app): State<App>,
    caller: Caller,
    At((named, version)): OfVersion,
) -> Result<Answer<RunbookView>, Refused> {
    change(&app, caller, &named, &version, |it, runbook| Command::SignOffRunbook { runbook, version: it.hash.clone() })
        .await?;
    shown(&app, caller, &named)
}
