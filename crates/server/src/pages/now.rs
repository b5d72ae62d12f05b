//! The first page: what waits for whoever is signed in, who is on call, and what is going on.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_api::change_events::ChangeView;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::alert::Alert;
use ctac_domain::id::{AlertId, PageId, PersonId, RotaId};
use ctac_domain::message;
use ctac_domain::page::{How, Page as Paged, PageStatus, Subject};
use ctac_domain::state::State as CellState;

use crate::alerts::changes;
use crate::app::App;
use crate::caller::Caller;
use crate::inbound::{self, Says};
use crate::json::{Asked, At};
use crate::limits;
use crate::pages::attend::{Called, called};
use crate::pages::form::Fields;
use crate::pages::frame::{Frame, Part, page, see_other};
use crate::pages::incidents::{Listed, listed};
use crate::pages::on_call::{OnCall, people_on_call, zone_of};
use crate::pages::people::People;
use crate::pages::when::{When, soon_in, when};
use crate::pages::words;
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "now.html")]
struct Page {
    frame: Frame,
    /// What came of an answer to a page.
    said: Option<&'static str>,
    waiting: Vec<Waiting>,
    /// Call-outs that ask the caller: what is said of each, and its page.
    called: Vec<Called>,
    on_call: Vec<OnCall>,
    incidents: Vec<Listed>,
    may_declare: bool,
    may_operate: bool,
}

/// A page that nobody has yet, and that the caller may answer.
struct Waiting {
    id: PageId,
    headline: String,
    severity: &'static str,
    severity_class: &'static str,
    status: &'static str,
    /// The alert's own words, for whoever is signed in.
    about: Option<String>,
    /// The alert, for whoever may read it.
    alert: Option<AlertId>,
    /// What its source changed just before: at most three.
    changes: Vec<String>,
    /// The incident's reference, where the caller may know of it.
    incident: Option<String>,
    /// The rota whose gap it is about.
    rota: Option<RotaId>,
    /// Whether the caller is asked, rather than may help.
    mine: bool,
    declined: bool,
    asked: String,
    raised: When,
    goes_on: Option<When>,
}

/// What an answer came to, as the next page's address says it. No words of a caller's get here.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    said: Option<Said>,
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Said {
    Yours,
    Taken,
    Cannot,
    Unchanged,
}

const fn words_of(said: Said) -> &'static str {
    match said {
        Said::Yours => "You have acknowledged the page. It is yours.",
        Said::Taken => "Somebody else has that page already.",
        Said::Cannot => "Recorded that you cannot attend. Others are being asked.",
        Said::Unchanged => "Nothing was recorded: that page needs no answer any more.",
    }
}

pub(crate) async fn read(State(app): State<App>, caller: Caller, Asked(query): Asked<Query>) -> Response {
    let state = app.engine.state();
    let pages: Vec<&Paged> = waiting_for(&state, caller);
    let at = app.clock.now();
    let rotas = people_on_call(&state, at);
    let mut ids: BTreeSet<PersonId> = rotas.iter().flat_map(|(_, people)| people.iter().copied()).collect();
    ids.extend(pages.iter().flat_map(|page| asked_now(page)));
    let people = People::named(&app, &state, ids).await;
    let open = |it: &ctac_domain::incident::Incident| it.status != ctac_domain::incident::IncidentStatus::Closed;
    let (incidents, _) = listed(&state, caller, None, limits::PAGE_INCIDENTS, open);
    page(&Page {
        frame: Frame::of(&app, caller, Part::Now, "Now").await,
        said: query.said.map(words_of),
        waiting: pages.into_iter().map(|page| waiting(&state, caller, &people, page)).collect(),
        called: called(&app, &state, caller.person),
        on_call: rotas.into_iter().map(|(name, ids)| OnCall::new(&people, name, &ids)).collect(),
        incidents,
        may_declare: can(&state, caller.actor(), Action::Declare, Object::Cell).is_ok(),
        may_operate: can(&state, caller.actor(), Action::ReadOperations, Object::Cell).is_ok(),
    })
}

/// Open pages that the caller may answer: those that ask them first, then the newest.
fn waiting_for(state: &CellState, caller: Caller) -> Vec<&Paged> {
    let may = |page: &Paged| can(state, caller.actor(), Action::AnswerPage, Object::Page(page.id)).is_ok();
    let mut pages: Vec<&Paged> =
        state.pages.values().rev().map(AsRef::as_ref).filter(|page| page.is_open() && may(page)).collect();
    pages.sort_by_key(|page| !asks(page, caller.person));
    pages.truncate(limits::PAGE_WAITING);
    pages
}

