//! What the world is owed: when the loop must wake, and which notifications are to be sent. Read off the state, never
//! remembered beside it.

use jiff::Timestamp;

use crate::id::{NotificationId, PageId};
use crate::state::{Alarm, State};

/// When something will next happen by itself: an escalation, a notification, a lease, a membership's end, a heartbeat.
#[must_use]
pub fn next_deadline(state: &State) -> Option<Timestamp> {
    let heartbeat = state
        .origin
        .as_ref()
        .and_then(|_| state.recorded_at.checked_add(jiff::SignedDuration::from_secs(crate::limits::HEARTBEAT_S)).ok());
    let alarm = state.alarms.get_min().map(|(at, _)| *at);
    match (alarm, heartbeat) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Notifications that are to be sent now and that nobody has claimed, earliest first.
pub fn pending(state: &State, now: Timestamp) -> impl Iterator<Item = (PageId, NotificationId)> + '_ {
    state.alarms.iter().take_while(move |(at, _)| *at <= now).filter_map(|(_, alarm)| match alarm {
        Alarm::Due(page, notification) => Some((*page, *notification)),
        Alarm::Escalate(_) | Alarm::Lease(..) | Alarm::MembershipEnds(..) => None,
    })
}
