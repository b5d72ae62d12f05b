//! A page is over: what was not sent is not sent, its codes are free, and in time it is forgotten.

use std::sync::Arc;

use crate::attempt::Bearer;
use crate::evolve::attempt::change;
use crate::evolve::lane;
use crate::id::{NotificationId, PageId};
use crate::limits;
use crate::page::{NotificationStatus, PageStatus};
use crate::state::State;

/// Ends a page. One that is merely exhausted can still be answered, so its messages and codes stay; a test is over.
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
    if matches!(status, PageStatus::Exhausted { .. }) && !page.subject.is_test() {
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
    let bearer = Bearer::Page(id);
    let all = state.pages.get(&id).map(|page| page.notifications.clone()).unwrap_or_default();
    // Nobody asks any more what became of what was sent.
    if let Some(place) = state.place(bearer) {
        all.values().for_each(|it| lane::leave(state, place, it));
    }
    if let Some(page) = state.pages.get_mut(&id) {
        Arc::make_mut(page).status = status;
    }
    if let Some(place) = state.place(bearer) {
        all.values().for_each(|it| lane::enter(state, place, it));
    }
    all.keys().for_each(|notification| free(state, bearer, *notification));
}

/// Frees a notification's reply codes. One that led others still answers for those; and one that was freed earlier may have
/// been given out again, to what is not freed here.
pub(in crate::evolve) fn free(state: &mut State, bearer: Bearer, notification: NotificationId) {
    let Some(it) = state.notification(bearer, notification) else { return };
    let person = it.person;
    for code in it.codes().collect::<Vec<_>>() {
        let Some(codes) = state.codes.get_mut(&person) else { return };
        if let Some(all) = codes.get_mut(&code) {
            all.remove(&(bearer, notification));
            if all.is_empty() {
                codes.remove(&code);
                let resting = state.codes_at_rest.entry(person).or_default();
                resting.push_back(code);
                if resting.len() > limits::CODES_AT_REST {
                    resting.pop_front();
                }
            }
        }
        if codes.is_empty() {
            state.codes.remove(&person);
        }
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
    let Some(place) = state.place(Bearer::Page(id)) else { return };
    let all = state.pages.get(&id).map(|page| page.notifications.clone()).unwrap_or_default();
    for it in all.values() {
        free(state, place.bearer, it.id);
        lane::forget(state, place, it);
    }
    state.pages.remove(&id);
}
