//! The decision loop: one task per node, which alone decides, commits and publishes.
//!
//! Each round takes what has waited, decides all of it in order against the evolving state, does what is due, claims
//! what is to be sent, commits the whole as one batch, and only then publishes and answers. While a batch is being
//! written the next commands gather in the inbox: that is the group commit.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use ctac_domain::due::next_deadline;
use ctac_domain::state::State;
use ctac_ledger::store::{Head, StoreError};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::codec::Committed;
use crate::effects::Effects;
use crate::inbox::{Queues, Request};
use crate::ledger_time::LedgerTime;
use crate::shared::{Receivers, Shared};
use crate::{ExecuteError, Standing, limits, metric};

/// What the loop owns. Nothing else changes the state.
pub(crate) struct DecisionLoop {
    pub(crate) shared: Arc<Shared>,
    queues: Queues,
    followed: mpsc::Receiver<Vec<Committed>>,
    /// The log's head as of `state`.
    pub(crate) head: Head,
    pub(crate) state: Arc<State>,
    pub(crate) effects: Effects,
    /// Taken from the queues and not yet decided; at most a batch.
    pub(crate) waiting: VecDeque<Request>,
    /// Something is due that the last round could not do.
    pub(crate) stalled: bool,
    /// What was due found no room in the last batch: it comes first in the next.
    pub(crate) crowded: bool,
    pub(crate) time: LedgerTime,
    /// How long the loop rests before it reads the ledger again after a failure; none after a round that went well.
    pause: Duration,
}

/// Why the loop woke.
enum Woken {
    Stop,
    Work,
}

impl DecisionLoop {
    pub(crate) fn new(
        shared: Arc<Shared>,
        queues: Queues,
        followed: mpsc::Receiver<Vec<Committed>>,
        head: Head,
        effects: Effects,
    ) -> Self {
        let state = shared.state.load_full();
        Self {
            shared,
            queues,
            followed,
            head,
            state,
            effects,
            waiting: VecDeque::new(),
            stalled: false,
            crowded: false,
            time: LedgerTime::default(),
            pause: Duration::ZERO,
        }
    }

    /// Runs until the engine stops.
    pub(crate) async fn run(mut self) {
        while let Woken::Work = self.wake().await {
            self.drain();
            match self.round().await {
                Ok(()) => self.pause = Duration::ZERO,
                Err(error) => {
                    tracing::error!(%error, "the ledger failed; refusing commands until it is read again");
                    if !self.recover().await {
                        break;
                    }
                }
            }
        }
        self.close();
    }

    /// Waits for the first thing to do.
    async fn wake(&mut self) -> Woken {
        if !self.waiting.is_empty() {
            return if self.shared.stop.is_cancelled() { Woken::Stop } else { Woken::Work };
        }
        let clock = Arc::clone(&self.shared.ports.clock);
        let deadline = match self.shared.standing {
            Standing::Writable => next_deadline(&self.state),
            Standing::ReadOnly(_) => None,
        };
        let stalled = self.stalled;
        let due = async {
            match deadline {
                _ if stalled => tokio::time::sleep(limits::STALLED).await,
                Some(at) => match self.time.until(at, Instant::now()) {
                    // The clock may be put right meanwhile: then the next look finds its time.
                    Some(left) => tokio::time::sleep(left.min(limits::BEHIND)).await,
                    None => clock.sleep_until(at).await,
                },
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.shared.stop.cancelled() => return Woken::Stop,
            Some(page) = self.followed.recv() => self.apply(page),
            request = self.queues.next() => self.waiting.push_back(request),
            () = self.effects.permit_freed(), if stalled => {}
            () = due => {}
        }
        Woken::Work
    }

    /// Takes what else waits, outcomes of calls first, up to a batch.
    fn drain(&mut self) {
        while self.waiting.len() < self.shared.options.batch {
            match self.queues.try_next() {
                Some(request) => self.waiting.push_back(request),
                None => break,
            }
        }
        metric::set(metric::INBOX_DEPTH, self.queues.len() as u64);
    }

    /// After the store failed: whether the last batch was written is not known, so nothing is decided until the
    /// ledger has been read again. Whoever waits is told at once. False when the engine stops.
    ///
    /// A ledger that can be read and not written (a full disk) fails round after round: so the pauses between grow
    /// until one went well.
    async fn recover(&mut self) -> bool {
        let mut told = false;
        loop {
            self.refuse_waiting();
            if !self.pause.is_zero() {
                self.shared.mark_failing();
                if !self.rest().await {
                    return false;
                }
            }
            self.pause = (self.pause * 2).clamp(limits::RETRY_FIRST, limits::RETRY_MOST);
            match self.catch_up().await {
                Ok(()) => {
                    if told {
                        tracing::info!("the ledger's database is back: the ledger has been read");
                    }
                    return true;
                }
                Err(error) => {
                    told = true;
                    self.shared.mark_unreachable();
                    tracing::warn!(%error, "the ledger still cannot be read");
                }
            }
        }
    }

    /// Lets the pause pass, refusing what comes. False when the engine stops.
    async fn rest(&mut self) -> bool {
        let over = tokio::time::sleep(self.pause);
        tokio::pin!(over);
        loop {
            tokio::select! {
                () = self.shared.stop.cancelled() => return false,
                () = &mut over => return true,
                request = self.queues.next() => request.answer(Err(ExecuteError::Unavailable)),
            }
        }
    }

    fn refuse_waiting(&mut self) {
        self.drain();
        for request in self.waiting.drain(..) {
            request.answer(Err(ExecuteError::Unavailable));
        }
    }

    /// Refuses what is left: nothing of it was decided.
    fn close(mut self) {
        self.queues.close();
        while let Some(request) = self.queues.try_next() {
            self.waiting.push_back(request);
        }
        for request in self.waiting.drain(..) {
            request.answer(Err(ExecuteError::Stopping));
        }
    }
}

/// Starts the loop as a task.
pub(crate) fn spawn(
    shared: &Arc<Shared>,
    receivers: Receivers,
    followed: mpsc::Receiver<Vec<Committed>>,
    head: Head,
    effects: Effects,
) -> mpsc::Receiver<crate::checkpoints::Demand> {
    let Receivers { queues, demands } = receivers;
    let decision_loop = DecisionLoop::new(Arc::clone(shared), queues, followed, head, effects);
    shared.spawn_watched("the decision loop", decision_loop.run());
    demands
}

/// Bounds a call of the store in time; beyond it, what it did is not known.
pub(crate) async fn within<T, E: From<StoreError>>(
    limit: std::time::Duration,
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    match tokio::time::timeout(limit, call).await {
        Ok(result) => result,
        Err(elapsed) => Err(StoreError::Unavailable(Box::new(elapsed)).into()),
    }
}
