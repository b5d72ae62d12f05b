//! The vault's trait on SQLite.

use async_trait::async_trait;
use ctac_ledger::limits::VAULT_RECORDS;
use ctac_ledger::rows;
use ctac_ledger::sql;
use ctac_ledger::store::StoreError;
use ctac_ledger::vault::{Expect, Record, Vault, VaultError, check_put, prefix_end};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::SqliteStore;
use crate::error::unavailable;

fn version(row: &SqliteRow, column: usize) -> Result<u64, StoreError> {
    let version: i64 = row.try_get(column).map_err(unavailable)?;
    u64::try_from(version).map_err(|_| StoreError::Corrupt(format!("version {version} of a vault record")))
}

fn record(row: &SqliteRow) -> Result<Record, StoreError> {
    Ok(Record {
        key: row.try_get(0).map_err(unavailable)?,
        value: row.try_get(1).map_err(unavailable)?,
        version: version(row, 2)?,
        expires_us: row.try_get(3).map_err(unavailable)?,
    })
}

#[async_trait]
impl Vault for SqliteStore {
    async fn get(&self, space: &str, key: &str) -> Result<Option<Record>, StoreError> {
        let query = sqlx::query(sql::VAULT_GET).bind(space.to_owned()).bind(key.to_owned());
        query.fetch_optional(&self.readers).await.map_err(unavailable)?.as_ref().map(record).transpose()
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
        let text = match expect {
            Expect::Any => sql::VAULT_PUT,
            Expect::Absent => sql::VAULT_PUT_ABSENT,
            Expect::Version(_) => sql::VAULT_PUT_VERSION,
        };
        let query = sqlx::query(text).bind(space.to_owned()).bind(key.to_owned()).bind(value.to_vec()).bind(expires_us);
        let query = if let Expect::Version(version) = expect { query.bind(rows::bigint(version)) } else { query };
        let rows = self.writer.run(query).await.map_err(unavailable)?;
        self.checkpointer.committed();
        Ok(version(rows.first().ok_or(VaultError::Conflict)?, 0)?)
    }

    async fn delete(&self, space: &str, key: &str) -> Result<bool, StoreError> {
        let query = sqlx::query(sql::VAULT_DELETE).bind(space.to_owned()).bind(key.to_owned());
        let removed = self.writer.run(query).await.map_err(unavailable)?;
        self.checkpointer.committed();
        Ok(!removed.is_empty())
    }

    async fn scan(&self, space: &str, prefix: &str, after: &str, limit: usize) -> Result<Vec<Record>, StoreError> {
        let end = prefix_end(prefix);
        let text = if end.is_some() { sql::VAULT_SCAN_WITHIN } else { sql::VAULT_SCAN };
        let query = sqlx::query(text).bind(space.to_owned()).bind(after.to_owned()).bind(prefix.to_owned());
        let query = query.bind(rows::count(limit, VAULT_RECORDS));
        let query = if let Some(end) = end { query.bind(end) } else { query };
        query.fetch_all(&self.readers).await.map_err(unavailable)?.iter().map(record).collect()
    }

    async fn sweep(&self, now_us: i64, limit: usize) -> Result<usize, StoreError> {
        let query = sqlx::query(sql::VAULT_SWEEP).bind(now_us).bind(rows::count(limit, VAULT_RECORDS));
        let removed = self.writer.run(query).await.map_err(unavailable)?;
        self.checkpointer.committed();
        Ok(removed.len())
    }
}
