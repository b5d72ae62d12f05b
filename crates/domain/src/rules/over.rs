//! A page is over: whoever else may be awake because of it is told so, that they can sleep.
//!
//! Told is who was sent something of the page, or is being sent it, and has not answered: not whoever took it, and not
//! whoever said that they cannot come, for they have put it down. These notices do not count among the
//! [`limits::NOTICES`] an hour, nor are they stopped by them: somebody awake for nothing is what they are for, and they are
//! folded, so that they drown nobody.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::Deciding;
use crate::directory::{Channel, Person};
use crate::id::{ContactId, PageId, PersonId};
use crate::incident::Severity;
use crate::limits;
use crate::notice::About;
use crate::page::{Notification, NotificationStatus};
use crate::rules::{notice, step};
use crate::state::State;

/// The channels by which somebody is told whom only a call has woken. Never by another call.
const CHANNELS: [Channel; 3] = [Channel::Sms, Channel::Push, Channel::Email];

/// What one person was told of.
#[derive(Default)]
struct Heard {
    pages: BTreeSet<(Severity, PageId)>,
    contacts: BTreeSet<(ContactId, Channel)>,
}

/// Tells everybody but `by` that these pages are over: once each, however many they are.
pub(super) fn tell(d: &mut Deciding<'_>, pages: &[PageId], by: Option<PersonId>) {
    let until = step::later(d.now, limits::OVER_S);
    for (person, heard) in awake(&d.state, pages, by).into_iter().take(limits::TOLD_OVER) {
        let Some((_, page)) = heard.pages.first().copied() else { continue };
        let Some(it) = d.state.people.get(&person).filter(|it| it.active) else { continue };
        let more = u32::try_from(heard.pages.len() - 1).unwrap_or(u32::MAX);
        let contacts = contacts(it, &heard.contacts);
        notice::send(d, person, About::Acknowledged { page, by, more }, contacts, until);
    }
}

fn awake(state: &State, pages: &[PageId], by: Option<PersonId>) -> BTreeMap<PersonId, Heard> {
    let mut awake: BTreeMap<PersonId, Heard> = BTreeMap::new();
    for page in pages.iter().filter_map(|id| state.pages.get(id)) {
        for it in page.notifications.values().filter(|it| woke(it) && Some(it.person) != by) {
            let heard = awake.entry(it.person).or_default();
            heard.pages.insert((page.severity, page.id));
            heard.contacts.insert((it.contact, it.channel));
        }
    }
    awake
}

const fn woke(it: &Notification) -> bool {
    it.heard || matches!(it.status, NotificationStatus::Claimed { .. })
}

/// The contacts that woke them, calls aside; where that leaves none, all of one channel.
fn contacts(person: &Person, woken: &BTreeSet<(ContactId, Channel)>) -> Vec<(ContactId, Channel)> {
    let usable = |id: &ContactId| person.contacts.get(id).is_some_and(crate::directory::Contact::is_usable);
    let same: Vec<_> = woken.iter().filter(|(id, by)| *by != Channel::Voice && usable(id)).copied().collect();
    if !same.is_empty() {
        return same;
    }
    notice::by_first(person, CHANNELS)
}

#[cfg(test)]
mod tests;
