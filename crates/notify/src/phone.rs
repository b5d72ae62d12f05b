//! The simulator's built-in phone: every text message, call, push and email that would have been sent, to be looked at and
//! replied to. In memory, bounded; for demonstrations, exercises and tests, never for real pages.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, ContactId, NotificationId, PageId, PersonId};
use ctac_domain::page::AttemptOutcome;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::limits;
use crate::message::{Message, Provider, Text};

/// As it stands in the ledger.
pub(crate) const NAME: &str = "simulator";

/// A message as it reaches the phone: everything that its person would see, and no address. Also what
/// [`crate::forward`] posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The call. One that is here already is not delivered again.
    pub attempt: AttemptId,
    /// Which page; none for a notice, which nobody acknowledges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageId>,
    /// Which notification.
    pub notification: NotificationId,
    /// To whom.
    pub person: PersonId,
    /// Which of their contacts.
    pub contact: ContactId,
    /// How.
    pub channel: Channel,
    /// The address as it may be shown.
    pub hint: String,
    /// What it says.
    pub text: Text,
}

impl From<&Message> for Delivery {
    fn from(message: &Message) -> Self {
        Self {
            attempt: message.attempt,
            page: message.page,
            notification: message.notification,
            person: message.person,
            contact: message.contact,
            channel: message.channel,
            hint: message.hint.clone(),
            text: message.text.clone(),
        }
    }
}

/// A message on the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Received {
    /// From 1, one more with each message, also when the oldest have gone.
    pub number: u64,
    /// When it came.
    pub received_at: Timestamp,
    /// What came.
    #[serde(flatten)]
    pub delivery: Delivery,
}

/// How the phone can be made to misbehave, in tests and exercises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing arrives; trying again could help.
    Busy,
    /// Nothing arrives, and never will.
    Refused,
    /// It arrives, and the answer is lost.
    AnswerLost,
    /// Nothing arrives, and no answer comes.
    Vanished,
}

struct Inner {
    messages: VecDeque<Arc<Received>>,
    dropped: u64,
    faults: VecDeque<Fault>,
}

/// The phone. A clone is the same phone.
#[derive(Clone)]
pub struct Phone {
    inner: Arc<Mutex<Inner>>,
    last: watch::Sender<u64>,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Phone {
    /// An empty one, with the clock that says when messages come.
    #[must_use]
    pub fn new(clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        let inner = Inner { messages: VecDeque::new(), dropped: 0, faults: VecDeque::new() };
        Self { inner: Arc::new(Mutex::new(inner)), last: watch::Sender::new(0), clock }
    }

    /// A message comes in; one whose attempt is here already changes nothing. Tells its number.
    pub fn receive(&self, delivery: Delivery) -> u64 {
        let received_at = (self.clock)();
        let mut inner = self.lock();
        if let Some(here) = inner.messages.iter().find(|here| here.delivery.attempt == delivery.attempt) {
            return here.number;
        }
        if inner.messages.len() >= limits::PHONE_MESSAGES {
            inner.messages.pop_front();
            inner.dropped += 1;
        }
        let number = inner.messages.back().map_or(0, |last| last.number) + 1;
        inner.messages.push_back(Arc::new(Received { number, received_at, delivery }));
        drop(inner);
        self.last.send_modify(|last| *last = number.max(*last));
        number
    }

    /// The messages with a number greater than `after`, oldest first.
    #[must_use]
    pub fn messages(&self, after: u64) -> Vec<Arc<Received>> {
        self.lock().messages.iter().filter(|message| message.number > after).cloned().collect()
    }

    /// One message, while it is here.
    #[must_use]
    pub fn message(&self, number: u64) -> Option<Arc<Received>> {
        self.lock().messages.iter().find(|message| message.number == number).cloned()
    }

    /// How many of the oldest have gone.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    /// The number of the latest message, and word of each that comes.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    /// The first message after `after` that is wanted, as soon as it is here. Waits for ever: the caller bounds it.
    pub async fn wait_for(&self, after: u64, wanted: impl Fn(&Received) -> bool) -> Arc<Received> {
        let mut news = self.subscribe();
        loop {
            news.mark_unchanged();
            if let Some(found) = self.messages(after).into_iter().find(|message| wanted(message)) {
                return found;
            }
            // The phone holds the sender, so that it cannot have gone.
            let _ = news.changed().await;
        }
    }

    /// The next calls meet these faults, one each, in order; at most as many as messages fit.
    pub fn fail_next(&self, faults: impl IntoIterator<Item = Fault>) {
        let mut inner = self.lock();
        let room = limits::PHONE_MESSAGES.saturating_sub(inner.faults.len());
        inner.faults.extend(faults.into_iter().take(room));
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_fault(&self) -> Option<Fault> {
        self.lock().faults.pop_front()
    }
}

/// What the ledger records of a message that arrived.
fn sent(number: u64) -> AttemptOutcome {
    AttemptOutcome::sent(NAME, number.to_string())
}

#[async_trait]
impl Provider for Phone {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn send(&self, message: &Message) -> AttemptOutcome {
        let failed = |reason: &str, again| AttemptOutcome::failed(NAME, reason, again);
        match self.next_fault() {
            None => sent(self.receive(message.into())),
            Some(Fault::Busy) => failed("the simulator was told to be busy", true),
            Some(Fault::Refused) => failed("the simulator was told to refuse", false),
            Some(Fault::Vanished) => AttemptOutcome::Unknown,
            Some(Fault::AnswerLost) => {
                self.receive(message.into());
                AttemptOutcome::Unknown
            }
        }
    }

    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome> {
        let inner = self.lock();
        inner.messages.iter().find(|here| here.delivery.attempt == attempt).map(|here| sent(here.number))
    }
}

#[cfg(test)]
mod tests;
