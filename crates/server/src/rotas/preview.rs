//! What a save would change: the rules decide it against the state at hand, and nothing is recorded. So a preview cannot
//! say other than what a save does.

use std::sync::Arc;

use axum::extract::State;
use ctac_api::problem::{FieldProblem, Kind};
use ctac_api::rota::{ChangeView, RotaPreview, SaveRota};
use ctac_domain::access::{Action, Object};
use ctac_domain::decide::{Context, decide};
use ctac_domain::id::RotaId;
use ctac_domain::state::State as CellState;
use ctac_rota::{Member, Rota};
use jiff::Timestamp;

use super::{Body, command, coverage, without_faults};
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At, Json};
use crate::limits;
use crate::mint::fresh;
use crate::refused::Refused;
use crate::resolve::{days_after, resolved};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    let preview = |route: Route| {
        route
            .note("The next 90 days: which stretches change hands, and the coverage before and after. Nothing is recorded.")
            .takes::<SaveRota>()
            .answers::<RotaPreview>(200, "What it would do, or what is wrong with it")
    };
    vec![
        preview(Route::post("/api/v1/rotas/preview", of_new).says("What making this rota would do")),
        preview(Route::post("/api/v1/rotas/{id}/preview", of_edit).says("What this edit of a rota would do")),
    ]
}

async fn of_new(State(app): State<App>, caller: Caller, body: Body) -> Result<Answer<RotaPreview>, Refused> {
    let id = RotaId(fresh(&*app.clock, &*app.random));
    preview(&app, caller, id, body).await
}

async fn of_edit(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    body: Body,
) -> Result<Answer<RotaPreview>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ManageConfiguration, Object::Cell)?;
    if !state.rotas.contains_key(&id) {
        return Err(Refused::not_found());
    }
    preview(&app, caller, id, body).await
}

async fn preview(app: &App, caller: Caller, id: RotaId, Json(body): Body) -> Result<Answer<RotaPreview>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ManageConfiguration, Object::Cell)?;
    // The instant stands in whole seconds, as every boundary of a rota does.
    let now = Timestamp::from_second(app.clock.now().as_second()).unwrap_or(Timestamp::UNIX_EPOCH);
    let done = resolved(app, caller.person, move || looked_at(&state, caller, id, body, now));
    done.await.map(Answer)
}

/// The state as it would be after the save, or what is wrong.
fn after(state: &CellState, caller: Caller, id: RotaId, body: SaveRota, now: Timestamp) -> Result<CellState, Refused> {
    without_faults(&body)?;
    let expect = state.rotas.get(&id).map(|kept| kept.saved.version);
    let context = Context { actor: caller.actor(), now, seed: [0; 32] };
    let decision = decide(state, &command(id, body, expect), &context);
    Ok(decision.map_err(|refusal| Refused(ctac_api::problem::Problem::from(&refusal)))?.state)
}

fn looked_at(
    state: &Arc<CellState>,
    caller: Caller,
    id: RotaId,
    body: SaveRota,
    from: Timestamp,
) -> Result<RotaPreview, Refused> {
    let to = days_after(from, limits::COVERAGE_DAYS);
    let before = state.rotas.get(&id).map(|kept| coverage::of(state, kept, from, to));
    let mut preview =
        RotaPreview { from, to, changes: Vec::new(), more_changes: 0, before, after: None, faults: Vec::new() };
    let after = match after(state, caller, id, body, from) {
        Ok(after) => after,
        Err(refused) if refused.0.kind == Kind::InvalidField => {
            preview.faults = faults(refused);
            return Ok(preview);
        }
        Err(refused) => return Err(refused),
    };
    preview.after = after.rotas.get(&id).map(|kept| coverage::of(&after, kept, from, to));
    let all = changes(state, &after, id, from, to)?;
    preview.more_changes = all.len().saturating_sub(limits::CHANGES);
    preview.changes = all.iter().take(limits::CHANGES).map(view).collect();
    Ok(preview)
}

pub(super) fn faults(Refused(problem): Refused) -> Vec<FieldProblem> {
    if problem.errors.is_empty() {
        return vec![FieldProblem { field: "body".to_owned(), problem: problem.detail }];
    }
    problem.errors
}

/// Between nobody at all and a new rota, all of it changes hands.
pub(super) fn changes(
    before: &CellState,
    after: &CellState,
    id: RotaId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<ctac_rota::Change>, Refused> {
    let ready = |state: &CellState| state.rotas.get(&id).and_then(|kept| kept.ready.compiled().cloned());
    let nobody = || ctac_rota::compile(&Rota::new("UTC", Vec::new())).map(Arc::new).ok();
    let (Some(was), Some(is)) = (ready(before).or_else(nobody), ready(after).or_else(nobody)) else {
        return Ok(Vec::new());
    };
    let found = ctac_rota::changes(&was, &is, from, to);
    found.map_err(|too_long| Refused::new(Kind::InvalidField, format!("rota: {too_long}.")))
}

pub(super) fn view(change: &ctac_rota::Change) -> ChangeView {
    let people = |members: &[Member]| members.iter().filter_map(|member| member.0.parse().ok()).collect();
    ChangeView { from: change.from, to: change.to, was: people(&change.was), is: people(&change.is) }
}
