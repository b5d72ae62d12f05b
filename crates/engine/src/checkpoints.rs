//! Checkpoints: commit, then sign, then publish. A task of its own, off the commit path: at most once a second while
//! entries arrive, and on demand.

use std::sync::Arc;

use ctac_ledger::checkpoint::Checkpoint;
use ctac_ledger::guard;
use ctac_ledger::note::key::Signer;
use ctac_ledger::store::{AppendError, StoreError, StoredCheckpoint};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::decision_loop::within;
use crate::shared::Shared;
use crate::{CheckpointError, limits, metric, published};

/// Somebody who waits for a checkpoint.
pub(crate) type Demand = oneshot::Sender<Result<Arc<str>, CheckpointError>>;

/// What the task owns.
pub(crate) struct Checkpoints {
    shared: Arc<Shared>,
    signer: Signer,
    demands: mpsc::Receiver<Demand>,
    /// What was published last.
    last: Option<Checkpoint>,
}

impl Checkpoints {
    /// `last`: what was published last under this origin, if the ledger keeps it.
    pub(crate) const fn new(
        shared: Arc<Shared>,
        signer: Signer,
        demands: mpsc::Receiver<Demand>,
        last: Option<Checkpoint>,
    ) -> Self {
        Self { shared, signer, demands, last }
    }

    /// Signs until the engine stops.
    pub(crate) async fn run(mut self) {
        let mut not_before = Instant::now();
        while let Some(demands) = self.wait(not_before).await {
            not_before = Instant::now() + limits::CHECKPOINT_EVERY;
            let result = self.sign().await;
            if let Err(error) = &result {
                tracing::error!(%error, "no checkpoint");
            }
            for demand in demands {
                // Who no longer waits finds it published.
                let _ = demand.send(match &result {
                    Ok(note) => Ok(Arc::clone(note)),
                    Err(error) => Err(CheckpointError::NotSigned(error.to_string())),
                });
            }
        }
    }

    /// Waits for a demand, or for new entries and their second to be over. None: the engine stops.
    async fn wait(&mut self, not_before: Instant) -> Option<Vec<Demand>> {
        let mut size = self.shared.size.subscribe();
        let covered = self.last.as_ref().map_or(0, |last| last.size);
        let due = async {
            if size.wait_for(|size| *size > covered).await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep_until(not_before).await;
        };
        tokio::select! {
            () = self.shared.stop.cancelled() => None,
            () = due => Some(Vec::new()),
            demand = self.demands.recv() => {
                let mut demands = vec![demand?];
                while let Ok(more) = self.demands.try_recv() {
                    demands.push(more);
                }
                Some(demands)
            }
        }
    }

    async fn sign(&mut self) -> Result<Arc<str>, NotSigned> {
        let next = self.next()?;
        if self.last.as_ref() == Some(&next)
            && let Some(note) = self.shared.checkpoint.borrow().clone()
        {
            return Ok(note);
        }
        let note = next.sign(&self.signer)?;
        let signed_us = self.shared.ports.clock.now().as_microsecond();
        let note = self.keep(&next, StoredCheckpoint { size: next.size, note, signed_us }).await?;
        if let Some(path) = self.shared.options.published.clone() {
            let note = Arc::clone(&note);
            // The file, too, before anybody else sees it: what is not kept outside must not have been published.
            tokio::task::spawn_blocking(move || published::write(&path, &note)).await??;
        }
        metric::set(metric::CHECKPOINT_SIZE, next.size);
        self.last = Some(next);
        self.shared.checkpoint.send_replace(Some(Arc::clone(&note)));
        Ok(note)
    }

    /// What the log holds now, if that continues what was published.
    fn next(&self) -> Result<Checkpoint, NotSigned> {
        // The state is published after the tree: all of `size` is durable, and in the tree.
        let size = *self.shared.size.borrow();
        let tree = self.shared.tree();
        if let Some(last) = &self.last {
            guard::check(last, &tree)?;
        }
        let root = tree.root_at(size).filter(|_| size > 0).ok_or(NotSigned::Empty)?;
        Ok(Checkpoint { origin: self.signer.verifying_key().name().to_owned(), size, root })
    }

    /// Keeps it in the ledger. If another node kept one for the same size, that one stands.
    async fn keep(&self, next: &Checkpoint, checkpoint: StoredCheckpoint) -> Result<Arc<str>, NotSigned> {
        let store = &self.shared.ports.store;
        match within(limits::COMMIT, store.save_checkpoint(&checkpoint)).await {
            Ok(()) => Ok(checkpoint.note.into()),
            Err(AppendError::Store(error)) => Err(error.into()),
            Err(AppendError::Refused(_) | AppendError::Moved { .. }) => {
                let theirs = within(limits::READ, store.checkpoint_covering(next.size)).await?;
                let theirs = theirs.filter(|theirs| theirs.size == next.size).ok_or(NotSigned::Differs)?;
                let opened = Checkpoint::open(&theirs.note, self.signer.verifying_key())?;
                if opened == *next { Ok(theirs.note.into()) } else { Err(NotSigned::Differs) }
            }
        }
    }
}

/// Why nothing was signed or published.
#[derive(Debug, thiserror::Error)]
enum NotSigned {
    #[error("the log is empty")]
    Empty,
    #[error("another checkpoint of the same size is kept in the ledger: two logs under one origin")]
    Differs,
    #[error(transparent)]
    Forked(#[from] guard::Forked),
    #[error(transparent)]
    Checkpoint(#[from] ctac_ledger::checkpoint::CheckpointError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the published checkpoint cannot be kept: {0}")]
    File(#[from] std::io::Error),
    #[error(transparent)]
    Task(#[from] tokio::task::JoinError),
}
