//! A call-out's link: a page without a script. Reading it changes nothing, whoever reads; only its buttons answer. The
//! link proves whom it was sent to.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_domain::call_out::{Answer, CallOut, Can};
use ctac_domain::id::PersonId;
use ctac_domain::message::call_out::{headline, minutes};
use ctac_domain::page::How;
use ctac_domain::state::State as CellState;

use crate::app::App;
use crate::inbound::attend;
use crate::json::At;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{Frame, page, page_with};
use crate::pages::when::{When, when};
use crate::pages::words;
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "attend.html")]
struct Page {
    frame: Frame,
    headline: String,
    severity: &'static str,
    severity_class: &'static str,
    raised: When,
    within: String,
    /// People are being asked; otherwise why not, in a sentence.
    running: bool,
    status: &'static str,
    /// An answer can still be given.
    open: bool,
    /// What they said last, and when.
    answered: Option<(String, When)>,
    /// What came of the button.
    said: Option<String>,
}

#[derive(Template)]
#[template(path = "no_such_link.html")]
struct Unknown {
    frame: Frame,
}

/// A call-out that asks somebody, as the first page lists it.
pub(crate) struct Called {
    pub(crate) headline: String,
    /// Their own link.
    pub(crate) link: String,
    pub(crate) answered: bool,
}

/// The call-outs under way that ask somebody, the newest first.
pub(crate) fn called(app: &App, state: &CellState, person: PersonId) -> Vec<Called> {
    let running = state.call_outs.values().rev().filter(|it| it.is_running());
    let line = |it: &std::sync::Arc<CallOut>| {
        let theirs = it.notifications_of(person).next()?;
        let link = format!("/c/{}", app.auth.link_token(theirs.id));
        Some(Called { headline: headline(state, it), link, answered: it.answers.contains_key(&person) })
    };
    running.filter_map(line).collect()
}

/// The call-out and the person of a link, or nothing for one that is none of ours or too old, or whose person has left.
fn of_link<'a>(app: &App, state: &'a CellState, token: &str) -> Option<(&'a CallOut, PersonId)> {
    let of = attend::asked(state, app.auth.verify_link(token)?);
    of.filter(|(_, person)| state.people.get(person).is_some_and(|person| person.active))
}

fn unknown(app: &App) -> Response {
    page_with(StatusCode::NOT_FOUND, &Unknown { frame: Frame::anonymous(app, "This link does not work") })
}

pub(crate) async fn read(State(app): State<App>, At(token): At<String>) -> Response {
    shown(&app, &token, None)
}

fn shown(app: &App, token: &str, said: Option<String>) -> Response {
    let state = app.engine.state();
    let Some((it, person)) = of_link(app, &state, token) else { return unknown(app) };
    let headline = headline(&state, it);
    page(&Page {
        frame: Frame::anonymous(app, &format!("Can you attend? {headline}")),
        headline,
        severity: words::severity(it.terms.severity),
        severity_class: words::severity_class(it.terms.severity),
        raised: when(it.raised_at),
        within: minutes(it.terms.within_min),
        running: it.is_running(),
        status: words::call_out_status(it.status),
        open: it.takes_answers_at(app.clock.now()),
        answered: it.answers.get(&person).map(|answer| (words_of(*answer), when(answer.at))),
        said,
    })
}

fn words_of(answer: Answer) -> String {
    match answer.can {
        Can::Yes { minutes: count } if answer.late => {
            format!("after it had ended, that you could attend in {}", minutes(count))
        }
        Can::Yes { minutes: count } => format!("that you can attend in {}", minutes(count)),
        Can::No => "that you cannot attend".to_owned(),
    }
}

pub(crate) async fn answer(State(app): State<App>, At(token): At<String>, fields: Fields) -> Result<Response, Refused> {
    fields.only(&["answer", "minutes"])?;
    let can = match fields.text("answer") {
        "cannot" => Can::No,
        "other" => {
            let minutes = fields.text("minutes").trim().parse();
            Can::Yes { minutes: minutes.map_err(|_| wrong("minutes", "write how many minutes, such as 45"))? }
        }
        other => {
            let minutes = other.parse().map_err(|_| wrong("answer", "press one of the buttons"))?;
            Can::Yes { minutes }
        }
    };
    let state = app.engine.state();
    let Some((it, person)) = of_link(&app, &state, &token) else { return Ok(unknown(&app)) };
    let said = attend::say(&app, person, it.id, can, How::Link).await?;
    Ok(shown(&app, &token, Some(said)))
}
