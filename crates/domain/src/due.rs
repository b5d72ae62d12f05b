//! What the world is owed: when the loop must wake, and which notifications are to be sent. Read off the state, never
//! remembered beside it.

use jiff::{SignedDuration, Timestamp};

use crate::attempt::{Bearer, Room};
use crate::guard::{self, Guard};
use crate::id::NotificationId;
use crate::limits;
use crate::state::{Alarm, State};

/// When something will next happen by itself: an escalation, a notification, a lease, a membership's end, a heartbeat.
#[must_use]
pub fn next_deadline(state: &State) -> Option<Timestamp> {
    let alarm = alarms(state).next().map(|(at, _)| *at);
    match (alarm, heartbeat(state)) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Notifications that are to be sent now and that nobody has claimed: of pages first, then of notices, each earliest
/// first.
pub fn pending(state: &State, now: Timestamp) -> impl Iterator<Item = (Bearer, NotificationId)> + '_ {
    let due = move || {
        alarms(state).take_while(move |(at, _)| *at <= now).filter_map(|(_, alarm)| match alarm {
            Alarm::Due(bearer, notification) => Some((*bearer, *notification)),
            _ => None,
        })
    };
    let is_page = |(bearer, _): &(Bearer, NotificationId)| matches!(bearer, Bearer::Page(_));
    due().filter(is_page).chain(due().filter(move |it| !is_page(it)))
}

/// What a node may claim where it has so much room: what is pending, and nothing that another is calling for while its
/// lease runs.
pub fn claimable(state: &State, now: Timestamp, room: Room) -> impl Iterator<Item = (Bearer, NotificationId)> + '_ {
    let channel = move |(bearer, id): &(Bearer, NotificationId)| state.notification(*bearer, *id).map(|it| it.channel);
    let fits =
        move |room: &mut Room, one| (!room.is_full()).then(|| channel(&one).filter(|it| room.take(*it)).map(|_| one));
    candidates(state, now).scan(room, fits).flatten()
}

/// What is pending, unless the guard of the lease was taken out.
fn candidates(state: &State, now: Timestamp) -> impl Iterator<Item = (Bearer, NotificationId)> + '_ {
    let leased = state.alarms.iter().filter_map(|(_, alarm)| match alarm {
        Alarm::Lease(bearer, notification) => Some((*bearer, *notification)),
        _ => None,
    });
    let leased = (!guard::holds(Guard::Lease)).then_some(leased);
    pending(state, now).chain(leased.into_iter().flatten())
}

/// Whether a `Tick` would record anything now. What is merely to be sent waits for `ClaimDue`.
#[must_use]
pub fn needs_tick(state: &State, now: Timestamp) -> bool {
    let ends = |alarm: &Alarm| !matches!(alarm, Alarm::Due(..));
    alarms(state).take_while(|(at, _)| *at <= now).any(|(_, alarm)| ends(alarm))
        || heartbeat(state).is_some_and(|at| at <= now)
}

/// Escalations, leases, handoffs and lapsing swaps that are overdue, earliest first.
pub(crate) fn overdue(state: &State, now: Timestamp) -> impl Iterator<Item = (Timestamp, Alarm)> + '_ {
    let ours = |alarm: &Alarm| !matches!(alarm, Alarm::Due(..) | Alarm::MembershipEnds(..));
    alarms(state).take_while(move |(at, _)| *at <= now).filter(move |(_, alarm)| ours(alarm)).copied()
}

/// What happens by itself, in time's order.
fn alarms(state: &State) -> impl Iterator<Item = &(Timestamp, Alarm)> {
    state.alarms.iter().filter(|(_, alarm)| guard::rings(alarm))
}

/// When the log must say that nothing happened; never before it has begun.
pub(crate) fn heartbeat(state: &State) -> Option<Timestamp> {
    state.origin.as_ref()?;
    state.recorded_at.checked_add(SignedDuration::from_secs(limits::HEARTBEAT_S)).ok()
}
