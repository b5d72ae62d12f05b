//! Asking people: each by one channel at a time, the next one each time they are asked again.

use crate::decide::Deciding;
use crate::directory::{Channel, Person};
use crate::event::Event;
use crate::id::{CallOutId, ContactId, PersonId};
use crate::incident::Severity;
use crate::limits;
use crate::page::Notification;
use crate::rules::call_out::record;
use crate::rules::step::{self, Message};

/// How people are asked who made no rules: what can be answered with one hand first, then what wakes.
const CHANNELS: [Channel; 4] = [Channel::Sms, Channel::Voice, Channel::Push, Channel::Email];

/// Asks people, and sets when those who do not answer are asked again.
pub(super) fn ask(d: &mut Deciding<'_>, id: CallOutId, people: &[PersonId]) {
    let Some(terms) = d.state.call_outs.get(&id).map(|it| it.terms.clone()) else { return };
    let again_at = terms.again_after_s.map(|after_s| step::later(d.now, after_s)).filter(|at| *at < terms.until);
    let (mut round, mut unreachable) = (Vec::new(), Vec::new());
    for person in people {
        let messages = messages_to(d, id, *person);
        if messages.is_empty() {
            unreachable.push(*person);
        }
        round.extend(messages);
        if round.len() >= limits::NOTIFICATIONS_PER_ENTRY {
            let (notifications, unreachable) = (std::mem::take(&mut round), std::mem::take(&mut unreachable));
            record(d, id, Event::CallOutAsked { call_out: id, notifications, unreachable, again_at });
        }
    }
    record(d, id, Event::CallOutAsked { call_out: id, notifications: round, unreachable, again_at });
}

/// Asks one person more, whom nothing has reached; when all are asked again stays as it is.
pub(super) fn ask_one(d: &mut Deciding<'_>, id: CallOutId, person: PersonId) {
    let again_at = d.state.call_outs.get(&id).and_then(|it| it.again_at);
    let notifications = messages_to(d, id, person);
    if !notifications.is_empty() {
        record(d, id, Event::CallOutAsked { call_out: id, notifications, unreachable: Vec::new(), again_at });
    }
}

/// Nothing reaches somebody any more; when all are asked again stays as it is.
pub(super) fn give_up(d: &mut Deciding<'_>, id: CallOutId, person: PersonId) {
    let again_at = d.state.call_outs.get(&id).and_then(|it| it.again_at);
    let event = Event::CallOutAsked { call_out: id, notifications: Vec::new(), unreachable: vec![person], again_at };
    record(d, id, event);
}

/// One person's messages by the channel whose turn it is, each with its reply code.
fn messages_to(d: &mut Deciding<'_>, id: CallOutId, person: PersonId) -> Vec<Notification> {
    let Some(it) = d.state.call_outs.get(&id) else { return Vec::new() };
    let times = usize::from(it.asked.get(&person).copied().unwrap_or(0));
    let severity = it.terms.severity;
    let contacts = d.state.people.get(&person).filter(|it| it.active).map(|it| contacts_at(it, severity, times));
    let due = d.now;
    let message = |(contact, channel)| Message { due, contact, channel };
    let messages: Vec<Message> = contacts.unwrap_or_default().into_iter().map(message).collect();
    step::notifications(d, person, &messages)
}

/// Every verified contact of the channel by which somebody is asked the nth time, from 0.
fn contacts_at(person: &Person, severity: Severity, nth: usize) -> Vec<(ContactId, Channel)> {
    let ways = channels(person, severity);
    let Some(channel) = ways.get(nth % ways.len().max(1)) else { return Vec::new() };
    let theirs = person.contacts.values().filter(|contact| contact.is_usable() && contact.channel == *channel);
    theirs.map(|contact| (contact.id, contact.channel)).collect()
}

/// The channels that reach somebody: first as their own rules for this severity have them, in time's order, then the rest.
pub(super) fn channels(person: &Person, severity: Severity) -> Vec<Channel> {
    let mut rules: Vec<_> = person.rules.iter().filter(|rule| rule.severities.holds(severity)).collect();
    rules.sort_by_key(|rule| rule.after_s);
    let mut ways: Vec<Channel> = Vec::new();
    for channel in rules.into_iter().map(|rule| rule.channel).chain(CHANNELS) {
        let reaches = person.contacts.values().any(|contact| contact.is_usable() && contact.channel == channel);
        if reaches && !ways.contains(&channel) {
            ways.push(channel);
        }
    }
    ways
}
