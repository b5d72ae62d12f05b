//! The vault's trait: ordinary mutable records beside the ledger, for what must stay secret or erasable.
//!
//! A record is an opaque value under (space, key): who holds it seals it first, with space and key as associated
//! data, so that a value moved to another row no longer opens. Spaces are named where they are used
//! (`ctac-auth`); the store only keeps them apart.

use async_trait::async_trait;

use crate::limits;
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
    /// The space, key or value is not within the limits (see [`check_put`]). Nothing was written.
    #[error("the vault refused the record: {0}")]
    Refused(String),
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

/// Whether a space and a key can name a record: 1 to [`limits::VAULT_NAME_BYTES`] bytes each, no control characters
/// (PostgreSQL cannot hold a NUL).
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= limits::VAULT_NAME_BYTES && !name.chars().any(char::is_control)
}

/// What every vault checks before it writes.
///
/// # Errors
/// [`VaultError::Refused`], saying what is wrong.
pub fn check_put(space: &str, key: &str, value: &[u8]) -> Result<(), VaultError> {
    if !is_name(space) || !is_name(key) {
        return Err(VaultError::Refused(format!(
            "a space and a key are 1 to {} bytes without control characters",
            limits::VAULT_NAME_BYTES
        )));
    }
    if value.len() > limits::VAULT_VALUE_BYTES {
        return Err(VaultError::Refused(format!("{} bytes; at most {}", value.len(), limits::VAULT_VALUE_BYTES)));
    }
    Ok(())
}

/// The smallest text greater than everything that starts with `prefix`, in the order of code points (which is that of
/// UTF-8's bytes). None if there is no such text: the prefix is empty, or all of its characters are the greatest one.
#[must_use]
pub fn prefix_end(prefix: &str) -> Option<String> {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        // The successor skips the surrogates: a range of chars does.
        if let Some(next) = (last..=char::MAX).nth(1) {
            end.push(next);
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::prefix_end;

    proptest! {
        /// Between a prefix and its end, in the order of bytes, stands exactly what starts with it.
        #[test]
        fn a_prefixs_end_bounds_it(prefix in "[\u{0}a-c\u{d7fe}-\u{d7ff}\u{e000}\u{10fffe}\u{10ffff}]{0,3}",
                                   text in "[\u{0}a-c\u{d7fe}-\u{d7ff}\u{e000}\u{10fffe}\u{10ffff}]{0,5}") {
            let within = text >= prefix && prefix_end(&prefix).is_none_or(|end| text < end);
            prop_assert_eq!(within, text.starts_with(&prefix));
        }
    }
}
