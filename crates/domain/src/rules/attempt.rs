//! Calls to providers: claimed by a node before it calls, with a lease; their outcome recorded after.
//!
//! A call whose node died may have gone through. It is made again all the same: a duplicate beats a lost page.

use jiff::Timestamp;

use crate::access::{self, Action, Object};
use crate::attempt::{AttemptFinished, Bearer, Borne, Room};
use crate::decide::{Answer, Deciding, Refusal};
use crate::delivery::Delivery;
use crate::directory::Flag;
use crate::due;
use crate::event::Event;
use crate::id::{AttemptId, NodeId, NotificationId};
use crate::limits;
use crate::page::{AttemptOutcome, NotificationStatus, Refused};
use crate::rules::{call_out, flag, fold, notice, page, step};

/// A node claims notifications that are due, so that no other node calls for them while the lease runs.
pub(crate) fn claim_due(
    d: &mut Deciding<'_>,
    node: NodeId,
    (limit, room): (usize, Room),
    lease_s: u32,
) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let claim = fold::Claim { node, lease_until: lease(d, lease_s)? };
    let (before, mut left, mut room) = (d.state.size, limit.min(limits::CLAIMS), room);
    let due: Vec<_> = due::pending(&d.state, d.now).collect();
    let leased: Vec<_> = due::leased(&d.state).collect();
    for sending in due {
        if left == 0 || room.is_full() || d.state.size - before >= limits::TICK_ENTRIES {
            break;
        }
        let channel = d.state.notification(sending.lead.bearer, sending.lead.notification).map(|it| it.channel);
        let Some(channel) = channel.filter(|channel| *room.of_channel(*channel) > 0) else { continue };
        let calls = fold::claim(d, &claim, sending, left.min(*room.of_channel(channel)));
        left = left.saturating_sub(calls);
        *room.of_channel(channel) = room.of_channel(channel).saturating_sub(calls);
    }
    leased.into_iter().take(left).for_each(|it| fold::start(d, &claim, it, &[]));
    Ok(Answer::Done)
}

/// Until when a call that is claimed now is its node's alone.
pub(super) fn lease(d: &Deciding<'_>, lease_s: u32) -> Result<Timestamp, Refusal> {
    if lease_s == 0 || lease_s > limits::LEASE_S {
        let problem = format!("is {lease_s} s; choose 1 to {} s", limits::LEASE_S);
        return Err(Refusal::Invalid { field: "lease_s", problem });
    }
    Ok(step::later(d.now, lease_s))
}

/// What came of a call. A report of a call that is no longer the notification's changes nothing: its lease ran out
/// and it was recorded as unknown. One that comes after the page was answered is recorded: it is evidence.
pub(crate) fn finish(
    d: &mut Deciding<'_>,
    bearer: Bearer,
    notification: NotificationId,
    attempt: AttemptId,
    outcome: &AttemptOutcome,
) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    if under_way(d, bearer, notification) == Some(attempt) {
        record_outcome(d, bearer, notification, attempt, &bounded(outcome));
    }
    Ok(Answer::Done)
}

/// A call's lease ran out: nobody knows what came of it.
pub(crate) fn lose(d: &mut Deciding<'_>, bearer: Bearer, notification: NotificationId) {
    if let Some(attempt) = under_way(d, bearer, notification) {
        record_outcome(d, bearer, notification, attempt, &AttemptOutcome::Unknown);
    }
}

fn under_way(d: &Deciding<'_>, bearer: Bearer, notification: NotificationId) -> Option<AttemptId> {
    match d.state.notification(bearer, notification)?.status {
        NotificationStatus::Claimed { attempt, .. } => Some(attempt),
        _ => None,
    }
}

/// Records what came of a call, for all that it carried.
pub(crate) fn record_outcome(
    d: &mut Deciding<'_>,
    bearer: Bearer,
    notification: NotificationId,
    attempt: AttemptId,
    outcome: &AttemptOutcome,
) {
    let to = d.state.notification(bearer, notification).map(|it| (it.person, it.contact));
    let mut carried = to.map(|(_, contact)| d.state.carried(contact, attempt)).unwrap_or_default();
    // The lead, unless the state has forgotten it: then whatever of the others is left is as if it had been alone.
    let lead = carried.first().copied().filter(|it| under_way(d, it.bearer, it.notification) == Some(attempt));
    let lead = lead.unwrap_or(Borne { bearer, notification });
    carried.retain(|it| *it != lead && under_way(d, it.bearer, it.notification) == Some(attempt));
    let Borne { bearer, notification } = lead;
    let again_at = again_at(d, lead, outcome);
    record(d, bearer, AttemptFinished { bearer, notification, attempt, outcome: outcome.clone(), again_at }.event());
    fold::finish(d, &carried, attempt, outcome);
    if let (Some(learnt), Some((person, contact))) = (learnt(outcome), to) {
        flag::learn(d, person, contact, learnt);
    }
    let before = d.state.size;
    for it in [lead].into_iter().chain(carried) {
        if d.state.size - before < limits::ANSWER_ENTRIES {
            settle(d, it);
        }
    }
}

