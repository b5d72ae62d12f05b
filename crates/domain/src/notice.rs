//! Notices: messages to a person that need no answer. Sent as pages are (see [`crate::attempt`]), but after them, to one
//! kind of address, and only so long as they are of use.

use ctac_runbook::model::PlaybookId;
use imbl::OrdMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call_out::Why;
use crate::directory::Flag;
use crate::id::{
    CallOutId, ContactId, IncidentId, NoticeId, NotificationId, OutageId, PageId, PersonId, RotaId, SwapId,
};
use crate::page::{Notification, NotificationStatus};

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
    /// A page that may have woken them is over: they can sleep.
    Acknowledged {
        /// Which; the worst, where it says that several are.
        page: PageId,
        /// Who has it; none where its source said so, or that it is over.
        by: Option<PersonId>,
        /// How many others that they were told of are over with it.
        more: u32,
    },
    /// A provider of the cell fails: for those who administer it.
    ProviderDown {
        /// Which of its outages.
        outage: OutageId,
    },
    /// It works again.
    ProviderBack {
        /// Which of its outages is over.
        outage: OutageId,
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
    /// A code, to exactly one contact: whoever types it where they are signed in is there. The code itself is in no
    /// entry; it follows from the notification's id under a key of the vault's.
    Verify {
        /// Which contact.
        contact: ContactId,
    },
    /// They did not answer a test page.
    TestUnanswered {
        /// Which.
        page: PageId,
    },
    /// Messages to one of their own addresses do not arrive.
    Flagged {
        /// Which.
        contact: ContactId,
        /// Why.
        flag: Flag,
    },
    /// Their organisation was brought into an incident, and they with it.
    Invited {
        /// Which.
        incident: IncidentId,
        /// Whether nothing of it is real.
        exercise: bool,
    },
    /// A runbook that they approved is past its review date.
    ReviewDue {
        /// Which.
        runbook: PlaybookId,
    },
    /// A situation report is to be read.
    Sitrep {
        /// Of which incident.
        incident: IncidentId,
        /// Whether nothing of it is real.
        exercise: bool,
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
            Self::Acknowledged { .. } => None,
            Self::ComesOn { rota, .. }
            | Self::GoesOff { rota, .. }
            | Self::Gap { rota, .. }
            | Self::SwapOffered { rota, .. }
            | Self::SwapAnswered { rota, .. } => Some(rota),
            Self::CallOutOver { .. } => None,
            Self::ProviderDown { .. } | Self::ProviderBack { .. } => None,
            Self::ReviewDue { .. } | Self::Invited { .. } | Self::Sitrep { .. } => None,
            Self::Verify { .. } | Self::TestUnanswered { .. } | Self::Flagged { .. } => None,
        }
    }

    /// Whether it counts among those of which a person is sent only so many. A warning of a gap or of an outage comes
    /// whatever else did; a code is asked for, and has limits of its own; that a page is over lets its reader sleep, and is folded.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        !matches!(self, Self::Gap { .. } | Self::Verify { .. } | Self::Acknowledged { .. } | Self::ProviderDown { .. })
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
}
