//! Proving that a contact is its person's: a code is sent through that very contact, and typed where they are signed in.
//!
//! An administrator can add a contact for somebody and never prove it: whoever could would have another's pages sent to
//! their own telephone.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::id::{NoticeId, NotificationId, PersonId};
use crate::limits;

/// The last code that was sent to a contact. The code follows from the notification's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Whose contact it is.
    pub person: PersonId,
    /// The notice that carries it.
    pub notice: NoticeId,
    /// Its one message.
    pub notification: NotificationId,
    /// Since when.
    pub sent_at: Timestamp,
    /// How many wrong ones have been typed.
    pub wrong: u8,
}

impl Verification {
    /// Until when the code works.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        let lives = SignedDuration::from_secs(i64::from(limits::VERIFICATION_S));
        self.sent_at.saturating_add(lives).unwrap_or(Timestamp::MAX)
    }

    /// How many more may be typed.
    #[must_use]
    pub const fn tries_left(&self) -> u8 {
        limits::VERIFICATION_TRIES.saturating_sub(self.wrong)
    }

    /// Whether the right code would still be taken.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        at < self.until() && self.tries_left() > 0
    }
}
