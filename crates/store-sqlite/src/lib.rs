//! The ledger and the vault in one SQLite file: the embedded default, for one machine.
//!
//! One connection writes, a few read. Every write is durable on return (WAL, `synchronous=FULL`); the log of writes is
//! folded into the file by a connection of its own, never by a commit ([`checkpoint`]). Other processes may open
//! the same file: each append checks the log's size inside `BEGIN IMMEDIATE`.
//!
//! While the ledger's lock is held, vault writes of the same process wait for it: who holds the lock must not write to
//! the vault.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ctac_ledger::store::StoreError;
use sqlx::SqlitePool;

use crate::checkpoint::Checkpointer;
use crate::error::unavailable;
use crate::writer::Writer;

mod append;
mod checkpoint;
mod connections;
mod error;
mod ledger;
pub mod limits;
pub mod migrations;
mod vault;
mod writer;

/// See the crate. Cloning is cheap: clones share the connections.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    writer: Writer,
    readers: SqlitePool,
    checkpointer: Arc<Checkpointer>,
}

impl SqliteStore {
    /// Opens the file, creating it (readable by its owner only) if it is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Schema`] when a newer program has written it, [`StoreError::Corrupt`] when it is no database,
    /// [`StoreError::Unavailable`] when it cannot be opened or written.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        create(path).map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        let mut writer = connections::writer(path).await?;
        migrations::run(&mut writer).await?;
        let writer = Writer::new(writer);
        let readers = connections::readers(path).await?;
        let checkpointer = Arc::new(Checkpointer::start(connections::checkpointer(path).await?));
        Ok(Self { writer, readers, checkpointer })
    }

    /// Closes every connection; on return the file stands alone, without its write-ahead log.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the log could not be folded; nothing is lost.
    pub async fn close(self) -> Result<(), StoreError> {
        self.checkpointer.close().await;
        self.readers.close().await;
        self.writer.close().await.map_err(unavailable)
    }
}

#[cfg(unix)]
fn create(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop)
}

#[cfg(not(unix))]
fn create(path: &Path) -> std::io::Result<()> {
    fs::OpenOptions::new().create(true).append(true).open(path).map(drop)
}
