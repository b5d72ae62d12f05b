//! The vault's trait: ordinary mutable records beside the ledger, for what must stay secret or erasable.
//!
//! A record is an opaque value under (space, key): who holds it seals it first, with space and key as associated
//! data, so that a value moved to another row no longer opens. Spaces are named where they are used
//! (`ctac-auth`); the store only keeps them apart.

use async_trait::async_trait;

use crate::store::StoreError;

/// A record and the version it stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The row within its space.
    pub key: String,
    /// At most [`crate::limits::VAULT_VALUE_BYTES`].
    pub value: Vec<u8>,
    /// From 1, one more with every write.
    pub version: u64,
    /// When it may be swept away, microseconds since the Unix epoch. A record past it still reads until swept:
    /// who reads checks.
    pub expires_us: Option<i64>,
}

/// What must stand there for a write to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Whatever stands there is replaced.
    Any,
    /// Nothing stands there yet.
    Absent,
    /// This version stands there.
    Version(u64),
}

/// Why a write did not happen.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Something else stood there than was expected.
    #[error("the record is not as expected")]
    Conflict,
    /// See [`StoreError`].
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Mutable records, each write durable on return.
#[async_trait]
pub trait Vault: Send + Sync {
    /// One record.
    async fn get(&self, space: &str, key: &str) -> Result<Option<Record>, StoreError>;

    /// Writes one record and tells its new version.
    async fn put(
        &self,
        space: &str,
        key: &str,
        value: &[u8],
        expires_us: Option<i64>,
        expect: Expect,
    ) -> Result<u64, VaultError>;

    /// Removes one record; tells whether it was there.
    async fn delete(&self, space: &str, key: &str) -> Result<bool, StoreError>;

    /// Up to `limit` records of a space whose key starts with `prefix` and is greater than `after`, by key.
    async fn scan(&self, space: &str, prefix: &str, after: &str, limit: usize) -> Result<Vec<Record>, StoreError>;

    /// Removes up to `limit` records that expired before `now_us`; tells how many.
    async fn sweep(&self, now_us: i64, limit: usize) -> Result<usize, StoreError>;
}
