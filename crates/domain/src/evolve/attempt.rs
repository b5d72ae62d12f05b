//! What calls to providers change of a notification, and with it of its alarm, whatever it belongs to.

use std::sync::Arc;

use crate::attempt::{AttemptFinished, AttemptStarted, Bearer};
use crate::event::Event;
use crate::evolve::notice;
use crate::id::NotificationId;
use crate::page::Notification;
use crate::state::State;

/// Takes the beginning or the end of a call into the state.
pub(super) fn evolve(state: &mut State, event: &Event) {
    if let Some(call) = AttemptStarted::of(event) {
        change(state, call.bearer, call.notification, |it| it.started(&call));
    } else if let Some(call) = AttemptFinished::of(event) {
        change(state, call.bearer, call.notification, |it| it.finished(&call));
        if let Bearer::Notice(id) = call.bearer {
            notice::settle(state, id);
        }
    }
}

/// Changes one notification, and with it its alarm.
pub(super) fn change(state: &mut State, bearer: Bearer, id: NotificationId, how: impl FnOnce(&mut Notification)) {
    let (wanted, notifications) = match bearer {
        Bearer::Page(page) => match state.pages.get_mut(&page).map(Arc::make_mut) {
            Some(page) => (page.is_open(), &mut page.notifications),
            None => return,
        },
        Bearer::CallOut(call_out) => match state.call_outs.get_mut(&call_out).map(Arc::make_mut) {
            Some(call_out) => (call_out.is_running(), &mut call_out.notifications),
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
