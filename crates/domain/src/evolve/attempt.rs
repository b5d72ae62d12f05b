//! What calls to providers change of notifications, and with them of lanes and alarms, whatever they belong to.

use std::sync::Arc;

use jiff::Timestamp;

use crate::attempt::{AttemptFinished, AttemptStarted, Bearer, Borne};
use crate::delivery::{Call, Reported};
use crate::event::Event;
use crate::evolve::{lane, notice};
use crate::id::NotificationId;
use crate::lane::Last;
use crate::limits;
use crate::page::{AttemptOutcome, Led, Notification};
use crate::state::State;

/// Takes the beginning or the end of a call into the state.
pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    if let Some(call) = AttemptStarted::of(event) {
        started(state, at, &call);
    } else if let Some(call) = AttemptFinished::of(event) {
        finished(state, at, &call);
    } else if let Some(said) = Reported::of(event) {
        reported(state, &said);
    }
    match event {
        Event::PageDeliveryAsked { page, notification, .. } => {
            change(state, Bearer::Page(*page), *notification, Notification::asked);
        }
        Event::PageFolded { attempt, lead, node, lease_until, notifications } => {
            for borne in notifications {
                let (attempt, node, lease_until) = (*attempt, *node, *lease_until);
                let Borne { bearer, notification } = *borne;
                change(state, bearer, notification, |it| {
                    it.started(&AttemptStarted { bearer, notification, attempt, node, lease_until });
                });
                carried(state, *lead, *borne);
                let Some(contact) = state.notification(bearer, notification).map(|it| it.contact) else { continue };
                lane::change(state, contact, |lane| {
                    lane.flying.entry(attempt).or_default().push_back(*borne);
                });
            }
        }
        Event::PageFoldedFinished { attempt, notifications, outcome, again_at } => {
            for Borne { bearer, notification } in notifications.iter().copied() {
                let (attempt, outcome, again_at) = (*attempt, outcome.clone(), *again_at);
                let call = AttemptFinished { bearer, notification, attempt, outcome, again_at };
                ended(state, &Borne { bearer, notification }, |it| it.finished(&call, at));
            }
        }
        Event::ContactLimited { notifications, instead, due, .. } => {
            for Borne { bearer, notification } in notifications.iter().copied() {
                change(state, bearer, notification, |it| {
                    (it.contact, it.channel) = instead.unwrap_or((it.contact, it.channel));
                    it.due = *due;
                });
                if let (Bearer::Page(page), Some((contact, _))) = (bearer, instead)
                    && let Some(page) = state.pages.get_mut(&page).map(Arc::make_mut)
                {
                    page.contacts.insert(*contact);
                }
            }
        }
        _ => {}
    }
}

/// What a provider said afterwards; a notice may be over with it, or open again.
fn reported(state: &mut State, said: &Reported) {
    if let Some(call) = state.calls.get_mut(&said.attempt) {
        call.delivery = Some(said.delivery.clone());
    }
    ended(state, &Borne { bearer: said.bearer, notification: said.notification }, |it| it.reported(said));
}

/// A call is kept while there is room; ids are drawn in time's order, so that the first is the oldest.
fn begin(state: &mut State, call: &AttemptStarted) {
    let AttemptStarted { bearer, notification, attempt, .. } = *call;
    state.calls.insert(attempt, Call { bearer, notification, taken_by: None, delivery: None });
    if state.calls.len() > limits::CALLS
        && let Some(oldest) = state.calls.get_min().map(|(oldest, _)| *oldest)
    {
        state.calls.remove(&oldest);
    }
}

fn started(state: &mut State, at: Timestamp, call: &AttemptStarted) {
    begin(state, call);
    change(state, call.bearer, call.notification, |it| it.started(call));
    let place = state.place(call.bearer);
    let contact = state.notification(call.bearer, call.notification).map(|it| it.contact);
    if let (Some(place), Some(contact)) = (place, contact) {
        let last = Last { attempt: call.attempt, at, severity: place.severity };
        let lead = Borne { bearer: call.bearer, notification: call.notification };
        lane::change(state, contact, |lane| lane.started(place.class, last, lead));
    }
}

