//! One's own duty: how one wants to hear of it, when one cannot be on call, and one's calendar feeds.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_domain::command::Command;
use ctac_domain::directory::{Channel, Preferences};
use ctac_domain::id::{AbsenceId, FeedId, RotaId};
use ctac_domain::state::State as CellState;
use jiff::tz::TimeZone;

use crate::app::App;
use crate::caller::Caller;
use crate::feeds;
use crate::json::Asked;
use crate::limits;
use crate::mint::fresh;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{Frame, Part, page_with, see_other, status_of};
use crate::pages::post::words as told;
use crate::pages::rota::act::absence_of;
use crate::pages::when::{self, When, soon_in, when_in};
use crate::pages::words::{self, Choice};
use crate::refused::Refused;

/// How long before a handoff one may be told, in seconds, and as it is said.
const NOTICES: [(u32, &str); 7] = [
    (604_800, "A week before"),
    (172_800, "Two days before"),
    (86_400, "A day before"),
    (43_200, "12 hours before"),
    (3_600, "An hour before"),
    (900, "15 minutes before"),
    (0, "At the handoff"),
];
/// Zones that the field suggests; any IANA name can be typed.
const ZONES: [&str; 8] = [
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Paris",
    "Europe/Warsaw",
    "America/New_York",
    "Asia/Kolkata",
    "UTC",
];

#[derive(Template)]
#[template(path = "duty.html")]
struct Page {
    frame: Frame,
    said: Option<&'static str>,
    problem: Option<String>,
    /// A feed's address, shown this once.
    made: Option<String>,
    zone: String,
    zones: &'static [&'static str],
    notices: Vec<(Choice, bool)>,
    channels: Vec<(Choice, bool)>,
    absences: Vec<(AbsenceId, When, When)>,
    feeds: Vec<(FeedId, String, When)>,
    rotas: Vec<Choice>,
    /// The form's own number, so that sending it twice makes one feed, or one absence.
    fresh: String,
    typed: Fields,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    said: Option<Said>,
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Said {
    Saved,
    Away,
    Back,
    Revoked,
}

const fn words_of(said: Said) -> &'static str {
    match said {
        Said::Saved => "Saved.",
        Said::Away => "The absence was recorded. Others stand in by each rota's rules.",
        Said::Back => "The absence was taken away.",
        Said::Revoked => "The calendar feed was revoked: its address shows nothing any more.",
    }
}

/// What a page of this shows besides what stands.
#[derive(Default)]
struct Shows {
    said: Option<&'static str>,
    made: Option<String>,
    problem: Option<String>,
    typed: Fields,
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    Asked(query): Asked<Query>,
) -> Result<Response, Refused> {
    let shows = Shows { said: query.said.map(words_of), ..Shows::default() };
    show(&app, caller, shows, StatusCode::OK).await
}

async fn show(app: &App, caller: Caller, shows: Shows, status: StatusCode) -> Result<Response, Refused> {
    let state = app.engine.state();
    let chosen = state.people.get(&caller.person).map(|person| person.preferences.clone()).unwrap_or_default();
    let zone = zone_of(&chosen);
    let title = if shows.problem.is_some() { "Problem: My duty" } else { "My duty" };
    let mut frame = Frame::of(app, caller, Part::Duty, title).await;
    frame.zone = chosen.time_zone.clone().unwrap_or_default();
    let page = Page {
        frame,
        said: shows.said,
        problem: shows.problem,
        made: shows.made,
        zone: chosen.time_zone.clone().unwrap_or_default(),
        zones: &ZONES,
        notices: notices(&chosen),
        channels: channels(&chosen),
        absences: absences(app, &state, caller, &zone),
        feeds: feeds_of(app, &state, caller, &zone).await?,
        rotas: rotas(&state),
        fresh: fresh(&*app.clock, &*app.random).to_string(),
        typed: shows.typed,
    };
    Ok(page_with(status, &page))
}

fn zone_of(chosen: &Preferences) -> TimeZone {
    chosen.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(when::home)
}

fn notices(chosen: &Preferences) -> Vec<(Choice, bool)> {
    let given = |(seconds, label): (u32, &str)| {
        let choice = Choice { value: seconds.to_string(), label: label.to_owned(), hint: "" };
        (choice, chosen.handoff_notices.contains(&seconds))
    };
    let others = chosen.handoff_notices.iter().filter(|it| !NOTICES.iter().any(|(seconds, _)| seconds == *it));
    let other = |seconds: &u32| {
        let label = format!("{} minutes before", seconds / 60);
        (Choice { value: seconds.to_string(), label, hint: "" }, true)
    };
    NOTICES.into_iter().map(given).chain(others.map(other)).collect()
}

