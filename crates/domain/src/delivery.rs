//! What becomes of a message that a provider took: what the provider said afterwards, and how the calls for one
//! notification went so far.
//!
//! News comes late, twice, in any order, before the call's own answer, or never. So each has a rank, and only news of a
//! higher rank replaces what is known: proof of delivery outranks every report that there was none.

use imbl::Vector;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::attempt::Bearer;
use crate::directory::Flag;
use crate::event::Event;
use crate::id::{AttemptId, NotificationId};
use crate::limits;
use crate::page::{Notification, NotificationStatus};

/// What a provider said afterwards of a message that it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Delivery {
    /// It arrived; a call was answered. It acknowledges nothing.
    Delivered,
    /// It did not arrive.
    Failed {
        /// The provider's code, if it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// Why, in the field's words; holds no address.
        reason: String,
        /// Whether sending it again, by somebody else, could help.
        again: bool,
        /// What it says of the address, beyond this message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        flag: Option<Flag>,
    },
}

impl Delivery {
    /// Later news has a higher rank. A failure with a code is news after one without.
    #[must_use]
    pub const fn rank(&self) -> u8 {
        match self {
            Self::Failed { code: None, .. } => 1,
            Self::Failed { code: Some(_), .. } => 2,
            Self::Delivered => 3,
        }
    }
}

/// A provider that was asked before another within one attempt, and did not take the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Which.
    pub provider: String,
    /// Why, in the field's words; holds no address.
    pub reason: String,
    /// What it said of the address, beyond this message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<Flag>,
}

/// A call as the state keeps it: whose it is, and the latest news of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// What its notification belongs to.
    pub bearer: Bearer,
    /// Its notification.
    pub notification: NotificationId,
    /// Which provider took it, once that is known: nobody else can say what became of it.
    pub taken_by: Option<String>,
    /// What the provider said afterwards.
    pub delivery: Option<Delivery>,
}

/// Who took a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Which provider.
    pub provider: String,
    /// What the provider calls it.
    pub reference: String,
    /// When that was recorded.
    pub at: Timestamp,
    /// Whether it says afterwards what became of it, or can be asked.
    pub reports: bool,
    /// How often it was asked.
    pub asked: u8,
}

impl Taken {
    /// When it is to be asked what became of the message, while it has said nothing.
    #[must_use]
    pub fn ask_at(&self) -> Option<Timestamp> {
        let after = limits::ASK_AFTER_S.get(usize::from(self.asked)).filter(|_| self.reports)?;
        Some(self.at.checked_add(SignedDuration::from_secs(*after)).unwrap_or(Timestamp::MAX))
    }
}

/// How the calls for a notification went. Follows from the entries of its calls; no entry holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Who took it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
    /// Those who took it and then said that it did not arrive: the next call is another's.
    #[serde(default, skip_serializing_if = "Vector::is_empty")]
    pub avoid: Vector<String>,
    /// Its person said that they cannot come: it is not sent once more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// It did not arrive, and then nobody else took it either: nobody waits for it, though it is tried again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_vain: bool,
}

impl Trace {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a provider said afterwards, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// What the notification belongs to.
    pub bearer: Bearer,
    /// Which notification.
    pub notification: NotificationId,
    /// The call.
    pub attempt: AttemptId,
    /// Who says so.
    pub provider: String,
    /// What it calls the message.
    pub reference: String,
    /// What it says.
    pub delivery: Delivery,
    /// When the message is sent again, by another, if it is.
    pub again_at: Option<Timestamp>,
}

impl Reported {
    /// What an entry says of a delivery; none if it says nothing of one.
    #[must_use]
    pub fn of(event: &Event) -> Option<Self> {
        let (bearer, notification, attempt, provider, reference, delivery, again_at) = match event {
            Event::PageDelivery { page, notification, attempt, provider, reference, delivery, again_at } => {
                (Bearer::Page(*page), notification, attempt, provider, reference, delivery, *again_at)
            }
            Event::CallOutDelivery { call_out, notification, attempt, provider, reference, delivery } => {
                (Bearer::CallOut(*call_out), notification, attempt, provider, reference, delivery, None)
            }
            Event::NoticeDelivery { notice, notification, attempt, provider, reference, delivery } => {
                (Bearer::Notice(*notice), notification, attempt, provider, reference, delivery, None)
            }
            _ => return None,
        };
        let (provider, reference, delivery) = (provider.clone(), reference.clone(), delivery.clone());
        Some(Self { bearer, notification: *notification, attempt: *attempt, provider, reference, delivery, again_at })
    }

    /// As an entry.
    #[must_use]
    pub fn event(self) -> Event {
        let Self { bearer, notification, attempt, provider, reference, delivery, again_at } = self;
        match bearer {
            Bearer::Page(page) => {
                Event::PageDelivery { page, notification, attempt, provider, reference, delivery, again_at }
            }
            Bearer::CallOut(call_out) => {
                Event::CallOutDelivery { call_out, notification, attempt, provider, reference, delivery }
            }
            Bearer::Notice(notice) => {
                Event::NoticeDelivery { notice, notification, attempt, provider, reference, delivery }
            }
        }
    }
}

impl Notification {
    /// Whether this call, taken by this provider, is the one that it went out by last.
    #[must_use]
    pub fn went_by(&self, attempt: AttemptId, provider: &str) -> bool {
        let taken = self.trace.taken.as_ref().is_some_and(|taken| taken.provider == provider);
        taken && self.status == NotificationStatus::Sent { attempt }
    }

    /// What its provider said afterwards. What is said of a call that another followed is evidence, and changes nothing,
    /// unless it is that the message arrived: then nothing more is sent.
    pub(crate) fn reported(&mut self, it: &Reported) {
        match (&it.delivery, it.again_at) {
            (Delivery::Delivered, _) => {
                if matches!(self.status, NotificationStatus::Due | NotificationStatus::Failed) {
                    self.status = NotificationStatus::Sent { attempt: it.attempt };
                }
                self.delivery = Some(Delivery::Delivered);
                self.heard |= !self.trace.withdrawn;
            }
            // Another call got it there.
            (Delivery::Failed { .. }, _) if self.delivery == Some(Delivery::Delivered) => {}
            (Delivery::Failed { .. }, again_at) if self.went_by(it.attempt, &it.provider) => {
                self.delivery = Some(it.delivery.clone());
                if !self.trace.avoid.contains(&it.provider) {
                    self.trace.avoid.push_back(it.provider.clone());
                }
                self.status = if let Some(at) = again_at {
                    self.due = at;
                    NotificationStatus::Due
                } else {
                    NotificationStatus::Failed
                };
            }
            (Delivery::Failed { .. }, _) => {}
        }
    }
}
