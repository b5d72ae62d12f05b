//! What notices' entries change: alarms follow each notification; a notice with nothing left to send is over, and in
//! time forgotten.

use std::sync::Arc;

use imbl::OrdMap;
use jiff::Timestamp;

use crate::attempt::Bearer;
use crate::event::Event;
use crate::evolve::attempt::change;
use crate::evolve::{told, verification};
use crate::id::{NoticeId, NotificationId, PersonId};
use crate::limits;
use crate::notice::{About, Notice};
use crate::page::NotificationStatus;
use crate::state::State;

/// Takes one entry of a notice into the state.
pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    match event {
        Event::NoticeRaised { notice, person, about, notifications, until } => {
            let notifications: OrdMap<_, _> = notifications.iter().map(|it| (it.id, it.clone())).collect();
            let (id, person, about, until) = (*notice, *person, *about, *until);
            if let (About::Verify { contact }, Some(first)) = (about, notifications.keys().next()) {
                verification::sent(state, at, (person, contact), (id, *first));
            }
            if !notifications.is_empty() && about.is_counted() {
                count(state, person, at);
            }
            let notice = Notice { id, person, about, notifications, until, raised_at: at };
            state.alarms.extend(notice.notifications.values().filter_map(|it| notice.alarm_of(it)));
            state.notices.insert(id, Arc::new(notice));
            settle(state, id);
            bound(state);
            told::evolve(state, event);
        }
        Event::CoverageWarned { .. } => told::evolve(state, event),
        Event::NoticeLapsed { notice } => lapse(state, *notice),
        _ => {}
    }
}

/// Somebody is sent one more.
fn count(state: &mut State, person: PersonId, at: Timestamp) {
    let mut sent = state.noticed.get(&person).cloned().unwrap_or_default();
    sent.push_back(at);
    if sent.len() > limits::NOTICES {
        sent.pop_front();
    }
    state.noticed.insert(person, sent);
}

/// What was not sent is not sent. A call under way keeps its lease, so that its outcome is recorded.
fn lapse(state: &mut State, id: NoticeId) {
    let due = |notice: &Arc<Notice>| {
        let due = notice.notifications.values().filter(|it| it.status == NotificationStatus::Due);
        due.map(|it| it.id).collect::<Vec<NotificationId>>()
    };
    for notification in state.notices.get(&id).map(due).unwrap_or_default() {
        change(state, Bearer::Notice(id), notification, |it| it.status = NotificationStatus::Cancelled);
    }
    settle(state, id);
}

/// Lists a notice as over, once it is.
pub(super) fn settle(state: &mut State, id: NoticeId) {
    if state.notices.get(&id).is_some_and(|notice| !notice.is_open()) {
        state.ended_notices.push_back(id);
        if state.ended_notices.len() > limits::ENDED_NOTICES
            && let Some(oldest) = state.ended_notices.pop_front()
        {
            state.notices.remove(&oldest);
        }
    }
}

/// Beyond the limit the oldest that is still to be sent is given up: what it says is likely to be over, and the ledger
/// shows that it was never sent.
fn bound(state: &mut State) {
    if state.notices.len() - state.ended_notices.len() <= limits::OPEN_NOTICES {
        return;
    }
    let Some(oldest) = state.notices.values().find(|notice| notice.is_open()).map(Arc::clone) else { return };
    for notification in oldest.notifications.values() {
        if let Some(alarm) = oldest.alarm_of(notification) {
            state.alarms.remove(&alarm);
        }
    }
    state.notices.remove(&oldest.id);
}
