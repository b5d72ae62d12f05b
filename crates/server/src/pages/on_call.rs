//! Who is on call: now, and over the next week.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_domain::duty::{DutyShift, KeptRota};
use ctac_domain::id::PersonId;
use ctac_domain::state::State as CellState;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::caller::Caller;
use crate::limits;
use crate::pages::frame::{Frame, Part, page};
use crate::pages::people::People;
use crate::pages::when::{When, when};

#[derive(Template)]
#[template(path = "on_call.html")]
struct Page {
    frame: Frame,
    now: When,
    rotas: Vec<Rota>,
}

/// A rota and who has it now.
pub(crate) struct OnCall {
    pub(crate) rota: String,
    /// Nobody: a gap.
    pub(crate) people: Vec<String>,
}

struct Rota {
    now: OnCall,
    shifts: Vec<Shift>,
}

struct Shift {
    from: When,
    to: When,
    people: String,
}

impl OnCall {
    pub(crate) fn new(people: &People, rota: String, ids: &[PersonId]) -> Self {
        Self { rota, people: ids.iter().map(|id| people.with_organisation(*id)).collect() }
    }
}

/// Every rota's name and who is on call in it.
pub(crate) fn people_on_call(state: &CellState, at: Timestamp) -> Vec<(String, Vec<PersonId>)> {
    let rotas = state.rotas.values().take(limits::PAGE_ROTAS);
    rotas.map(|kept| (kept.saved.name.clone(), kept.on_call(at))).collect()
}

/// From when to when, and who.
type Stretch = (Timestamp, Timestamp, Vec<PersonId>);

/// The coming week's shifts. A rota that cannot be read shows none: it is logged where it is saved and paged by.
fn week(kept: &KeptRota, from: Timestamp) -> Vec<Stretch> {
    let to = from.checked_add(SignedDuration::from_hours(24 * limits::PAGE_SHIFT_DAYS)).unwrap_or(from);
    let of = |shift: DutyShift| (shift.from, shift.to, shift.people);
    kept.shifts(from, to).unwrap_or_default().into_iter().take(limits::PAGE_SHIFTS).map(of).collect()
}

pub(crate) async fn read(State(app): State<App>, caller: Caller) -> Response {
    let state = app.engine.state();
    let at = app.clock.now();
    let now = people_on_call(&state, at);
    let weeks: Vec<Vec<Stretch>> = state.rotas.values().take(now.len()).map(|rota| week(rota, at)).collect();
    let mut ids: BTreeSet<PersonId> = now.iter().flat_map(|(_, people)| people.iter().copied()).collect();
    ids.extend(weeks.iter().flatten().flat_map(|(_, _, people)| people.iter().copied()));
    let people = People::named(&app, &state, ids).await;
    let shift = |(from, to, ids): Stretch| Shift { from: when(from), to: when(to), people: people.list(ids) };
    let rotas = now.into_iter().zip(weeks).map(|((name, ids), week)| Rota {
        now: OnCall::new(&people, name, &ids),
        shifts: week.into_iter().map(shift).collect(),
    });
    page(&Page { rotas: rotas.collect(), now: when(at), frame: Frame::of(&app, caller, Part::OnCall, "On call").await })
}
