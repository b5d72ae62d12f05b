//! A store whose appends wait for a gate, and are counted: what gathers while one is being written goes into the next.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use ctac_domain::command::Actor;
use ctac_ledger::memory::MemoryStore;
use ctac_ledger::merkle::Hash;
use ctac_ledger::store::{
    AppendError, Batch, Head, Locked, Position, Store, StoreError, StoredCheckpoint, StoredEntry,
};
use tokio::sync::Semaphore;

use super::world::{self, World, soon};
use crate::Engine;
use crate::ports::Ports;

struct Gated {
    store: MemoryStore,
    gate: Semaphore,
    appends: AtomicUsize,
    begun: Semaphore,
}

#[async_trait]
impl Store for Gated {
    async fn head(&self) -> Result<Head, StoreError> {
        self.store.head().await
    }

    async fn append(&self, batch: &Batch) -> Result<(), AppendError> {
        self.begun.add_permits(1);
        self.gate.acquire().await.unwrap().forget();
        self.appends.fetch_add(1, Ordering::Relaxed);
        self.store.append(batch).await
    }

    async fn lock(&self) -> Result<Box<dyn Locked>, StoreError> {
        self.store.lock().await
    }

    async fn read(&self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        self.store.read(from, limit).await
    }

    async fn read_stream(&self, stream: &str, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        self.store.read_stream(stream, after, limit).await
    }

    async fn leaf_hashes(&self, from: Position, limit: usize) -> Result<Vec<Hash>, StoreError> {
        self.store.leaf_hashes(from, limit).await
    }

    async fn nodes(&self, level: u8, from: u64, limit: usize) -> Result<Vec<Hash>, StoreError> {
        self.store.nodes(level, from, limit).await
    }

    async fn save_checkpoint(&self, checkpoint: &StoredCheckpoint) -> Result<(), AppendError> {
        self.store.save_checkpoint(checkpoint).await
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        self.store.latest_checkpoint().await
    }

    async fn checkpoint_covering(&self, size: u64) -> Result<Option<StoredCheckpoint>, StoreError> {
        self.store.checkpoint_covering(size).await
    }

    async fn save_cosignature(&self, size: u64, witness: &str, line: &str) -> Result<(), AppendError> {
        self.store.save_cosignature(size, witness, line).await
    }

    async fn cosignatures(&self, size: u64) -> Result<Vec<String>, StoreError> {
        self.store.cosignatures(size).await
    }

    async fn changed(&self) {
        self.store.changed().await;
    }
}

#[tokio::test]
async fn what_gathers_during_one_commit_is_one_commit() {
    let world = World::new();
    soon(world.set_up().await.shutdown()).await;
    let gated = Arc::new(Gated {
        store: world.store.clone(),
        gate: Semaphore::new(0),
        appends: AtomicUsize::new(0),
        begun: Semaphore::new(0),
    });
    let ports = Ports { store: Arc::clone(&gated) as _, ..world.ports(5) };
    let engine = soon(Engine::start(world.options.clone(), ports)).await.unwrap();
    let raise =
        |n: usize| engine.submit(Actor::Integration(world::INTEGRATION), world::alert(&format!("key {n}"))).unwrap();
    let first = raise(0);
    soon(gated.begun.acquire()).await.unwrap().forget();
    // The first is being written: these wait, all of them.
    let gathered: Vec<_> = (1..=200).map(raise).collect();
    gated.gate.add_permits(2);
    soon(first).await.unwrap();
    for answer in gathered {
        soon(answer).await.unwrap();
    }
    assert_eq!(gated.appends.load(Ordering::Relaxed), 2, "one for the first, one for the two hundred");
    gated.gate.add_permits(1_000);
    // The first went alone; the two hundred go as one message, a minute after it.
    soon(world.deliver.wait_for(1)).await;
    world.clock.advance(ctac_domain::limits::FOLD_S);
    let given = soon(world.deliver.wait_for(2)).await;
    assert!(given[1].headline.contains("and 199 more"), "{}", given[1].headline);
}
