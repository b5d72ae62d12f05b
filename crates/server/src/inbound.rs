//! What people answer to a page or a call-out from outside, whoever carried it: a text message, a key pressed in a call, the button
//! of the one-time link. Each becomes the command of the person who proved to be there, and the words that they are
//! answered with: CLEAR text only, severity and reference, never a name.

use std::collections::BTreeSet;

pub use ctac_domain::command::Says;
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Answer as Decided, Refusal};
use ctac_domain::id::{NotificationId, PageId, PersonId};
use ctac_domain::message;
use ctac_domain::message::reply::{Key, carried_by, key};
use ctac_domain::page::{How, Page, PageStatus};
use ctac_domain::state::State;
use ctac_engine::ExecuteError;

use crate::app::App;
use crate::refused::Refused;

pub mod attend;
mod number;
mod text;

pub(crate) use number::{Chose, came};
pub use text::{Sender, sms};

/// What a caller hears after a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It is recorded: the call is over.
    Done(String),
    /// Another key is waited for.
    Again(String),
}

impl Heard {
    /// The words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Done(words) | Self::Again(words) => words,
        }
    }
}

/// A key was pressed in a call: what the caller hears.
///
/// # Errors
/// The notification is not known, or it could not be recorded now.
pub async fn dtmf(app: &App, notification: NotificationId, digit: char) -> Result<Heard, Refused> {
    let state = app.engine.state();
    if let Some((call_out, person)) = attend::asked(&state, notification) {
        return attend::dtmf(app, call_out, person, digit).await;
    }
    let (page, person) = asked(&state, notification).ok_or_else(Refused::not_found)?;
    match key(digit) {
        Some(Key::Acknowledge) => {
            answer(app, person, (page, notification), Says::Acknowledge(How::Dtmf)).await.map(Heard::Done)
        }
        Some(Key::Decline) => answer(app, person, (page, notification), Says::Cannot).await.map(Heard::Done),
        Some(Key::Escalate) => answer(app, person, (page, notification), Says::Next).await.map(Heard::Done),
        Some(Key::Repeat) => Ok(Heard::Again(message::voice(&carried_headline(&state, page, notification)))),
        None => Ok(Heard::Again(
            "That key does nothing. Press 1 to acknowledge, 2 if you cannot, 3 to hear the message again, \
                    9 to call the next person now."
                .to_owned(),
        )),
    }
}

/// The headline of a message, with how many others it carried that are open.
#[must_use]
pub fn carried_headline(state: &State, page: &Page, notification: NotificationId) -> String {
    let others = carried_by(state, page.id, notification).into_iter().filter(|it| *it != page.id).collect();
    message::with_others(state, page, &others)
}

/// Records what a person says to a message: to every page that it carried.
///
/// # Errors
/// It could not be recorded now.
pub async fn answer(
    app: &App,
    person: PersonId,
    (page, notification): (&Page, NotificationId),
    says: Says,
) -> Result<String, Refused> {
    let pages = carried_by(&app.engine.state(), page.id, notification);
    say_all(app, person, if pages.is_empty() { std::slice::from_ref(&page.id) } else { &pages }, says).await
}

/// The page and the person of a notification, while the page is remembered.
#[must_use]
pub fn asked(state: &State, notification: NotificationId) -> Option<(&Page, PersonId)> {
    let newest_first = state.pages.values().rev();
    let mut told = newest_first.filter_map(|page| page.notifications.get(&notification).map(|it| (page, it.person)));
    told.next().map(|(page, person)| (page.as_ref(), person))
}

/// Records what a person says to a page; gives the words they are answered with.
///
/// # Errors
/// It could not be recorded now.
pub async fn say(app: &App, person: PersonId, page: PageId, says: Says) -> Result<String, Refused> {
    say_all(app, person, &[page], says).await
}

/// As [`say`], to all pages that one message told of, the worst first.
///
/// # Errors
/// It could not be recorded now.
pub async fn say_all(app: &App, person: PersonId, pages: &[PageId], says: Says) -> Result<String, Refused> {
    let Some(first) = pages.first() else { return Ok("Recorded.".to_owned()) };
    let done = match app.engine.execute(Actor::Person(person), command(pages, *first, says)).await {
        Ok(done) => done.answer,
        Err(ExecuteError::Refused(Refusal::Denied(_) | Refusal::NotFound(_))) => {
            return Ok("This page is not yours to answer any more. Sign in to see where it stands.".to_owned());
        }
        Err(ExecuteError::Refused(Refusal::Conflict(why))) => return Ok(format!("Nothing was recorded: {why}.")),
        Err(other) => return Err(other.into()),
    };
    let state = app.engine.state();
    let Some(page) = state.pages.get(first) else { return Ok("Recorded.".to_owned()) };
    Ok(match done {
        Decided::Pages { taken, left } => together(&message::headline(&state, page), pages.len(), (taken, left), says),
        done => words(&state, page, person, says, matches!(done, Decided::Page { first: true, .. })),
    })
}

fn command(pages: &[PageId], first: PageId, says: Says) -> Command {
    match says {
        _ if pages.len() > 1 => Command::AnswerPages { pages: pages.to_vec(), says },
        Says::Acknowledge(how) => Command::Acknowledge { page: first, how },
        Says::Cannot => Command::Decline { page: first },
        Says::Next => Command::EscalateNow { page: first },
    }
}

/// What came of an answer to several pages.
fn together(headline: &str, pages: usize, (taken, left): (u32, u32), says: Says) -> String {
    let more = pages.saturating_sub(1);
    let left = match left {
        0 => String::new(),
        left => format!(" {left} are left: send the same again."),
    };
    match says {
        Says::Acknowledge(_) if taken == 0 => format!("Somebody has all of them already: {headline} and {more} more."),
        Says::Acknowledge(_) => format!("Acknowledged {taken} of {pages}: {headline} and {more} more.{left}"),
        Says::Cannot => format!("Recorded that you cannot: {headline} and {more} more. Others are being asked.{left}"),
        Says::Next => format!("The next people are being asked: {headline} and {more} more.{left}"),
    }
}

fn words(state: &State, page: &Page, person: PersonId, says: Says, first: bool) -> String {
    let headline = message::headline(state, page);
    match (says, &page.status) {
        (Says::Acknowledge(_), PageStatus::Acknowledged { .. }) if first => {
            format!("Acknowledged: {headline}.{}", others(page, person))
        }
        (_, PageStatus::Acknowledged { by, .. }) if *by == Some(person) => format!("You have it: {headline}."),
        (_, PageStatus::Acknowledged { .. }) => format!("Somebody else has it already: {headline}."),
        (_, PageStatus::Cancelled { .. }) => format!("No longer needed: {headline}."),
        (Says::Next, _) => format!("The next person is being asked: {headline}."),
        (_, PageStatus::Exhausted { .. }) if page.subject.is_test() => {
            format!("Too late, the test is over: {headline}. Have another sent to try again.")
        }
        (_, PageStatus::Exhausted { .. }) => {
            format!("Recorded. Nobody is left to ask for {headline}: it is still open.")
        }
        (_, PageStatus::Active) => format!("Recorded that you cannot: {headline}. Others are being asked."),
    }
}

/// How many were told besides whoever took it, so that they know whether to expect company.
fn others(page: &Page, person: PersonId) -> String {
    let told = page.notifications.values().filter(|it| it.attempts > 0 && it.person != person);
    match told.map(|it| it.person).collect::<BTreeSet<_>>().len() {
        0 => String::new(),
        1 => " 1 other person was also paged.".to_owned(),
        more => format!(" {more} other people were also paged."),
    }
}