fn asks(page: &Paged, person: PersonId) -> bool {
    page.notifications.values().any(|notification| notification.person == person)
}

/// Whom the step under way asks.
fn asked_now(page: &Paged) -> BTreeSet<PersonId> {
    page.asked.iter().filter_map(|id| page.notifications.get(id)).map(|notification| notification.person).collect()
}

fn waiting(state: &CellState, caller: Caller, people: &People, page: &Paged) -> Waiting {
    let alert = match page.subject {
        Subject::Alert { alert, .. } => state.alerts.get(&alert),
        Subject::Incident { .. }
        | Subject::Run { .. }
        | Subject::Exhausted { .. }
        | Subject::Gap { .. }
        | Subject::Test { .. } => None,
    };
    let incident = match page.subject {
        Subject::Incident { incident } => Some(incident),
        Subject::Run { run, .. } => state.runs.get(&run).map(|it| it.incident),
        _ => alert.and_then(|alert| alert.incident),
    };
    let visible = |id| can(state, caller.actor(), Action::SeeIncident, Object::Incident(id)).is_ok();
    let incident = incident.filter(|id| visible(*id)).and_then(|id| state.incidents.get(&id));
    let reads = can(state, caller.actor(), Action::ReadAlerts, Object::Page(page.id)).is_ok();
    let (rota, gap) = gap(state, page).unzip();
    Waiting {
        id: page.id,
        headline: message::headline(state, page),
        severity: words::severity(page.severity),
        severity_class: words::severity_class(page.severity),
        status: words::page_status(&page.status),
        about: alert
            .filter(|_| reads)
            .map(|alert| format!("{} ({})", alert.signal.summary, alert.signal.source))
            .or(gap),
        rota,
        alert: alert.filter(|_| reads).map(|alert| alert.id),
        changes: alert.filter(|_| reads).map(|alert| changed(state, alert)).unwrap_or_default(),
        incident: incident.map(|incident| incident.reference.clone()),
        mine: asks(page, caller.person),
        declined: page.declined.contains(&caller.person),
        asked: people.list(asked_now(page)),
        raised: when(page.raised_at),
        goes_on: page.escalates_at.filter(|_| page.is_active()).map(when),
    }
}

fn changed(state: &CellState, alert: &Alert) -> Vec<String> {
    let line = |it: ChangeView| format!("{}: {}", it.before.trim_start_matches("changed "), it.summary);
    changes(state, alert).into_iter().take(3).map(line).collect()
}

/// Of a page about a gap: whose it is, and what is to be done. Its message says no more than that there is one.
pub(crate) fn gap(state: &CellState, page: &Paged) -> Option<(RotaId, String)> {
    let Subject::Gap { rota, from } = page.subject else { return None };
    let kept = state.rotas.get(&rota)?;
    let from = match from <= page.raised_at {
        true => "now".to_owned(),
        false => format!("from {}", soon_in(from, &zone_of(kept)).words),
    };
    let name = &kept.saved.name;
    Some((rota, format!("Nobody who can be reached is on call in {name} {from}. Somebody must take it, or be put on.")))
}

/// The buttons beside a waiting page.
pub(crate) async fn answer(
    State(app): State<App>,
    caller: Caller,
    At((id, answer)): At<(PageId, String)>,
    fields: Fields,
) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::AnswerPage, Object::Page(id))?;
    fields.only(&[])?;
    let says = match answer.as_str() {
        "acknowledge" => Says::Acknowledge(How::Api),
        "cannot" => Says::Cannot,
        _ => return Err(Refused::not_found()),
    };
    inbound::say(&app, caller.person, id, says).await?;
    let state = app.engine.state();
    let page = state.pages.get(&id).ok_or_else(Refused::not_found)?;
    let said = match &page.status {
        PageStatus::Acknowledged { by, .. } if *by == Some(caller.person) => "yours",
        PageStatus::Acknowledged { .. } => "taken",
        PageStatus::Active | PageStatus::Exhausted { .. } if says == Says::Cannot => "cannot",
        _ => "unchanged",
    };
    Ok(see_other(&format!("/?said={said}")))
}
