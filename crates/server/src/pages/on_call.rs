//! Who is on call now in every rota, until when, who follows; and where the coming two weeks have a gap.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_domain::duty::KeptRota;
use ctac_domain::id::{PersonId, RotaId};
use ctac_domain::on_call::on_call;
use ctac_domain::state::State as CellState;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::App;
use crate::caller::Caller;
use crate::limits;
use crate::oncall::{Around, around};
use crate::pages::frame::{Frame, Part, page};
use crate::pages::people::People;
use crate::pages::when::{self, When, soon_in, when};
use crate::pages::words;
use crate::refused::Refused;
use crate::resolve::{days_after, resolved};
use crate::rotas::coverage;

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
    id: RotaId,
    name: String,
    duty: Option<String>,
    /// Where its times are another's than the United Kingdom's.
    zone: Option<String>,
    now: Now,
    note: Option<(String, When, String)>,
    gaps: Vec<(When, When, bool)>,
    more_gaps: usize,
}

/// Who is on call now, until when, and who follows.
pub(crate) struct Now {
    pub(crate) people: Vec<String>,
    pub(crate) until: Option<When>,
    /// None: nobody changes within what was looked ahead.
    pub(crate) next: Option<String>,
}

impl OnCall {
    pub(crate) fn new(people: &People, rota: String, ids: &[PersonId]) -> Self {
        Self { rota, people: ids.iter().map(|id| people.with_organisation(*id)).collect() }
    }
}

impl Now {
    pub(crate) fn of(people: &People, kept: &KeptRota, around: &Around, zone: &TimeZone) -> Self {
        let follows =
            || if around.next.is_empty() { "nobody: a gap".to_owned() } else { people.list(around.next.clone()) };
        Self {
            people: around.people.iter().map(|id| people.with_organisation(*id)).collect(),
            until: around.until.filter(|_| kept.retired.is_none()).map(|at| soon_in(at, zone)),
            next: around.until.map(|_| follows()),
        }
    }
}

/// Every rota in use, its name and who is on call in it.
pub(crate) fn people_on_call(state: &CellState, at: Timestamp) -> Vec<(String, Vec<PersonId>)> {
    let rotas = in_use(state).take(limits::PAGE_ROTAS);
    rotas.map(|kept| (kept.saved.name.clone(), on_call(state, kept.id(), at))).collect()
}

fn in_use(state: &CellState) -> impl Iterator<Item = &Arc<KeptRota>> {
    // The first two of every cell first, whatever their ids; whoever stands in, after whom they stand in for.
    let mut rotas: Vec<_> = state.rotas.values().filter(|kept| kept.retired.is_none()).collect();
    let deputies: BTreeSet<RotaId> = rotas.iter().filter_map(|kept| kept.saved.deputy).collect();
    rotas.sort_by_key(|kept| (kept.saved.duty, deputies.contains(&kept.id()), kept.saved.name.clone(), kept.id()));
    rotas.into_iter()
}

/// What being on it means: whose deputy it is, or the duty where the rota's own name does not say it.
pub(crate) fn tag(state: &CellState, kept: &KeptRota) -> Option<String> {
    let stands_in = |other: &&Arc<KeptRota>| other.retired.is_none() && other.saved.deputy == Some(kept.id());
    if let Some(first) = state.rotas.values().find(stands_in) {
        return Some(format!("Deputy of {}", first.saved.name));
    }
    words::duty(kept.saved.duty).filter(|duty| *duty != kept.saved.name).map(str::to_owned)
}

/// The zone that a rota's times are in.
pub(crate) fn zone_of(kept: &KeptRota) -> TimeZone {
    TimeZone::get(&kept.saved.rota.time_zone).unwrap_or_else(|_| when::home())
}

/// What one rota's part of the page needs to be worked out.
struct Looked {
    kept: Arc<KeptRota>,
    around: Around,
    gaps: Vec<(Timestamp, Timestamp, bool)>,
}

fn looked(state: &CellState, at: Timestamp) -> Vec<Looked> {
    let to = days_after(at, limits::PAGE_GAP_DAYS);
    let of = |kept: &Arc<KeptRota>| Looked {
        around: around(state, kept.id(), at),
        gaps: coverage::of(state, kept, at, to)
            .gaps
            .iter()
            .map(|gap| (gap.from, gap.to, gap.unreachable.is_empty()))
            .collect(),
        kept: Arc::clone(kept),
    };
    in_use(state).take(limits::PAGE_ROTAS).map(of).collect()
}

pub(crate) async fn read(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    let state = app.engine.state();
    let at = app.clock.now();
    let looking = Arc::clone(&state);
    let found = resolved(&app, caller.person, move || Ok(looked(&looking, at))).await?;
    let mut ids: BTreeSet<PersonId> = BTreeSet::new();
    for it in &found {
        ids.extend(it.around.people.iter().chain(&it.around.next));
        ids.extend(it.kept.note.as_ref().and_then(|note| note.by));
    }
    let people = People::named(&app, &state, ids).await;
    let rotas = found.into_iter().map(|it| rota(&state, &people, it)).collect();
    Ok(page(&Page { rotas, now: when(at), frame: Frame::of(&app, caller, Part::OnCall, "On call").await }))
}

fn rota(state: &CellState, people: &People, Looked { kept, around, gaps }: Looked) -> Rota {
    let zone = zone_of(&kept);
    let note = kept.note.as_ref().map(|note| {
        let by = note.by.map_or_else(|| "The service".to_owned(), |by| people.name(by));
        (by, soon_in(note.at, &zone), note.text.clone())
    });
    let elsewhere = zone.iana_name().is_some_and(|name| name != limits::HOME_ZONE);
    Rota {
        id: kept.id(),
        name: kept.saved.name.clone(),
        duty: tag(state, &kept),
        zone: elsewhere.then(|| kept.saved.rota.time_zone.clone()),
        now: Now::of(people, &kept, &around, &zone),
        note,
        more_gaps: gaps.len().saturating_sub(limits::PAGE_DUTY),
        gaps: gaps
            .into_iter()
            .take(limits::PAGE_DUTY)
            .map(|(from, to, nobody)| (soon_in(from, &zone), soon_in(to, &zone), nobody))
            .collect(),
    }
}
