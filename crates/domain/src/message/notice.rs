//! What a notice says: CLEAR text, in the zone of whoever reads it, with the zone named. A rota's name is said, since it
//! tells a stranger nothing; people and organisations are not.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::call_out::Why;
use crate::id::{CallOutId, RotaId};
use crate::limits;
use crate::message::{Titled, call_out, septets};
use crate::notice::{About, Notice};
use crate::state::State;
use crate::swap::SwapStatus;

/// One sentence or two, without a link.
#[must_use]
pub fn says(state: &State, notice: &Notice) -> String {
    let name = notice.about.rota().map(|rota| name(state, rota)).unwrap_or_default();
    let zone = Zone::of(state, notice);
    let stretch = |from, to| format!("{} to {} ({}) as {name}", zone.at(from), zone.at(to), zone.name);
    match notice.about {
        About::ComesOn { rota, from, to, .. } => {
            let until = to.map(|to| format!(" until {}", zone.at(to))).unwrap_or_default();
            format!("you come on call at {} ({}) as {name}{until}.{}", zone.at(from), zone.name, note(state, rota))
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
        About::CallOutOver { call_out, why } => over(state, call_out, why),
        About::SwapOffered { swap, .. } => match state.swaps.get(&swap) {
            Some(swap) => format!("a shift is offered to you: {}.", stretch(swap.from, swap.to)),
            None => "a shift was offered to you.".to_owned(),
        },
        About::SwapAnswered { swap, .. } => match state.swaps.get(&swap) {
            Some(swap) => format!("{}: {}.", answer(&swap.status), stretch(swap.from, swap.to)),
            None => "your offer of a shift was answered.".to_owned(),
        },
    }
}

fn over(state: &State, id: CallOutId, why: Why) -> String {
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
fn note(state: &State, rota: RotaId) -> &'static str {
    if state.rotas.get(&rota).is_some_and(|it| it.note.is_some()) { " A note waits." } else { "" }
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

/// An email, in plain text.
#[must_use]
pub fn email(says: &str, link: &str) -> Titled {
    let body = format!("{}\n\nWho is on call: {link}\n\nThis needs no answer.\n", sentence(says));
    Titled { title: format!("CTAC: {}", says.trim_end_matches('.')), body }
}

fn sentence(says: &str) -> String {
    let mut letters = says.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A rota's name, cut so that a text message has room for the rest.
fn name(state: &State, rota: RotaId) -> String {
    let name = state.rotas.get(&rota).map_or("a rota", |it| it.saved.name.as_str());
    name.chars().take(limits::NOTICE_NAME).collect()
}

/// The zone that times are said in.
struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The reader's own; the rota's where they named none.
    fn of(state: &State, notice: &Notice) -> Self {
        let theirs = state.people.get(&notice.person).and_then(|it| it.preferences.time_zone.as_deref());
        let rota =
            notice.about.rota().and_then(|rota| state.rotas.get(&rota)).map(|it| it.saved.rota.time_zone.as_str());
        let found = theirs.into_iter().chain(rota).find_map(|name| Some((name, TimeZone::get(name).ok()?)));
        let (name, zone) = found.unwrap_or(("UTC", TimeZone::UTC));
        Self { name: name.to_owned(), zone }
    }

    /// Such as `09:00 Mon 23 Nov`.
    fn at(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M %a %-d %b").to_string()
    }
}

#[cfg(test)]
mod tests;
