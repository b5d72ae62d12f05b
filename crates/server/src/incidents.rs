//! Incidents: those that one may know of, declaring one, and one as it stands.

use axum::extract::State;
use axum::response::Response;
use ctac_api::incidents::{Declare, Declared, IncidentSummary};
use ctac_api::list::List;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::decide::Answer as Decided;
use ctac_domain::id::IncidentId;
use ctac_domain::incident::{Incident, IncidentStatus};
use ctac_domain::state::{State as CellState, Stream};
use serde::Deserialize;

use crate::alerts::piece;
use crate::answers::{made, unexpected, visible};
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At, Json};
use crate::mint::Mint;
use crate::refused::Refused;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/incidents", list)
            .says("Incidents that one may know of, newest first")
            .asks("status", false, "`open`, `contained`, `recovering`, `stood-down` or `closed`")
            .asks("cursor", false, "`next` of the piece before")
            .asks("limit", false, "1 to 500; 100 unless said")
            .lists::<IncidentSummary>("A piece"),
        Route::post("/api/v1/incidents", declare)
            .says("Declare an incident")
            .idempotent()
            .takes::<Declare>()
            .answers::<Declared>(201, "Declared"),
        Route::get("/api/v1/incidents/{id}", read)
            .says("An incident, by its id or its reference")
            .answers::<IncidentSummary>(200, "As its caller may see it"),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    status: Option<IncidentStatus>,
    cursor: Option<IncidentId>,
    limit: Option<usize>,
}

/// An incident as `caller` may see it.
fn summary(state: &CellState, caller: Caller, incident: &Incident) -> IncidentSummary {
    let readable = can(state, caller.actor(), Action::ReadIncident, Object::Incident(incident.id)).is_ok();
    IncidentSummary {
        id: incident.id,
        reference: incident.reference.clone(),
        severity: incident.severity,
        category: incident.category,
        status: incident.status,
        marking: incident.marking,
        declared_at: incident.declared_at,
        readable,
        title: readable.then(|| incident.title.clone()),
        lead: incident.lead.filter(|_| readable),
        head: readable.then(|| state.head_of(&Stream::Incident(incident.id))),
    }
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    Asked(filter): Asked<Filter>,
) -> Result<Answer<List<IncidentSummary>>, Refused> {
    let state = app.engine.state();
    let limit = piece(filter.limit)?;
    // References are numbered as incidents are declared; ids may be the clients' own.
    let after = match filter.cursor {
        None => None,
        Some(cursor) => Some(
            state
                .incidents
                .get(&cursor)
                .filter(|incident| {
                    can(&state, caller.actor(), Action::SeeIncident, Object::Incident(incident.id)).is_ok()
                })
                .map(|incident| incident.reference.clone())
                .ok_or_else(|| Refused::parameter("cursor", "is not one that this route gave"))?,
        ),
    };
    let fits = |incident: &&Incident| {
        after.as_ref().is_none_or(|after| incident.reference < *after)
            && filter.status.is_none_or(|status| incident.status == status)
            && can(&state, caller.actor(), Action::SeeIncident, Object::Incident(incident.id)).is_ok()
    };
    let newest_first = state.references.iter().rev().filter_map(|(_, id)| state.incidents.get(id)).map(AsRef::as_ref);
    let mut items: Vec<IncidentSummary> =
        newest_first.filter(fits).take(limit + 1).map(|incident| summary(&state, caller, incident)).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Answer(List { items, next }))
}

async fn declare(
    State(app): State<App>,
    caller: Caller,
    mint: Mint,
    Json(body): Json<Declare>,
) -> Result<Response, Refused> {
    let command = Command::Declare {
        incident: body.id.unwrap_or_else(|| mint.id("incident")),
        title: body.title,
        severity: body.severity,
        marking: body.marking,
        alert: body.alert,
        policy: body.policy,
    };
    let done = app.engine.execute(caller.actor(), command).await?;
    match done.answer {
        Decided::Incident { id, reference } => Ok(made(&format!("/api/v1/incidents/{id}"), Declared { id, reference })),
        other => Err(unexpected(&other)),
    }
}

async fn read(
    State(app): State<App>,
    caller: Caller,
    At(named): At<String>,
) -> Result<Answer<IncidentSummary>, Refused> {
    let state = app.engine.state();
    let incident = visible(&state, caller, &named)?;
    Ok(Answer(summary(&state, caller, &incident)))
}
