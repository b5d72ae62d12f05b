//! Calls to providers for a page's messages: when they are due, by one node at a time, and never after an answer.

use ctac_domain::id::{AttemptId, NotificationId, PageId, PersonId};
use ctac_domain::limits;
use ctac_domain::page::AttemptOutcome;
use jiff::Timestamp;

use super::Judge;

/// What the judge knows of one message of a page.
pub(super) struct Message {
    pub(super) person: PersonId,
    pub(super) due: Timestamp,
    /// Its person declined before it was sent.
    pub(super) withdrawn: bool,
    pub(super) calls: u8,
    pub(super) under_way: Option<AttemptId>,
    /// Its provider said that it arrived.
    pub(super) arrived: bool,
    /// Its provider said that it did not, and since then nobody said that they would not take it.
    pub(super) undelivered: bool,
}

impl Judge {
    /// A call is made when it is due, by one node at a time, not too often, and never after an answer.
    pub(super) fn call(&mut self, (page, notification, attempt): (PageId, NotificationId, AttemptId), at: Timestamp) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let answered = seen.answered;
        let Some(message) = seen.messages.get_mut(&notification) else {
            return self.wrong.push(format!("a call for nothing, of page {page}"));
        };
        let withdrawn = message.withdrawn;
        let (due, before) = (message.due, message.under_way.replace(attempt));
        message.calls += 1;
        let calls = message.calls;
        self.check(!answered, || format!("page {page} was sent on after it was answered"));
        self.check(!withdrawn, || format!("page {page} was sent to somebody who had declined"));
        self.check(at >= due, || format!("page {page} was sent at {at}, due {due}"));
        self.check(before.is_none(), || format!("page {page}: two calls at once for one message"));
        self.check(calls <= limits::ATTEMPTS_IN_ALL, || format!("page {page}: {calls} calls for one message"));
    }

    /// A call that may not have gone through is made again, so long as anybody needs it.
    pub(super) fn finished(
        &mut self,
        (page, notification, attempt): (PageId, NotificationId, AttemptId),
        outcome: &AttemptOutcome,
        again_at: Option<Timestamp>,
    ) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let answered = seen.answered;
        let Some(message) = seen.messages.get_mut(&notification) else { return };
        message.due = again_at.unwrap_or(Timestamp::MAX);
        let was = message.under_way.take();
        let (arrived, calls, was_undelivered) = (message.arrived, message.calls, message.undelivered);
        message.undelivered &= !matches!(outcome, AttemptOutcome::Failed { .. });
        let may_help = matches!(outcome, AttemptOutcome::Unknown | AttemptOutcome::Failed { again: true, .. });
        let needed = !answered && !seen.declined.contains(&message.person) && message.calls < limits::ATTEMPTS_IN_ALL;
        self.check(was == Some(attempt), || format!("a call ended that was not under way, of page {page}"));
        // It was taken before and did not arrive: then it is not tried for hours.
        let spent = was_undelivered && calls >= limits::ATTEMPTS;
        let again = if arrived { Some(false) } else { (!spent).then_some(may_help && needed) };
        let right = again.is_none_or(|again| again_at.is_some() == again);
        self.check(right, || format!("page {page}: again at {again_at:?}"));
    }
}
