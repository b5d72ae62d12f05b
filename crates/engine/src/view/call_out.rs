//! A call-out as rooms and the API show it.

use ctac_api::call_outs::{CallOutView, CalledView, NeedView, Reach};
use ctac_domain::call_out::{CallOut, filled};
use ctac_domain::event::Event;
use ctac_domain::id::{CallOutId, PersonId};
use ctac_domain::page::{AttemptOutcome, Delivery, Notification, NotificationStatus};
use ctac_domain::state::State;

/// All of it, without code or address.
#[must_use]
pub fn call_out_view(state: &State, it: &CallOut) -> CallOutView {
    let needs = filled(state, it).needs.into_iter();
    let terms = &it.terms;
    CallOutView {
        id: it.id,
        incident: terms.incident,
        severity: terms.severity,
        reason: terms.reason.clone(),
        by: terms.by,
        needs: needs.map(|(need, people)| NeedView { role: need.role, count: need.count, people }).collect(),
        within_min: terms.within_min,
        until: terms.until,
        again_at: it.asks_again_at(),
        join: terms.join,
        status: it.status,
        people: terms.people.iter().map(|person| called(it, *person)).collect(),
        raised_at: it.raised_at,
    }
}

/// What somebody sees of it who was asked and may see no more: their own part.
#[must_use]
pub fn own_call_out_view(it: &CallOut, person: PersonId, state: &State) -> CallOutView {
    let mut view = call_out_view(state, it);
    view.people.retain(|called| called.person == person);
    view.needs.iter_mut().for_each(|need| need.people.retain(|one| *one == person));
    view.reason = None;
    view
}

fn called(it: &CallOut, person: PersonId) -> CalledView {
    let last = it.notifications_of(person).max_by_key(|notification| notification.id);
    let asked = it.asked.get(&person).copied().unwrap_or(0);
    let unreachable = it.unreachable.contains(&person);
    let reach = if unreachable { Reach::Unreachable } else { reach(it.notifications_of(person)) };
    let answer = it.answers.get(&person).copied();
    CalledView { person, asked, channel: last.map(|notification| notification.channel), reach, answer }
}

/// The best of what becomes of somebody's messages.
fn reach<'a>(notifications: impl Iterator<Item = &'a Notification>) -> Reach {
    let statuses: Vec<&NotificationStatus> = notifications.map(|it| &it.status).collect();
    let open = |status: &&NotificationStatus| {
        matches!(status, NotificationStatus::Due | NotificationStatus::Claimed { .. } | NotificationStatus::Sent { .. })
    };
    if statuses.iter().any(open) {
        Reach::Asked
    } else if statuses.iter().any(|status| matches!(status, NotificationStatus::Failed)) {
        Reach::Failed
    } else {
        Reach::NotSent
    }
}

/// The call-out whose view an entry changed. A message that goes its way changes nothing that is shown: with hundreds of
/// people, the whole table would go to everybody in the room as often.
pub(super) const fn changed_by(event: &Event) -> Option<CallOutId> {
    match event {
        Event::CallOutStarted { call_out, .. }
        | Event::CallOutAsked { call_out, .. }
        | Event::CallOutAnswered { call_out, .. }
        | Event::CallOutEnded { call_out, .. } => Some(*call_out),
        Event::CallOutAttemptFinished { call_out, outcome, again_at: None, .. } => match outcome {
            AttemptOutcome::Failed { .. } | AttemptOutcome::Unknown => Some(*call_out),
            AttemptOutcome::Sent { .. } => None,
        },
        // Whoever it did not reach is shown as such.
        Event::CallOutDelivery { call_out, delivery: Delivery::Failed { .. }, .. } => Some(*call_out),
        _ => None,
    }
}
