//! What the tests of this crate stand on: a vault in memory that can go away, and randomness that counts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
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

#[derive(Default)]
pub(crate) struct TestVault {
    rows: Mutex<BTreeMap<(String, String), Record>>,
    /// Every call fails as if the database were gone.
    pub(crate) away: AtomicBool,
    /// How many reads there have been.
    pub(crate) reads: AtomicU64,
}

impl TestVault {
    fn check(&self) -> Result<(), StoreError> {
        match self.away.load(Ordering::SeqCst) {
            true => Err(StoreError::Unavailable("the database is gone".into())),
            false => Ok(()),
        }
    }

    /// Everything as the database sees it.
    pub(crate) fn raw(&self) -> Vec<(String, Record)> {
        self.rows.lock().unwrap().iter().map(|((space, _), row)| (space.clone(), row.clone())).collect()
    }
}

#[async_trait]
impl Vault for TestVault {
    async fn get(&self, space: &str, key: &str) -> Result<Option<Record>, StoreError> {
        self.check()?;
        self.reads.fetch_add(1, Ordering::SeqCst);
        Ok(self.rows.lock().unwrap().get(&(space.to_owned(), key.to_owned())).cloned())
    }

    async fn put(
        &self,
        space: &str,
        key: &str,
        value: &[u8],
        expires_us: Option<i64>,
        expect: Expect,
    ) -> Result<u64, VaultError> {
        self.check()?;
        let mut rows = self.rows.lock().unwrap();
        let at = (space.to_owned(), key.to_owned());
        let found = rows.get(&at).map(|row| row.version);
        match expect {
            Expect::Absent if found.is_some() => return Err(VaultError::Conflict),
            Expect::Version(version) if found != Some(version) => return Err(VaultError::Conflict),
            Expect::Any | Expect::Absent | Expect::Version(_) => {}
        }
        let version = found.unwrap_or(0) + 1;
        rows.insert(at, Record { key: key.to_owned(), value: value.to_vec(), version, expires_us });
        Ok(version)
    }

    async fn delete(&self, space: &str, key: &str) -> Result<bool, StoreError> {
        self.check()?;
        Ok(self.rows.lock().unwrap().remove(&(space.to_owned(), key.to_owned())).is_some())
    }

    async fn scan(&self, space: &str, prefix: &str, after: &str, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.check()?;
        let rows = self.rows.lock().unwrap();
        let matching = rows.iter().filter(|((s, k), _)| s == space && k.starts_with(prefix) && k.as_str() > after);
        Ok(matching.take(limit).map(|(_, row)| row.clone()).collect())
    }

    async fn sweep(&self, now_us: i64, limit: usize) -> Result<usize, StoreError> {
        self.check()?;
        let mut rows = self.rows.lock().unwrap();
        let over: Vec<_> = rows
            .iter()
            .filter(|(_, row)| row.expires_us.is_some_and(|expires| expires < now_us))
            .map(|(at, _)| at.clone())
            .take(limit)
            .collect();
        over.iter().for_each(|at| drop(rows.remove(at)));
        Ok(over.len())
    }
}
