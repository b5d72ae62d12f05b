//! Calls to providers: claimed by a node before it calls, with a lease; their outcome recorded after.
//!
//! A call whose node died may have gone through. It is made again all the same: a duplicate beats a lost page.

use jiff::Timestamp;

use crate::access::{self, Action, Object};
use crate::attempt::{AttemptFinished, AttemptStarted, Bearer};
use crate::decide::{Answer, Deciding, Refusal};
use crate::due;
use crate::event::Event;
use crate::id::{AttemptId, NodeId, NotificationId};
use crate::limits;
use crate::page::{AttemptOutcome, NotificationStatus};
use crate::rules::{call_out, notice, page, step};

/// A node claims notifications that are due, so that no other node calls for them while the lease runs.
pub(crate) fn claim_due(d: &mut Deciding<'_>, node: NodeId, limit: usize, lease_s: u32) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    if lease_s == 0 || lease_s > limits::LEASE_S {
        let problem = format!("is {lease_s} s; choose 1 to {} s", limits::LEASE_S);
        return Err(Refusal::Invalid { field: "lease_s", problem });
    }
    let lease_until = step::later(d.now, lease_s);
    let due: Vec<_> = due::pending(&d.state, d.now).take(limit.min(limits::CLAIMS)).collect();
    for (bearer, notification) in due {
        if let Bearer::Notice(notice) = bearer
            && notice::lapse_if_late(d, notice)
        {
            continue;
        }
        // Its time is over: the tick that ends it is due.
        if let Bearer::CallOut(id) = bearer
            && d.state.call_outs.get(&id).is_none_or(|it| it.terms.until <= d.now)
        {
            continue;
        }
        let attempt: AttemptId = d.draw_id();
        record(d, bearer, AttemptStarted { bearer, notification, attempt, node, lease_until }.event());
    }
    Ok(Answer::Done)
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
        record_outcome(d, bearer, notification, attempt, bounded(outcome));
    }
    Ok(Answer::Done)
}

/// A call's lease ran out: nobody knows what came of it.
pub(crate) fn lose(d: &mut Deciding<'_>, bearer: Bearer, notification: NotificationId) {
    if let Some(attempt) = under_way(d, bearer, notification) {
        record_outcome(d, bearer, notification, attempt, AttemptOutcome::Unknown);
    }
}

fn under_way(d: &Deciding<'_>, bearer: Bearer, notification: NotificationId) -> Option<AttemptId> {
    match d.state.notification(bearer, notification)?.status {
        NotificationStatus::Claimed { attempt, .. } => Some(attempt),
        _ => None,
    }
}

fn record_outcome(
    d: &mut Deciding<'_>,
    bearer: Bearer,
    notification: NotificationId,
    attempt: AttemptId,
    outcome: AttemptOutcome,
) {
    let again_at = again_after(d, bearer, notification, &outcome).map(|wait_s| step::later(d.now, wait_s));
    let again_at = again_at.filter(|at| is_wanted(d, bearer, notification, *at));
    record(d, bearer, AttemptFinished { bearer, notification, attempt, outcome, again_at }.event());
    match bearer {
        Bearer::Page(page) => page::settle(d, page),
        Bearer::CallOut(id) => call_out::ask_otherwise(d, id, notification),
        Bearer::Notice(_) => {}
    }
}

/// Records something of a page, a call-out or a notice where it belongs.
fn record(d: &mut Deciding<'_>, bearer: Bearer, event: Event) {
    match bearer {
        Bearer::Page(page) => page::record(d, page, event),
        Bearer::CallOut(id) => call_out::record(d, id, event),
        Bearer::Notice(notice) => notice::record(d, notice, event),
    }
}

/// Whether a message not yet sent would still be of use at `at`.
fn is_wanted(d: &Deciding<'_>, bearer: Bearer, notification: NotificationId, at: Timestamp) -> bool {
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
        _ if notification.attempts >= limits::ATTEMPTS => Some(limits::AGAIN_LATER_S),
        AttemptOutcome::Unknown => Some(0),
        AttemptOutcome::Failed { again: true, .. } => {
            let calls_before = usize::from(notification.attempts.saturating_sub(1));
            limits::AGAIN_S.get(calls_before).or(limits::AGAIN_S.last()).copied()
        }
    }
}

/// An outcome with its provider's words cut to what an entry holds. To refuse it would be to forget what happened.
fn bounded(outcome: &AttemptOutcome) -> AttemptOutcome {
    let cut = |text: &str, limit: usize| text.chars().take(limit).collect::<String>();
    match outcome {
        AttemptOutcome::Sent { provider, reference } => {
            AttemptOutcome::Sent { provider: cut(provider, limits::TITLE), reference: cut(reference, limits::TITLE) }
        }
        AttemptOutcome::Failed { provider, reason, again } => AttemptOutcome::Failed {
            provider: cut(provider, limits::TITLE),
            reason: cut(reason, limits::REASON),
            again: *again,
        },
        AttemptOutcome::Unknown => AttemptOutcome::Unknown,
    }
}

#[cfg(test)]
mod tests;
