//! What the world is owed: when the loop must wake, and which notifications are to be sent. Read off the state, never
//! remembered beside it.

use jiff::{SignedDuration, Timestamp};

use crate::attempt::Bearer;
use crate::id::NotificationId;
use crate::limits;
use crate::state::{Alarm, State};

/// When something will next happen by itself: an escalation, a notification, a lease, a membership's end, a heartbeat.
#[must_use]
pub fn next_deadline(state: &State) -> Option<Timestamp> {
    let alarm = state.alarms.get_min().map(|(at, _)| *at);
    match (alarm, heartbeat(state)) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Notifications that are to be sent now and that nobody has claimed: of pages first, then of call-outs, then of notices,
/// each earliest first.
pub fn pending(state: &State, now: Timestamp) -> impl Iterator<Item = (Bearer, NotificationId)> + '_ {
    let due = move || {
        state.alarms.iter().take_while(move |(at, _)| *at <= now).filter_map(|(_, alarm)| match alarm {
            Alarm::Due(bearer, notification) => Some((*bearer, *notification)),
            _ => None,
        })
    };
    let of = |wanted: fn(Bearer) -> bool| due().filter(move |(bearer, _)| wanted(*bearer));
    let pages = of(|bearer| matches!(bearer, Bearer::Page(_)));
    let call_outs = of(|bearer| matches!(bearer, Bearer::CallOut(_)));
    pages.chain(call_outs).chain(of(|bearer| matches!(bearer, Bearer::Notice(_))))
}

/// Whether a `Tick` would record anything now. What is merely to be sent waits for `ClaimDue`.
#[must_use]
pub fn needs_tick(state: &State, now: Timestamp) -> bool {
    let ends = |alarm: &Alarm| !matches!(alarm, Alarm::Due(..));
    state.alarms.iter().take_while(|(at, _)| *at <= now).any(|(_, alarm)| ends(alarm))
        || heartbeat(state).is_some_and(|at| at <= now)
}

/// Escalations, leases, handoffs and lapsing swaps that are overdue, earliest first.
pub(crate) fn overdue(state: &State, now: Timestamp) -> impl Iterator<Item = (Timestamp, Alarm)> + '_ {
    let ours = |alarm: &Alarm| !matches!(alarm, Alarm::Due(..) | Alarm::MembershipEnds(..));
    state.alarms.iter().take_while(move |(at, _)| *at <= now).filter(move |(_, alarm)| ours(alarm)).copied()
}

/// When the log must say that nothing happened; never before it has begun.
pub(crate) fn heartbeat(state: &State) -> Option<Timestamp> {
    state.origin.as_ref()?;
    state.recorded_at.checked_add(SignedDuration::from_secs(limits::HEARTBEAT_S)).ok()
}
