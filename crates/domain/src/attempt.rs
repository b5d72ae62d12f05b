//! Calls to providers, whatever bears the notification they are made for: a page or a notice. One way of sending serves
//! both; only the kinds of their entries differ.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::delivery::{Delivery, Taken};
use crate::directory::Channel;
use crate::event::Event;
use crate::guard::{self, Guard};
use crate::id::{AttemptId, CallOutId, NodeId, NoticeId, NotificationId, PageId};
use crate::page::{AttemptOutcome, Notification, NotificationStatus};
use crate::state::State;

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

/// How many calls a node may begin, by channel: what is to be sent in a channel that is full waits there, and leaves the
/// others their room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Texts.
    pub sms: usize,
    /// Calls.
    pub voice: usize,
    /// Pushes.
    pub push: usize,
    /// Emails.
    pub email: usize,
}

impl Room {
    /// So many in each.
    #[must_use]
    pub const fn of(each: usize) -> Self {
        Self { sms: each, voice: each, push: each, email: each }
    }

    /// How many more in a channel.
    pub const fn of_channel(&mut self, channel: Channel) -> &mut usize {
        match channel {
            Channel::Sms => &mut self.sms,
            Channel::Voice => &mut self.voice,
            Channel::Push => &mut self.push,
            Channel::Email => &mut self.email,
        }
    }

    /// Takes a place in a channel, if there is one.
    pub const fn take(&mut self, channel: Channel) -> bool {
        let left = self.of_channel(channel);
        let free = *left > 0;
        *left = left.saturating_sub(1);
        free
    }

    /// Whether no channel has a place.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.sms == 0 && self.voice == 0 && self.push == 0 && self.email == 0
    }
}

/// A notification and what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Borne {
    /// What it belongs to.
    pub bearer: Bearer,
    /// Which notification.
    pub notification: NotificationId,
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
    pub(crate) fn finished(&mut self, call: &AttemptFinished, at: Timestamp) {
        self.heard |= !matches!(call.outcome, AttemptOutcome::Failed { .. });
        let arrived = self.delivery == Some(Delivery::Delivered);
        match (&call.outcome, call.again_at) {
            (AttemptOutcome::Sent { provider, reference, reports, .. }, _) => {
                let (provider, reference, reports) = (provider.clone(), reference.clone(), *reports);
                self.trace.taken = Some(Taken { provider, reference, at, reports, asked: 0 });
                self.trace.in_vain = false;
                self.status = NotificationStatus::Sent { attempt: call.attempt };
                if !arrived {
                    self.delivery = None;
                }
                return;
            }
            // An earlier call got through after all.
            _ if arrived => self.status = NotificationStatus::Sent { attempt: call.attempt },
            (_, Some(again_at)) => {
                self.due = again_at;
                self.status = NotificationStatus::Due;
            }
            (_, None) => self.status = NotificationStatus::Failed,
        }
        // Whoever said that it did not arrive may be asked again, once nobody else would take it.
        if matches!(call.outcome, AttemptOutcome::Failed { .. }) && !self.trace.avoid.is_empty() {
            self.trace.avoid.clear();
            self.trace.in_vain = true;
        }
    }

    /// Its provider is being asked what became of it.
    pub(crate) const fn asked(&mut self) {
        if let Some(taken) = &mut self.trace.taken {
            taken.asked = taken.asked.saturating_add(1);
        }
    }

    /// When its provider is asked: for a page that is wanted, once it was taken and nothing was said since.
    pub(crate) fn ask_at(&self, bearer: Bearer, wanted: bool) -> Option<Timestamp> {
        let unheard = matches!(self.status, NotificationStatus::Sent { .. }) && self.delivery.is_none();
        if unheard && wanted && bearer.page().is_some() { self.trace.taken.as_ref()?.ask_at() } else { None }
    }
}

impl State {
    /// Whether a claimed call is still to be made: its claim stands, and somebody still needs it or something that it
    /// carries. A page that was answered needs nobody, and somebody who cannot come is sent nothing more.
    #[must_use]
    pub fn is_wanted(&self, bearer: Bearer, notification: NotificationId, attempt: AttemptId) -> bool {
        if !guard::holds(Guard::Reread) {
            return true;
        }
        let contact = self.notification(bearer, notification).map(|it| it.contact);
        let carried = contact.map(|contact| self.carried(contact, attempt)).unwrap_or_default();
        let lead = Borne { bearer, notification };
        [lead].into_iter().chain(carried).any(|it| self.is_one_wanted(it, attempt))
    }

    fn is_one_wanted(&self, it: Borne, attempt: AttemptId) -> bool {
        let needed = match it.bearer {
            Bearer::Page(page) => self.pages.get(&page).is_some_and(|page| {
                let person = page.notifications.get(&it.notification).map(|it| it.person);
                page.is_open() && !person.is_some_and(|person| page.declined.contains(&person))
            }),
            // Whoever has answered is not asked once more.
            Bearer::CallOut(id) => self.call_outs.get(&id).is_some_and(|call_out| {
                let person = call_out.notifications.get(&it.notification).map(|it| it.person);
                call_out.is_running() && !person.is_some_and(|person| call_out.answers.contains_key(&person))
            }),
            Bearer::Notice(_) => true,
        };
        let claimed =
            |it: &Notification| matches!(it.status, NotificationStatus::Claimed { attempt: by, .. } if by == attempt);
        needed && self.notification(it.bearer, it.notification).is_some_and(claimed)
    }

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
