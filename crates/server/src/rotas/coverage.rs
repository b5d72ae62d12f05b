//! Coverage: where a rota has nobody to be reached, and where all hangs on one person.

use std::sync::Arc;

use axum::extract::State;
use ctac_api::rota::{CoverageView, GapView, NotProven, RecordedCoverage, RotaCoverage, SingleView};
use ctac_domain::access::{Action, Object};
use ctac_domain::duty::{KeptRota, covered};
use ctac_domain::id::{PersonId, RotaId};
use ctac_domain::state::State as CellState;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At};
use crate::limits;
use crate::refused::Refused;
use crate::resolve::{days_after, resolved};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/rotas/{id}/coverage", read)
            .says("Where a rota has nobody to be reached, and where all hangs on one person")
            .note("Looked at now, from now on; and what was recorded last, which is what warnings go by.")
            .asks("days", false, "How many days ahead; 90 unless said, 400 at the most")
            .answers::<RotaCoverage>(200, "Its coverage"),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ahead {
    days: Option<i64>,
}

async fn read(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    Asked(Ahead { days }): Asked<Ahead>,
) -> Result<Answer<RotaCoverage>, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let kept = Arc::clone(state.rotas.get(&id).ok_or_else(Refused::not_found)?);
    let days = days.unwrap_or(limits::COVERAGE_DAYS);
    if !(1..=limits::SHIFT_DAYS).contains(&days) {
        return Err(Refused::parameter("days", format!("must be from 1 to {}", limits::SHIFT_DAYS)));
    }
    let recorded = kept.coverage.as_ref().map(|found| RecordedCoverage {
        horizon: found.horizon,
        gaps: found.gaps.len().saturating_add(usize::try_from(found.more_gaps).unwrap_or(usize::MAX)),
        singles: found.singles.len().saturating_add(usize::try_from(found.more_singles).unwrap_or(usize::MAX)),
    });
    let from = app.clock.now();
    let now = resolved(&app, caller.person, move || Ok(of(&state, &kept, from, days_after(from, days)))).await?;
    Ok(Answer(RotaCoverage { now, recorded }))
}

/// A rota's coverage between two instants, as things stand in `state`: of a rota that changes too often to be looked at
/// so far, up to an earlier one.
pub(crate) fn of(state: &CellState, kept: &KeptRota, from: Timestamp, to: Timestamp) -> CoverageView {
    let (found, to) = covered(state, kept, from, to);
    let person = |member: &ctac_rota::Member| member.0.parse().ok();
    let gap = |gap: &ctac_rota::Uncovered| GapView {
        from: gap.from,
        to: gap.to,
        unreachable: gap.unreachable.iter().filter_map(person).collect(),
    };
    let single = |single: &ctac_rota::Single| {
        Some(SingleView { from: single.from, to: single.to, person: person(&single.member)? })
    };
    CoverageView {
        from,
        to,
        gaps: found.gaps.iter().take(limits::CHANGES).map(gap).collect(),
        more_gaps: found.gaps.len().saturating_sub(limits::CHANGES),
        singles: found.singles.iter().take(limits::CHANGES).filter_map(single).collect(),
        more_singles: found.singles.len().saturating_sub(limits::CHANGES),
        not_proven: not_proven(state, kept),
    }
}

/// Who of a rota did not answer their last test.
fn not_proven(state: &CellState, kept: &KeptRota) -> Vec<NotProven> {
    let doubtful = |person: &PersonId| state.proofs.get(person).filter(|proof| proof.is_in_doubt());
    let named = kept.ready.people().iter().filter(|id| state.people.get(*id).is_some_and(|it| it.active));
    let found = named.filter_map(|person| Some(NotProven { person: *person, since: doubtful(person)?.proven_at }));
    found.take(limits::CHANGES).collect()
}
