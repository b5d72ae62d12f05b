//! What people answer, as they really write it at night, and which page or call-out they mean.
//!
//! Only a clear yes acknowledges, or says that somebody attends. What could be read either way is unclear, and whoever wrote it is asked again.

use std::collections::BTreeSet;

use imbl::OrdSet;

use crate::attempt::Bearer;
use crate::call_out::Can;
use crate::id::{CallOutId, NotificationId, PageId, PersonId};
use crate::limits;
use crate::state::State;

mod words;

use words::{Word, words};

/// What a text message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Yes; with the code they gave. To a page: they have it. To a call-out: they can attend in the time it asks.
    Acknowledge(Option<u32>),
    /// Nothing but a code. A page asks for just that; a call-out asks for minutes besides.
    Code(u32),
    /// They can attend in so many minutes, none of them: they cannot; with the code they gave. No page asks for it.
    Attend(Option<u32>, u32),
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

/// Which pages or which call-out somebody means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// This page, or all that one message carried; the worst first.
    Pages(Vec<PageId>),
    /// This call-out.
    CallOut(CallOutId),
    /// More than one is open for them: ask for the code.
    Ambiguous,
    /// None that is open.
    None,
}

/// What a key pressed in a call-out's call says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttendKey {
    /// This is their answer.
    Can(Can),
    /// They want to hear it again.
    Repeat,
}

/// What a key pressed in a call-out's call means; none for any other key. Those that a page's call has too mean the same
/// in both, so that a hand that knows the one does no harm in the other; 0 is no, as it is in a text message.
#[must_use]
pub const fn attend_key(digit: char) -> Option<AttendKey> {
    match digit {
        '1' => Some(AttendKey::Can(Can::Yes { minutes: 15 })),
        '4' => Some(AttendKey::Can(Can::Yes { minutes: 30 })),
        '5' => Some(AttendKey::Can(Can::Yes { minutes: 60 })),
        '6' => Some(AttendKey::Can(Can::Yes { minutes: 120 })),
        '2' | '0' => Some(AttendKey::Can(Can::No)),
        '3' => Some(AttendKey::Repeat),
        _ => None,
    }
}

/// What a key pressed in a page's call means; none for any other key.
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

/// What a text message says: `ack 4821`, `4821`, `ACK`, `yes`, `no`, `4821 no`, `can't, 4821`; to a call-out also `4821
/// 30`, `4821 yes 30 mins`, `1 hour`, `30`, `4821 0`. A yes must come first, so that "is this ok?" is none, and no no with
/// it; so must a no. Minutes count beside words that are all understood, or after a yes.
#[must_use]
pub fn parse(text: &str) -> Reply {
    if text.len() > limits::REPLY {
        return Reply::Unclear;
    }
    let words = words(text);
    let codes: BTreeSet<u32> =
        words.iter().filter_map(|it| if let Word::Code(c) = it { Some(*c) } else { None }).collect();
    if codes.len() > 1 {
        return Reply::Unclear;
    }
    let code = codes.first().copied();
    let has = |wanted: Word| words.contains(&wanted);
    let first = words.iter().find(|it| !matches!(it, Word::Code(_)));
    let yes = first == Some(&Word::Yes);
    if words.iter().any(|it| matches!(it, Word::Minutes(_))) {
        let clear = !has(Word::No) && (yes || !has(Word::Other));
        return words::minutes(&words).filter(|_| clear).map_or(Reply::Unclear, |count| Reply::Attend(code, count));
    }
    match (first, code) {
        (None, Some(code)) => Reply::Code(code),
        (Some(Word::Yes), _) if !has(Word::No) => Reply::Acknowledge(code),
        (Some(Word::No), _) if !has(Word::Yes) => Reply::Decline(code),
        _ => Reply::Unclear,
    }
}

