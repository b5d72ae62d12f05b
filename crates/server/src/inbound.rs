//! What people answer to a page or a call-out from outside, whoever carried it: a text message, a key pressed in a call, the button
//! of the one-time link. Each becomes the command of the person who proved to be there, and the words that they are
//! answered with: CLEAR text only, severity and reference, never a name.

use std::collections::BTreeSet;

use ctac_auth::contacts::Holder;
pub use ctac_domain::command::Says;
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Answer as Decided, Refusal};
use ctac_domain::directory::Channel;
use ctac_domain::id::{CallOutId, NotificationId, PageId, PersonId};
use ctac_domain::message;
use ctac_domain::message::reply::{Key, Meant, Reply, carried_by, key, meant_by, parse};
use ctac_domain::page::{How, Page, PageStatus};
use ctac_domain::state::State;
use ctac_engine::ExecuteError;

use crate::app::App;
use crate::refused::Refused;

pub mod attend;

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

/// What a text message means, whatever it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// A yes.
    Yes,
    /// Nothing but a code.
    Code(u32),
    /// A no.
    No,
    /// So many minutes.
    Minutes(u32),
}

/// Whom a text message is from.
#[derive(Debug, Clone, Copy)]
pub enum Sender<'a> {
    /// A telephone number, as the provider says it.
    Number(&'a str),
    /// Somebody known already.
    Person(PersonId),
}

/// A text message came in: what its sender is answered.
///
/// # Errors
/// It could not be looked up or recorded now.
pub async fn sms(app: &App, sender: Sender<'_>, text: &str) -> Result<String, Refused> {
    let senders: BTreeSet<PersonId> = match sender {
        Sender::Person(person) => BTreeSet::from([person]),
        Sender::Number(number) => holders(app, number).await?.into_iter().map(|holder| holder.person).collect(),
    };
    if senders.is_empty() {
        return Ok("This number is not known here. If you were paged, open the link in the message.".to_owned());
    }
    let (code, means) = match parse(text) {
        Reply::Acknowledge(code) => (code, Means::Yes),
        Reply::Code(code) => (Some(code), Means::Code(code)),
        Reply::Decline(code) => (code, Means::No),
        Reply::Attend(code, minutes) => (code, Means::Minutes(minutes)),
        Reply::Unclear => {
            return Ok("Not understood, and nothing was recorded. Reply with the code of the message to acknowledge, \
                       or NO and the code if you cannot. To a call-out, reply with its code and minutes."
                .to_owned());
        }
    };
    let guessed = match sender {
        Sender::Number(number) if code.is_some() => Some(number),
        Sender::Number(_) | Sender::Person(_) => None,
    };
    if guessed.is_some_and(|number| app.throttles.wrong_codes.too_many(number)) {
        metrics::counter!("ctac_reply_codes_refused_total").increment(1);
        tracing::warn!(
            "too many wrong reply codes came from one number: somebody may be guessing under a forged sender"
        );
        return Ok(
            "Too many wrong codes came from this number, and nothing was recorded. Open the link in the message, \
                   or sign in."
                .to_owned(),
        );
    }
    match meant(&app.engine.state(), &senders, code, matches!(means, Means::Minutes(_))) {
        Found::CallOut(person, id) => attend::sms(app, person, id, means).await,
        Found::Pages(person, pages) => by_text(app, person, &pages, means).await,
        Found::Several => {
            Ok("More than one page or call-out is open. Reply with the code of the one you mean.".to_owned())
        }
        Found::None => {
            if let Some(number) = guessed {
                app.throttles.wrong_codes.count(number);
            }
            Ok("No page is open for you under that reply. Somebody may have it already.".to_owned())
        }
    }
}

/// A text message that means a page, or all that one message told of.
async fn by_text(app: &App, person: PersonId, pages: &[PageId], means: Means) -> Result<String, Refused> {
    match means {
        Means::Yes | Means::Code(_) => say_all(app, person, pages, Says::Acknowledge(How::Sms)).await,
        Means::No => say_all(app, person, pages, Says::Cannot).await,
        // It could be read either way, and only a clear yes acknowledges.
        Means::Minutes(_) => {
            Ok("You are being paged: minutes alone say neither yes nor no, and nothing was recorded. \
                                 Reply with the code to acknowledge, or NO and the code if you cannot."
                .to_owned())
        }
    }
}

/// Who holds a number. Whoever merely claims it does not: they would be answered for, or make a reply ambiguous.
///
/// # Errors
/// It could not be looked up now.
pub(crate) async fn holders(app: &App, number: &str) -> Result<Vec<Holder>, Refused> {
    let mut holders = app.auth.holders(Channel::Sms, number).await?;
    let state = app.engine.state();
    holders.retain(|holder| proved(&state, *holder));
    Ok(holders)
}

/// Whether a contact is its person's, as the ledger has it, and verified.
fn proved(state: &State, holder: Holder) -> bool {
    let contacts = state.people.get(&holder.person).map(|person| &person.contacts);
    contacts.and_then(|contacts| contacts.get(&holder.contact)).is_some_and(|contact| contact.verified)
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
    let others = carried_by(state, page.id, notification).into_iter().filter(|it| *it != page.id).count();
    let headline = message::headline(state, page);
    if others == 0 { headline } else { format!("{headline} and {others} more") }
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

/// Which pages or which call-out the holders of one number mean.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    Pages(PersonId, Vec<PageId>),
    CallOut(PersonId, CallOutId),
    Several,
    None,
}

fn meant(state: &State, senders: &BTreeSet<PersonId>, code: Option<u32>, minutes: bool) -> Found {
    let mut found: Option<(PersonId, Meant)> = None;
    for person in senders {
        match (meant_by(state, *person, code, minutes), &found) {
            (Meant::None, _) => {}
            (Meant::Ambiguous, _) => return Found::Several,
            (meant, None) => found = Some((*person, meant)),
            // People who share a telephone and were both told of it: either of them has it.
            (meant, Some((_, before))) if meant == *before => {}
            (Meant::Pages(_) | Meant::CallOut(_), Some(_)) => return Found::Several,
        }
    }
    match found {
        Some((person, Meant::Pages(pages))) => Found::Pages(person, pages),
        Some((person, Meant::CallOut(id))) => Found::CallOut(person, id),
        Some((_, Meant::Ambiguous)) => Found::Several,
        Some((_, Meant::None)) | None => Found::None,
    }
}
