//! The world by hand, for tests: a clock that only moves when told, randomness from a counter, and a deliverer that
//! remembers what it was given.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use ctac_domain::directory::Channel;
use ctac_domain::id::AttemptId;
use ctac_domain::page::AttemptOutcome;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::ports::{Clock, Deliver, Outbound, Random};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock {
    now: watch::Sender<Timestamp>,
}

impl ManualClock {
    /// A clock that stands at `at`.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self { now: watch::Sender::new(at) }
    }

    /// Moves it on; whoever sleeps until then wakes.
    pub fn advance(&self, seconds: i64) {
        self.now.send_modify(|now| *now = now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(*now));
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        // The sender lives in `self`: the wait ends only by the clock's reaching `at`.
        let _ = self.now.subscribe().wait_for(|now| *now >= at).await;
    }
}

/// Bytes that never repeat and are always the same ones.
#[derive(Debug, Default)]
pub struct CountedRandom {
    count: AtomicU64,
}

impl CountedRandom {
    /// Starts at `count`, so that two nodes differ.
    #[must_use]
    pub const fn from(count: u64) -> Self {
        Self { count: AtomicU64::new(count) }
    }
}

impl Random for CountedRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let count = self.count.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            for (to, from) in chunk.iter_mut().zip(count.to_be_bytes()) {
                *to = from;
            }
        }
    }
}

/// What a [`RememberingDeliver`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes every message.
    Takes,
    /// Takes it, and its answer is lost.
    LosesAnswers,
    /// Refuses, and trying again could help.
    Refuses,
    /// Never answers.
    Hangs,
}

/// A deliverer that remembers.
#[derive(Debug)]
pub struct RememberingDeliver {
    /// Every message it was given, in order.
    pub given: watch::Sender<Vec<Outbound>>,
    mood: Mutex<Mood>,
}

impl Default for RememberingDeliver {
    fn default() -> Self {
        Self { given: watch::Sender::new(Vec::new()), mood: Mutex::new(Mood::Takes) }
    }
}

impl RememberingDeliver {
    /// How it answers from now on.
    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Waits until it was given so many messages, and gives them.
    pub async fn wait_for(&self, count: usize) -> Vec<Outbound> {
        match self.given.subscribe().wait_for(|given| given.len() >= count).await {
            Ok(given) => given.clone(),
            Err(_) => Vec::new(),
        }
    }
}

fn sent(attempt: AttemptId) -> AttemptOutcome {
    AttemptOutcome::sent("remembering", attempt.to_string())
}

#[async_trait]
impl Deliver for RememberingDeliver {
    async fn send(&self, message: &Outbound) -> AttemptOutcome {
        let mood = self.mood();
        self.given.send_modify(|given| given.push(message.clone()));
        match mood {
            Mood::Takes => sent(message.attempt),
            Mood::LosesAnswers => AttemptOutcome::Unknown,
            Mood::Refuses => AttemptOutcome::failed("remembering", "told to refuse", true),
            Mood::Hangs => std::future::pending().await,
        }
    }

    async fn look_up(&self, attempt: AttemptId, _channel: Channel) -> Option<AttemptOutcome> {
        self.given.borrow().iter().any(|given| given.attempt == attempt).then(|| sent(attempt))
    }
}
