//! What the world is owed: when the loop must wake, and which notifications are to be sent. Read off the state, never
//! remembered beside it.

use std::collections::BTreeMap;

use ctac_runbook::run::id::InstanceId;
use jiff::{SignedDuration, Timestamp};

use crate::attempt::{Bearer, Borne};
use crate::directory::Channel;
use crate::guard::{self, Guard};
use crate::id::{ContactId, NotificationId, RunId};
use crate::lane::Class;
use crate::limits;
use crate::state::{Alarm, State};

mod precedence;

/// When something will next happen by itself: an escalation, a notification, a lease, a membership's end, a heartbeat.
#[must_use]
pub fn next_deadline(state: &State) -> Option<Timestamp> {
    let alarm = alarms(state).next().map(|(at, _)| *at);
    match (alarm, heartbeat(state)) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// A message that is to be sent now: everything of one class that is due at one contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sending {
    /// Where to.
    pub contact: ContactId,
    /// Of what.
    pub class: Class,
    /// What leads it: the worst, then the earliest.
    pub lead: Borne,
}

/// Notifications whose providers are now to be asked what became of them, earliest first.
pub fn unheard(state: &State, now: Timestamp) -> impl Iterator<Item = (Bearer, NotificationId)> + '_ {
    let due = state.alarms.iter().take_while(move |(at, _)| *at <= now);
    due.filter_map(|(_, alarm)| match alarm {
        Alarm::Ask(bearer, notification) => Some((*bearer, *notification)),
        _ => None,
    })
}

/// Steps of runs for which interfaces are now to be called, earliest first.
pub fn calls(state: &State, now: Timestamp) -> impl Iterator<Item = (RunId, InstanceId)> + '_ {
    let due = state.alarms.iter().take_while(move |(at, _)| *at <= now);
    due.filter_map(|(_, alarm)| match alarm {
        Alarm::Call(run, instance) => Some((*run, *instance)),
        _ => None,
    })
}

/// Messages that are to be sent now and that nobody has claimed, in the order they are claimed when not all can go at
/// once: pages first; then to those who lead, then to responders, then to others; then the worst, then the earliest. Of very
/// many of one class and channel it orders the earliest [`limits::LOOK`]: what waits for a channel that hangs hides nothing
/// that could go by another, and no notice hides a page.
pub fn pending(state: &State, now: Timestamp) -> impl Iterator<Item = Sending> + '_ {
    let mut looked: BTreeMap<(Class, Channel), usize> = BTreeMap::new();
    let due = lanes(state, now).filter_map(|(contact, class)| {
        let (severity, due, lead) = state.lanes.get(&contact)?.queues.get(&class)?.lead(now)?;
        let channel = state.notification(lead.bearer, lead.notification)?.channel;
        let many = looked.entry((class, channel)).or_default();
        *many += 1;
        (*many <= limits::LOOK).then_some((Sending { contact, class, lead }, severity, due))
    });
    let mut due: Vec<_> = due.collect();
    if due.len() > 1 {
        let on_duty = precedence::Leads::of(state);
        due.sort_by_cached_key(|(it, severity, due)| {
            (it.class, on_duty.of_lead(state, it.lead), *severity, *due, it.contact)
        });
    }
    due.into_iter().map(|(it, ..)| it)
}

/// Whether anything is [`pending`].
#[must_use]
pub fn is_pending(state: &State, now: Timestamp) -> bool {
    lanes(state, now).next().is_some()
}

fn lanes(state: &State, now: Timestamp) -> impl Iterator<Item = (ContactId, Class)> + '_ {
    alarms(state).take_while(move |(at, _)| *at <= now).filter_map(|(_, alarm)| match alarm {
        Alarm::Due(contact, class) => Some((*contact, *class)),
        _ => None,
    })
}

/// What a node may claim though another is calling for it while its lease runs: nothing.
pub(crate) fn leased(state: &State) -> impl Iterator<Item = Borne> + '_ {
    let leased = state.alarms.iter().filter_map(|(_, alarm)| match alarm {
        Alarm::Lease(bearer, notification) => Some(Borne { bearer: *bearer, notification: *notification }),
        _ => None,
    });
    (!guard::holds(Guard::Lease)).then_some(leased).into_iter().flatten()
}

/// Whether a `Tick` would record anything now. What is merely to be sent waits for `ClaimDue`, what is to be asked for
/// `ClaimAsks`, and what is to be called for `ClaimCalls`.
#[must_use]
pub fn needs_tick(state: &State, now: Timestamp) -> bool {
    let ends = |alarm: &Alarm| !matches!(alarm, Alarm::Due(..) | Alarm::Ask(..) | Alarm::Call(..));
    alarms(state).take_while(|(at, _)| *at <= now).any(|(_, alarm)| ends(alarm))
        || heartbeat(state).is_some_and(|at| at <= now)
}

/// Escalations, leases, handoffs and lapsing swaps that are overdue, earliest first.
pub(crate) fn overdue(state: &State, now: Timestamp) -> impl Iterator<Item = (Timestamp, Alarm)> + '_ {
    let ours =
        |alarm: &Alarm| !matches!(alarm, Alarm::Due(..) | Alarm::Ask(..) | Alarm::Call(..) | Alarm::MembershipEnds(..));
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
