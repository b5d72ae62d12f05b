//! What a notice says: CLEAR text, in the zone of whoever reads it, with the zone named. A rota's name is said, since it
//! tells a stranger nothing; people and organisations are not.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::call_out::Why;
use crate::directory::Flag;
use crate::id::{CallOutId, IncidentId, RotaId};
use crate::limits;
use crate::message::{EXERCISE, Titled, call_out, septets, verification};
use crate::notice::{About, Notice};
use crate::state::State;
use crate::swap::SwapStatus;

mod outage;

/// As [`says`], of a notice whose message carries `more` others like it.
#[must_use]
pub fn says_with(state: &State, notice: &Notice, more: u32) -> String {
    match notice.about {
        About::Acknowledged { .. } => over::says(state, notice, more),
        _ => says(state, notice),
    }
}

/// One sentence or two, without a link.
#[must_use]
pub fn says(state: &State, notice: &Notice) -> String {
    if let About::Acknowledged { .. } = notice.about {
        return over::says(state, notice, 0);
    }
    let name = name(state, notice.about.rota());
    let zone = Zone::of(state, notice);
    let stretch = |from, to| format!("{} to {} ({}) as {name}", zone.at(from), zone.at(to), zone.name);
    match notice.about {
        About::ComesOn { from, to, .. } => {
            let until = to.map(|to| format!(" until {}", zone.at(to))).unwrap_or_default();
            let note = note(state, notice.about.rota());
            format!("you come on call at {} ({}) as {name}{until}.{note}", zone.at(from), zone.name)
        }
        About::GoesOff { at, .. } => {
            format!("you go off call at {} ({}) as {name}.", zone.at(at), zone.name)
        }
        About::Gap { from, to, more, .. } => {
            let more = match more {
                0 => String::new(),
                1 => ", and 1 more gap".to_owned(),
                more => format!(", and {more} more gaps"),
            };
            format!("no cover as {name} from {} to {} ({}){more}.", zone.at(from), zone.at(to), zone.name)
        }
        About::CallOutOver { call_out, why } => call_out_over(state, call_out, why),
        About::SwapOffered { swap, .. } => match state.swaps.get(&swap) {
            Some(swap) => format!("a shift is offered to you: {}.", stretch(swap.from, swap.to)),
            None => "a shift was offered to you.".to_owned(),
        },
        About::Acknowledged { .. } => over::says(state, notice, 0),
        About::SwapAnswered { swap, .. } => match state.swaps.get(&swap) {
            Some(swap) => format!("{}: {}.", answer(&swap.status), stretch(swap.from, swap.to)),
            None => "your offer of a shift was answered.".to_owned(),
        },
        About::ProviderDown { .. } | About::ProviderBack { .. } => outage::says(state, notice),
        // Its code is put in where it is sent.
        About::Verify { .. } => verification::HEADLINE.to_owned(),
        About::TestUnanswered { .. } => {
            let at = zone.at(notice.raised_at);
            format!("a test page to you ended unanswered at {at} ({}). Check how you are reached.", zone.name)
        }
        About::Flagged { contact, flag } => {
            let hint = state.people.get(&notice.person).and_then(|it| it.contacts.get(&contact));
            let hint = hint.map_or("one of your contacts", |it| it.hint.as_str());
            format!("pages do not reach you at {hint}: {}.", why(flag))
        }
        About::Invited { incident, exercise } => {
            format!("{}your organisation is asked to join {}.", marked(exercise), reference(state, incident))
        }
        About::ReviewDue { runbook } => {
            let shelf = state.library.get(&runbook).and_then(|shelf| shelf.current());
            let title = shelf.map_or("a runbook", |it| it.runbook.title.as_str());
            let title: String = title.chars().take(limits::NOTICE_NAME).collect();
            format!("{title} is past its review date. Look at it again, and approve a version.")
        }
        About::Sitrep { incident, exercise } => {
            format!("{}a situation report of {} is to be read.", marked(exercise), reference(state, incident))
        }
    }
}

fn marked(exercise: bool) -> String {
    if exercise { format!("{EXERCISE}. ") } else { String::new() }
}

fn reference(state: &State, incident: IncidentId) -> &str {
    state.incidents.get(&incident).map_or("an incident", |it| it.reference.as_str())
}

fn why(flag: Flag) -> &'static str {
    match flag {
        Flag::OptedOut => "you texted STOP. Text START to have them again",
        Flag::NoTexts => "it takes no texts. Name another",
        Flag::Bounced => "it refuses them. Put it right, or name another",
        Flag::Gone => "it is switched off there. Switch it on again",
    }
}

