//! Storms: one message carries all that is due at a contact. What is held, and until when, is the lane's (see
//! [`crate::lane`]); here is what happens when a message goes.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::attempt::{AttemptStarted, Bearer, Borne};
use crate::decide::Deciding;
use crate::directory::Channel;
use crate::due::Sending;
use crate::event::Event;
use crate::id::{AttemptId, ContactId, NodeId};
use crate::lane;
use crate::limits;
use crate::page::AttemptOutcome;
use crate::rules::{attempt, notice};
use crate::state::Stream;

/// Who calls the provider, and until when nobody else does.
pub(super) struct Claim {
    pub(super) node: NodeId,
    pub(super) lease_until: Timestamp,
}

/// Claims what is due at a contact: as one message, or each alone where it says something of its own, at most `limit`.
/// Tells how many calls that is.
pub(super) fn claim(d: &mut Deciding<'_>, claim: &Claim, sending: Sending, limit: usize) -> usize {
    let Sending { contact, class, .. } = sending;
    let queue = d.state.lanes.get(&contact).and_then(|lane| lane.queues.get(&class));
    let mut due = queue.map(|queue| queue.due(d.now)).unwrap_or_default();
    due.truncate(if class.is_alone() { limit } else { limits::FOLDED });
    due.retain(|it| !is_late(d, *it));
    if let Some(room_at) = full_until(d, contact, due.first()) {
        limited(d, contact, &due, room_at);
        return 0;
    }
    if !class.is_alone() {
        let Some((lead, others)) = due.split_first() else { return 0 };
        start(d, claim, *lead, others);
        return 1;
    }
    let mut calls = 0;
    while let Some((next, others)) = due.split_first() {
        if let Some(room_at) = full_until(d, contact, Some(next)) {
            limited(d, contact, &due, room_at);
            break;
        }
        start(d, claim, *next, &[]);
        calls += 1;
        due = others.to_vec();
    }
    calls
}

/// A notice that would come too late is given up; a call-out whose time is over is ended by the tick that is due.
fn is_late(d: &mut Deciding<'_>, it: Borne) -> bool {
    match it.bearer {
        Bearer::Page(_) => false,
        Bearer::CallOut(id) => d.state.call_outs.get(&id).is_none_or(|it| it.terms.until <= d.now),
        Bearer::Notice(notice) => notice::lapse_if_late(d, notice),
    }
}

/// One call begins: for `lead`, which carries the others.
pub(super) fn start(d: &mut Deciding<'_>, claim: &Claim, lead: Borne, others: &[Borne]) {
    let attempt: AttemptId = d.draw_id();
    let Claim { node, lease_until } = *claim;
    let Borne { bearer, notification } = lead;
    attempt::record(d, bearer, AttemptStarted { bearer, notification, attempt, node, lease_until }.event());
    by_entry(d, others, |notifications| Event::PageFolded { attempt, lead, node, lease_until, notifications });
}

/// What came of a call, for those that it carried.
pub(super) fn finish(d: &mut Deciding<'_>, carried: &[Borne], attempt: AttemptId, outcome: &AttemptOutcome) {
    let mut alike: BTreeMap<Option<Timestamp>, Vec<Borne>> = BTreeMap::new();
    for it in carried {
        alike.entry(attempt::again_at(d, *it, outcome)).or_default().push(*it);
    }
    for (again_at, all) in alike {
        by_entry(d, &all, |notifications| {
            let outcome = outcome.clone();
            Event::PageFoldedFinished { attempt, notifications, outcome, again_at }
        });
    }
}

/// Until when the networks take no more texts to a contact.
fn full_until(d: &Deciding<'_>, contact: ContactId, of: Option<&Borne>) -> Option<Timestamp> {
    let channel = of.and_then(|it| d.state.notification(it.bearer, it.notification)).map(|it| it.channel)?;
    d.state.lanes.get(&contact).filter(|_| lane::is_limited(channel))?.full_until(d.now)
}

/// The networks would drop what is sent to this contact now. A page, or a call-out, goes by another of its person's
/// contacts at once, a call first; what has none, and notices, for which nobody is to be rung, wait for room.
fn limited(d: &mut Deciding<'_>, contact: ContactId, due: &[Borne], room_at: Timestamp) {
    let (asking, notices): (Vec<Borne>, Vec<Borne>) =
        due.iter().partition(|it| !matches!(it.bearer, Bearer::Notice(_)));
    let instead = asking.first().and_then(|it| other_contact(d, *it));
    let now = d.now;
    by_entry(d, &asking, |notifications| {
        let due = if instead.is_some() { now } else { room_at };
        Event::ContactLimited { contact, notifications, instead, due }
    });
    by_entry(d, &notices, |notifications| Event::ContactLimited {
        contact,
        notifications,
        instead: None,
        due: room_at,
    });
}

/// How else its person can be told, at once.
fn other_contact(d: &Deciding<'_>, it: Borne) -> Option<(ContactId, Channel)> {
    let person = d.state.notification(it.bearer, it.notification).and_then(|it| d.state.people.get(&it.person))?;
    let usable = |channel: &Channel| {
        let mut all = person.contacts.values().filter(|it| it.is_usable() && it.channel == *channel);
        all.find(|it| {
            let full = || d.state.lanes.get(&it.id).and_then(|lane| lane.full_until(d.now)).is_some();
            !(lane::is_limited(it.channel) && full())
        })
    };
    let channels = [Channel::Voice, Channel::Sms, Channel::Push, Channel::Email];
    channels.iter().find_map(usable).map(|it| (it.id, it.channel))
}

/// Records an event of many notifications, each where its entries belong, in entries that are not too long.
fn by_entry(d: &mut Deciding<'_>, all: &[Borne], event: impl Fn(Vec<Borne>) -> Event) {
    let mut streams: BTreeMap<Stream, Vec<Borne>> = BTreeMap::new();
    for it in all {
        let stream = match it.bearer {
            Bearer::Page(page) => d.state.stream_of_page(page),
            Bearer::CallOut(id) => d.state.stream_of_call_out(id),
            Bearer::Notice(notice) => d.state.notices.get(&notice).map(|it| d.state.stream_of_notice(&it.about)),
        };
        streams.entry(stream.unwrap_or(Stream::Ledger)).or_default().push(*it);
    }
    for part in streams.values().flat_map(|all| all.chunks(limits::FOLDED_PER_ENTRY)) {
        if let Some(first) = part.first() {
            attempt::record(d, first.bearer, event(part.to_vec()));
        }
    }
}

#[cfg(test)]
mod tests;
