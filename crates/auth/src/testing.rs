//! What the tests of this crate stand on: the vault in memory, made to go away, and randomness that counts.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use ctac_ledger::memory::MemoryStore;
use ctac_ledger::store::StoreError;
use ctac_ledger::vault::{Expect, Record, Vault, VaultError};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::auth::Auth;
use crate::keys::Keys;
use crate::random::Random;

/// Different bytes each time, the same in each run.
pub(crate) fn counted() -> Random {
    let count = AtomicU64::new(0);
    Arc::new(move |bytes: &mut [u8]| {
        for piece in bytes.chunks_mut(32) {
            let block = Sha256::digest(count.fetch_add(1, Ordering::SeqCst).to_be_bytes());
            piece.copy_from_slice(&block[..piece.len()]);
        }
    })
}

/// A night in the tests' life, and some hours later.
pub(crate) fn at(hours: f64) -> Timestamp {
    "2026-03-01T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs_f64(hours * 3600.0)
}

/// Some seconds later than [`at`] 0.
pub(crate) fn second(seconds: f64) -> Timestamp {
    at(seconds / 3600.0)
}

/// An `Auth` on a vault in memory.
pub(crate) fn auth() -> (Auth, Arc<TestVault>) {
    let vault = Arc::new(TestVault::default());
    (auth_on(&vault), vault)
}

/// Another node on the same vault.
pub(crate) fn auth_on(vault: &Arc<TestVault>) -> Auth {
    Auth::new(vault.clone(), Keys::from_master(&[5; 32]), counted())
}

/// The ledger's own vault in memory, watched.
#[derive(Default)]
pub(crate) struct TestVault {
    store: MemoryStore,
    spaces: Mutex<BTreeSet<String>>,
    /// Every call fails as if the database were gone.
    pub(crate) away: AtomicBool,
    /// How many reads there have been.
    pub(crate) reads: AtomicU64,
}

impl TestVault {
    fn here(&self) -> Result<&MemoryStore, StoreError> {
        match self.away.load(Ordering::SeqCst) {
            true => Err(StoreError::Unavailable("the database is gone".into())),
            false => Ok(&self.store),
        }
    }

    /// Everything as the database sees it, with the space that it is in.
    pub(crate) async fn raw(&self) -> Vec<(String, Record)> {
        let spaces = self.spaces.lock().unwrap().clone();
        let mut all = Vec::new();
        for space in spaces {
            let rows = self.store.scan(&space, "", "", usize::MAX).await.unwrap();
            all.extend(rows.into_iter().map(|row| (space.clone(), row)));
        }
        all
    }
}

#[async_trait]
impl Vault for TestVault {
    async fn get(&self, space: &str, key: &str) -> Result<Option<Record>, StoreError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.here()?.get(space, key).await
    }

    async fn put(
        &self,
        space: &str,
        key: &str,
        value: &[u8],
        expires_us: Option<i64>,
        expect: Expect,
    ) -> Result<u64, VaultError> {
        self.spaces.lock().unwrap().insert(space.to_owned());
        self.here()?.put(space, key, value, expires_us, expect).await
    }

    async fn delete(&self, space: &str, key: &str) -> Result<bool, StoreError> {
        self.here()?.delete(space, key).await
    }

    async fn scan(&self, space: &str, prefix: &str, after: &str, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.here()?.scan(space, prefix, after, limit).await
    }

    async fn sweep(&self, now_us: i64, limit: usize) -> Result<usize, StoreError> {
        self.here()?.sweep(now_us, limit).await
    }
}
