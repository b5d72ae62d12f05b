//! Notices: messages to a person that need no answer. Sent as pages are (see [`crate::attempt`]), but after them, to one
//! kind of address, and only so long as they are of use.

use imbl::OrdMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::attempt::Bearer;
use crate::call_out::Why;
use crate::id::{CallOutId, NoticeId, NotificationId, PersonId, RotaId, SwapId};
use crate::page::{Notification, NotificationStatus};
use crate::state::{Alarm, State, Stream};

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum About {
    /// They come on call.
    ComesOn {
        /// Where.
        rota: RotaId,
        /// From when.
        from: Timestamp,
        /// Until when; none where no end is in sight.
        to: Option<Timestamp>,
        /// Which of the times that they chose this is, in seconds before the handoff.
        ahead_s: u32,
    },
    /// They go off call.
    GoesOff {
        /// Where.
        rota: RotaId,
        /// When.
        at: Timestamp,
        /// As above.
        ahead_s: u32,
    },
    /// Nobody who can be reached will be on call.
    Gap {
        /// Where.
        rota: RotaId,
        /// From when.
        from: Timestamp,
        /// Until when.
        to: Timestamp,
        /// Which warning it is, in days before it.
        days: u32,
        /// How many other gaps of the rota were found at the same time.
        more: u32,
    },
    /// Somebody offers a stretch of their duty.
    SwapOffered {
        /// Where.
        rota: RotaId,
        /// Which.
        swap: SwapId,
    },
    /// A call-out that asked them has ended, and they need not come.
    CallOutOver {
        /// Which.
        call_out: CallOutId,
        /// Why.
        why: Why,
    },
    /// Their own offer was taken, declined, or came to nothing.
    SwapAnswered {
        /// Where.
        rota: RotaId,
        /// Which.
        swap: SwapId,
    },
}

/// One message to a person that needs no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// To whom.
    pub person: PersonId,
    /// What it says.
    pub about: About,
    /// To each of their addresses of one channel; none if they cannot be reached.
    pub notifications: OrdMap<NotificationId, Notification>,
    /// It is of no use after this: no call is begun then.
    pub until: Timestamp,
    /// Since when.
    pub raised_at: Timestamp,
}

impl About {
    /// The rota it is about, if it is about one.
    #[must_use]
    pub const fn rota(&self) -> Option<RotaId> {
        match *self {
            Self::ComesOn { rota, .. }
            | Self::GoesOff { rota, .. }
            | Self::Gap { rota, .. }
            | Self::SwapOffered { rota, .. }
            | Self::SwapAnswered { rota, .. } => Some(rota),
            Self::CallOutOver { .. } => None,
        }
    }

    /// Where its entries stand. What it is about may be forgotten by then: then in the log's own.
    #[must_use]
    pub fn stream(&self, state: &State) -> Stream {
        match *self {
            Self::ComesOn { rota, .. }
            | Self::GoesOff { rota, .. }
            | Self::Gap { rota, .. }
            | Self::SwapOffered { rota, .. }
            | Self::SwapAnswered { rota, .. } => Stream::Rota(rota),
            Self::CallOutOver { call_out, .. } => state.stream_of_call_out(call_out).unwrap_or(Stream::Ledger),
        }
    }
}

impl Notice {
    /// Whether any of it is still to be sent, or being sent.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let open =
            |it: &Notification| matches!(it.status, NotificationStatus::Due | NotificationStatus::Claimed { .. });
        self.notifications.values().any(open)
    }

    /// When something happens to one of its notifications by itself.
    #[must_use]
    pub const fn alarm_of(&self, notification: &Notification) -> Option<(Timestamp, Alarm)> {
        notification.alarm(Bearer::Notice(self.id), true)
    }
}
