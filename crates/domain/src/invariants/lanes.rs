//! What waits in lanes is what is to be sent, computed anew.

use std::sync::Arc;

use imbl::OrdMap;
use jiff::Timestamp;

use super::Violation;
use crate::attempt::{Bearer, Borne};
use crate::id::ContactId;
use crate::lane::{Lane, Place, Queue};
use crate::limits;
use crate::page::{Notification, NotificationStatus, Page};
use crate::state::{Alarm, State};

/// When a call's lease runs out.
pub(super) fn lease(bearer: Bearer, it: &Notification) -> Option<(Timestamp, Alarm)> {
    match it.status {
        NotificationStatus::Claimed { lease_until, .. } => Some((lease_until, Alarm::Lease(bearer, it.id))),
        _ => None,
    }
}

/// Each lane holds what waits for its contact and carries what is being sent to it, and no more.
pub(super) fn check(state: &State, found: &mut Vec<Violation>) {
    let mut expected: OrdMap<ContactId, Arc<Lane>> = OrdMap::new();
    let pages = state.pages.values().map(|page| (Bearer::Page(page.id), &page.notifications));
    let notices = state.notices.values().map(|notice| (Bearer::Notice(notice.id), &notice.notifications));
    let call_outs = state.call_outs.values().map(|it| (Bearer::CallOut(it.id), &it.notifications));
    for (bearer, notifications) in pages.chain(call_outs).chain(notices) {
        let Some(place) = state.place(bearer).filter(|place| place.wanted) else { continue };
        for it in notifications.values().filter(|it| it.status == NotificationStatus::Due) {
            Arc::make_mut(expected.entry(it.contact).or_default()).enter(place, it);
        }
    }
    let none = Arc::<Lane>::default();
    for contact in state.lanes.keys().chain(expected.keys()) {
        let lane = state.lanes.get(contact).unwrap_or(&none);
        let waits = |lane: &Lane| -> Vec<Queue> {
            let queues = lane.queues.values().map(|queue| Queue { last: None, ..queue.clone() });
            queues.filter(|queue| *queue != Queue::default()).collect()
        };
        let same = waits(lane) == waits(expected.get(contact).unwrap_or(&none));
        let flies = lane.flying.iter().all(|(attempt, all)| {
            all.iter().any(|Borne { bearer, notification }| {
                let status = state.notification(*bearer, *notification).map(|it| &it.status);
                matches!(status, Some(NotificationStatus::Claimed { attempt: of, .. }) if of == attempt)
            })
        });
        if !(same && flies) || lane.sent.len() > limits::TEXTS || **lane == Lane::default() {
            found.push(Violation::Lane(*contact));
        }
    }
}

/// What one page's notifications wait for is in their lanes.
pub(super) fn check_page(state: &State, page: &Page, found: &mut Vec<Violation>) {
    let Some(place) = state.place(Bearer::Page(page.id)).filter(|place| place.wanted) else { return };
    let waits = |it: &&Notification| it.status == NotificationStatus::Due;
    for it in page.notifications.values().filter(waits).filter(|it| !is_held(state, place, it)) {
        found.push(Violation::Lane(it.contact));
    }
}

fn is_held(state: &State, place: Place, it: &Notification) -> bool {
    let queue = state.lanes.get(&it.contact).and_then(|lane| lane.queues.get(&place.class));
    queue.is_some_and(|queue| {
        let both = [queue.free.get(&place.severity), queue.folds.get(&place.severity)];
        let borne = Borne { bearer: place.bearer, notification: it.id };
        both.into_iter().flatten().any(|waiting| waiting.contains(&(it.due, borne)))
    })
}