/// Which pages or which call-out a person means: by the code they gave, or, without one, the only one that they were told
/// of and that seeks somebody, or all pages that one message told them of; failing such, the only page that ran out of
/// people, or call-out that ended of late. A reply of `minutes` means a call-out: no page takes any.
#[must_use]
pub fn meant_by(state: &State, person: PersonId, code: Option<u32>, minutes: bool) -> Meant {
    let Some(codes) = state.codes.get(&person) else { return Meant::None };
    if let Some(code) = code {
        return codes.get(&code).map_or(Meant::None, |all| these(state, all.iter()));
    }
    let is_told = |(bearer, notification): &&(Bearer, NotificationId)| {
        let fits = !minutes || matches!(bearer, Bearer::CallOut(_));
        fits && state.notification(*bearer, *notification).is_some_and(|it| it.attempts > 0)
    };
    let told: BTreeSet<Bearer> = codes.values().flatten().filter(is_told).map(|(bearer, _)| *bearer).collect();
    let seeks: BTreeSet<Bearer> = told.iter().copied().filter(|bearer| seeks(state, *bearer)).collect();
    let open = || told.iter().copied().filter(|bearer| takes(state, *bearer)).collect();
    let meant: BTreeSet<Bearer> = if seeks.is_empty() { open() } else { seeks };
    let is_meant = |(bearer, _): &&(Bearer, NotificationId)| meant.contains(bearer);
    let of_one_message = |all: &&OrdSet<(Bearer, NotificationId)>| {
        let carried: BTreeSet<Bearer> = all.iter().filter(is_told).map(|(bearer, _)| *bearer).collect();
        meant.is_subset(&carried)
    };
    match codes.values().filter(|all| all.len() >= meant.len()).find(of_one_message) {
        _ if meant.is_empty() => Meant::None,
        Some(all) => these(state, all.iter().filter(is_meant)),
        None => Meant::Ambiguous,
    }
}

/// The open pages that messages led by a notification carried, its own among them; the worst first.
#[must_use]
pub fn carried_by(state: &State, page: PageId, lead: NotificationId) -> Vec<PageId> {
    let it = state.pages.get(&page).and_then(|page| page.notifications.get(&lead));
    let codes = it.and_then(|it| state.codes.get(&it.person)?.get(&it.code?));
    let led = |(bearer, id): &&(Bearer, NotificationId)| {
        let it = state.notification(*bearer, *id);
        *id == lead || it.is_some_and(|it| it.led_by.iter().any(|led| led.notification == lead))
    };
    codes.map(|all| worst_first(state, all.iter().filter(led))).unwrap_or_default()
}

/// What one code leads to: a call-out's leads to nothing else.
fn these<'a>(state: &State, all: impl Iterator<Item = &'a (Bearer, NotificationId)> + Clone) -> Meant {
    let call_out = all.clone().find_map(|(bearer, _)| match bearer {
        Bearer::CallOut(id) => Some(*id),
        Bearer::Page(_) | Bearer::Notice(_) => None,
    });
    call_out.map_or_else(|| Meant::Pages(worst_first(state, all)), Meant::CallOut)
}

/// Pages, each once, the worst first and then the earliest.
fn worst_first<'a>(state: &State, all: impl Iterator<Item = &'a (Bearer, NotificationId)>) -> Vec<PageId> {
    let pages = all.filter_map(|(bearer, _)| state.pages.get(&bearer.page()?));
    let sorted: BTreeSet<_> = pages.map(|page| (page.severity, page.raised_at, page.id)).collect();
    sorted.into_iter().map(|(.., id)| id).collect()
}

/// Whether somebody is still sought for it.
fn seeks(state: &State, bearer: Bearer) -> bool {
    match bearer {
        Bearer::Page(page) => state.pages.get(&page).is_some_and(|it| it.is_active()),
        Bearer::CallOut(id) => state.call_outs.get(&id).is_some_and(|it| it.is_running()),
        Bearer::Notice(_) => false,
    }
}

/// Whether it can be answered.
fn takes(state: &State, bearer: Bearer) -> bool {
    match bearer {
        Bearer::Page(page) => state.pages.get(&page).is_some_and(|it| it.is_open()),
        Bearer::CallOut(id) => state.call_outs.get(&id).is_some_and(|it| it.takes_answers_at(state.recorded_at)),
        Bearer::Notice(_) => false,
    }
}

#[cfg(test)]
mod tests;
