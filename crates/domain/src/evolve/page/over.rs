//! A page is over: what was not sent is not sent, its codes are free, and in time it is forgotten.

use std::sync::Arc;

use crate::attempt::Bearer;
use crate::evolve::attempt::change;
use crate::id::{NotificationId, PageId, PersonId};
use crate::limits;
use crate::page::{NotificationStatus, PageStatus};
use crate::state::State;

/// Ends a page. One that is merely exhausted can still be answered, so its messages and codes stay.
pub(super) fn end(state: &mut State, id: PageId, status: PageStatus) {
    let Some(page) = state.pages.get_mut(&id).map(Arc::make_mut).filter(|page| page.is_open()) else { return };
    if let Some(alarm) = page.escalation() {
        state.alarms.remove(&alarm);
    }
    page.escalates_at = None;
    if page.is_active() {
        state.ended_pages.push_back(id);
    }
    let due: Vec<NotificationId> = page
        .notifications
        .values()
        .filter(|notification| notification.status == NotificationStatus::Due)
        .map(|notification| notification.id)
        .collect();
    if matches!(status, PageStatus::Exhausted { .. }) {
        page.status = status;
    } else {
        for notification in due {
            change(state, Bearer::Page(id), notification, |it| it.status = NotificationStatus::Cancelled);
        }
        close(state, id, status);
    }
    forget(state);
}

fn close(state: &mut State, id: PageId, status: PageStatus) {
    let Some(page) = state.pages.get_mut(&id).map(Arc::make_mut) else { return };
    page.status = status;
    let codes: Vec<(PersonId, u32)> =
        page.notifications.values().filter_map(|it| Some((it.person, it.code?))).collect();
    for (person, code) in codes {
        free_of(state, person, code, Bearer::Page(id));
    }
}

/// Frees a reply code.
pub(super) fn free(state: &mut State, person: PersonId, code: u32) {
    if let Some(codes) = state.codes.get_mut(&person) {
        codes.remove(&code);
        if codes.is_empty() {
            state.codes.remove(&person);
        }
    }
}

/// Frees a reply code if it still is this bearer's: one freed earlier may have been given out again.
pub(in crate::evolve) fn free_of(state: &mut State, person: PersonId, code: u32, bearer: Bearer) {
    let holder = state.codes.get(&person).and_then(|codes| codes.get(&code));
    if holder.is_some_and(|(holder, _)| *holder == bearer) {
        free(state, person, code);
    }
}

/// Forgets the pages that ended longest ago, beyond the limit. One that an active page is about waits its turn again.
fn forget(state: &mut State) {
    // Two at the most for the one that ended, so that after some had to wait the list shrinks again.
    for _ in 0..2 {
        if state.ended_pages.len() <= limits::FINISHED {
            return;
        }
        let Some(id) = state.ended_pages.pop_front() else { return };
        let notice = state.pages.get(&id).and_then(|page| page.notice).and_then(|notice| state.pages.get(&notice));
        if notice.is_some_and(|notice| notice.is_active()) {
            state.ended_pages.push_back(id);
        } else {
            remove(state, id);
        }
    }
}

fn remove(state: &mut State, id: PageId) {
    let Some(page) = state.pages.remove(&id) else { return };
    for notification in page.notifications.values() {
        if let Some(alarm) = page.alarm_of(notification) {
            state.alarms.remove(&alarm);
        }
        notification.code.into_iter().for_each(|code| free_of(state, notification.person, code, Bearer::Page(id)));
    }
}