/// What follows of where a message got to: a page goes on once nobody is left to wait for, and whom a call-out did not
/// reach is asked by their next channel.
pub(super) fn settle(d: &mut Deciding<'_>, it: Borne) {
    match it.bearer {
        Bearer::Page(page) => page::settle(d, page),
        Bearer::CallOut(id) => call_out::ask_otherwise(d, id, it.notification),
        Bearer::Notice(_) => {}
    }
}

/// When a notification is tried again; none when it is not.
pub(super) fn again_at(d: &Deciding<'_>, it: Borne, outcome: &AttemptOutcome) -> Option<Timestamp> {
    let wait_s = again_after(d, it.bearer, it.notification, outcome)?;
    Some(step::later(d.now, wait_s)).filter(|at| is_wanted(d, it.bearer, it.notification, *at))
}

/// What a call showed of the address. Where somebody else took the message after one said that nothing arrives there, who
/// is right is yet to be heard; that its holder wants no texts stands whoever took it.
fn learnt(outcome: &AttemptOutcome) -> Option<Flag> {
    match outcome {
        AttemptOutcome::Failed { flag, .. } => *flag,
        AttemptOutcome::Sent { after, .. } => {
            after.iter().filter_map(|it| it.flag).find(|flag| *flag == Flag::OptedOut)
        }
        AttemptOutcome::Unknown => None,
    }
}

/// Records something of a page, a call-out or a notice where it belongs.
pub(crate) fn record(d: &mut Deciding<'_>, bearer: Bearer, event: Event) {
    match bearer {
        Bearer::Page(page) => page::record(d, page, event),
        Bearer::CallOut(id) => call_out::record(d, id, event),
        Bearer::Notice(notice) => notice::record(d, notice, event),
    }
}

/// Whether a message not yet sent would still be of use at `at`.
pub(crate) fn is_wanted(d: &Deciding<'_>, bearer: Bearer, notification: NotificationId, at: Timestamp) -> bool {
    match bearer {
        Bearer::Page(page) => d.state.pages.get(&page).is_some_and(|page| {
            let person = page.notifications.get(&notification).map(|it| it.person);
            page.is_open() && !person.is_some_and(|person| page.declined.contains(&person))
        }),
        Bearer::CallOut(id) => d.state.call_outs.get(&id).is_some_and(|it| {
            let person = it.notifications.get(&notification).map(|it| it.person);
            it.is_running() && at < it.terms.until && !person.is_some_and(|person| it.answers.contains_key(&person))
        }),
        Bearer::Notice(notice) => d.state.notices.get(&notice).is_some_and(|notice| at < notice.until),
    }
}

/// How long to wait before the call is made again, in seconds; none when it is not.
fn again_after(
    d: &Deciding<'_>,
    bearer: Bearer,
    notification: NotificationId,
    outcome: &AttemptOutcome,
) -> Option<u32> {
    let notification = d.state.notification(bearer, notification)?;
    if notification.attempts >= limits::ATTEMPTS_IN_ALL {
        return None;
    }
    match outcome {
        AttemptOutcome::Sent { .. } | AttemptOutcome::Failed { again: false, .. } => None,
        _ if notification.delivery == Some(Delivery::Delivered) => None,
        // It was taken before and did not arrive: each further time costs, and the networks allow a number only so many.
        AttemptOutcome::Failed { .. } if !notification.trace.avoid.is_empty() => {
            (notification.attempts < limits::ATTEMPTS).then_some(limits::AGAIN_LATER_S)
        }
        _ if notification.attempts >= limits::ATTEMPTS => Some(limits::AGAIN_LATER_S),
        AttemptOutcome::Unknown => Some(0),
        AttemptOutcome::Failed { again: true, .. } => {
            let calls_before = usize::from(notification.attempts.saturating_sub(1));
            limits::AGAIN_S.get(calls_before).or(limits::AGAIN_S.last()).copied()
        }
    }
}

/// As much of a provider's words as an entry holds.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

/// An outcome with its provider's words cut. To refuse it would be to forget what happened.
fn bounded(outcome: &AttemptOutcome) -> AttemptOutcome {
    let refused = |it: &Refused| Refused {
        provider: cut(&it.provider, limits::TITLE),
        reason: cut(&it.reason, limits::TITLE),
        flag: it.flag,
    };
    match outcome {
        AttemptOutcome::Sent { provider, reference, after, reports } => AttemptOutcome::Sent {
            provider: cut(provider, limits::TITLE),
            reference: cut(reference, limits::TITLE),
            after: after.iter().take(limits::ASKED_BEFORE).map(refused).collect(),
            reports: *reports,
        },
        AttemptOutcome::Failed { provider, reason, again, flag } => AttemptOutcome::Failed {
            provider: cut(provider, limits::TITLE),
            reason: cut(reason, limits::REASON),
            again: *again,
            flag: *flag,
        },
        AttemptOutcome::Unknown => AttemptOutcome::Unknown,
    }
}

#[cfg(test)]
mod tests;
