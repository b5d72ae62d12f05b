//! The ledger's trait on PostgreSQL.

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use ctac_ledger::limits::{READ_ENTRIES, WITNESSES};
use ctac_ledger::merkle::Hash;
use ctac_ledger::rows::{self, EntryRow};
use ctac_ledger::sql;
use ctac_ledger::store::{
    AppendError, Batch, Head, Locked, Position, Store, StoreError, StoredCheckpoint, StoredEntry, check_checkpoint,
    check_cosignature,
};
use sqlx::postgres::PgRow;
use sqlx::{PgExecutor, Postgres, Row, Transaction};

use crate::PostgresStore;
use crate::append::{append, head_of};
use crate::connections::answer;
use crate::error::{refused_or_unavailable, unavailable};

/// The head's row, locked: the ledger's lock.
const LOCK: &str = "-- ledger.lock
SELECT size, frontier FROM ledger_head WHERE id = 1 FOR UPDATE";

fn entry(row: &PgRow) -> Result<StoredEntry, StoreError> {
    let columns = || -> Result<EntryRow, sqlx::Error> {
        Ok(EntryRow {
            position: row.try_get(0)?,
            event_id: row.try_get(1)?,
            stream: row.try_get(2)?,
            seq: row.try_get(3)?,
            marking: row.try_get(4)?,
            recorded_us: row.try_get(5)?,
            leaf: row.try_get(6)?,
            leaf_hash: row.try_get(7)?,
            meta_salt: row.try_get(8)?,
            meta: row.try_get(9)?,
            body_salt: row.try_get(10)?,
            body: row.try_get(11)?,
        })
    };
    columns().map_err(unavailable)?.into_entry()
}

fn checkpoint(row: &PgRow) -> Result<StoredCheckpoint, StoreError> {
    let size: i64 = row.try_get(0).map_err(unavailable)?;
    Ok(StoredCheckpoint {
        size: u64::try_from(size).map_err(|_| StoreError::Corrupt(format!("a checkpoint of {size} entries")))?,
        note: row.try_get(1).map_err(unavailable)?,
        signed_us: row.try_get(2).map_err(unavailable)?,
    })
}

fn hashes(from: u64, rows: &[PgRow]) -> Result<Vec<Hash>, StoreError> {
    let columns = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    rows::hashes(from, columns.collect::<Result<Vec<_>, sqlx::Error>>().map_err(unavailable)?)
}

async fn read(on: impl PgExecutor<'_>, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
    let query = sqlx::query(sql::READ).bind(rows::bigint(from.0)).bind(rows::count(limit, READ_ENTRIES));
    let rows = answer(query.fetch_all(on)).await.map_err(unavailable)?;
    rows::gapless(from, rows.iter().map(entry).collect::<Result<_, _>>()?)
}

/// Appends in a transaction, and commits it; tells whether the log stood where the batch was built.
async fn append_and_commit(mut transaction: Transaction<'_, Postgres>, batch: &Batch) -> Result<bool, sqlx::Error> {
    let appended = append(&mut transaction, batch).await?;
    if appended {
        transaction.commit().await?;
    }
    Ok(appended)
}

