//! What changes of lanes: a notification waits, goes, comes back. Their alarms follow.

use std::sync::Arc;

use crate::id::ContactId;
use crate::lane::{Lane, Place};
use crate::page::{Notification, NotificationStatus};
use crate::state::{Alarm, State};

/// A notification stands as it does from now on: it waits in its contact's lane, its call's lease runs, or its
/// provider is to be asked.
pub(super) fn enter(state: &mut State, place: Place, it: &Notification) {
    match it.status {
        NotificationStatus::Due if place.wanted => change(state, it.contact, |lane| lane.enter(place, it)),
        NotificationStatus::Claimed { lease_until, .. } => {
            state.alarms.insert((lease_until, Alarm::Lease(place.bearer, it.id)));
        }
        NotificationStatus::Sent { .. } => {
            let ask = it.ask_at(place.bearer, place.wanted);
            state.alarms.extend(ask.map(|at| (at, Alarm::Ask(place.bearer, it.id))));
        }
        _ => {}
    }
}

/// A notification no longer stands as it does.
pub(super) fn leave(state: &mut State, place: Place, it: &Notification) {
    match it.status {
        NotificationStatus::Due if place.wanted => change(state, it.contact, |lane| lane.leave(place, it)),
        NotificationStatus::Claimed { lease_until, .. } => {
            state.alarms.remove(&(lease_until, Alarm::Lease(place.bearer, it.id)));
        }
        NotificationStatus::Sent { .. } => {
            if let Some(at) = it.ask_at(place.bearer, place.wanted) {
                state.alarms.remove(&(at, Alarm::Ask(place.bearer, it.id)));
            }
        }
        _ => {}
    }
}

/// The state forgets a notification, whatever becomes of a call for it.
pub(super) fn forget(state: &mut State, place: Place, it: &Notification) {
    leave(state, place, it);
    if let NotificationStatus::Claimed { attempt, .. } = it.status {
        change(state, it.contact, |lane| drop(lane.flying.remove(&attempt)));
    }
}

/// Changes a lane, and with it its alarms.
pub(super) fn change(state: &mut State, contact: ContactId, how: impl FnOnce(&mut Lane)) {
    let lane = Arc::make_mut(state.lanes.entry(contact).or_default());
    for alarm in lane.alarms(contact) {
        state.alarms.remove(&alarm);
    }
    how(lane);
    state.alarms.extend(lane.alarms(contact));
    if *lane == Lane::default() {
        state.lanes.remove(&contact);
    }
}
