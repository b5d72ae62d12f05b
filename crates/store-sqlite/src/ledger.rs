//! The ledger's trait on SQLite.

use std::sync::Arc;

use async_trait::async_trait;
use ctac_ledger::limits::{POLL, READ_ENTRIES, WITNESSES};
use ctac_ledger::merkle::Hash;
use ctac_ledger::rows::{self, EntryRow};
use ctac_ledger::sql;
use ctac_ledger::store::{
    AppendError, Batch, Head, Locked, Position, Store, StoreError, StoredCheckpoint, StoredEntry, check_checkpoint,
    check_cosignature,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};
use tokio::time::sleep;

use crate::SqliteStore;
use crate::append::{Begin, append, begin, head, head_of};
use crate::checkpoint::Checkpointer;
use crate::error::{refused_or_unavailable, unavailable};
use crate::writer::Writing;

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
    rows::hashes(from, columns.collect::<Result<Vec<_>, sqlx::Error>>().map_err(unavailable)?)
}

async fn read(on: impl SqliteExecutor<'_>, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
    let query = sqlx::query(sql::READ).bind(rows::bigint(from.0)).bind(rows::count(limit, READ_ENTRIES));
    let rows = query.fetch_all(on).await.map_err(unavailable)?;
    rows::gapless(from, rows.iter().map(entry).collect::<Result<_, _>>()?)
}

#[async_trait]
impl Store for SqliteStore {
    async fn head(&self) -> Result<Head, StoreError> {
        head_of(&sqlx::query(sql::HEAD).fetch_one(&self.readers).await.map_err(unavailable)?)
    }

    async fn append(&self, batch: &Batch) -> Result<(), AppendError> {
        ctac_ledger::batch::check(batch)?;
        append(&mut self.writer.take().await.map_err(unavailable)?, Begin::Transaction, batch).await?;
        self.checkpointer.committed();
        Ok(())
    }

    async fn lock(&self) -> Result<Box<dyn Locked>, StoreError> {
        let mut writing = self.writer.take().await.map_err(unavailable)?;
        begin(&mut writing).await.map_err(unavailable)?;
        let head = head(writing.connection()).await?;
        Ok(Box::new(SqliteLocked { writing, head, checkpointer: Arc::clone(&self.checkpointer) }))
    }

    async fn read(&self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        read(&self.readers, from, limit).await
    }

    async fn read_stream(&self, stream: &str, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        let query = sqlx::query(sql::READ_STREAM).bind(stream.to_owned()).bind(rows::bigint(after));
        let rows = query.bind(rows::count(limit, READ_ENTRIES)).fetch_all(&self.readers).await.map_err(unavailable)?;
        rows::gapless_stream(after, rows.iter().map(entry).collect::<Result<_, _>>()?)
    }

    async fn leaf_hashes(&self, from: Position, limit: usize) -> Result<Vec<Hash>, StoreError> {
        let query = sqlx::query(sql::LEAF_HASHES).bind(rows::bigint(from.0)).bind(rows::count(limit, READ_ENTRIES));
        hashes(from.0, &query.fetch_all(&self.readers).await.map_err(unavailable)?)
    }

    async fn nodes(&self, level: u8, from: u64, limit: usize) -> Result<Vec<Hash>, StoreError> {
        let query = sqlx::query(sql::NODES).bind(i16::from(level)).bind(rows::bigint(from));
        let rows = query.bind(rows::count(limit, READ_ENTRIES)).fetch_all(&self.readers).await;
        hashes(from, &rows.map_err(unavailable)?)
    }

    async fn save_checkpoint(&self, checkpoint: &StoredCheckpoint) -> Result<(), AppendError> {
        check_checkpoint(checkpoint)?;
        let (size, note) = (rows::bigint(checkpoint.size), checkpoint.note.clone());
        let query = sqlx::query(sql::SAVE_CHECKPOINT).bind(size).bind(note).bind(checkpoint.signed_us);
        // Another note for this size is refused by trigger; the same note again is ignored.
        self.writer.run(query).await.map_err(refused_or_unavailable)?;
        self.checkpointer.committed();
        Ok(())
    }

    async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, StoreError> {
        let row = sqlx::query(sql::LATEST_CHECKPOINT).fetch_optional(&self.readers).await.map_err(unavailable)?;
        row.as_ref().map(checkpoint).transpose()
    }

    async fn checkpoint_covering(&self, size: u64) -> Result<Option<StoredCheckpoint>, StoreError> {
        let query = sqlx::query(sql::CHECKPOINT_COVERING).bind(rows::bigint(size));
        let row = query.fetch_optional(&self.readers).await.map_err(unavailable)?;
        row.as_ref().map(checkpoint).transpose()
    }

    async fn save_cosignature(&self, size: u64, witness: &str, line: &str) -> Result<(), AppendError> {
        check_cosignature(witness, line)?;
        let query = sqlx::query(sql::SAVE_COSIGNATURE).bind(rows::bigint(size));
        let query = query.bind(witness.to_owned()).bind(line.to_owned());
        self.writer.run(query).await.map_err(refused_or_unavailable)?;
        self.checkpointer.committed();
        Ok(())
    }

    async fn cosignatures(&self, size: u64) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query(sql::COSIGNATURES).bind(rows::bigint(size)).bind(rows::count(WITNESSES, WITNESSES));
        let rows = query.fetch_all(&self.readers).await.map_err(unavailable)?;
        rows.iter().map(|row| row.try_get(0).map_err(unavailable)).collect()
    }

    async fn changed(&self) {
        sleep(POLL).await;
    }
}

/// A transaction that holds the file's write lock; dropped, it is rolled back.
struct SqliteLocked {
    writing: Writing,
    head: Head,
    checkpointer: Arc<Checkpointer>,
}

#[async_trait]
impl Locked for SqliteLocked {
    fn head(&self) -> &Head {
        &self.head
    }

    async fn read(&mut self, from: Position, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        read(self.writing.connection(), from, limit).await
    }

    async fn append(mut self: Box<Self>, batch: &Batch) -> Result<(), AppendError> {
        ctac_ledger::batch::check(batch)?;
        append(&mut self.writing, Begin::Nothing, batch).await?;
        self.checkpointer.committed();
        Ok(())
    }
}
