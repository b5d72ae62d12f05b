//! What call-outs' entries change. Alarms and reply codes follow each change here. Codes live as long as the call-out is
//! kept: whoever changes their mind, or answers late, answers with what they were sent.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use jiff::Timestamp;

use crate::attempt::Bearer;
use crate::call_out::{Answer, CallOut, Status, Terms};
use crate::event::Event;
use crate::evolve::attempt::change;
use crate::evolve::lane;
use crate::evolve::page::over::free;
use crate::evolve::run;
use crate::id::{CallOutId, NotificationId, PersonId};
use crate::limits;
use crate::page::{Notification, NotificationStatus};
use crate::state::State;

/// Takes one entry of a call-out into the state.
pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::CallOutStarted { call_out, terms } => started(state, *call_out, terms, at),
        Event::CallOutAsked { call_out, notifications, unreachable, again_at } => {
            asked(state, *call_out, notifications, unreachable, *again_at);
        }
        Event::CallOutAnswered { call_out, person, can, how, late } => {
            answered(state, *call_out, *person, Answer { can: *can, at, how: *how, late: *late });
        }
        Event::CallOutEnded { call_out, why } => end(state, *call_out, Status::Ended { why: *why, at }),
        _ => {}
    }
}

fn started(state: &mut State, id: CallOutId, terms: &Terms, at: Timestamp) {
    let call_out = CallOut {
        id,
        terms: terms.clone(),
        asked: OrdMap::new(),
        unreachable: OrdSet::new(),
        notifications: OrdMap::new(),
        again_at: None,
        answers: OrdMap::new(),
        status: Status::Running,
        raised_at: at,
    };
    state.alarms.extend(call_out.alarms());
    state.call_outs.insert(id, Arc::new(call_out));
    if let Some(asked) = terms.run {
        run::called_out(state, asked.run, id, asked.effect);
    }
}

fn asked(
    state: &mut State,
    id: CallOutId,
    notifications: &[Notification],
    unreachable: &[PersonId],
    again_at: Option<Timestamp>,
) {
    let Some(it) = state.call_outs.get_mut(&id).map(Arc::make_mut) else { return };
    for alarm in it.alarms() {
        state.alarms.remove(&alarm);
    }
    it.again_at = again_at;
    for person in unreachable {
        it.asked.entry(*person).or_insert(0);
        it.unreachable.insert(*person);
    }
    for person in people_of(notifications) {
        let times = it.asked.entry(person).or_insert(0);
        *times = times.saturating_add(1);
        it.unreachable.remove(&person);
    }
    state.alarms.extend(it.alarms());
    for notification in notifications {
        it.notifications.insert(notification.id, notification.clone());
        if let Some(code) = notification.code {
            let codes = state.codes.entry(notification.person).or_default();
            codes.insert(code, OrdSet::unit((Bearer::CallOut(id), notification.id)));
        }
    }
    if let Some(place) = state.place(Bearer::CallOut(id)) {
        notifications.iter().for_each(|it| lane::enter(state, place, it));
    }
}

/// Whom messages are for, each once, however many contacts they go to.
fn people_of(notifications: &[Notification]) -> std::collections::BTreeSet<PersonId> {
    notifications.iter().map(|it| it.person).collect()
}

/// What is not yet sent to somebody who has answered is not sent.
fn answered(state: &mut State, id: CallOutId, person: PersonId, answer: Answer) {
    let Some(it) = state.call_outs.get_mut(&id).map(Arc::make_mut) else { return };
    let before: Vec<_> = it.alarms().collect();
    it.answers.insert(person, answer);
    for alarm in before {
        state.alarms.remove(&alarm);
    }
    state.alarms.extend(it.alarms());
    cancel(state, id, |it| it.person == person);
}

fn end(state: &mut State, id: CallOutId, status: Status) {
    let Some(it) = state.call_outs.get(&id).filter(|it| it.is_running()).cloned() else { return };
    cancel(state, id, |_| true);
    for alarm in it.alarms() {
        state.alarms.remove(&alarm);
    }
    if let Some(it) = state.call_outs.get_mut(&id).map(Arc::make_mut) {
        it.status = status;
        it.again_at = None;
    }
    state.ended_call_outs.push_back(id);
    if state.ended_call_outs.len() > limits::ENDED_CALL_OUTS
        && let Some(oldest) = state.ended_call_outs.pop_front()
    {
        forget(state, oldest);
    }
}

/// What is still to be sent, of what is meant, is not sent.
fn cancel(state: &mut State, id: CallOutId, meant: impl Fn(&Notification) -> bool) {
    let Some(it) = state.call_outs.get(&id) else { return };
    let due = it.notifications.values().filter(|it| it.status == NotificationStatus::Due && meant(it));
    let due: Vec<NotificationId> = due.map(|it| it.id).collect();
    for notification in due {
        change(state, Bearer::CallOut(id), notification, |it| it.status = NotificationStatus::Cancelled);
    }
}

fn forget(state: &mut State, id: CallOutId) {
    let Some(place) = state.place(Bearer::CallOut(id)) else { return };
    let all = state.call_outs.get(&id).map(|it| it.notifications.clone()).unwrap_or_default();
    for it in all.values() {
        free(state, place.bearer, it.id);
        lane::forget(state, place, it);
    }
    state.call_outs.remove(&id);
}
