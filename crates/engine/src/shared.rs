//! What the loop, the tasks around it and the handle have in common: the published state and the ways to each other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use arc_swap::ArcSwap;
use ctac_domain::command::{Actor, Command};
use ctac_domain::state::State;
use ctac_ledger::merkle::Tree;
use ctac_ledger::note::key::VerifyingKey;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::checkpoints::Demand;
use crate::inbox::{Queues, Request, Waiting, submit};
use crate::metric;
use crate::operations::Nodes;
use crate::ports::Ports;
use crate::rooms::Rooms;
use crate::{ExecuteError, Freshness, Options, Standing};

/// See the module.
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) ports: Ports,
    pub(crate) standing: Standing,
    /// The public half of the key that signs checkpoints.
    pub(crate) key: VerifyingKey,
    /// The state as of the last commit seen. Readers never lock, and never block the loop.
    pub(crate) state: ArcSwap<State>,
    /// Every leaf's hash and the nodes above: 64 bytes a leaf. It may be ahead of `state` for an instant, never behind.
    tree: RwLock<Tree>,
    freshness: Mutex<Freshness>,
    /// Commits failed one after the other; until one succeeds the ledger does not count as reachable.
    failing: AtomicBool,
    /// The state's size: who waits for something to be recorded waits on this.
    pub(crate) size: watch::Sender<u64>,
    pub(crate) inbox: mpsc::Sender<Request>,
    /// What integrations say: a queue of its own, so that a storm of alerts never keeps out who answers them.
    pub(crate) signals: mpsc::Sender<Request>,
    /// Outcomes of calls: a queue of its own, so that a full inbox never keeps out what a provider said.
    pub(crate) finished: mpsc::Sender<Request>,
    pub(crate) demands: mpsc::Sender<Demand>,
    /// The latest checkpoint published.
    pub(crate) checkpoint: watch::Sender<Option<Arc<str>>>,
    pub(crate) rooms: Rooms,
    /// Nodes that were seen to call providers.
    pub(crate) nodes: Nodes,
    /// No more commands, no more claims: the engine is about to stop.
    pub(crate) closing: CancellationToken,
    /// A task ended that must not.
    pub(crate) failed: CancellationToken,
    /// Every task ends.
    pub(crate) stop: CancellationToken,
    /// The loop and its followers, which end with `stop`.
    pub(crate) tasks: TaskTracker,
    /// Calls to providers under way, which are waited for.
    pub(crate) calls: TaskTracker,
}

/// The receiving ends that go with a [`Shared`].
pub(crate) struct Receivers {
    pub(crate) queues: Queues,
    pub(crate) demands: mpsc::Receiver<Demand>,
}

impl Shared {
    pub(crate) fn new(
        options: Options,
        ports: Ports,
        (standing, key): (Standing, VerifyingKey),
        (state, tree): (Arc<State>, Tree),
    ) -> (Arc<Self>, Receivers) {
        let (inbox, inbox_end) = mpsc::channel(options.inbox.max(1));
        let (signals, signals_end) = mpsc::channel(options.inbox.max(1));
        let (finished, finished_end) = mpsc::channel(options.calls.max(1));
        let (demands, demands_end) = mpsc::channel(crate::limits::CHECKPOINT_WAITERS);
        let freshness = Freshness { caught_up_at: ports.clock.now(), reachable: true };
        let shared = Arc::new(Self {
            size: watch::Sender::new(state.size),
            state: ArcSwap::new(state),
            tree: RwLock::new(tree),
            freshness: Mutex::new(freshness),
            failing: AtomicBool::new(false),
            inbox,
            signals,
            finished,
            demands,
            checkpoint: watch::Sender::new(None),
            rooms: Rooms::default(),
            nodes: Nodes::default(),
            closing: CancellationToken::new(),
            failed: CancellationToken::new(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            calls: TaskTracker::new(),
            options,
            ports,
            standing,
            key,
        });
        let queues = Queues { finished: finished_end, inbox: inbox_end, signals: signals_end };
        (shared, Receivers { queues, demands: demands_end })
    }

    /// Starts a task without which the engine is none: should it end before the engine stops, the engine has failed.
    pub(crate) fn spawn_watched(self: &Arc<Self>, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let watch = Watch { shared: Arc::clone(self), name };
        self.tasks.spawn(async move {
            task.await;
            drop(watch);
        });
    }

    /// Puts a command into its queue; the order of one actor's calls is the order of decisions.
    pub(crate) fn submit(&self, actor: Actor, command: Command) -> Result<Waiting, ExecuteError> {
        if self.closing.is_cancelled() {
            return Err(ExecuteError::Stopping);
        }
        if let Standing::ReadOnly(_) = self.standing {
            return Err(ExecuteError::ReadOnly);
        }
        let (request, waiting) = Request::new(actor, command, self.ports.random.as_ref());
        let queue = if matches!(actor, Actor::Integration(_)) { &self.signals } else { &self.inbox };
        submit(queue, request).inspect_err(|_| metric::count(metric::BUSY))?;
        Ok(waiting)
    }

    /// As [`Self::submit`], for what nobody waits for and that may be lost.
    pub(crate) fn submit_and_forget(&self, actor: Actor, command: Command) {
        if let Standing::Writable = self.standing {
            let request = Request::forgotten(actor, command, self.ports.random.as_ref());
            if let Err(error) = submit(&self.inbox, request) {
                tracing::debug!(%error, "a command that may be lost was");
            }
        }
    }

    pub(crate) fn tree(&self) -> RwLockReadGuard<'_, Tree> {
        self.tree.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tree_mut(&self) -> RwLockWriteGuard<'_, Tree> {
        self.tree.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn freshness(&self) -> Freshness {
        *self.freshness.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ledger was reached, and everything in it has been seen.
    pub(crate) fn mark_caught_up(&self) {
        let now = self.ports.clock.now();
        let mut freshness = self.freshness.lock().unwrap_or_else(PoisonError::into_inner);
        let reachable = !self.failing.load(Ordering::Relaxed);
        *freshness = Freshness { caught_up_at: now.max(freshness.caught_up_at), reachable };
    }

    /// Commits fail, though the ledger may be read.
    pub(crate) fn mark_failing(&self) {
        self.failing.store(true, Ordering::Relaxed);
        self.mark_unreachable();
    }

    /// A commit succeeded.
    pub(crate) fn mark_written(&self) {
        self.failing.store(false, Ordering::Relaxed);
        self.mark_caught_up();
    }

    /// The ledger could not be reached.
    pub(crate) fn mark_unreachable(&self) {
        self.freshness.lock().unwrap_or_else(PoisonError::into_inner).reachable = false;
        metric::count(metric::STORE_FAILURES);
    }
}

/// Says when its task ends, by a panic, too.
struct Watch {
    shared: Arc<Shared>,
    name: &'static str,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.shared.stop.is_cancelled() {
            tracing::error!(task = self.name, "the engine has failed: this task has ended");
            self.shared.failed.cancel();
        }
    }
}