fn call_out_over(state: &State, id: CallOutId, why: Why) -> String {
    let headline = state.call_outs.get(&id).map_or_else(|| "a call-out".to_owned(), |it| call_out::headline(state, it));
    match why {
        Why::Filled => format!("{headline}: enough people are coming, no need to attend."),
        Why::Stopped | Why::TimedOut => format!("{headline}: the call-out has ended, no answer is needed."),
    }
}

fn answer(status: &SwapStatus) -> &'static str {
    match status {
        SwapStatus::Open => "your shift is on offer",
        SwapStatus::Accepted { .. } => "your shift was taken",
        SwapStatus::Declined { .. } => "your offer was declined, the shift is yours",
        SwapStatus::Withdrawn { .. } => "your offer was withdrawn, the shift is yours",
        SwapStatus::Lapsed { .. } => "nobody took your shift, it is yours",
    }
}

/// That the shift before left something to read. Its text is for members of the cell, so it is not said here.
fn note(state: &State, rota: Option<RotaId>) -> &'static str {
    if rota.and_then(|rota| state.rotas.get(&rota)).is_some_and(|it| it.note.is_some()) { " A note waits." } else { "" }
}

/// A text message: one segment of GSM-7. The link is left out where it would not fit.
#[must_use]
pub fn sms(says: &str, link: &str) -> String {
    let says: String =
        says.chars().map(|c| if septets(c.encode_utf8(&mut [0; 4])).is_some() { c } else { '?' }).collect();
    let without = format!("CTAC: {says}");
    let with = format!("{without} {link}");
    if fits(&with) { with } else { cut(without) }
}

fn fits(text: &str) -> bool {
    septets(text).is_some_and(|length| length <= limits::SMS)
}

/// A name may be made of characters that count twice: better its end is lost than the message.
fn cut(mut text: String) -> String {
    while !fits(&text) && text.pop().is_some() {}
    text
}

/// A push notification.
#[must_use]
pub fn push(says: &str) -> Titled {
    Titled { title: "CTAC".to_owned(), body: sentence(says) }
}

/// Where a notice's link leads: what it is called there, and the path.
#[must_use]
pub const fn leads_to(about: &About) -> (&'static str, &'static str) {
    match about {
        About::ComesOn { .. }
        | About::GoesOff { .. }
        | About::Gap { .. }
        | About::SwapOffered { .. }
        | About::SwapAnswered { .. }
        | About::Acknowledged { .. } => ("Who is on call", "/on-call"),
        About::ProviderDown { .. } | About::ProviderBack { .. } => ("Operations", "/operations"),
        About::CallOutOver { .. } => ("What is open now", "/"),
        About::Verify { .. } | About::TestUnanswered { .. } | About::Flagged { .. } => {
            ("How you are reached", "/me/contacts")
        }
        About::ReviewDue { .. } => ("Sign in", "/"),
        About::Invited { .. } | About::Sitrep { .. } => ("Incidents", "/incidents"),
    }
}

/// An email, in plain text; `called` is what stands at the link.
#[must_use]
pub fn email(says: &str, called: &str, link: &str) -> Titled {
    let body = format!("{}\n\n{called}: {link}\n\nThis needs no answer.\n", sentence(says));
    Titled { title: format!("CTAC: {}", says.trim_end_matches('.')), body }
}

fn sentence(says: &str) -> String {
    let mut letters = says.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A rota's name, cut so that a text message has room for the rest.
fn name(state: &State, rota: Option<RotaId>) -> String {
    let name = rota.and_then(|rota| state.rotas.get(&rota)).map_or("a rota", |it| it.saved.name.as_str());
    name.chars().take(limits::NOTICE_NAME).collect()
}

/// The zone that times are said in.
struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The reader's own; the rota's where they named none; the cell's where it is about none.
    fn of(state: &State, notice: &Notice) -> Self {
        let theirs = state.people.get(&notice.person).and_then(|it| it.preferences.time_zone.as_deref());
        let rota = notice.about.rota().and_then(|rota| state.rotas.get(&rota));
        let rota = rota.map(|it| it.saved.rota.time_zone.as_str());
        let found = theirs
            .into_iter()
            .chain(rota)
            .chain([limits::HOME_ZONE])
            .find_map(|name| Some((name, TimeZone::get(name).ok()?)));
        let (name, zone) = found.unwrap_or(("UTC", TimeZone::UTC));
        Self { name: name.to_owned(), zone }
    }

    /// Such as `03:10 BST`.
    fn short(state: &State, notice: &Notice, at: Timestamp) -> String {
        at.to_zoned(Self::of(state, notice).zone).strftime("%H:%M %Z").to_string()
    }

    /// Such as `09:00 Mon 23 Nov`.
    fn at(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M %a %-d %b").to_string()
    }
}

mod over;
#[cfg(test)]
mod tests;
