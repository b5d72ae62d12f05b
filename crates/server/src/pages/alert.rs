//! An alert: what its source said, what was raised by hand, and what the same source changed before.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_api::change_events::ChangeView;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::alert::AlertStatus;
use ctac_domain::id::{AlertId, PersonId};

use crate::alerts::{call_back, changes, readable, why_not_paged};
use crate::app::App;
use crate::caller::Caller;
use crate::json::At;
use crate::pages::frame::{Frame, Part, page};
use crate::pages::people::People;
use crate::pages::when::{When, when};
use crate::pages::words;
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "alert.html")]
struct Page {
    frame: Frame,
    summary: String,
    source: String,
    integration: String,
    status: &'static str,
    count: u64,
    raised: When,
    held: Option<String>,
    fields: Vec<(String, String)>,
    report: Option<Reported>,
    changes: Vec<(ChangeView, When)>,
    incident: Option<String>,
}

/// What was raised by hand.
struct Reported {
    reference: String,
    severity: Option<(&'static str, &'static str)>,
    criteria: Vec<String>,
    organisations: Vec<String>,
    by: Option<String>,
    call_back: Option<String>,
}

pub(crate) async fn read(State(app): State<App>, caller: Caller, At(id): At<AlertId>) -> Result<Response, Refused> {
    let state = app.engine.state();
    let alert = state.alerts.get(&id).filter(|alert| readable(&state, caller, alert)).ok_or_else(Refused::not_found)?;
    let by = alert.report.as_ref().and_then(|report| report.by);
    let people = People::named(&app, &state, by.into_iter().collect::<BTreeSet<PersonId>>()).await;
    let incident =
        alert.incident.filter(|id| can(&state, caller.actor(), Action::SeeIncident, Object::Incident(*id)).is_ok());
    let report = match &alert.report {
        None => None,
        Some(report) => Some(Reported {
            reference: report.reference.clone(),
            severity: report.severity.map(|it| (words::severity(it), words::severity_class(it))),
            criteria: report.criteria.iter().chain(&report.unknown).cloned().collect(),
            organisations: report.organisations.iter().map(|id| people.organisation(Some(*id))).collect(),
            by: by.map(|by| people.with_organisation(by)),
            call_back: call_back(&app, alert).await,
        }),
    };
    let integration = state.integrations.get(&alert.integration).map(|it| it.name.clone());
    Ok(page(&Page {
        frame: Frame::of(&app, caller, Part::Now, "Alert").await,
        summary: alert.signal.summary.clone(),
        source: alert.signal.source.clone(),
        integration: integration.unwrap_or_default(),
        status: match alert.status {
            AlertStatus::Triggered => "Nobody has it yet",
            AlertStatus::Acknowledged => "Acknowledged",
            AlertStatus::Resolved => "Over",
        },
        count: alert.count,
        raised: when(alert.raised_at),
        held: alert.held.map(|held| why_not_paged(&state, held)),
        fields: alert.signal.fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        report,
        changes: changes(&state, alert).into_iter().map(|it| (it.clone(), when(it.at))).collect(),
        incident: incident.and_then(|id| state.incidents.get(&id)).map(|it| it.reference.clone()),
    }))
}
