//! What calls to providers change of a notification, and with it of its alarm, whatever it belongs to.

use std::sync::Arc;

use jiff::Timestamp;

use crate::attempt::{AttemptFinished, AttemptStarted, Bearer};
use crate::delivery::{Call, Reported};
use crate::event::Event;
use crate::evolve::notice;
use crate::id::NotificationId;
use crate::limits;
use crate::page::Notification;
use crate::state::State;

/// Takes the beginning or the end of a call, or what is said of it afterwards, into the state.
pub(super) fn evolve(state: &mut State, at: Timestamp, event: &Event) {
    if let Some(call) = AttemptStarted::of(event) {
        begin(state, &call);
        change(state, call.bearer, call.notification, |it| it.started(&call));
    } else if let Some(call) = AttemptFinished::of(event) {
        change(state, call.bearer, call.notification, |it| it.finished(&call, at));
        if let Bearer::Notice(id) = call.bearer {
            notice::settle(state, id);
        }
    } else if let Some(said) = Reported::of(event) {
        if let Some(call) = state.calls.get_mut(&said.attempt) {
            call.delivery = Some(said.delivery.clone());
        }
        let was_open = is_open(state, said.bearer);
        change(state, said.bearer, said.notification, |it| it.reported(&said));
        if let Bearer::Notice(id) = said.bearer
            && was_open
        {
            notice::settle(state, id);
        }
    } else if let Event::PageDeliveryAsked { page, notification, .. } = event {
        change(state, Bearer::Page(*page), *notification, Notification::asked);
    }
}

/// Whether a notice has something still to be sent: once it has not, it is listed as over, and only then.
fn is_open(state: &State, bearer: Bearer) -> bool {
    matches!(bearer, Bearer::Notice(id) if state.notices.get(&id).is_some_and(|notice| notice.is_open()))
}

/// A call is kept while there is room; ids are drawn in time's order, so that the first is the oldest.
fn begin(state: &mut State, call: &AttemptStarted) {
    let AttemptStarted { bearer, notification, attempt, .. } = *call;
    state.calls.insert(attempt, Call { bearer, notification, delivery: None });
    if state.calls.len() > limits::CALLS
        && let Some(oldest) = state.calls.get_min().map(|(oldest, _)| *oldest)
    {
        state.calls.remove(&oldest);
    }
}

/// Changes one notification, and with it its alarm.
pub(super) fn change(state: &mut State, bearer: Bearer, id: NotificationId, how: impl FnOnce(&mut Notification)) {
    let (wanted, notifications) = match bearer {
        Bearer::Page(page) => match state.pages.get_mut(&page).map(Arc::make_mut) {
            Some(page) => (page.is_open(), &mut page.notifications),
            None => return,
        },
        Bearer::Notice(notice) => match state.notices.get_mut(&notice).map(Arc::make_mut) {
            Some(notice) => (true, &mut notice.notifications),
            None => return,
        },
    };
    let Some(notification) = notifications.get_mut(&id) else { return };
    if let Some(alarm) = notification.alarm(bearer, wanted) {
        state.alarms.remove(&alarm);
    }
    how(notification);
    state.alarms.extend(notification.alarm(bearer, wanted));
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::{AttemptId, NodeId, PageId};

    #[test]
    fn only_the_latest_calls_are_kept() {
        let mut state = State::default();
        for nth in 1..=limits::CALLS as u128 + 3 {
            let id = Uuid::from_u128(nth);
            let (bearer, notification, attempt) = (Bearer::Page(PageId(id)), NotificationId(id), AttemptId(id));
            let lease_until = Timestamp::UNIX_EPOCH;
            begin(&mut state, &AttemptStarted { bearer, notification, attempt, node: NodeId(id), lease_until });
        }
        assert_eq!(state.calls.len(), limits::CALLS);
        assert_eq!(state.calls.get_min().unwrap().0.0.as_u128(), 4);
    }
}
