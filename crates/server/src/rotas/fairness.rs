//! Fairness: who bears how much of the duty, against an even share, and what of it tires.
//!
//! Everybody sees their own figures and the totals of the organisations; who arranges duty or administers people sees
//! theirs too (`Action::ReadFairness`). All is measured over everybody; only what is shown differs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State;
use ctac_api::fairness::{FairnessView, FatigueFlag, LoadView, OrganisationFairness, PersonFairness};
use ctac_api::problem::{Kind, Problem};
use ctac_domain::access::{Action, Object, can};
use ctac_domain::duty::{DutyShift, KeptRota};
use ctac_domain::id::{PersonId, RotaId};
use ctac_domain::on_call::shifts;
use ctac_domain::policy::Duty as Purpose;
use ctac_domain::state::State as CellState;
use ctac_rota::fairness::{self, Duty, Fairness, Fatigue, Flag, Load, Person, Rules};
use ctac_rota::holidays::Holidays;
use ctac_rota::limits::FAIR_ROTAS;
use ctac_rota::{Member, Shift};
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, Asked, At};
use crate::limits;
use crate::refused::Refused;
use crate::resolve::{check_stretch, resolved};
use crate::route::Route;

mod paged;

pub(crate) fn routes() -> Vec<Route> {
    let fairness = |route: Route| {
        route
            .note(
                "Hours, nights, weekends, bank holidays of England and Wales, and pages, against an even share; rest \
                 shorter than 11 hours, more than 7 days in a row and lead duty over 8 hours are flagged. People: oneself, \
                 and more for who arranges duty or administers them.",
            )
            .asks("from", true, "RFC 3339")
            .asks("to", true, "RFC 3339; at most 400 days after `from`")
            .answers::<FairnessView>(200, "Figures")
    };
    vec![
        fairness(Route::get("/api/v1/fairness", of_all).says("Who bears how much of the duty in all rotas")),
        fairness(Route::get("/api/v1/rotas/{id}/fairness", of_one).says("Who bears how much of a rota's duty")),
    ]
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Window {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

async fn of_all(
    State(app): State<App>,
    caller: Caller,
    Asked(window): Asked<Window>,
) -> Result<Answer<FairnessView>, Refused> {
    let state = app.engine.state();
    let used = state.rotas.values().filter(|kept| kept.retired.is_none_or(|at| at > window.from));
    let rotas: Vec<RotaId> = used.map(|kept| kept.id()).collect();
    if rotas.len() > FAIR_ROTAS {
        let detail = format!("The duty of at most {FAIR_ROTAS} rotas is measured at once; ask for one.");
        return Err(Refused(Problem::new(Kind::LimitReached, detail)));
    }
    asked(&app, caller, state, rotas, window).await.map(Answer)
}

async fn of_one(
    State(app): State<App>,
    caller: Caller,
    At(id): At<RotaId>,
    Asked(window): Asked<Window>,
) -> Result<Answer<FairnessView>, Refused> {
    let state = app.engine.state();
    if !state.rotas.contains_key(&id) {
        return Err(Refused::not_found());
    }
    asked(&app, caller, state, vec![id], window).await.map(Answer)
}

/// The figures of these rotas, as `caller` may see them.
pub(crate) async fn asked(
    app: &App,
    caller: Caller,
    state: Arc<CellState>,
    rotas: Vec<RotaId>,
    window: Window,
) -> Result<FairnessView, Refused> {
    caller.may(&state, Action::ReadDirectory, Object::Cell)?;
    check_stretch(window.from, window.to)?;
    resolved(app, caller.person, move || {
        let measured = measured(&state, &rotas, &window)?;
        Ok(view(&state, caller, &measured, window))
    })
    .await
}

/// What one rota gives to the measurement.
struct Measured {
    shifts: Vec<Shift>,
    eligible: BTreeSet<Member>,
    pages: BTreeMap<Member, i64>,
    lead: bool,
}

fn measured(state: &CellState, rotas: &[RotaId], window: &Window) -> Result<Fairness, Refused> {
    let mut parts = Vec::new();
    for kept in rotas.iter().filter_map(|id| state.rotas.get(id)) {
        let found = shifts(state, kept.id(), window.from, window.to);
        let found = found.map_err(|error| Refused::parameter("to", format!("{}: {error}", kept.saved.name)))?;
        parts.push(Measured {
            pages: paged::of(state, &found, window),
            shifts: as_rota(&found),
            eligible: eligible(state, kept),
            lead: kept.saved.duty == Purpose::Lead,
        });
    }
    let zone = rotas.first().and_then(|id| state.rotas.get(id)).map(|kept| kept.saved.rota.time_zone.as_str());
    let people = people(state, zone.filter(|_| rotas.len() == 1).unwrap_or(limits::HOME_ZONE));
    let duties: Vec<Duty<'_>> = parts
        .iter()
        .map(|Measured { shifts, eligible, pages, lead }| Duty { shifts, eligible, pages, lead: *lead })
        .collect();
    let done = fairness::fairness(&duties, &people, &Holidays::england_and_wales(), &Rules::default());
    done.map_err(|unmeasured| Refused(Problem::new(Kind::LimitReached, format!("{unmeasured}."))))
}

/// Shifts as the library has them, on whole seconds: an edit cuts the past at its own instant, which is none.
pub(crate) fn as_rota(shifts: &[DutyShift]) -> Vec<Shift> {
    let second = |at: Timestamp| Timestamp::from_second(at.as_second()).unwrap_or(at);
    let shift = |shift: &DutyShift| Shift {
        from: second(shift.from),
        to: second(shift.to),
        members: shift.people.iter().map(|person| Member(person.to_string())).collect(),
    };
    shifts.iter().map(shift).filter(|shift| shift.from < shift.to).collect()
}

/// Among whom an even share is reckoned: whoever has turns in it and has not left.
fn eligible(state: &CellState, kept: &KeptRota) -> BTreeSet<Member> {
    let groups = kept.ready.rota().layers.iter().flat_map(|layer| layer.groups.iter().flatten());
    let here = |member: &&Member| {
        let person = member.0.parse().ok().and_then(|id: PersonId| state.people.get(&id));
        person.is_some_and(|person| person.active)
    };
    groups.filter(here).cloned().collect()
}

fn people(state: &CellState, zone: &str) -> BTreeMap<Member, Person> {
    let person = |person: &ctac_domain::directory::Person| Person {
        time_zone: person.preferences.time_zone.clone().unwrap_or_else(|| zone.to_owned()),
        organisation: person.organisation.to_string(),
    };
    state.people.values().map(|it| (Member(it.id.to_string()), person(it))).collect()
}

const fn load(of: Load) -> LoadView {
    let Load { seconds, night, weekend, holiday, shifts, pages } = of;
    LoadView { duty_s: seconds, night_s: night, weekend_s: weekend, holiday_s: holiday, shifts, pages }
}

/// Somebody's id, if the caller may see their figures.
fn shown(state: &CellState, caller: Caller, member: &Member) -> Option<PersonId> {
    let person: PersonId = member.0.parse().ok()?;
    can(state, caller.actor(), Action::ReadFairness, Object::Person(person)).ok().map(|()| person)
}

fn shares(state: &CellState, caller: Caller, all: &Fairness) -> Vec<PersonFairness> {
    let one = |it: &fairness::PersonShare| {
        let person = shown(state, caller, &it.member)?;
        Some(PersonFairness { person, load: load(it.load), share: load(it.share) })
    };
    all.people.iter().filter_map(one).collect()
}

/// Who bears how much of one rota in some state, of those whose figures the caller may see.
pub(super) fn loads(
    state: &CellState,
    caller: Caller,
    rota: RotaId,
    window: Window,
) -> Result<Vec<PersonFairness>, Refused> {
    Ok(shares(state, caller, &measured(state, &[rota], &window)?))
}

fn view(state: &CellState, caller: Caller, all: &Fairness, window: Window) -> FairnessView {
    let organisations = all.organisations.iter().filter_map(|it| {
        let organisation = it.organisation.parse().ok()?;
        Some(OrganisationFairness { organisation, people: it.people, load: load(it.load), share: load(it.share) })
    });
    FairnessView {
        pages_since: paged::since(state).filter(|since| *since > window.from),
        from: window.from,
        to: window.to,
        holidays_issued: all.holidays.issued,
        holidays_unknown_s: all.holidays_unknown,
        people: shares(state, caller, all),
        organisations: organisations.collect(),
        flags: all.flags.iter().filter_map(|flag| Some(told(flag, shown(state, caller, &flag.member)?))).collect(),
    }
}

fn told(flag: &Flag, person: PersonId) -> FatigueFlag {
    let hours = |seconds: i64| format!("{} hours {} minutes", seconds / 3_600, seconds % 3_600 / 60);
    let (kind, says) = match flag.fatigue {
        Fatigue::ShortRest { seconds } => ("short-rest", format!("{} of rest between two shifts", hours(seconds))),
        Fatigue::ManyDays { days } => ("many-days", format!("{days} days of duty in a row")),
        Fatigue::LongLead { seconds } => ("long-lead", format!("{} of lead duty at a stretch", hours(seconds))),
    };
    FatigueFlag { person, kind: kind.to_owned(), from: flag.from, to: flag.to, says }
}
