//! What providers say afterwards of messages that they took: each news once, whatever its order, and what follows of it.
//!
//! A message that did not arrive is sent again by another provider, where that can help and while somebody is still
//! sought; where it cannot, its person is not waited for. A provider that took a message of an open page and says nothing
//! is asked.

use std::collections::BTreeSet;

use crate::access::{self, Action, Object};
use crate::attempt::{Bearer, Borne};
use crate::decide::{Answer, Deciding, Refusal};
use crate::delivery::{Delivery, Reported};
use crate::due;
use crate::event::Event;
use crate::id::{AttemptId, NodeId, NotificationId, PersonId};
use crate::limits;
use crate::page::{AttemptOutcome, NotificationStatus};
use crate::rules::{attempt as calls, flag};

/// Records what a provider said of a call. What is known, and what is older than what is known, changes nothing. It may
/// come before the call's own answer: then it is that answer. A provider that did not take the message has no news of it.
pub(crate) fn record(
    d: &mut Deciding<'_>,
    attempt: AttemptId,
    provider: &str,
    reference: &str,
    delivery: &Delivery,
) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let call = d.state.calls.get(&attempt).cloned().ok_or(Refusal::NotFound("call to a provider"))?;
    let (bearer, notification) = (call.bearer, call.notification);
    let it = d.state.notification(bearer, notification).ok_or(Refusal::NotFound("message"))?;
    let (person, contact, status) = (it.person, it.contact, it.status.clone());
    let (provider, reference) = (calls::cut(provider, limits::TITLE), calls::cut(reference, limits::TITLE));
    // One provider's word on what another took would end the wait for what the other has yet to deliver.
    if call.taken_by.as_ref().is_some_and(|by| *by != provider) {
        return Err(Refusal::NotFound("call to this provider"));
    }
    if delivery.rank() <= call.delivery.as_ref().map_or(0, Delivery::rank) {
        return Ok(Answer::Done);
    }
    if matches!(status, NotificationStatus::Claimed { attempt: under_way, .. } if under_way == attempt) {
        let (provider, reference) = (provider.clone(), reference.clone());
        let taken = AttemptOutcome::Sent { provider, reference, after: Vec::new(), reports: true };
        calls::record_outcome(d, bearer, notification, attempt, &taken);
    }
    let delivery = bounded(delivery);
    let lead = Borne { bearer, notification };
    let all: Vec<Borne> = [lead].into_iter().chain(carried(d, person, lead, attempt)).collect();
    for Borne { bearer, notification } in &all {
        let (bearer, notification) = (*bearer, *notification);
        let again_at = helps(d, bearer, notification, attempt, &provider, &delivery).then_some(d.now);
        let (provider, reference, delivery) = (provider.clone(), reference.clone(), delivery.clone());
        let said = Reported { bearer, notification, attempt, provider, reference, delivery, again_at };
        calls::record(d, bearer, said.event());
    }
    match delivery {
        Delivery::Delivered => flag::arrived(d, person, contact),
        Delivery::Failed { flag, .. } => flag.into_iter().for_each(|it| flag::learn(d, person, contact, it)),
    }
    let before = d.state.size;
    for it in all {
        if d.state.size - before < limits::ANSWER_ENTRIES {
            calls::settle(d, it);
        }
    }
    Ok(Answer::Done)
}

/// What else the call's message carried: what became of it became of them.
fn carried(d: &Deciding<'_>, person: PersonId, lead: Borne, attempt: AttemptId) -> BTreeSet<Borne> {
    let codes = d.state.codes.get(&person).into_iter().flat_map(|codes| codes.values().flatten());
    let all = codes.map(|(bearer, notification)| Borne { bearer: *bearer, notification: *notification });
    let went = |it: &Borne| {
        let it = d.state.notification(it.bearer, it.notification);
        it.is_some_and(|it| it.status == NotificationStatus::Sent { attempt })
    };
    all.filter(|it| *it != lead).filter(went).take(limits::FOLDED).collect()
}

/// Whether it is sent again at once: it went out by this call, another may get it there, and it is still wanted. Never
/// after an acknowledgement; whom a call-out did not reach is asked by their next channel (see [`calls::settle`]); a notice
/// needs no answer, and that it failed is on the record.
fn helps(
    d: &Deciding<'_>,
    bearer: Bearer,
    notification: NotificationId,
    attempt: AttemptId,
    provider: &str,
    delivery: &Delivery,
) -> bool {
    let again = matches!(delivery, Delivery::Failed { again: true, .. }) && bearer.page().is_some();
    let it = d.state.notification(bearer, notification);
    let last = it.is_some_and(|it| it.went_by(attempt, provider) && it.attempts < limits::ATTEMPTS);
    let missing = it.is_some_and(|it| it.delivery != Some(Delivery::Delivered) && !it.trace.withdrawn);
    again && last && missing && calls::is_wanted(d, bearer, notification, d.now)
}

fn bounded(delivery: &Delivery) -> Delivery {
    match delivery {
        Delivery::Delivered => Delivery::Delivered,
        Delivery::Failed { code, reason, again, flag } => Delivery::Failed {
            code: code.as_ref().map(|code| calls::cut(code, limits::TITLE)),
            reason: calls::cut(reason, limits::REASON),
            again: *again,
            flag: *flag,
        },
    }
}

/// A node asks what became of messages of which nothing was heard. That it asks is on the record, so that it is done a
/// bounded number of times, whichever node does it, and a node that dies over it leaves the next time to another.
pub(crate) fn claim_asks(d: &mut Deciding<'_>, node: NodeId, limit: usize) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let due: Vec<_> = due::unheard(&d.state, d.now).take(limit.min(limits::CLAIMS)).collect();
    for (bearer, notification) in due {
        let status = d.state.notification(bearer, notification).map(|it| it.status.clone());
        if let (Bearer::Page(page), Some(NotificationStatus::Sent { attempt })) = (bearer, status) {
            calls::record(d, bearer, Event::PageDeliveryAsked { page, notification, attempt, node });
        }
    }
    Ok(Answer::Done)
}

#[cfg(test)]
mod tests;
