//! How a runbook was followed in all its runs.

use std::sync::Arc;

use axum::extract::State;
use ctac_api::runs::RunbookAdherence;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::run::KeptRun;
use ctac_runbook::run::across::Across;
use ctac_runbook::run::state::Mode;
use serde::Deserialize;

use super::shelf::{Named, shelf, shown};
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At};
use crate::limits::ADHERENCE_RUNS;
use crate::refused::Refused;
use crate::resolve::resolved;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    mode: Option<Mode>,
}

/// Of the runs in incidents that the caller may read, and no others: that there are more is not theirs to know.
pub(super) async fn read(
    State(app): State<App>,
    caller: Caller,
    At(named): At<Named>,
    Asked(Which { mode }): Asked<Which>,
) -> Result<Answer<RunbookAdherence>, Refused> {
    let state = app.engine.state();
    let shelf = shelf(&state, caller, &named)?;
    let title = shown(&shelf).map(|it| it.runbook.title.to_string()).unwrap_or_default();
    let is_shown = |kept: &&Arc<KeptRun>| {
        kept.runbook == shelf.id
            && mode.is_none_or(|mode| kept.run.mode == mode)
            && can(&state, caller.actor(), Action::ReadIncident, Object::Incident(kept.incident)).is_ok()
    };
    let mut runs: Vec<Arc<KeptRun>> = state.runs.values().filter(is_shown).cloned().collect();
    runs.sort_by_key(|one| std::cmp::Reverse(one.run.started_at));
    runs.truncate(ADHERENCE_RUNS);
    let across = resolved(&app, caller.person, move || Ok(Across::of(runs.iter().map(|kept| &kept.run)))).await?;
    Ok(Answer(RunbookAdherence { runbook: shelf.id, title, across }))
}
