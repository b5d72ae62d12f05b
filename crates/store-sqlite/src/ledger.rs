//! The ledger's trait on SQLite.

use async_trait::async_trait;
use ctac_ledger::limits::{POLL, READ_ENTRIES, WITNESSES};
use ctac_ledger::merkle::Hash;
use ctac_ledger::sql::{self, EntryRow};
use ctac_ledger::store::{
    AppendError, Batch, Head, Locked, Position, Store, StoreError, StoredCheckpoint, StoredEntry, check_checkpoint,
    check_cosignature,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, SqliteExecutor, Transaction};
use tokio::time::sleep;

use crate::append::{append, head, head_of};
use crate::checkpoint::Checkpointer;
use crate::error::{refused_or_unavailable, unavailable};
use crate::{Arc, SqliteStore};

fn entry(row: &SqliteRow) -> Result<StoredEntry, StoreError> {
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

fn checkpoint(row: &SqliteRow) -> Result<StoredCheckpoint, StoreError> {
    let size: i64 = row.try_get(0).map_err(unavailable)?;
    Ok(StoredCheckpoint {
        size: u64::try_from(size).map_err(|_| StoreError::Corrupt(format!("a checkpoint of {size} entries")))?,
        note: row.try_get(1).map_err(unavailable)?,
        signed_us: row.try_get(2).map_err(unavailable)?,
    })
}

fn hashes(from: u64, rows: &[SqliteRow]) -> Result<Vec<Hash>, StoreError> {
    let columns = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    sql::hashes(from, columns.collect::<Result<Vec<_>, sqlx::Error>>().map_err(unavailable)?)
}

async fn read(on: impl SqliteExecutor<'_>, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
    let query = sqlx::query(sql::READ).bind(sql::bigint(from.0)).bind(sql::rows(limit, READ_ENTRIES));
    let rows = query.fetch_all(on).await.map_err(unavailable)?;
    sql::gapless(from, rows.iter().map(entry).collect::<Result<_, _>>()?)
}

impl SqliteStore {
    /// `BEGIN IMMEDIATE` takes the file's write lock at once. A transaction that began by reading could not wait for it:
    /// SQLite refuses to let a snapshot that has grown old write.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn head(&self) -> Result<Head, StoreError> {
        head_of(&sqlx::query(sql::HEAD).fetch_one(&self.readers).await.map_err(unavailable)?)
    }

    async fn append(&self, batch: &Batch) -> Result<(), AppendError> {
        ctac_ledger::batch::check(batch)?;
        append(self.begin().await?, batch).await?;
        self.checkpointer.committed();
        Ok(())
    }

    async fn lock(&self) -> Result<Box<dyn Locked>, StoreError> {
        let mut transaction = self.begin().await?;
        let head = head(&mut transaction).await?;
        Ok(Box::new(SqliteLocked { transaction, head, checkpointer: Arc::clone(&self.checkpointer) }))
    }

    async fn read(&self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        read(&self.readers, from, limit).await
    }

    async fn read_stream(&self, stream: &str, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        let query = sqlx::query(sql::READ_STREAM).bind(stream.to_owned()).bind(sql::bigint(after));
        let rows = query.bind(sql::rows(limit, READ_ENTRIES)).fetch_all(&self.readers).await.map_err(unavailable)?;
        sql::gapless_stream(after, rows.iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn leaf_hashes(&self, from: Position, limit: usize) -> Result<Vec<Hash>, StoreError> {
        let query = sqlx::query(sql::LEAF_HASHES).bind(sql::bigint(from.0)).bind(sql::rows(limit, READ_ENTRIES));
        hashes(from.0, &query.fetch_all(&self.readers).await.map_err(unavailable)?)
    }

    async fn nodes(&self, level: u8, from: u64, limit: usize) -> Result<Vec<Hash>, StoreError> {
        let query = sqlx::query(sql::NODES).bind(i16::from(level)).bind(sql::bigint(from));
        let rows = query.bind(sql::rows(limit, READ_ENTRIES)).fetch_all(&self.readers).await;
        hashes(from, &rows.map_err(unavailable)?)
    }

    async fn save_checkpoint(&self, checkpoint: &StoredCheckpoint) -> Result<(), AppendError> {
        check_checkpoint(checkpoint)?;
        let (size, note) = (sql::bigint(checkpoint.size), checkpoint.note.clone());
        let query = sqlx::query(sql::SAVE_CHECKPOINT).bind(size).bind(note).bind(checkpoint.signed_us);
        // Another note for this size is refused by trigger; the same note again is ignored.
        self.write(query).await.map_err(refused_or_unavailable)?;
        Ok(())
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        let row = sqlx::query(sql::LATEST_CHECKPOINT).fetch_optional(&self.readers).await.map_err(unavailable)?;
        row.as_ref().map(checkpoint).transpose()
    }

    async fn checkpoint_covering(&self, size: u64) -> Result<Option<StoredCheckpoint>, StoreError> {
        let query = sqlx::query(sql::CHECKPOINT_COVERING).bind(sql::bigint(size));
        let row = query.fetch_optional(&self.readers).await.map_err(unavailable)?;
        row.as_ref().map(checkpoint).transpose()
    }

    async fn save_cosignature(&self, size: u64, witness: &str, line: &str) -> Result<(), AppendError> {
        check_cosignature(witness, line)?;
        let query = sqlx::query(sql::SAVE_COSIGNATURE).bind(sql::bigint(size));
        let query = query.bind(witness.to_owned()).bind(line.to_owned());
        self.write(query).await.map_err(refused_or_unavailable)?;
        Ok(())
    }

    async fn cosignatures(&self, size: u64) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query(sql::COSIGNATURES).bind(sql::bigint(size)).bind(sql::rows(WITNESSES, WITNESSES));
        let rows = query.fetch_all(&self.readers).await.map_err(unavailable)?;
        rows.iter().map(|row| row.try_get(0).map_err(unavailable)).collect()
    }

    async fn changed(&self) {
        sleep(POLL).await;
    }
}

/// A transaction that holds the file's write lock; dropped, it is rolled back.
struct SqliteLocked {
    transaction: Transaction<'static, Sqlite>,
    head: Head,
    checkpointer: Arc<Checkpointer>,
}

#[async_trait]
impl Locked for SqliteLocked {
    fn head(&self) -> &Head {
        &self.head
    }

    async fn read(&mut self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        read(&mut *self.transaction, from, limit).await
    }

    async fn append(self: Box<Self>, batch: &Batch) -> Result<(), AppendError> {
        ctac_ledger::batch::check(batch)?;
        append(self.transaction, batch).await?;
        self.checkpointer.committed();
        Ok(())
    }
}
