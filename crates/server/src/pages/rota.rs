//! One rota, whole: who is on call now, the coming four weeks, where it is thin, and the forms by which people change
//! it: overrides, offers, absences, the note for whoever comes next.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::duty::KeptRota;
use ctac_domain::id::RotaId;
use ctac_domain::state::State as CellState;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Asked, At};
use crate::mint::fresh;
use crate::pages::calendar::Day;
use crate::pages::form::Fields;
use crate::pages::frame::{Frame, Part, page_with};
use crate::pages::layers::Told;
use crate::pages::on_call::{Now, tag, zone_of};
use crate::pages::people::People;
use crate::pages::when::{When, when_in};
use crate::pages::words::Choice;
use crate::refused::Refused;

pub(crate) mod act;
mod figures;
mod lines;
mod looked;

use figures::Figures;
use lines::{AbsenceLine, OverrideLine, OwnShift, SwapLine};
use looked::Looked;

#[derive(Template)]
#[template(path = "rota.html")]
struct Page {
    frame: Frame,
    said: Option<&'static str>,
    /// The form that was refused, what was typed in it, and why.
    typed: Typed,
    id: RotaId,
    name: String,
    duty: Option<String>,
    /// The rota's zone, in which all times are; and the reader's, where it is another.
    zone: String,
    own_zone: Option<String>,
    retired: Option<When>,
    now: Now,
    note: Option<(String, When, String)>,
    may: May,
    figures: Figures,
    days: Vec<Day>,
    layers: Vec<Told>,
    overrides: Vec<OverrideLine>,
    own: Vec<OwnShift>,
    swaps: Vec<SwapLine>,
    absences: Vec<AbsenceLine>,
    people: Vec<Choice>,
    /// The forms' own number, so that sending one twice does one thing.
    fresh: String,
}

/// What the reader may do here.
struct May {
    /// Overrides and notes for others.
    arrange: bool,
    /// Put themselves on.
    cover: bool,
    note: bool,
}

/// What was typed into a form that was refused.
#[derive(Default)]
pub(crate) struct Typed {
    pub(crate) form: &'static str,
    pub(crate) fields: Fields,
    pub(crate) problem: Option<String>,
}

impl Typed {
    fn value(&self, form: &str, name: &str) -> &str {
        if self.form == form { self.fields.text(name) } else { "" }
    }

    fn chosen(&self, form: &str, name: &str, value: impl AsRef<str>) -> bool {
        self.value(form, name) == value.as_ref()
    }

    fn open(&self, form: &str) -> bool {
        self.form == form
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    said: Option<act::Said>,
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    Asked(query): Asked<Query>,
) -> Result<Response, Refused> {
    show(&app, caller, id, query.said.map(act::words_of), Typed::default(), StatusCode::OK).await
}

pub(crate) async fn show(
    app: &App,
    caller: Caller,
    id: RotaId,
    said: Option<&'static str>,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let kept = Arc::clone(state.rotas.get(&id).ok_or_else(Refused::not_found)?);
    let at = app.clock.now();
    let looked = Looked::at(app, caller, Arc::clone(&state), &kept, at).await?;
    let choices = choices(&state);
    let people = People::named(app, &state, looked.ids(&state, &kept, &choices)).await;
    let zone = zone_of(&kept);
    let own = own_zone(&state, caller, &kept);
    let title = if typed.problem.is_some() { format!("Problem: {}", kept.saved.name) } else { kept.saved.name.clone() };
    let mut frame = Frame::of(app, caller, Part::OnCall, &title).await;
    frame.zone.clone_from(&kept.saved.rota.time_zone);
    let lines = lines::Lines { state: &state, people: &people, caller, zone: &zone, now: at };
    let page = Page {
        said,
        typed,
        id,
        name: kept.saved.name.clone(),
        duty: tag(&state, &kept),
        zone: kept.saved.rota.time_zone.clone(),
        own_zone: own.as_ref().and_then(|zone| zone.iana_name().map(str::to_owned)),
        retired: kept.retired.map(|at| when_in(at, &zone)),
        now: Now::of(&people, &kept, &looked.around, &zone),
        note: kept.note.as_ref().map(|note| lines.note(note)),
        may: may(&state, caller, &kept, at),
        figures: Figures::of(&looked, &people, &zone, || fresh(&*app.clock, &*app.random).to_string()),
        days: looked.calendar(&people, caller, zone.clone(), own, at),
        layers: lines.layers(&kept.saved.rota),
        overrides: lines.overrides(&kept),
        own: lines.own(&looked.own),
        swaps: lines.swaps(id),
        absences: lines.absences(&kept),
        fresh: fresh(&*app.clock, &*app.random).to_string(),
        people: lines.choices(&choices),
        frame,
    };
    Ok(page_with(status, &page))
}

/// Whom a form offers to choose from: everybody who can be put on call.
fn choices(state: &CellState) -> Vec<ctac_domain::id::PersonId> {
    let active = state.people.values().filter(|person| person.active);
    active.map(|person| person.id).take(crate::limits::PAGE_CHOICES).collect()
}

/// The reader's zone, where it is another than the rota's.
fn own_zone(state: &CellState, caller: Caller, kept: &KeptRota) -> Option<TimeZone> {
    let person = state.people.get(&caller.person)?;
    let name = person.preferences.time_zone.as_deref().filter(|own| *own != kept.saved.rota.time_zone)?;
    TimeZone::get(name).ok()
}

fn may(state: &CellState, caller: Caller, kept: &KeptRota, at: Timestamp) -> May {
    use ctac_domain::directory::Role;
    let arrange = can(state, caller.actor(), Action::ArrangeDuty, Object::Cell).is_ok();
    let roles = ctac_domain::access::roles_of(state, caller.actor());
    let answers = roles.is_some_and(|roles| roles.contains(&Role::Responder) || roles.contains(&Role::IncidentLead));
    let used = kept.retired.is_none();
    May {
        arrange: arrange && used,
        cover: (answers || arrange) && used,
        note: used && (arrange || kept.on_call(at).contains(&caller.person)),
    }
}
