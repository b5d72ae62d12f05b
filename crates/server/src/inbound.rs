//! What people answer to a page or a call-out from outside, whoever carried it: a text message, a key pressed in a call, the button
//! of the one-time link. Each becomes the command of the person who proved to be there, and the words that they are
//! answered with: CLEAR text only, severity and reference, never a name.

use std::collections::BTreeSet;

use ctac_auth::contacts::Holder;
use ctac_domain::attempt::Bearer;
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Answer as Decided, Refusal};
use ctac_domain::directory::Channel;
use ctac_domain::id::{NotificationId, PageId, PersonId};
use ctac_domain::message;
use ctac_domain::message::reply::{Key, Meant, Reply, key, meant_by, parse};
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

/// What somebody says to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// They have it.
    Acknowledge(How),
    /// They cannot come.
    Cannot,
    /// The next person is to be asked now.
    Next,
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
        Found::One(person, Bearer::CallOut(id)) => attend::sms(app, person, id, means).await,
        Found::One(person, Bearer::Page(page)) => by_text(app, person, page, means).await,
        Found::Several => {
            Ok("More than one page or call-out is open. Reply with the code of the one you mean.".to_owned())
        }
        Found::One(_, Bearer::Notice(_)) | Found::None => {
            if let Some(number) = guessed {
                app.throttles.wrong_codes.count(number);
            }
            Ok("No page is open for you under that reply. Somebody may have it already.".to_owned())
        }
    }
}

/// A text message that means a page.
async fn by_text(app: &App, person: PersonId, page: PageId, means: Means) -> Result<String, Refused> {
    match means {
        Means::Yes | Means::Code(_) => say(app, person, page, Says::Acknowledge(How::Sms)).await,
        Means::No => say(app, person, page, Says::Cannot).await,
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
        Some(Key::Acknowledge) => say(app, person, page.id, Says::Acknowledge(How::Dtmf)).await.map(Heard::Done),
        Some(Key::Decline) => say(app, person, page.id, Says::Cannot).await.map(Heard::Done),
        Some(Key::Escalate) => say(app, person, page.id, Says::Next).await.map(Heard::Done),
        Some(Key::Repeat) => Ok(Heard::Again(message::voice(&message::headline(&state, page)))),
        None => Ok(Heard::Again(
            "That key does nothing. Press 1 to acknowledge, 2 if you cannot, 3 to hear the message again, \
                    9 to call the next person now."
                .to_owned(),
        )),
    }
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
    let command = match says {
        Says::Acknowledge(how) => Command::Acknowledge { page, how },
        Says::Cannot => Command::Decline { page },
        Says::Next => Command::EscalateNow { page },
    };
    let first = match app.engine.execute(Actor::Person(person), command).await {
        Ok(done) => matches!(done.answer, Decided::Page { first: true, .. }),
        Err(ExecuteError::Refused(Refusal::Denied(_) | Refusal::NotFound(_))) => {
            return Ok("This page is not yours to answer any more. Sign in to see where it stands.".to_owned());
        }
        Err(ExecuteError::Refused(Refusal::Conflict(why))) => return Ok(format!("Nothing was recorded: {why}.")),
        Err(other) => return Err(other.into()),
    };
    let state = app.engine.state();
    let Some(page) = state.pages.get(&page) else { return Ok("Recorded.".to_owned()) };
    Ok(words(&state, page, person, says, first))
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

/// Which page or call-out the holders of one number mean.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    One(PersonId, Bearer),
    Several,
    None,
}

fn meant(state: &State, senders: &BTreeSet<PersonId>, code: Option<u32>, minutes: bool) -> Found {
    let mut found = BTreeSet::new();
    for person in senders {
        match meant_by(state, *person, code, minutes) {
            Meant::Found(bearer) => drop(found.insert((bearer, *person))),
            Meant::Ambiguous => return Found::Several,
            Meant::None => {}
        }
    }
    let bearers: BTreeSet<Bearer> = found.iter().map(|(bearer, _)| *bearer).collect();
    match (found.first(), bearers.len()) {
        // People who share a telephone and were both told of it: either of them has it.
        (Some((bearer, person)), 1) => Found::One(*person, *bearer),
        (Some(_), _) => Found::Several,
        (None, _) => Found::None,
    }
}
