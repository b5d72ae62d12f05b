//! What the engine needs from the world, as traits: a clock, randomness, a way to deliver. `cli` wires them.

use async_trait::async_trait;
use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, ContactId, NotificationId, PageId, PersonId};
use ctac_domain::page::AttemptOutcome;
use jiff::Timestamp;

/// The time of day, and waiting for it. Real in the service, by hand in tests.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now, in whole microseconds.
    fn now(&self) -> Timestamp;
    /// Returns when `at` has come (at once if it has).
    async fn sleep_until(&self, at: Timestamp);
}

/// Unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// One message to be sent: everything but the address, which only the deliverer knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbound {
    /// The call; a provider that takes an idempotency key is given this.
    pub attempt: AttemptId,
    /// Which page.
    pub page: PageId,
    /// Which notification: its one-time link is derived from this.
    pub notification: NotificationId,
    /// To whom.
    pub person: PersonId,
    /// Where to.
    pub contact: ContactId,
    /// How.
    pub channel: Channel,
    /// What they reply with, as four or more digits.
    pub code: String,
    /// CLEAR text only: severity and reference, no title, no organisation.
    pub headline: String,
}

/// Sends messages. Called at most so often at once as the engine has permits; each call is bounded in time.
#[async_trait]
pub trait Deliver: Send + Sync {
    /// Calls the provider. Never panics; a lost answer is `Unknown`.
    async fn send(&self, message: &Outbound) -> AttemptOutcome;
    /// What the provider knows of an earlier call, if it can be asked.
    async fn look_up(&self, attempt: AttemptId, channel: Channel) -> Option<AttemptOutcome>;
}
