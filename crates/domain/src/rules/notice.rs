//! Notices: raised once, to every verified address of one channel, and given up when they would come too late.

use jiff::{SignedDuration, Timestamp};

use crate::decide::Deciding;
use crate::directory::{Channel, Person};
use crate::event::Event;
use crate::id::{ContactId, NoticeId, PersonId};
use crate::limits;
use crate::notice::About;
use crate::page::{Notification, NotificationStatus};
use crate::rules::page;

/// The channels that notices go by where the person chose none, the first that reaches them. Never a call: nobody is to
/// be rung for what needs no answer.
const CHANNELS: [Channel; 3] = [Channel::Sms, Channel::Push, Channel::Email];

/// Tells a person something. One who cannot be reached, or was sent too much of late, is not told, and the record says
/// so.
pub(crate) fn raise(d: &mut Deciding<'_>, person: PersonId, about: About, until: Timestamp) {
    let of_use = d.now < until && (matches!(about, About::Gap { .. }) || !has_enough(d, person));
    let contacts = d.state.people.get(&person).filter(|it| it.active && of_use).map(contacts);
    let notifications = contacts.unwrap_or_default().into_iter().map(|(contact, channel)| Notification {
        id: d.draw_id(),
        person,
        contact,
        channel,
        code: None,
        due: d.now,
        attempts: 0,
        status: NotificationStatus::Due,
    });
    let notifications = notifications.collect();
    let notice = d.draw_id();
    let event = Event::NoticeRaised { notice, person, about, notifications, until };
    emit(d, about, event);
}

/// Whether somebody was sent so many within the hour that one more would drown what matters.
fn has_enough(d: &Deciding<'_>, person: PersonId) -> bool {
    let since = d.now.saturating_sub(SignedDuration::from_secs(limits::NOTICES_S)).unwrap_or(d.now);
    let sent = d.state.noticed.get(&person);
    sent.is_some_and(|sent| sent.len() >= limits::NOTICES && sent.front().is_some_and(|first| *first > since))
}

/// Every verified contact of the channel that this person's notices go by.
fn contacts(person: &Person) -> Vec<(ContactId, Channel)> {
    let chosen = person.preferences.notice_channel.filter(|channel| *channel != Channel::Voice);
    let by = |channel: Channel| {
        let theirs = person.contacts.values().filter(move |it| it.verified && it.channel == channel);
        theirs.map(|it| (it.id, it.channel)).collect::<Vec<_>>()
    };
    chosen.into_iter().chain(CHANNELS).map(by).find(|contacts| !contacts.is_empty()).unwrap_or_default()
}

/// Gives up a notice that would come too late. Tells whether it did.
pub(crate) fn lapse_if_late(d: &mut Deciding<'_>, notice: NoticeId) -> bool {
    let late = d.state.notices.get(&notice).is_none_or(|it| it.until <= d.now);
    if late {
        record(d, notice, Event::NoticeLapsed { notice });
    }
    late
}

/// Records something of a notice where it belongs.
pub(crate) fn record(d: &mut Deciding<'_>, notice: NoticeId, event: Event) {
    if let Some(about) = d.state.notices.get(&notice).map(|it| it.about) {
        emit(d, about, event);
    }
}

fn emit(d: &mut Deciding<'_>, about: About, event: Event) {
    let stream = about.stream(&d.state);
    let how = page::standing(d, &stream);
    d.emit(stream, event, how);
}

#[cfg(test)]
mod tests;