fn channels(chosen: &Preferences) -> Vec<(Choice, bool)> {
    let all = [("sms", Channel::Sms), ("voice", Channel::Voice), ("push", Channel::Push), ("email", Channel::Email)];
    let choice = |(value, channel): (&str, Channel)| {
        let choice = Choice { value: value.to_owned(), label: words::channel(channel).to_owned(), hint: "" };
        (choice, chosen.notice_channel == Some(channel))
    };
    all.into_iter().map(choice).collect()
}

fn absences(app: &App, state: &CellState, caller: Caller, zone: &TimeZone) -> Vec<(AbsenceId, When, When)> {
    let now = app.clock.now();
    let own = state.absences.values().filter(|absence| absence.person == caller.person && absence.to > now);
    let mut own: Vec<_> = own.collect();
    own.sort_by_key(|absence| (absence.from, absence.id));
    own.into_iter().map(|it| (it.id, soon_in(it.from, zone), soon_in(it.to, zone))).collect()
}

async fn feeds_of(
    app: &App,
    state: &CellState,
    caller: Caller,
    zone: &TimeZone,
) -> Result<Vec<(FeedId, String, When)>, Refused> {
    let of = |rota: Option<RotaId>| match rota {
        None => "Your shifts in every rota".to_owned(),
        Some(rota) => state.rotas.get(&rota).map_or_else(String::new, |kept| match kept.retired {
            None => format!("All shifts of {}", kept.saved.name),
            Some(_) => format!("All shifts of {} (retired: it shows nothing)", kept.saved.name),
        }),
    };
    let feeds = app.auth.feeds(caller.person).await?;
    Ok(feeds.into_iter().map(|feed| (feed.id, of(feed.rota), when_in(feed.created_at, zone))).collect())
}

fn rotas(state: &CellState) -> Vec<Choice> {
    let used = state.rotas.values().filter(|kept| kept.retired.is_none()).take(limits::PAGE_ROTAS);
    let choice = |name: &str, id: RotaId| Choice { value: id.to_string(), label: name.to_owned(), hint: "" };
    used.map(|kept| choice(&kept.saved.name, kept.id())).collect()
}

/// The page again, with what was wrong.
async fn again(app: &App, caller: Caller, fields: Fields, refused: &Refused) -> Result<Response, Refused> {
    let shows = Shows { problem: Some(told(refused)), typed: fields, ..Shows::default() };
    show(app, caller, shows, status_of(refused)).await
}

pub(crate) async fn preferences(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Response, Refused> {
    let done = match preferences_of(&fields) {
        Ok(preferences) => {
            let command = Command::SetPreferences { person: caller.person, preferences };
            app.engine.execute(caller.actor(), command).await.map_err(Refused::from)
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(_) => Ok(see_other("/me/duty?said=saved")),
        Err(refused) => again(&app, caller, fields, &refused).await,
    }
}

fn preferences_of(fields: &Fields) -> Result<Preferences, Refused> {
    fields.only(&["time_zone", "notice", "channel"])?;
    let seconds = |text: String| text.parse().map_err(|_| wrong("handoff_notices", "this is not one of the choices"));
    let handoff_notices = fields.several::<String>("notice")?.into_iter().map(seconds).collect::<Result<_, _>>()?;
    Ok(Preferences { time_zone: fields.given("time_zone"), handoff_notices, notice_channel: fields.maybe("channel")? })
}

pub(crate) async fn absence(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Response, Refused> {
    let state = app.engine.state();
    let chosen = state.people.get(&caller.person).map(|person| person.preferences.clone()).unwrap_or_default();
    let done = match absence_of(&app, caller, &fields, &zone_of(&chosen)) {
        Ok((command, added)) => app.engine.execute(caller.actor(), command).await.map(|_| added).map_err(Refused::from),
        Err(refused) => Err(refused),
    };
    match done {
        Ok(added) => Ok(see_other(if added { "/me/duty?said=away" } else { "/me/duty?said=back" })),
        Err(refused) => again(&app, caller, fields, &refused).await,
    }
}

/// Makes a feed, and shows its address in this one answer; or revokes one.
pub(crate) async fn feed(State(app): State<App>, caller: Caller, fields: Fields) -> Result<Response, Refused> {
    fields.only(&["do", "id", "rota"])?;
    let done = match fields.text("do") {
        "make" => {
            let id = fields.word("id", "the form's own number is missing: load the page again")?;
            feeds::begin(&app, caller, id, fields.maybe("rota")?).await.map(Some)
        }
        "revoke" => feeds::end(&app, caller, fields.word("id", "load the page again")?).await.map(|()| None),
        _ => Err(wrong("do", "make a feed, or revoke one")),
    };
    match done {
        Ok(Some(made)) => show(&app, caller, Shows { made: Some(made), ..Shows::default() }, StatusCode::OK).await,
        Ok(None) => Ok(see_other("/me/duty?said=revoked")),
        Err(refused) => again(&app, caller, fields, &refused).await,
    }
}
