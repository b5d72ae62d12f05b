//! The incidents that whoever is signed in may know of, newest first.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::incident::Incident;
use ctac_domain::state::State as CellState;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::Asked;
use crate::limits;
use crate::pages::frame::{Frame, Part, page};
use crate::pages::when::{When, when};
use crate::pages::words;
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "incidents.html")]
struct Page {
    frame: Frame,
    incidents: Vec<Listed>,
    /// The reference before which there are more.
    before: Option<String>,
    may_declare: bool,
}

/// An incident in a list.
pub(crate) struct Listed {
    pub(crate) reference: String,
    /// For members only.
    pub(crate) title: Option<String>,
    pub(crate) severity: &'static str,
    pub(crate) severity_class: &'static str,
    pub(crate) status: &'static str,
    pub(crate) marking: &'static str,
    pub(crate) declared: When,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    before: Option<String>,
}

/// At most `limit` incidents declared before the one named, that fit and that the caller may know of; and whether there
/// are more.
pub(crate) fn listed(
    state: &CellState,
    caller: Caller,
    before: Option<&str>,
    limit: usize,
    fits: impl Fn(&Incident) -> bool,
) -> (Vec<Listed>, bool) {
    let newest_first = state.references.iter().rev().filter_map(|(_, id)| state.incidents.get(id)).map(AsRef::as_ref);
    let visible = |incident: &&Incident| {
        before.is_none_or(|before| incident.reference.as_str() < before)
            && fits(incident)
            && can(state, caller.actor(), Action::SeeIncident, Object::Incident(incident.id)).is_ok()
    };
    let mut found: Vec<Listed> =
        newest_first.filter(visible).take(limit + 1).map(|incident| line(state, caller, incident)).collect();
    let more = found.len() > limit;
    found.truncate(limit);
    (found, more)
}

fn line(state: &CellState, caller: Caller, incident: &Incident) -> Listed {
    let readable = can(state, caller.actor(), Action::ReadIncident, Object::Incident(incident.id)).is_ok();
    Listed {
        reference: incident.reference.clone(),
        title: readable.then(|| incident.title.clone()),
        severity: words::severity(incident.severity),
        severity_class: words::severity_class(incident.severity),
        status: words::status(incident.status),
        marking: incident.marking.label(),
        declared: when(incident.declared_at),
    }
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    Asked(query): Asked<Query>,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let (incidents, more) = listed(&state, caller, query.before.as_deref(), limits::PAGE_INCIDENTS, |_| true);
    let before = incidents.last().filter(|_| more).map(|last| last.reference.clone());
    let may_declare = can(&state, caller.actor(), Action::Declare, Object::Cell).is_ok();
    let frame = Frame::of(&app, caller, Part::Incidents, "Incidents").await;
    Ok(page(&Page { frame, incidents, before, may_declare }))
}
