//! The one-time link's page. Reading it changes nothing, whoever reads: only its buttons answer the page, so that a
//! link's preview, a scanner or a curious thumb acknowledges nothing. The link proves whom it was sent to.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ctac_domain::id::{NotificationId, PersonId, RotaId};
use ctac_domain::message::reply::carried_by;
use ctac_domain::page::{How, Page as Paged, PageStatus};
use serde::Serialize;

use crate::app::App;
use crate::inbound::{self, Says, asked};
use crate::json::{Answer, At};
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{Frame, page, page_with};
use crate::pages::now;
use crate::pages::people::People;
use crate::pages::when::{When, when};
use crate::pages::words;
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "acknowledge.html")]
struct Page {
    frame: Frame,
    headline: String,
    /// The rota, and what is wrong with it, where the page is about a gap.
    gap: Option<(RotaId, String)>,
    severity: &'static str,
    severity_class: &'static str,
    raised: When,
    /// Nobody has it yet: it can be answered.
    open: bool,
    exhausted: bool,
    /// The page itself is over, and so many others of its message are open.
    others: Option<usize>,
    /// Whose it is, when it was taken, how.
    taken: Option<(String, When, &'static str)>,
    yours: bool,
    cancelled: bool,
    /// What came of the button.
    said: Option<String>,
}

#[derive(Template)]
#[template(path = "no_such_link.html")]
struct Unknown {
    frame: Frame,
}

/// What came of an answer, for a browser's service worker: a notification's button shows it in words.
#[derive(Serialize)]
struct Said {
    said: String,
}

/// The page and the person of a link, or nothing for one that is none of ours or too old, or whose person has left.
fn of_link<'a>(
    app: &App,
    state: &'a ctac_domain::state::State,
    token: &str,
) -> Option<(&'a Paged, PersonId, NotificationId)> {
    let notification = app.auth.verify_link(token)?;
    let (page, person) = asked(state, notification)?;
    state.people.get(&person).filter(|person| person.active)?;
    Some((page, person, notification))
}

fn unknown(app: &App) -> Response {
    page_with(StatusCode::NOT_FOUND, &Unknown { frame: Frame::anonymous(app, "This link does not work") })
}

pub(crate) async fn read(State(app): State<App>, At(token): At<String>) -> Response {
    shown(&app, &token, None).await
}

async fn shown(app: &App, token: &str, said: Option<String>) -> Response {
    let state = app.engine.state();
    let Some((paged, person, notification)) = of_link(app, &state, token) else { return unknown(app) };
    let headline = inbound::carried_headline(&state, paged, notification);
    let carried = carried_by(&state, paged.id, notification);
    let taken = match &paged.status {
        PageStatus::Acknowledged { by, how, at } => Some((*by, *how, *at)),
        _ => None,
    };
    let by = taken.and_then(|(by, ..)| by);
    let people = People::named(app, &state, by.into_iter().collect::<BTreeSet<_>>()).await;
    let name = |by: Option<PersonId>| by.map_or_else(|| "The alert's source".to_owned(), |by| people.name(by));
    let content = Page {
        frame: Frame::anonymous(app, &format!("You are being paged: {headline}")),
        headline,
        gap: now::gap(&state, paged),
        severity: words::severity(paged.severity),
        severity_class: words::severity_class(paged.severity),
        raised: when(paged.raised_at),
        open: paged.is_open() || !carried.is_empty(),
        others: Some(carried.len()).filter(|open| *open > 0 && !paged.is_open()),
        exhausted: matches!(paged.status, PageStatus::Exhausted { .. }),
        taken: taken.map(|(by, how, at)| (name(by), when(at), words::how(how))),
        yours: by == Some(person),
        cancelled: matches!(paged.status, PageStatus::Cancelled { .. }),
        said,
    };
    page(&content)
}

pub(crate) async fn answer(
    State(app): State<App>,
    At(token): At<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Refused> {
    fields.only(&["answer"])?;
    let says = match fields.text("answer") {
        "acknowledge" => Says::Acknowledge(How::Link),
        "cannot" => Says::Cannot,
        _ => return Err(wrong("answer", "press one of the two buttons")),
    };
    let state = app.engine.state();
    let Some((paged, person, notification)) = of_link(&app, &state, &token) else { return Ok(unknown(&app)) };
    let said = inbound::answer(&app, person, (paged, notification), says).await?;
    let takes = headers.get(header::ACCEPT).is_some_and(|kinds| kinds == "application/json");
    if takes { Ok(Answer(Said { said }).into_response()) } else { Ok(shown(&app, &token, Some(said)).await) }
}
