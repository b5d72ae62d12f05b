//! An incident's door: for whoever may know that it exists and may not enter. It shows what they may know, and the
//! ways in that they have.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::id::PersonId;
use ctac_domain::incident::Incident;
use ctac_domain::state::State;

use crate::app::App;
use crate::caller::Caller;
use crate::pages::frame::{Frame, Part, page_with};
use crate::pages::incident::forms::Forms;
use crate::pages::when::{When, when};
use crate::pages::words;

#[derive(Template)]
#[template(path = "door.html")]
struct Page {
    frame: Frame,
    reference: String,
    severity: &'static str,
    severity_class: &'static str,
    status: &'static str,
    marking: &'static str,
    declared: When,
    /// Nobody leads it, and the caller may take that on.
    take: Option<PersonId>,
    break_glass: bool,
    /// One of its pages waits for an answer that the caller may give.
    paged: bool,
    forms: Forms,
}

/// The door's page.
pub(crate) async fn show(
    app: &App,
    caller: Caller,
    state: &Arc<State>,
    incident: &Incident,
    forms: Forms,
    status: StatusCode,
) -> Response {
    let may = |action| can(state, caller.actor(), action, Object::Incident(incident.id)).is_ok();
    let answerable = |id: &&ctac_domain::id::PageId| {
        state.pages.get(*id).is_some_and(|page| page.is_open())
            && can(state, caller.actor(), Action::AnswerPage, Object::Page(**id)).is_ok()
    };
    let pages: BTreeSet<_> = incident.pages.iter().filter(answerable).collect();
    let content = Page {
        frame: Frame::of(app, caller, Part::Incidents, &incident.reference).await,
        reference: incident.reference.clone(),
        severity: words::severity(incident.severity),
        severity_class: words::severity_class(incident.severity),
        status: words::status(incident.status),
        marking: incident.marking.label(),
        declared: when(incident.declared_at),
        take: Some(caller.person).filter(|_| incident.lead.is_none() && may(Action::ManageMembers)),
        break_glass: may(Action::BreakGlass),
        paged: !pages.is_empty(),
        forms,
    };
    page_with(status, &content)
}
