//! What the engine needs from the world, as traits: a clock, randomness, a way to deliver. `cli` wires them.

use std::sync::Arc;

use async_trait::async_trait;
use ctac_domain::attempt::Bearer;
use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, ContactId, NotificationId, PersonId};
use ctac_domain::interface;
use ctac_domain::message;
use ctac_domain::notice::About;
use ctac_domain::page::{AttemptOutcome, Delivery};
use ctac_ledger::store::Store;
use jiff::Timestamp;
use zeroize::Zeroizing;

pub use crate::operations::{Calls, ProviderHealth};

/// Everything the engine needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// Where the ledger is kept.
    pub store: Arc<dyn Store>,
    /// The secret half of the key that signs checkpoints; its name is the log's origin.
    pub signing_seed: Zeroizing<[u8; 32]>,
    /// Hides organisations' ids in the leaves' public headers; the same for ever.
    pub pseudonym_key: Zeroizing<[u8; 32]>,
    /// Sends messages.
    pub deliver: Arc<dyn Deliver>,
    /// Calls interfaces for runs.
    pub interfaces: Arc<dyn Interfaces>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

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
    /// What it is sent for.
    pub bearer: Bearer,
    /// Which notification: a page's one-time link is derived from this.
    pub notification: NotificationId,
    /// To whom.
    pub person: PersonId,
    /// Where to.
    pub contact: ContactId,
    /// How.
    pub channel: Channel,
    /// In how many minutes a call-out asks people to attend; none for what is no call-out.
    pub within_min: Option<u32>,
    /// What a page or a call-out is replied to with, as four or more digits; a notice takes no reply.
    pub code: Option<String>,
    /// Providers that took it before and then said that it did not arrive: another is to be called.
    pub avoid: Vec<String>,
    /// CLEAR text only: a page's severity and reference, and how many others the message carries, a call-out's severity and
    /// reference, or what a notice says; no title, no organisation.
    pub headline: String,
    /// What a notice is about; none for a page.
    pub about: Option<About>,
    /// A page's headline with when it is sent and until when it counts, in its reader's time.
    pub dated: Option<message::Dated>,
}

/// Whether somebody still needs a message.
pub type Wanted<'a> = &'a (dyn Fn() -> bool + Send + Sync);

/// What comes of a message that nobody needed any more when it was to be sent: no provider was called.
#[must_use]
pub fn not_wanted() -> AttemptOutcome {
    let reason = "somebody answered before it was sent".to_owned();
    AttemptOutcome::failed("none", reason, false)
}

/// Sends messages. Called at most so often at once as the engine has permits for a channel; each call is bounded in time.
#[async_trait]
pub trait Deliver: Send + Sync {
    /// Calls the provider. Never panics; a lost answer is `Unknown`.
    async fn send(&self, message: &Outbound) -> AttemptOutcome;
    /// As [`Deliver::send`], but before each call of a provider it is asked whether it is still `wanted`, and none begins
    /// when it is not.
    async fn send_while(&self, message: &Outbound, wanted: Wanted<'_>) -> AttemptOutcome {
        if wanted() { self.send(message).await } else { not_wanted() }
    }
    /// What the provider knows of an earlier call, if it can be asked.
    async fn look_up(&self, attempt: AttemptId, channel: Channel) -> Option<AttemptOutcome>;
    /// What became of a message that a provider took and has said nothing of since; none while it is on its way, or when
    /// the provider cannot be asked.
    async fn ask(&self, _unheard: &Unheard) -> Option<Delivery> {
        None
    }
    /// How each provider has been doing on this node; nothing, where there are none to speak of.
    fn health(&self) -> Vec<ProviderHealth> {
        Vec::new()
    }
}

/// A message that a provider took and has said nothing of since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// The call.
    pub attempt: AttemptId,
    /// Who took it.
    pub provider: String,
    /// What the provider calls it.
    pub reference: String,
}

/// Calls interfaces. Called at most so often at once as the engine has permits; each call is bounded in time.
#[async_trait]
pub trait Interfaces: Send + Sync {
    /// Makes the call, if it may be made. Never panics; a lost answer is `Unknown`. No secret is in what it says.
    async fn call(&self, call: &interface::Call) -> interface::Outcome;
}

/// Calls nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoInterfaces;

#[async_trait]
impl Interfaces for NoInterfaces {
    async fn call(&self, _: &interface::Call) -> interface::Outcome {
        interface::Outcome::Failed { reason: "this node calls no interface".to_owned(), again: false }
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// The longest sleep in one piece: the wall clock may be set, and a deadline must be noticed within a second of it.
const NAP: std::time::Duration = std::time::Duration::from_secs(1);

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the service reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    async fn sleep_until(&self, at: Timestamp) {
        loop {
            let left = at.duration_since(self.now());
            match std::time::Duration::try_from(left) {
                Ok(left) if !left.is_zero() => tokio::time::sleep(left.min(NAP)).await,
                _ => return,
            }
        }
    }
}

/// The machine's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::expect_used, reason = "a machine without randomness must not make salts, keys or codes")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
