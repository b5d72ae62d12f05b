//! An incident's page: where it stands, its timeline, its actions and members, and the forms to work it with.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::change_events::ChangeView;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::id::PersonId;
use ctac_domain::incident::{Incident, IncidentStatus};
use ctac_domain::state::State as CellState;

use crate::answers::visible;
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Asked, At};
use crate::mint::fresh;
use crate::pages::call_out::{self, Offer};
use crate::pages::door;
use crate::pages::frame::{Frame, Part, page_with};
use crate::pages::people::People;
use crate::pages::runbooks::{Startable, startable};
use crate::pages::timeline::{Entry, Reader, named_in};
use crate::pages::when::{When, when};
use crate::pages::words::{self, Choice};
use crate::refused::Refused;
use crate::runs::of_incident;
use ctac_api::runs::RunView;
use forms::Forms;
use piece::{Asks, Piece};
use sides::{ActionLine, MemberLine};

pub(crate) mod forms;
pub(crate) mod piece;
mod sides;

#[derive(Template)]
#[template(path = "incident.html")]
struct Page {
    frame: Frame,
    reference: String,
    title: String,
    severity: &'static str,
    severity_class: &'static str,
    category: Option<String>,
    status: &'static str,
    marking: &'static str,
    lead: Option<String>,
    declared: When,
    piece: Piece,
    /// How many entries there are since the reader last looked, where they said.
    fresh: Option<u64>,
    /// What makes the address of the refresh link another each time.
    clock: i64,
    entries: Vec<Entry>,
    actions: Vec<ActionLine>,
    members: Vec<MemberLine>,
    /// What the sources of its alerts changed before.
    changes: Vec<(ChangeView, When)>,
    runs: Vec<RunView>,
    startable: Vec<Startable>,
    /// Members, as choices.
    inside: Vec<Choice>,
    /// Everybody else, as choices.
    outside: Vec<Choice>,
    roles: Vec<Choice>,
    severities: Vec<Choice>,
    levels: Vec<Choice>,
    certainties: Vec<Choice>,
    statuses: Vec<Choice>,
    markings: Vec<Choice>,
    call_outs: Offer,
    /// Everybody of the cell, as choices, for whoever may call them out.
    everybody: Vec<Choice>,
    may: May,
    closed: bool,
    forms: Forms,
}

/// What the reader may do here.
#[derive(Debug, Clone, Copy)]
struct May {
    post: bool,
    steer: bool,
    manage: bool,
    call_out: bool,
}

impl May {
    fn of(state: &CellState, caller: Caller, incident: &Incident) -> Self {
        let may = |action| can(state, caller.actor(), action, Object::Incident(incident.id)).is_ok();
        Self {
            post: may(Action::Post),
            steer: may(Action::Steer),
            manage: may(Action::ManageMembers),
            call_out: may(Action::CallOut),
        }
    }
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<String>,
    Asked(asks): Asked<Asks>,
) -> Result<Response, Refused> {
    let forms = Forms::empty(fresh(&*app.clock, &*app.random));
    show(&app, caller, &reference, asks, forms, StatusCode::OK).await
}

/// The incident's page, or its door for whoever may know of it and not enter.
///
/// # Errors
/// There is no such incident, or it is not for the caller to know of.
pub(crate) async fn show(
    app: &App,
    caller: Caller,
    reference: &str,
    asks: Asks,
    forms: Forms,
    status: StatusCode,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let incident = visible(&state, caller, reference)?;
    if can(&state, caller.actor(), Action::ReadIncident, Object::Incident(incident.id)).is_err() {
        return Ok(door::show(app, caller, &state, &incident, forms, status).await);
    }
    let piece = Piece::of(asks, incident.head());
    let entries = app.engine.entries(incident.id, piece.after, piece.limit).await?;
    let may = May::of(&state, caller, &incident);
    let mut ids = named_in(&state, caller, &incident, &entries);
    ids.extend(incident.members.keys().chain(&incident.lead).copied());
    let outside: BTreeSet<PersonId> = if may.manage { sides::outside(&state, &incident) } else { BTreeSet::new() };
    ids.extend(outside.iter().copied());
    ids.extend(call_out::named_in(&state, &incident));
    let everybody = if may.call_out { sides::everybody(&state) } else { BTreeSet::new() };
    ids.extend(everybody.iter().copied());
    let people = People::named(app, &state, ids).await;
    let reader =
        Reader { state: &state, caller, incident: &incident, people: &people, seen: asks.seen.unwrap_or(u64::MAX) };
    let mut shown: Vec<Entry> = entries.iter().filter_map(|entry| reader.entry(entry)).collect();
    if piece.newest_first {
        shown.reverse();
    }
    let problem = if forms.problem.is_some() { "Problem: " } else { "" };
    let title = format!("{problem}{} {}", incident.reference, incident.title);
    let frame = Frame::of(app, caller, Part::Incidents, &title).await;
    let startable = if may.steer { startable(app, &state, caller, incident.id) } else { Vec::new() };
    let fresh = asks.fresh(incident.head());
    let parts = Parts { caller, may, people: &people, outside, everybody, shown, fresh, startable };
    Ok(page_with(status, &content(&state, &incident, frame, piece, forms, app.clock.now().as_second(), parts)))
}

/// What was gathered for a page.
struct Parts<'a> {
    caller: Caller,
    may: May,
    people: &'a People,
    outside: BTreeSet<PersonId>,
    everybody: BTreeSet<PersonId>,
    shown: Vec<Entry>,
    fresh: Option<u64>,
    startable: Vec<Startable>,
}

fn content(
    state: &Arc<CellState>,
    incident: &Incident,
    frame: Frame,
    piece: Piece,
    forms: Forms,
    clock: i64,
    parts: Parts<'_>,
) -> Page {
    let Parts { caller, may, people, outside, everybody, shown, fresh, startable } = parts;
    Page {
        frame,
        reference: incident.reference.clone(),
        title: incident.title.clone(),
        severity: words::severity(incident.severity),
        severity_class: words::severity_class(incident.severity),
        category: incident.category.map(words::category),
        status: words::status(incident.status),
        marking: incident.marking.label(),
        lead: incident.lead.map(|lead| people.with_organisation(lead)),
        declared: when(incident.declared_at),
        piece,
        fresh,
        clock,
        entries: shown,
        actions: sides::actions(state, caller, incident, people),
        changes: sides::changed(state, incident),
        runs: of_incident(state, incident.id),
        startable,
        members: sides::members(state, caller, incident, people, may.manage),
        inside: sides::choices(people, incident.members.keys().copied()),
        outside: sides::choices(people, outside),
        roles: words::room_roles(incident.lead.is_none()),
        severities: words::severities(),
        levels: words::levels(),
        certainties: words::certainties(),
        statuses: words::statuses(),
        markings: words::markings(),
        call_outs: call_out::offer(state, caller, incident, people),
        everybody: sides::choices(people, everybody),
        may,
        closed: incident.status == IncidentStatus::Closed,
        forms,
    }
}
