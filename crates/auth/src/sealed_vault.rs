//! The vault with its lock: typed values go in and come out, sealed bytes are what the database sees.

use std::sync::Arc;

use ctac_ledger::store::StoreError;
use ctac_ledger::vault::{Expect, Record, Vault, VaultError};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::limits;
use crate::seal::{NotOpened, Sealer};

/// Why a record could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The database cannot be read or written now.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The record does not open.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// The record opens and is not what stands in that space.
    #[error("a record of {space:?} in the vault is not of the form this program knows")]
    Malformed {
        /// The space.
        space: &'static str,
    },
    /// Somebody else keeps changing the record at the same time.
    #[error("the record keeps changing; try again")]
    Conflict,
    /// The vault takes no such record: a defect here, never retried.
    #[error("the vault refused the record: {0}")]
    Refused(String),
}

impl From<VaultError> for SealedError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Conflict => Self::Conflict,
            VaultError::Refused(why) => Self::Refused(why),
            VaultError::Store(error) => Self::Store(error),
        }
    }
}

/// A value and the version it stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened<T> {
    /// The row within its space.
    pub key: String,
    /// What stands there.
    pub value: T,
    /// For [`Expect::Version`].
    pub version: u64,
}

/// Typed records, sealed.
#[derive(Clone)]
pub struct SealedVault {
    vault: Arc<dyn Vault>,
    sealer: Sealer,
}

impl SealedVault {
    /// Seals what goes into `vault`.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, sealer: Sealer) -> Self {
        Self { vault, sealer }
    }

    /// One value.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn get<T: DeserializeOwned>(
        &self,
        space: &'static str,
        key: &str,
    ) -> Result<Option<Opened<T>>, SealedError> {
        self.vault.get(space, key).await?.map(|record| self.open(space, record)).transpose()
    }

    /// Writes one value; tells its new version.
    ///
    /// # Errors
    /// [`SealedError::Conflict`] when something else stands there than expected; see [`SealedError`].
    pub async fn put<T: Serialize>(
        &self,
        space: &'static str,
        key: &str,
        value: &T,
        expires_at: Option<Timestamp>,
        expect: Expect,
    ) -> Result<u64, SealedError> {
        let plain = Zeroizing::new(serde_json::to_vec(value).map_err(|_| SealedError::Malformed { space })?);
        let sealed = self.sealer.seal(space, key, &plain)?;
        let expires_us = expires_at.map(Timestamp::as_microsecond);
        Ok(self.vault.put(space, key, &sealed, expires_us, expect).await?)
    }

    /// Removes one value; tells whether it was there.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn delete(&self, space: &'static str, key: &str) -> Result<bool, SealedError> {
        Ok(self.vault.delete(space, key).await?)
    }

    /// Up to `limit` values whose key starts with `prefix`, by key, read in bounded pieces.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn scan<T: DeserializeOwned>(
        &self,
        space: &'static str,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<Opened<T>>, SealedError> {
        let mut found: Vec<Opened<T>> = Vec::new();
        while found.len() < limit {
            let piece = limits::SCAN.min(limit - found.len());
            let after = found.last().map_or("", |last| last.key.as_str()).to_owned();
            let records = self.vault.scan(space, prefix, &after, piece).await?;
            let last = records.len() < piece;
            for record in records {
                found.push(self.open(space, record)?);
            }
            if last {
                break;
            }
        }
        Ok(found)
    }

    /// Removes what expired before `now`, a bounded number at a time; tells how many.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn sweep(&self, now: Timestamp) -> Result<usize, SealedError> {
        Ok(self.vault.sweep(now.as_microsecond(), limits::SWEEP).await?)
    }

    fn open<T: DeserializeOwned>(&self, space: &'static str, record: Record) -> Result<Opened<T>, SealedError> {
        let plain = self.sealer.open(space, &record.key, &record.value)?;
        let value = serde_json::from_slice(&plain).map_err(|_| SealedError::Malformed { space })?;
        Ok(Opened { key: record.key, value, version: record.version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{TestVault, counted};
    use ctac_domain::id::PersonId;

    fn sealed(vault: &Arc<TestVault>) -> SealedVault {
        SealedVault::new(vault.clone(), Sealer::new(Zeroizing::new([9; 32]), counted()))
    }

    #[tokio::test]
    async fn a_moved_row_does_not_open() {
        let vault = Arc::new(TestVault::default());
        let sealed = sealed(&vault);
        sealed.put("name", "a", &"Ada Example", None, Expect::Any).await.unwrap();
        let row = vault.get("name", "a").await.unwrap().unwrap();
        assert!(!row.value.windows(3).any(|three| three == b"Ada"));
        vault.put("name", "b", &row.value, None, Expect::Any).await.unwrap();
        assert!(matches!(sealed.get::<String>("name", "b").await, Err(SealedError::NotOpened(NotOpened))));
        assert_eq!(sealed.get::<String>("name", "a").await.unwrap().unwrap().value, "Ada Example");
        assert!(matches!(sealed.get::<PersonId>("name", "a").await, Err(SealedError::Malformed { space: "name" })));
    }

    #[tokio::test]
    async fn scans_past_one_piece_and_stops_at_the_limit() {
        let sealed = sealed(&Arc::new(TestVault::default()));
        for number in 0..limits::SCAN + 20 {
            sealed.put("name", &format!("p/{number:05}"), &number, None, Expect::Absent).await.unwrap();
        }
        sealed.put("name", "q", &0_usize, None, Expect::Absent).await.unwrap();
        let all = sealed.scan::<usize>("name", "p/", usize::MAX).await.unwrap();
        assert_eq!(all.iter().map(|row| row.value).collect::<Vec<_>>(), (0..limits::SCAN + 20).collect::<Vec<_>>());
        assert_eq!(sealed.scan::<usize>("name", "p/", limits::SCAN + 3).await.unwrap().len(), limits::SCAN + 3);
    }

    #[tokio::test]
    async fn too_long_a_value_is_refused() {
        let sealed = sealed(&Arc::new(TestVault::default()));
        let long = "x".repeat(ctac_ledger::limits::VAULT_VALUE_BYTES);
        assert!(matches!(sealed.put("name", "a", &long, None, Expect::Any).await, Err(SealedError::Refused(_))));
    }
}
