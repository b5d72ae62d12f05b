//! The vault in memory.

use async_trait::async_trait;

use super::{MemoryStore, Shared};
use crate::limits;
use crate::store::StoreError;
use crate::vault::{Expect, Record, Vault, VaultError, check_put};

#[async_trait]
impl Vault for MemoryStore {
    async fn get(&self, space: &str, key: &str) -> Result<Option<Record>, StoreError> {
        Ok(self.readable()?.records.get(&(space.to_owned(), key.to_owned())).cloned())
    }

    async fn put(
        &self,
        space: &str,
        key: &str,
        value: &[u8],
        expires_us: Option<i64>,
        expect: Expect,
    ) -> Result<u64, VaultError> {
        check_put(space, key, value)?;
        let mut shared = self.shared();
        let at = (space.to_owned(), key.to_owned());
        let stands = shared.records.get(&at).map(|record| record.version);
        let as_expected = match expect {
            Expect::Any => true,
            Expect::Absent => stands.is_none(),
            Expect::Version(version) => stands == Some(version),
        };
        if !as_expected {
            return Err(VaultError::Conflict);
        }
        let version = stands.unwrap_or(0) + 1;
        let record = Record { key: key.to_owned(), value: value.to_vec(), version, expires_us };
        shared.records.insert(at, record);
        Ok(version)
    }

    async fn delete(&self, space: &str, key: &str) -> Result<bool, StoreError> {
        Ok(self.shared().records.remove(&(space.to_owned(), key.to_owned())).is_some())
    }

    async fn scan(&self, space: &str, prefix: &str, after: &str, limit: usize) -> Result<Vec<Record>, StoreError> {
        let shared = self.readable()?;
        let of_prefix = shared
            .records
            .range((space.to_owned(), prefix.to_owned())..)
            .take_while(|((in_space, key), _)| in_space == space && key.starts_with(prefix));
        let wanted = of_prefix.filter(|((_, key), _)| key.as_str() > after).take(limit.min(limits::VAULT_RECORDS));
        Ok(wanted.map(|(_, record)| record.clone()).collect())
    }

    async fn sweep(&self, now_us: i64, limit: usize) -> Result<usize, StoreError> {
        let mut shared = self.shared();
        let expired = shared.expired(now_us, limit.min(limits::VAULT_RECORDS));
        expired.iter().for_each(|at| {
            shared.records.remove(at);
        });
        Ok(expired.len())
    }
}

impl Shared {
    fn expired(&self, now_us: i64, limit: usize) -> Vec<(String, String)> {
        let expired = self.records.iter().filter(|(_, record)| record.expires_us.is_some_and(|at| at < now_us));
        expired.take(limit).map(|(at, _)| at.clone()).collect()
    }
}
