//! A ledger and a vault in memory: for tests, simulations and benchmarks of what stands above a store.
//!
//! It forgets everything with its last handle. Clones share what is stored, as two nodes share a database; each tells
//! by itself what is new ([`changed`](crate::store::Store::changed)). It needs no runtime.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use uuid::Uuid;

use crate::batch;
use crate::limits;
use crate::merkle::{Frontier, Hash};
use crate::store::{AppendError, Batch, Head, Position, StoreError, StoredCheckpoint, StoredEntry};
use crate::vault::Record;

#[cfg(any(test, feature = "contract"))]
mod fault;
mod ledger;
mod vault;

#[cfg(any(test, feature = "contract"))]
pub use fault::Fault;

/// See the module. Cloning gives another node on the same store.
#[derive(Default)]
pub struct MemoryStore {
    shared: Arc<Mutex<Shared>>,
    /// The size that [`Store::changed`] last told of.
    noticed: AtomicU64,
}

impl Clone for MemoryStore {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), noticed: AtomicU64::new(self.noticed.load(Ordering::Relaxed)) }
    }
}

#[derive(Default)]
struct Shared {
    entries: Vec<StoredEntry>,
    ids: BTreeSet<Uuid>,
    /// Where each stream's entries stand.
    streams: BTreeMap<String, Vec<usize>>,
    nodes: BTreeMap<(u8, u64), Hash>,
    frontier: Frontier,
    checkpoints: BTreeMap<u64, StoredCheckpoint>,
    cosignatures: BTreeMap<(u64, String), String>,
    records: BTreeMap<(String, String), Record>,
    locked: bool,
    /// Who waits for the lock or for news: at most one each of the tasks that use this store.
    waiting: Vec<Waker>,
    #[cfg(any(test, feature = "contract"))]
    faults: fault::Faults,
}

impl MemoryStore {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readable(&self) -> Result<MutexGuard<'_, Shared>, StoreError> {
        let shared = self.shared();
        #[cfg(any(test, feature = "contract"))]
        shared.faults.check_read()?;
        Ok(shared)
    }

    /// Runs `take` once nobody holds the lock.
    async fn unlocked<T: Send>(&self, take: impl Fn(&mut Shared) -> T + Send) -> T {
        poll_fn(|context| {
            let mut shared = self.shared();
            if shared.locked { shared.wait(context) } else { Poll::Ready(take(&mut shared)) }
        })
        .await
    }
}

impl Shared {
    fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    fn head(&self) -> Head {
        Head { size: self.size(), frontier: self.frontier.clone() }
    }

    fn wait<T>(&mut self, context: &Context<'_>) -> Poll<T> {
        if !self.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
            self.waiting.push(context.waker().clone());
        }
        Poll::Pending
    }

    fn wake(&mut self) {
        self.waiting.drain(..).for_each(Waker::wake);
    }

    fn read(&self, from: Position, limit: usize) -> Vec<StoredEntry> {
        let from = usize::try_from(from.0).unwrap_or(usize::MAX);
        self.entries.iter().skip(from).take(limit.min(limits::READ_ENTRIES)).cloned().collect()
    }

    /// Appends all of a batch or nothing of it.
    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        batch::check(batch)?;
        #[cfg(any(test, feature = "contract"))]
        self.faults.before_append()?;
        if batch.base != self.size() {
            return Err(AppendError::Moved { size: self.size() });
        }
        self.check_rows(batch).map_err(AppendError::Refused)?;
        for entry in &batch.entries {
            self.ids.insert(entry.event_id);
            self.streams.entry(entry.stream.clone()).or_default().push(self.entries.len());
            self.entries.push(entry.clone());
        }
        for position in &batch.erase {
            if let Some(entry) = usize::try_from(position.0).ok().and_then(|at| self.entries.get_mut(at)) {
                entry.payload.body = None;
            }
        }
        self.nodes.extend(batch.nodes.iter().map(|node| ((node.level, node.index), node.hash)));
        self.frontier = batch.head.frontier.clone();
        self.wake();
        #[cfg(any(test, feature = "contract"))]
        self.faults.after_append()?;
        Ok(())
    }

    /// What the databases hold by their constraints and triggers.
    fn check_rows(&self, batch: &Batch) -> Result<(), String> {
        let mut new = BTreeSet::new();
        let mut started = BTreeSet::new();
        for entry in &batch.entries {
            if self.ids.contains(&entry.event_id) || !new.insert(entry.event_id) {
                return Err(format!("the event {} stands already", entry.event_id));
            }
            let last = self.streams.get(&entry.stream).map_or(0, Vec::len) as u64;
            if started.insert(entry.stream.as_str()) && entry.seq != last + 1 {
                return Err(format!("entry {} of {} follows entry {last}", entry.seq, entry.stream));
            }
        }
        if let Some(node) = batch.nodes.iter().find(|node| self.nodes.contains_key(&(node.level, node.index))) {
            return Err(format!("node {} of level {} stands already", node.index, node.level));
        }
        let erased = |position: &&Position| {
            let at = usize::try_from(position.0).unwrap_or(usize::MAX);
            self.entries.get(at).is_none_or(|entry| entry.payload.body.is_none())
        };
        match batch.erase.iter().find(erased) {
            Some(position) => Err(format!("entry {} has no body to erase", position.0)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
