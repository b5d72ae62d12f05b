//! Calls to providers, whatever bears the notification they are made for: a page or a notice. One way of sending serves
//! both; only the kinds of their entries differ.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::id::{AttemptId, CallOutId, NodeId, NoticeId, NotificationId, PageId};
use crate::page::{AttemptOutcome, Notification, NotificationStatus};
use crate::state::{Alarm, State};

/// What a notification belongs to. A page comes before every call-out, and a call-out before every notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearer {
    /// A need for a person, to be acknowledged.
    Page(PageId),
    /// A question who can attend.
    CallOut(CallOutId),
    /// A message that needs no answer.
    Notice(NoticeId),
}

impl Bearer {
    /// The page, if it is one.
    #[must_use]
    pub const fn page(self) -> Option<PageId> {
        match self {
            Self::Page(page) => Some(page),
            Self::CallOut(_) | Self::Notice(_) => None,
        }
    }
}

/// A node has claimed a notification and is about to call its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptStarted {
    /// What the notification belongs to.
    pub bearer: Bearer,
    /// Which notification.
    pub notification: NotificationId,
    /// The call.
    pub attempt: AttemptId,
    /// Who calls.
    pub node: NodeId,
    /// Until when nobody else does.
    pub lease_until: Timestamp,
}

impl AttemptStarted {
    /// What an entry says of a call that begins; none if it says nothing of one.
    #[must_use]
    pub const fn of(event: &Event) -> Option<Self> {
        let (bearer, notification, attempt, node, lease_until) = match event {
            Event::PageAttemptStarted { page, notification, attempt, node, lease_until } => {
                (Bearer::Page(*page), *notification, *attempt, *node, *lease_until)
            }
            Event::CallOutAttemptStarted { call_out, notification, attempt, node, lease_until } => {
                (Bearer::CallOut(*call_out), *notification, *attempt, *node, *lease_until)
            }
            Event::NoticeAttemptStarted { notice, notification, attempt, node, lease_until } => {
                (Bearer::Notice(*notice), *notification, *attempt, *node, *lease_until)
            }
            _ => return None,
        };
        Some(Self { bearer, notification, attempt, node, lease_until })
    }

    /// As an entry.
    #[must_use]
    pub const fn event(self) -> Event {
        let Self { bearer, notification, attempt, node, lease_until } = self;
        match bearer {
            Bearer::Page(page) => Event::PageAttemptStarted { page, notification, attempt, node, lease_until },
            Bearer::CallOut(call_out) => {
                Event::CallOutAttemptStarted { call_out, notification, attempt, node, lease_until }
            }
            Bearer::Notice(notice) => Event::NoticeAttemptStarted { notice, notification, attempt, node, lease_until },
        }
    }
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptFinished {
    /// What the notification belongs to.
    pub bearer: Bearer,
    /// Which notification.
    pub notification: NotificationId,
    /// The call.
    pub attempt: AttemptId,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// When it is made again, if it is.
    pub again_at: Option<Timestamp>,
}

impl AttemptFinished {
    /// What an entry says of a call that ended; none if it says nothing of one.
    #[must_use]
    pub fn of(event: &Event) -> Option<Self> {
        let (bearer, notification, attempt, outcome, again_at) = match event {
            Event::PageAttemptFinished { page, notification, attempt, outcome, again_at } => {
                (Bearer::Page(*page), *notification, *attempt, outcome.clone(), *again_at)
            }
            Event::CallOutAttemptFinished { call_out, notification, attempt, outcome, again_at } => {
                (Bearer::CallOut(*call_out), *notification, *attempt, outcome.clone(), *again_at)
            }
            Event::NoticeAttemptFinished { notice, notification, attempt, outcome, again_at } => {
                (Bearer::Notice(*notice), *notification, *attempt, outcome.clone(), *again_at)
            }
            _ => return None,
        };
        Some(Self { bearer, notification, attempt, outcome, again_at })
    }

    /// As an entry.
    #[must_use]
    pub fn event(self) -> Event {
        let Self { bearer, notification, attempt, outcome, again_at } = self;
        match bearer {
            Bearer::Page(page) => Event::PageAttemptFinished { page, notification, attempt, outcome, again_at },
            Bearer::CallOut(call_out) => {
                Event::CallOutAttemptFinished { call_out, notification, attempt, outcome, again_at }
            }
            Bearer::Notice(notice) => Event::NoticeAttemptFinished { notice, notification, attempt, outcome, again_at },
        }
    }
}

impl Notification {
    /// A call for it begins.
    pub(crate) const fn started(&mut self, call: &AttemptStarted) {
        self.attempts = self.attempts.saturating_add(1);
        self.status =
            NotificationStatus::Claimed { attempt: call.attempt, node: call.node, lease_until: call.lease_until };
    }

    /// A call for it has ended.
    pub(crate) const fn finished(&mut self, call: &AttemptFinished) {
        match (&call.outcome, call.again_at) {
            (AttemptOutcome::Sent { .. }, _) => self.status = NotificationStatus::Sent { attempt: call.attempt },
            (_, Some(again_at)) => {
                self.due = again_at;
                self.status = NotificationStatus::Due;
            }
            (_, None) => self.status = NotificationStatus::Failed,
        }
    }

    /// When something happens to it by itself: it is to be sent, so long as it is wanted, or its call's lease runs out.
    pub(crate) const fn alarm(&self, bearer: Bearer, wanted: bool) -> Option<(Timestamp, Alarm)> {
        match self.status {
            NotificationStatus::Due if wanted => Some((self.due, Alarm::Due(bearer, self.id))),
            NotificationStatus::Claimed { lease_until, .. } => Some((lease_until, Alarm::Lease(bearer, self.id))),
            _ => None,
        }
    }
}

impl State {
    /// A notification of a page, a call-out or a notice that the state still keeps.
    #[must_use]
    pub fn notification(&self, bearer: Bearer, notification: NotificationId) -> Option<&Notification> {
        match bearer {
            Bearer::Page(page) => self.pages.get(&page)?.notifications.get(&notification),
            Bearer::CallOut(call_out) => self.call_outs.get(&call_out)?.notifications.get(&notification),
            Bearer::Notice(notice) => self.notices.get(&notice)?.notifications.get(&notification),
        }
    }
}
