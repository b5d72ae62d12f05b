//! A text message that came in: who sent it, what it means, and what they are answered.

use std::collections::BTreeSet;

use ctac_auth::contacts::Holder;
use ctac_domain::directory::Channel;
use ctac_domain::id::{CallOutId, PageId, PersonId};
use ctac_domain::message::reply::{Meant, Reply, meant_by, parse};
use ctac_domain::page::How;
use ctac_domain::state::State;

use crate::app::App;
use crate::inbound::{Says, attend, say_all};
use crate::refused::Refused;

/// What a text message means, whatever it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
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

/// What the sender of a text message is answered.
pub(super) struct Said {
    pub(super) words: String,
    /// Whether the text meant a page or a call-out; else nothing came of it.
    pub(super) meant: bool,
}

impl Said {
    fn nothing(words: &str) -> Self {
        Self { words: words.to_owned(), meant: false }
    }
}

/// A text message came in: what its sender is answered.
///
/// # Errors
/// It could not be looked up or recorded now.
pub async fn sms(app: &App, sender: Sender<'_>, text: &str) -> Result<String, Refused> {
    said(app, sender, text, false).await.map(|said| said.words)
}

/// As [`sms`]; of a number that sent very many, `crowded`, only what names the code of a page counts: each page takes one
/// acknowledgement, however often it is sent.
pub(super) async fn said(app: &App, sender: Sender<'_>, text: &str, crowded: bool) -> Result<Said, Refused> {
    let senders: BTreeSet<PersonId> = match sender {
        Sender::Person(person) => BTreeSet::from([person]),
        Sender::Number(number) => holders(app, number).await?.into_iter().map(|holder| holder.person).collect(),
    };
    if senders.is_empty() {
        return Ok(Said::nothing("This number is not known here. If you were paged, open the link in the message."));
    }
    let (code, means) = match parse(text) {
        Reply::Acknowledge(code) => (code, Means::Yes),
        Reply::Code(code) => (Some(code), Means::Code(code)),
        Reply::Decline(code) => (code, Means::No),
        Reply::Attend(code, minutes) => (code, Means::Minutes(minutes)),
        Reply::Unclear => {
            return Ok(Said::nothing(
                "Not understood, and nothing was recorded. Reply with the code of the message to acknowledge, \
                 or NO and the code if you cannot. To a call-out, reply with its code and minutes.",
            ));
        }
    };
    let guessed = match sender {
        Sender::Number(number) if code.is_some() => Some(number),
        Sender::Number(_) | Sender::Person(_) => None,
    };
    if guessed.is_some_and(|number| app.throttles.wrong_codes.is_over(number)) {
        metrics::counter!("ctac_reply_codes_refused_total").increment(1);
        tracing::warn!(
            "too many wrong reply codes came from one number: somebody may be guessing under a forged sender"
        );
        return Ok(Said::nothing(
            "Too many wrong codes came from this number, and nothing was recorded. Open the link in the message, \
             or sign in.",
        ));
    }
    let said = match meant(&app.engine.state(), &senders, code, matches!(means, Means::Minutes(_))) {
        Found::CallOut(..) | Found::Pages(..) if crowded && code.is_none() => {
            return Ok(Said::nothing("Too many texts came from this number: reply with the code of the message."));
        }
        Found::CallOut(..) if crowded => {
            return Ok(Said::nothing("Too many texts came from this number: answer by the link, or sign in."));
        }
        Found::CallOut(person, id) => attend::sms(app, person, id, means).await,
        Found::Pages(person, pages) => by_text(app, person, &pages, means).await,
        Found::Several => {
            return Ok(Said::nothing(
                "More than one page or call-out is open. Reply with the code of the one you mean.",
            ));
        }
        Found::None => {
            if let Some(number) = guessed {
                app.throttles.wrong_codes.count(number);
            }
            return Ok(Said::nothing("No page is open for you under that reply. Somebody may have it already."));
        }
    };
    said.map(|words| Said { words, meant: true })
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
    let state = app.engine.state();
    let proved = state.proved_contacts();
    let mut holders = app.auth.holders(Channel::Sms, number, |contact| proved.contains_key(&contact)).await?;
    // As the ledger has it: the vault may be ahead of it.
    holders.retain(|holder| proved.get(&holder.contact) == Some(&holder.person));
    Ok(holders)
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