fn finished(state: &mut State, at: Timestamp, call: &AttemptFinished) {
    if let (AttemptOutcome::Sent { provider, .. }, Some(kept)) = (&call.outcome, state.calls.get_mut(&call.attempt)) {
        kept.taken_by = Some(provider.clone());
    }
    let place = state.place(call.bearer);
    let contact = state.notification(call.bearer, call.notification).map(|it| it.contact);
    if let (Some(place), Some(contact)) = (place, contact) {
        let sent = matches!(call.outcome, AttemptOutcome::Sent { .. });
        let counts = !matches!(call.outcome, AttemptOutcome::Failed { .. });
        lane::change(state, contact, |lane| lane.finished(place.class, call.attempt, sent, counts));
    }
    let it = Borne { bearer: call.bearer, notification: call.notification };
    ended(state, &it, |it| it.finished(call, at));
}

/// A call for a notification has ended; a notice may be over with it.
fn ended(state: &mut State, it: &Borne, how: impl FnOnce(&mut Notification)) {
    let was_open = matches!(it.bearer, Bearer::Notice(id) if notice::is_open(state, id));
    change(state, it.bearer, it.notification, how);
    if let Bearer::Notice(id) = it.bearer {
        notice::settle(state, id, was_open);
    }
}

/// The lead's code answers for what it carries, too.
fn carried(state: &mut State, lead: Borne, borne: Borne) {
    let Some(code) = state.notification(lead.bearer, lead.notification).and_then(|it| it.code) else { return };
    let Bearer::Page(id) = borne.bearer else { return };
    let Some(page) = state.pages.get_mut(&id).map(Arc::make_mut) else { return };
    let Some(it) = page.notifications.get_mut(&borne.notification) else { return };
    let led = Led { notification: lead.notification, code };
    if !it.led_by.contains(&led) {
        it.led_by.push(led);
    }
    let codes = state.codes.entry(it.person).or_default();
    codes.entry(code).or_default().insert((borne.bearer, borne.notification));
}

/// Changes one notification, and with it its lane and its alarm.
pub(super) fn change(state: &mut State, bearer: Bearer, id: NotificationId, how: impl FnOnce(&mut Notification)) {
    let Some(place) = state.place(bearer) else { return };
    let notifications = match bearer {
        Bearer::Page(page) => state.pages.get_mut(&page).map(|page| &mut Arc::make_mut(page).notifications),
        Bearer::CallOut(id) => state.call_outs.get_mut(&id).map(|it| &mut Arc::make_mut(it).notifications),
        Bearer::Notice(notice) => state.notices.get_mut(&notice).map(|it| &mut Arc::make_mut(it).notifications),
    };
    let Some(notification) = notifications.and_then(|all| all.get_mut(&id)) else { return };
    let before = notification.clone();
    how(notification);
    let after = notification.clone();
    lane::leave(state, place, &before);
    lane::enter(state, place, &after);
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::{AttemptId, NodeId, PageId};

    #[test]
    fn only_the_latest_calls_are_kept() {
        let mut state = State::default();
        for nth in 1..=limits::CALLS as u128 + 3 {
            let id = Uuid::from_u128(nth);
            let (bearer, notification, attempt) = (Bearer::Page(PageId(id)), NotificationId(id), AttemptId(id));
            let lease_until = Timestamp::UNIX_EPOCH;
            begin(&mut state, &AttemptStarted { bearer, notification, attempt, node: NodeId(id), lease_until });
        }
        assert_eq!(state.calls.len(), limits::CALLS);
        assert_eq!(state.calls.get_min().unwrap().0.0.as_u128(), 4);
    }
}
