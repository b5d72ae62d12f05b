//! A ledger and a vault in memory: for tests, simulations and benchmarks of what stands above a store.
//!
//! It forgets everything with its last handle. Clones share what is stored, as two nodes share a database; each tells
//! by itself what is new ([`Store::changed`]). It needs no runtime.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use uuid::Uuid;

use crate::batch;
use crate::limits;
use crate::merkle::{Frontier, Hash};
use crate::store::{
    AppendError, Batch, Head, Locked, Position, Store, StoreError, StoredCheckpoint, StoredEntry, check_checkpoint,
    check_cosignature,
};
use crate::vault::Record;

#[cfg(any(test, feature = "contract"))]
mod fault;
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

#[async_trait]
impl Store for MemoryStore {
    async fn head(&self) -> Result<Head, StoreError> {
        Ok(self.readable()?.head())
    }

    async fn append(&self, batch: &Batch) -> Result<(), AppendError> {
        self.unlocked(|shared| shared.append(batch)).await
    }

    async fn lock(&self) -> Result<Box<dyn Locked>, StoreError> {
        // Every read fails alike, and the lock reads the head.
        drop(self.readable()?);
        let head = self
            .unlocked(|shared| {
                shared.locked = true;
                shared.head()
            })
            .await;
        Ok(Box::new(MemoryLocked { store: self.clone(), head }))
    }

    async fn read(&self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        Ok(self.readable()?.read(from, limit))
    }

    async fn read_stream(&self, stream: &str, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        let shared = self.readable()?;
        let places = shared.streams.get(stream).map(Vec::as_slice).unwrap_or_default();
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        let wanted = places.iter().skip(after).take(limit.min(limits::READ_ENTRIES));
        Ok(wanted.filter_map(|place| shared.entries.get(*place)).cloned().collect())
    }

    async fn leaf_hashes(&self, from: Position, limit: usize) -> Result<Vec<Hash>, StoreError> {
        let shared = self.readable()?;
        let from = usize::try_from(from.0).unwrap_or(usize::MAX);
        let wanted = shared.entries.iter().skip(from).take(limit.min(limits::READ_ENTRIES));
        Ok(wanted.map(|entry| entry.leaf_hash).collect())
    }

    async fn nodes(&self, level: u8, from: u64, limit: usize) -> Result<Vec<Hash>, StoreError> {
        let shared = self.readable()?;
        let wanted = shared.nodes.range((level, from)..=(level, u64::MAX)).take(limit.min(limits::READ_ENTRIES));
        Ok(wanted.map(|(_, hash)| *hash).collect())
    }

    async fn save_checkpoint(&self, checkpoint: &StoredCheckpoint) -> Result<(), AppendError> {
        check_checkpoint(checkpoint)?;
        let mut shared = self.shared();
        let kept = shared.checkpoints.entry(checkpoint.size).or_insert_with(|| checkpoint.clone());
        if kept.note == checkpoint.note {
            return Ok(());
        }
        Err(AppendError::Refused(format!("another checkpoint of {} entries stands", checkpoint.size)))
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        Ok(self.readable()?.checkpoints.values().next_back().cloned())
    }

    async fn checkpoint_covering(&self, size: u64) -> Result<Option<StoredCheckpoint>, StoreError> {
        Ok(self.readable()?.checkpoints.range(size..).next().map(|(_, checkpoint)| checkpoint.clone()))
    }

    async fn save_cosignature(&self, size: u64, witness: &str, line: &str) -> Result<(), AppendError> {
        check_cosignature(witness, line)?;
        let mut shared = self.shared();
        if !shared.checkpoints.contains_key(&size) {
            return Err(AppendError::Refused(format!("no checkpoint of {size} entries stands")));
        }
        shared.cosignatures.insert((size, witness.to_owned()), line.to_owned());
        Ok(())
    }

    async fn cosignatures(&self, size: u64) -> Result<Vec<String>, StoreError> {
        let shared = self.readable()?;
        let of_size = shared.cosignatures.range((size, String::new())..).take_while(|((at, _), _)| *at == size);
        Ok(of_size.take(limits::WITNESSES).map(|(_, line)| line.clone()).collect())
    }

    /// Returns when something was appended since this handle was last told. There is no clock here, so it waits as long
    /// as nothing happens: nobody else can have appended.
    async fn changed(&self) {
        poll_fn(|context| {
            let mut shared = self.shared();
            let size = shared.size();
            if self.noticed.swap(size, Ordering::Relaxed) == size { shared.wait(context) } else { Poll::Ready(()) }
        })
        .await;
    }
}

struct MemoryLocked {
    store: MemoryStore,
    head: Head,
}

#[async_trait]
impl Locked for MemoryLocked {
    fn head(&self) -> &Head {
        &self.head
    }

    async fn read(&mut self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        Ok(self.store.readable()?.read(from, limit))
    }

    async fn append(self: Box<Self>, batch: &Batch) -> Result<(), AppendError> {
        self.store.shared().append(batch)
    }
}

impl Drop for MemoryLocked {
    fn drop(&mut self) {
        let mut shared = self.store.shared();
        shared.locked = false;
        shared.wake();
    }
}

#[cfg(test)]
mod tests;
