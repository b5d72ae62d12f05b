//! The ledger's trait in memory.

use std::future::poll_fn;
use std::sync::atomic::Ordering;
use std::task::Poll;

use async_trait::async_trait;

use super::MemoryStore;
use crate::limits;
use crate::merkle::Hash;
use crate::store::{
    AppendError, Batch, Head, Locked, Position, Store, StoreError, StoredCheckpoint, StoredEntry, check_checkpoint,
    check_cosignature,
};

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
