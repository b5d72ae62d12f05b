//! What people answer, as they really write it at night, and which page they mean.
//!
//! Only a clear yes acknowledges. What could be read either way is unclear, and whoever wrote it is asked again.

use std::collections::BTreeSet;

use imbl::OrdSet;

use crate::id::{NotificationId, PageId, PersonId};
use crate::limits;
use crate::state::State;

/// What a text message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// They have it; with the code they gave.
    Acknowledge(Option<u32>),
    /// They cannot; with the code they gave.
    Decline(Option<u32>),
    /// Neither, or both: tell them what to reply.
    Unclear,
}

/// What a key pressed in a call says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// They have it.
    Acknowledge,
    /// They cannot.
    Decline,
    /// They want to hear it again.
    Repeat,
    /// They want the next person called now.
    Escalate,
}

/// Which page somebody means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// This one, or all that one message carried; the worst first.
    Found(Vec<PageId>),
    /// More than one is open for them: ask for the code.
    Ambiguous,
    /// None that is open.
    None,
}

/// What a key pressed in a call means; none for any other key.
#[must_use]
pub const fn key(digit: char) -> Option<Key> {
    match digit {
        '1' => Some(Key::Acknowledge),
        '2' => Some(Key::Decline),
        '3' => Some(Key::Repeat),
        '9' => Some(Key::Escalate),
        _ => None,
    }
}

/// One word of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Yes,
    No,
    Code(u32),
    /// Says nothing either way.
    Filler,
    /// Not known here.
    Other,
}

fn word(text: &str) -> Word {
    match text {
        "ack" | "acknowledge" | "acknowledged" | "acknowledging" | "yes" | "y" | "yep" | "yeah" | "ok" | "okay"
        | "accept" | "accepted" | "mine" => Word::Yes,
        "no" | "n" | "nope" | "nah" | "not" | "dont" | "cant" | "cannot" | "wont" | "decline" | "declined" | "busy"
        | "unable" | "never" | "stop" => Word::No,
        "ctac" | "hi" | "hello" | "please" | "pls" | "thanks" | "thank" | "you" | "thx" | "code" | "i" | "we"
        | "im" | "am" | "is" | "its" | "sorry" | "it" | "sent" | "from" | "my" | "iphone" => Word::Filler,
        digits if (4..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().map_or(Word::Other, Word::Code)
        }
        _ => Word::Other,
    }
}

/// What a text message says: `ack 4821`, `4821`, `ACK`, `yes`, `no`, `4821 no`, `can't, 4821`. A code alone, as the
/// message asks for, acknowledges. A yes must come
/// first, so that "is this ok?" is none, and no no with it; so must a no.
#[must_use]
pub fn parse(text: &str) -> Reply {
    if text.len() > limits::REPLY {
        return Reply::Unclear;
    }
    let text = text.to_lowercase().replace(['\'', '’', '`'], "");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).map(word);
    let words: Vec<Word> = words.filter(|it| *it != Word::Filler).collect();
    let codes: BTreeSet<u32> =
        words.iter().filter_map(|it| if let Word::Code(c) = it { Some(*c) } else { None }).collect();
    if codes.len() > 1 {
        return Reply::Unclear;
    }
    let code = codes.first().copied();
    let has = |wanted: Word| words.contains(&wanted);
    let first = words.iter().find(|it| !matches!(it, Word::Code(_)));
    match first {
        // Nothing but the code.
        None if code.is_some() => Reply::Acknowledge(code),
        Some(Word::Yes) if !has(Word::No) => Reply::Acknowledge(code),
        Some(Word::No) if !has(Word::Yes) => Reply::Decline(code),
        _ => Reply::Unclear,
    }
}

/// Which page a person means: by the code they gave, or, without one, the only one that they were told of and that
/// seeks somebody, or all that one message told them of; failing such, the only one that ran out of people.
#[must_use]
pub fn open_page_for(state: &State, person: PersonId, code: Option<u32>) -> Meant {
    let Some(codes) = state.codes.get(&person) else { return Meant::None };
    if let Some(code) = code {
        return codes.get(&code).map_or(Meant::None, |all| Meant::Found(worst_first(state, all.iter())));
    }
    let is_told = |(page, notification): &&(PageId, NotificationId)| {
        let page = state.pages.get(page);
        page.and_then(|it| it.notifications.get(notification)).is_some_and(|it| it.attempts > 0)
    };
    let told: BTreeSet<PageId> = codes.values().flatten().filter(is_told).map(|(page, _)| *page).collect();
    let active = told.iter().filter(|page| state.pages.get(*page).is_some_and(|it| it.is_active()));
    let active: BTreeSet<PageId> = active.copied().collect();
    let meant = if active.is_empty() { told } else { active };
    let of_one_message = |all: &&OrdSet<(PageId, NotificationId)>| {
        let carried: BTreeSet<PageId> = all.iter().filter(is_told).map(|(page, _)| *page).collect();
        meant.is_subset(&carried)
    };
    match meant.len() {
        0 => Meant::None,
        1 => Meant::Found(meant.into_iter().collect()),
        _ => match codes.values().filter(|all| all.len() >= meant.len()).find(of_one_message) {
            Some(all) => Meant::Found(worst_first(state, all.iter().filter(|(page, _)| meant.contains(page)))),
            None => Meant::Ambiguous,
        },
    }
}

/// The open pages that messages led by a notification carried, its own among them; the worst first.
#[must_use]
pub fn carried_by(state: &State, page: PageId, lead: NotificationId) -> Vec<PageId> {
    let it = state.pages.get(&page).and_then(|page| page.notifications.get(&lead));
    let codes = it.and_then(|it| state.codes.get(&it.person)?.get(&it.code?));
    let led = |(page, id): &&(PageId, NotificationId)| {
        let it = state.pages.get(page).and_then(|page| page.notifications.get(id));
        *id == lead || it.is_some_and(|it| it.led_by.iter().any(|led| led.notification == lead))
    };
    codes.map(|all| worst_first(state, all.iter().filter(led))).unwrap_or_default()
}

/// Pages, each once, the worst first and then the earliest.
fn worst_first<'a>(state: &State, all: impl Iterator<Item = &'a (PageId, NotificationId)>) -> Vec<PageId> {
    let pages = all.filter_map(|(page, _)| state.pages.get(page));
    let sorted: BTreeSet<_> = pages.map(|page| (page.severity, page.raised_at, page.id)).collect();
    sorted.into_iter().map(|(.., id)| id).collect()
}

#[cfg(test)]
mod tests;
