//! The people whom an administrator administers: who of them can be reached, by which channels, and since when that is
//! proved. Never where: an administrator adds a contact for somebody, and sees nothing of it afterwards.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_api::problem::Kind;
use ctac_domain::access::{Action, Object, can};
use ctac_domain::command::Command;
use ctac_domain::directory::Person;
use ctac_domain::id::{ContactId, PersonId};
use ctac_domain::state::State as CellState;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Asked, At};
use crate::limits;
use crate::mint::fresh;
use crate::pages::contacts::channels;
use crate::pages::form::{Fields, wrong};
use crate::pages::frame::{Frame, Part, page_with, see_other, status_of};
use crate::pages::people::People;
use crate::pages::when::{When, when};
use crate::pages::words::{self, Choice};
use crate::refused::Refused;
use crate::{contacts, test_pages};

#[derive(Template)]
#[template(path = "people.html")]
struct Page {
    frame: Frame,
    said: Option<&'static str>,
    problem: Option<String>,
    people: Vec<Shown>,
    /// There are so many more.
    more: usize,
    channels: Vec<Choice>,
    severities: Vec<Choice>,
    fresh: String,
    /// Whether the cell tests everybody each month, for who may say so.
    monthly: Option<bool>,
}

struct Shown {
    id: PersonId,
    name: String,
    reachable: bool,
    /// `text message, call`.
    by: String,
    in_doubt: bool,
    proven: Option<When>,
    own: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    said: Option<Said>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Said {
    Invited,
    Testing,
    Monthly,
}

const fn words_of(said: Said) -> &'static str {
    match said {
        Said::Invited => "Added. They are paged there once they sign in and prove it under My contacts. Tell them so.",
        Said::Testing => "The test page is on its way to them. What comes of it stands here.",
        Said::Monthly => "Saved.",
    }
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    Asked(query): Asked<Query>,
) -> Result<Response, Refused> {
    show(&app, caller, query.said.map(words_of), None, StatusCode::OK).await
}

/// Whom the caller administers.
fn managed(state: &CellState, caller: Caller) -> impl Iterator<Item = &Person> {
    let manages = move |person: &&Person| {
        can(state, caller.actor(), Action::ManagePeople, Object::Person(person.id)).is_ok() && person.active
    };
    state.people.values().filter(manages)
}

async fn show(
    app: &App,
    caller: Caller,
    said: Option<&'static str>,
    problem: Option<String>,
    status: StatusCode,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    if managed(&state, caller).next().is_none() {
        return Err(Refused::new(Kind::Forbidden, "You administer nobody."));
    }
    let ids: BTreeSet<PersonId> = managed(&state, caller).take(limits::PAGE_PEOPLE).map(|person| person.id).collect();
    let more = managed(&state, caller).count() - ids.len();
    let people = People::named(app, &state, ids).await;
    let mut shown: Vec<Shown> =
        managed(&state, caller).take(limits::PAGE_PEOPLE).map(|it| one(&state, caller, &people, it)).collect();
    shown.sort_by(|one, other| (one.reachable, &one.name).cmp(&(other.reachable, &other.name)));
    let configures = can(&state, caller.actor(), Action::ManageConfiguration, Object::Cell).is_ok();
    let title = if problem.is_some() { "Problem: People" } else { "People" };
    let content = Page {
        frame: Frame::of(app, caller, Part::People, title).await,
        said,
        problem,
        people: shown,
        more,
        channels: channels(),
        severities: words::severities(),
        fresh: fresh(&*app.clock, &*app.random).to_string(),
        monthly: configures.then_some(state.monthly_test.on),
    };
    Ok(page_with(status, &content))
}

fn one(state: &CellState, caller: Caller, people: &People, person: &Person) -> Shown {
    let proof = state.proofs.get(&person.id);
    let by = person.reached_by().into_iter().map(|it| words::channel(it).to_lowercase()).collect::<Vec<_>>();
    Shown {
        id: person.id,
        name: people.with_organisation(person.id),
        reachable: person.is_reachable(),
        by: by.join(", "),
        in_doubt: proof.is_some_and(|proof| proof.is_in_doubt()),
        proven: proof.and_then(|proof| proof.proven_at).map(when),
        own: person.id == caller.person,
    }
}

/// Adds a contact for somebody, or tests whether they can be reached.
pub(crate) async fn act(
    State(app): State<App>,
    caller: Caller,
    At(person): At<PersonId>,
    fields: Fields,
) -> Result<Response, Refused> {
    caller.may(&app.engine.state(), Action::ManagePeople, Object::Person(person))?;
    match done(&app, caller, person, &fields).await {
        Ok(said) => Ok(see_other(&format!("/people?said={said}"))),
        Err(refused) => {
            let problem = Some(refused.0.detail.clone());
            show(&app, caller, None, problem, status_of(&refused)).await
        }
    }
}

async fn done(app: &App, caller: Caller, person: PersonId, fields: &Fields) -> Result<&'static str, Refused> {
    fields.only(&["do", "id", "channel", "address", "severity", "on"])?;
    match fields.text("do") {
        "invite" => {
            let id: ContactId = fields.word("id", "the form's own number is missing: load the page again")?;
            let channel = fields.word("channel", "choose how messages to it travel")?;
            contacts::begin(app, caller, person, id, channel, fields.text("address")).await.map(|()| "invited")
        }
        "test" => {
            let severity = fields.word("severity", "choose a severity")?;
            test_pages::begin(app, caller, person, severity).await.map(|_| "testing")
        }
        "monthly" => {
            let stands = app.engine.state().monthly_test;
            let (on, expect) = (fields.text("on") == "true", Some(stands.version));
            let command = Command::SetMonthlyTest { on, severity: stands.severity, expect };
            app.engine.execute(caller.actor(), command).await?;
            Ok("monthly")
        }
        _ => Err(wrong("do", "this is none of the page's buttons")),
    }
}
