//! One's own contacts: adding one, proving it by the code that was sent to it, their order, when which is used, and a test
//! page. Nobody else sees any of this.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use ctac_domain::directory::{Channel, Contact, Flag, Person};
use ctac_domain::id::{ContactId, PersonId};
use ctac_domain::state::State as CellState;
use ctac_domain::test_page::slot;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::Asked;
use crate::mint::fresh;
use crate::pages::form::Fields;
use crate::pages::frame::{Frame, Part, page_with};
use crate::pages::when::{When, when_in};
use crate::pages::words::{self, Choice};
use crate::refused::Refused;

pub(crate) mod act;
pub(crate) mod rules;

#[derive(Template)]
#[template(path = "contacts.html")]
struct Page {
    frame: Frame,
    said: Option<&'static str>,
    problem: Option<String>,
    contacts: Vec<Shown>,
    channels: Vec<Choice>,
    /// The form's own number, so that sending it twice adds one contact.
    fresh: String,
    typed: Fields,
    rules: Vec<rules::Row>,
    severities: Vec<Choice>,
    /// What the last test came to.
    tested: Option<(&'static str, When)>,
    proven: Option<When>,
    in_doubt: bool,
    may_test: bool,
    next: Option<When>,
}

/// One contact.
struct Shown {
    id: ContactId,
    channel: &'static str,
    hint: String,
    verified: bool,
    /// What speaks against it, and what to do.
    flagged: Option<(&'static str, &'static str)>,
    /// Until when its code works, and how many tries are left.
    code: Option<(When, u8)>,
    first: bool,
    last: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    said: Option<Said>,
}

/// What was done, as the next page's address says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Said {
    Added,
    Sent,
    Verified,
    Removed,
    Ordered,
    Rules,
    Testing,
}

impl Said {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Sent => "sent",
            Self::Verified => "verified",
            Self::Removed => "removed",
            Self::Ordered => "ordered",
            Self::Rules => "rules",
            Self::Testing => "testing",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Added => "Added, and a code is on its way to it. Type it below: you are paged there only then.",
            Self::Sent => "A code is on its way. Type it below.",
            Self::Verified => "Verified. You are paged there from now on.",
            Self::Removed => "Removed, and its address erased.",
            Self::Ordered => "The order was saved.",
            Self::Rules => "Your rules were saved.",
            Self::Testing => "The test page is on its way. Answer it as you would answer any page.",
        }
    }
}

/// What the page shows besides what stands.
#[derive(Default)]
struct Shows {
    said: Option<Said>,
    problem: Option<String>,
    typed: Fields,
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    Asked(query): Asked<Query>,
) -> Result<Response, Refused> {
    show(&app, caller, Shows { said: query.said, ..Shows::default() }, StatusCode::OK).await
}

async fn show(app: &App, caller: Caller, shows: Shows, status: StatusCode) -> Result<Response, Refused> {
    let state = app.engine.state();
    let person = state.people.get(&caller.person).ok_or_else(Refused::not_found)?;
    let zone = slot::zone_of(person);
    let title = if shows.problem.is_some() { "Problem: My contacts" } else { "My contacts" };
    let mut frame = Frame::of(app, caller, Part::Contacts, title).await;
    frame.zone = person.preferences.time_zone.clone().unwrap_or_default();
    let proof = state.proofs.get(&person.id);
    let content = Page {
        frame,
        said: shows.said.map(Said::words),
        problem: shows.problem,
        contacts: shown(&state, person, app.clock.now(), &zone),
        channels: channels(),
        fresh: fresh(&*app.clock, &*app.random).to_string(),
        rules: rules::rows(person, &shows.typed),
        severities: words::severities(),
        tested: tested(&state, person.id, &zone),
        proven: proof.and_then(|proof| proof.proven_at).map(|at| when_in(at, &zone)),
        in_doubt: proof.is_some_and(|proof| proof.is_in_doubt()),
        may_test: person.is_reachable(),
        next: proof.and_then(|proof| proof.due).map(|at| when_in(at, &zone)),
        typed: shows.typed,
    };
    Ok(page_with(status, &content))
}

fn shown(state: &CellState, person: &Person, now: Timestamp, zone: &TimeZone) -> Vec<Shown> {
    let last = person.contacts.len().saturating_sub(1);
    let one = |(place, contact): (usize, &Contact)| {
        let sent = state.verifications.get(&contact.id).filter(|sent| sent.is_open(now));
        Shown {
            id: contact.id,
            channel: words::channel(contact.channel),
            hint: contact.hint.clone(),
            verified: contact.verified,
            flagged: contact.flag.map(flagged),
            code: sent.map(|sent| (when_in(sent.until(), zone), sent.tries_left())),
            first: place == 0,
            last: place == last,
        }
    };
    person.in_order().enumerate().map(one).collect()
}

/// What speaks against a contact, and what its person is to do.
const fn flagged(flag: Flag) -> (&'static str, &'static str) {
    match flag {
        Flag::OptedOut => (
            "You texted STOP",
            "Nothing is texted there until you text START to the number that the messages came from. Then send a code.",
        ),
        Flag::NoTexts => ("It takes no texts", "It may be a landline. Add a mobile number, or add this one for calls."),
        Flag::Bounced => (
            "It refused our messages",
            "If it is right and works again, send a code and type it: that lifts this. Otherwise remove it.",
        ),
        Flag::Gone => (
            "Switched off on the device",
            "Switch notifications on again there and send a code; or remove it and add the device anew.",
        ),
    }
}

/// What one may add.
pub(crate) fn channels() -> Vec<Choice> {
    let choice = |value: &str, channel, hint| Choice {
        value: value.to_owned(),
        label: words::channel(channel).to_owned(),
        hint,
    };
    vec![
        choice("sms", Channel::Sms, "A mobile number, such as 07700 900123"),
        choice("voice", Channel::Voice, "Any telephone number; the code is spoken"),
        choice("email", Channel::Email, "An address that you read without your organisation's network"),
        choice("push", Channel::Push, "ntfy:TOPIC, teams:URL or webhook:URL"),
    ]
}

fn tested(state: &CellState, person: PersonId, zone: &TimeZone) -> Option<(&'static str, When)> {
    let last = state.proofs.get(&person)?.last?;
    let words = match last.answered {
        None => "is under way",
        Some(true) => "was answered",
        Some(false) => "was not answered",
    };
    Some((words, when_in(last.at, zone)))
}
