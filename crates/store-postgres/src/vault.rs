//! The vault's trait on PostgreSQL.

use async_trait::async_trait;
use ctac_ledger::limits::VAULT_RECORDS;
use ctac_ledger::rows;
use ctac_ledger::sql;
use ctac_ledger::store::StoreError;
use ctac_ledger::vault::{Expect, Record, Vault, VaultError, check_put, is_name, prefix_end};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::PostgresStore;
use crate::connections::answer;
use crate::error::unavailable;

fn version(row: &PgRow, column: usize) -> Result<u64, StoreError> {
    let version: i64 = row.try_get(column).map_err(unavailable)?;
    u64::try_from(version).map_err(|_| StoreError::Corrupt(format!("version {version} of a vault record")))
}

fn record(row: &PgRow) -> Result<Record, StoreError> {
    Ok(Record {
        key: row.try_get(0).map_err(unavailable)?,
        value: row.try_get(1).map_err(unavailable)?,
        version: version(row, 2)?,
        expires_us: row.try_get(3).map_err(unavailable)?,
    })
}

/// PostgreSQL's text cannot hold a NUL. No key has one either, so what comes before the first orders the keys alike.
fn without_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}

#[async_trait]
impl Vault for PostgresStore {
    async fn get(&self, space: &str, key: &str) -> Result<Option<Record>, StoreError> {
        if !is_name(space) || !is_name(key) {
            return Ok(None);
        }
        let query = sqlx::query(sql::VAULT_GET).bind(space).bind(key);
        let row = answer(query.fetch_optional(&self.others)).await.map_err(unavailable)?;
        row.as_ref().map(record).transpose()
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
        let query = sqlx::query(text).bind(space).bind(key).bind(value).bind(expires_us);
        let query = if let Expect::Version(version) = expect { query.bind(rows::bigint(version)) } else { query };
        let row = answer(query.fetch_optional(&self.others)).await.map_err(unavailable)?;
        Ok(version(&row.ok_or(VaultError::Conflict)?, 0)?)
    }

    async fn delete(&self, space: &str, key: &str) -> Result<bool, StoreError> {
        if !is_name(space) || !is_name(key) {
            return Ok(false);
        }
        let query = sqlx::query(sql::VAULT_DELETE).bind(space).bind(key);
        Ok(answer(query.execute(&self.others)).await.map_err(unavailable)?.rows_affected() > 0)
    }

    async fn scan(&self, space: &str, prefix: &str, after: &str, limit: usize) -> Result<Vec<Record>, StoreError> {
        if !is_name(space) || prefix.contains('\0') {
            return Ok(Vec::new());
        }
        let end = prefix_end(prefix);
        let text = if end.is_some() { sql::VAULT_SCAN_WITHIN } else { sql::VAULT_SCAN };
        let query = sqlx::query(text).bind(space).bind(without_nul(after)).bind(prefix);
        let query = query.bind(rows::count(limit, VAULT_RECORDS));
        let query = if let Some(end) = end { query.bind(end) } else { query };
        answer(query.fetch_all(&self.others)).await.map_err(unavailable)?.iter().map(record).collect()
    }

    async fn sweep(&self, now_us: i64, limit: usize) -> Result<usize, StoreError> {
        let query = sqlx::query(sql::VAULT_SWEEP).bind(now_us).bind(rows::count(limit, VAULT_RECORDS));
        let done = answer(query.execute(&self.others)).await.map_err(unavailable)?;
        Ok(usize::try_from(done.rows_affected()).unwrap_or(usize::MAX))
    }
}
