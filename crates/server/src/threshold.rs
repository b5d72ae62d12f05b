//! The alert threshold of the cell: read by whoever may raise something, a person or a security operations centre with its
//! key; edited by version; its earlier versions stay in the ledger.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::list::List;
use ctac_api::raise::{Member, SaveThreshold, ThresholdView};
use ctac_domain::access::{Action, Object};
use ctac_domain::command::{Actor, Command};
use ctac_domain::event::Event;
use ctac_domain::state::{Recorded, State as CellState, Stream};
use ctac_domain::threshold::Threshold;

use crate::app::App;
use crate::caller::Caller;
use crate::edition::{Edition, tagged};
use crate::json::{Answer, Json};
use crate::limits::{CONFIGURATION_BODY, THRESHOLD_VERSIONS};
use crate::raise::Asker;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/threshold", read)
            .says("The alert threshold: what must be raised")
            .note("Signed in, or by an API token or an integration's key as `Authorization: Bearer`.")
            .answers::<ThresholdView>(200, "With its `ETag`"),
        Route::put("/api/v1/threshold", edit)
            .says("Edit the alert threshold; what was raised before keeps the version it was judged by")
            .edits()
            .takes::<SaveThreshold>()
            .answers::<ThresholdView>(200, "Saved"),
        Route::get("/api/v1/threshold/versions", list)
            .says("The versions that the alert threshold has had")
            .note("The newest first, at most 100, from the ledger.")
            .lists::<ThresholdView>("Who approved which, when"),
    ]
}

fn view(threshold: Threshold) -> ThresholdView {
    let Threshold { version, criteria, guidance, policy, agreed, authority } = threshold;
    let (approved_by, approved_at, members) = (None, None, Vec::new());
    ThresholdView { version, criteria, guidance, policy, agreed, authority, approved_by, approved_at, members }
}

/// The threshold that stands, with the members whom a report may name.
pub(crate) fn current(state: &CellState) -> ThresholdView {
    let adopted = state.threshold.as_ref();
    let members = state.organisations.values().map(|it| Member { id: it.id, name: it.name.clone() });
    ThresholdView {
        approved_by: adopted.and_then(|it| it.by),
        approved_at: adopted.map(|it| it.at),
        members: members.collect(),
        ..view(state.threshold_now().into_owned())
    }
}

async fn read(State(app): State<App>, asker: Asker) -> Result<Response, Refused> {
    let state = app.engine.state();
    if let Asker::Person(caller) = asker {
        caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    }
    let view = current(&state);
    Ok(tagged(StatusCode::OK, view.version, view))
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    Edition(expect): Edition,
    Json(body): Json<SaveThreshold, CONFIGURATION_BODY>,
) -> Result<Response, Refused> {
    let SaveThreshold { criteria, guidance, policy, agreed, authority } = body;
    let threshold = Threshold { version: 0, criteria, guidance, policy, agreed, authority };
    app.engine.execute(caller.actor(), Command::SaveThreshold { threshold, expect }).await?;
    let view = current(&app.engine.state());
    Ok(tagged(StatusCode::OK, view.version, view))
}

/// Every version, the newest first.
///
/// # Errors
/// The ledger cannot be read.
pub(crate) async fn versions(app: &App) -> Result<Vec<ThresholdView>, Refused> {
    let after = app.engine.state().head_of(&Stream::Threshold).saturating_sub(THRESHOLD_VERSIONS as u64);
    let entries = app.engine.entries_of(&Stream::Threshold, after, THRESHOLD_VERSIONS).await?;
    Ok(entries.iter().rev().filter_map(|entry| version(entry)).collect())
}

fn version(entry: &Recorded) -> Option<ThresholdView> {
    let Event::ThresholdSaved { threshold } = entry.event.as_deref()? else { return None };
    let approved_by = match entry.actor {
        Actor::Person(person) => Some(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => None,
    };
    Some(ThresholdView { approved_by, approved_at: Some(entry.recorded_at), ..view(threshold.clone()) })
}

async fn list(State(app): State<App>, caller: Caller) -> Result<Answer<List<ThresholdView>>, Refused> {
    caller.may(&app.engine.state(), Action::ReadConfiguration, Object::Cell)?;
    Ok(Answer(List::whole(versions(&app).await?)))
}