impl PostgresStore {
    async fn append_if_unmoved(&self, batch: &Batch) -> Result<bool, sqlx::Error> {
        if batch.erase.is_empty() {
            return append(&mut *self.appenders.acquire().await?, batch).await;
        }
        append_and_commit(self.appenders.begin().await?, batch).await
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn head(&self) -> Result<Head, StoreError> {
        head_of(&answer(sqlx::query(sql::HEAD).fetch_one(&self.others)).await.map_err(unavailable)?)
    }

    async fn append(&self, batch: &Batch) -> Result<(), AppendError> {
        ctac_ledger::batch::check(batch)?;
        if answer(self.append_if_unmoved(batch)).await.map_err(refused_or_unavailable)? {
            return Ok(());
        }
        Err(AppendError::Moved { size: self.head().await?.size })
    }

    async fn lock(&self) -> Result<Box<dyn Locked>, StoreError> {
        let mut transaction = answer(self.appenders.begin()).await.map_err(unavailable)?;
        let row = answer(sqlx::query(LOCK).fetch_one(&mut *transaction)).await.map_err(unavailable)?;
        Ok(Box::new(PostgresLocked { head: head_of(&row)?, transaction }))
    }

    async fn read(&self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        read(&self.others, from, limit).await
    }

    async fn read_stream(&self, stream: &str, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        if !ctac_ledger::batch::is_stream(stream) {
            return Ok(Vec::new());
        }
        let query = sqlx::query(sql::READ_STREAM).bind(stream).bind(rows::bigint(after));
        let rows = answer(query.bind(rows::count(limit, READ_ENTRIES)).fetch_all(&self.others)).await;
        rows::gapless_stream(after, rows.map_err(unavailable)?.iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn leaf_hashes(&self, from: Position, limit: usize) -> Result<Vec<Hash>, StoreError> {
        let query = sqlx::query(sql::LEAF_HASHES).bind(rows::bigint(from.0)).bind(rows::count(limit, READ_ENTRIES));
        hashes(from.0, &answer(query.fetch_all(&self.others)).await.map_err(unavailable)?)
    }

    async fn nodes(&self, level: u8, from: u64, limit: usize) -> Result<Vec<Hash>, StoreError> {
        let query = sqlx::query(sql::NODES).bind(i16::from(level)).bind(rows::bigint(from));
        let rows = answer(query.bind(rows::count(limit, READ_ENTRIES)).fetch_all(&self.others)).await;
        hashes(from, &rows.map_err(unavailable)?)
    }

    async fn save_checkpoint(&self, checkpoint: &StoredCheckpoint) -> Result<(), AppendError> {
        check_checkpoint(checkpoint)?;
        let size = rows::bigint(checkpoint.size);
        let query = sqlx::query(sql::SAVE_CHECKPOINT).bind(size).bind(&checkpoint.note).bind(checkpoint.signed_us);
        let saved = answer(query.execute(&self.others)).await.map_err(refused_or_unavailable)?;
        if saved.rows_affected() == 1 {
            return Ok(());
        }
        let query = sqlx::query(sql::CHECKPOINT_NOTE).bind(size);
        let row = answer(query.fetch_one(&self.others)).await.map_err(unavailable)?;
        if row.try_get::<&str, _>(0).map_err(unavailable)? == checkpoint.note {
            return Ok(());
        }
        Err(AppendError::Refused(format!("another checkpoint of {size} entries stands")))
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        let query = sqlx::query(sql::LATEST_CHECKPOINT);
        let row = answer(query.fetch_optional(&self.others)).await.map_err(unavailable)?;
        row.as_ref().map(checkpoint).transpose()
    }

    async fn checkpoint_covering(&self, size: u64) -> Result<Option<StoredCheckpoint>, StoreError> {
        let query = sqlx::query(sql::CHECKPOINT_COVERING).bind(rows::bigint(size));
        let row = answer(query.fetch_optional(&self.others)).await.map_err(unavailable)?;
        row.as_ref().map(checkpoint).transpose()
    }

    async fn save_cosignature(&self, size: u64, witness: &str, line: &str) -> Result<(), AppendError> {
        check_cosignature(witness, line)?;
        let query = sqlx::query(sql::SAVE_COSIGNATURE).bind(rows::bigint(size)).bind(witness).bind(line);
        answer(query.execute(&self.others)).await.map_err(refused_or_unavailable)?;
        Ok(())
    }

    async fn cosignatures(&self, size: u64) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query(sql::COSIGNATURES).bind(rows::bigint(size)).bind(rows::count(WITNESSES, WITNESSES));
        let rows = answer(query.fetch_all(&self.others)).await.map_err(unavailable)?;
        rows.iter().map(|row| row.try_get(0).map_err(unavailable)).collect()
    }

    async fn changed(&self) {
        let latest = self.listener.after(self.noticed.load(Ordering::Relaxed)).await;
        self.noticed.store(latest, Ordering::Relaxed);
    }
}

/// A transaction that holds the head's row; dropped, it is rolled back.
struct PostgresLocked {
    transaction: Transaction<'static, Postgres>,
    head: Head,
}

#[async_trait]
impl Locked for PostgresLocked {
    fn head(&self) -> &Head {
        &self.head
    }

    async fn read(&mut self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        read(&mut *self.transaction, from, limit).await
    }

    async fn append(self: Box<Self>, batch: &Batch) -> Result<(), AppendError> {
        ctac_ledger::batch::check(batch)?;
        if answer(append_and_commit(self.transaction, batch)).await.map_err(refused_or_unavailable)? {
            return Ok(());
        }
        Err(AppendError::Moved { size: self.head.size })
    }
}
