//! Folding the write-ahead log into the file, off the commit path.
//!
//! A commit that folds as well is five times slower at the 99th percentile, so the writer never does
//! (`wal_autocheckpoint=0`); a connection of its own does, after commits, at most every
//! [`limits::CHECKPOINT_EVERY`]. It stops when the store is dropped.

use std::sync::Arc;

use sqlx::{Row, SqlitePool};
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_util::task::AbortOnDropHandle;

use crate::limits;

/// Blocks nobody: leaves alone what a reader or writer still uses.
const PASSIVE: &str = "-- sqlite.checkpoint_passive
PRAGMA wal_checkpoint(PASSIVE)";
/// Makes writers wait until all is folded, so that the next commit starts the log's file anew.
const RESTART: &str = "-- sqlite.checkpoint_restart
PRAGMA wal_checkpoint(RESTART)";

#[derive(Debug)]
pub(crate) struct Checkpointer {
    committed: Arc<Notify>,
    connection: SqlitePool,
    task: AbortOnDropHandle<()>,
}

impl Checkpointer {
    pub(crate) fn start(connection: SqlitePool) -> Self {
        let committed = Arc::new(Notify::new());
        let task = tokio::spawn(run(Arc::clone(&committed), connection.clone()));
        Self { committed, connection, task: AbortOnDropHandle::new(task) }
    }

    /// Something was written; there may be something to fold. Never waits.
    pub(crate) fn committed(&self) {
        self.committed.notify_one();
    }

    pub(crate) async fn close(&self) {
        self.task.abort();
        self.connection.close().await;
    }
}

async fn run(committed: Arc<Notify>, connection: SqlitePool) {
    loop {
        committed.notified().await;
        if let Err(error) = fold(&connection).await {
            // Nothing is lost: the log stays longer, and the next commit asks again.
            tracing::warn!(%error, "the write-ahead log could not be folded into the database");
        }
        sleep(limits::CHECKPOINT_EVERY).await;
    }
}

async fn fold(connection: &SqlitePool) -> Result<(), sqlx::Error> {
    let row = sqlx::query(PASSIVE).fetch_one(connection).await?;
    if row.try_get::<i64, _>("log")? > limits::LOG_PAGES {
        // All but the latest commits are folded by now, so this is brief; busy readers make it give up, not wait.
        sqlx::query(RESTART).fetch_one(connection).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ctac_ledger::limits::VAULT_VALUE_BYTES;
    use ctac_ledger::vault::{Expect, Vault};
    use sqlx::Row;

    use super::{PASSIVE, fold};
    use crate::{SqliteStore, limits};

    #[tokio::test]
    async fn a_long_log_starts_anew() {
        let directory = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&directory.path().join("ctac.db")).await.unwrap();
        let value = vec![7; VAULT_VALUE_BYTES];
        for n in 0..70 {
            store.put("space", &n.to_string(), &value, None, Expect::Any).await.unwrap();
        }
        let connection = &store.checkpointer.connection;
        let mut pages = i64::MAX;
        for _ in 0..100 {
            // The store's own task may be folding just now; then this one gives up, and tries again.
            if fold(connection).await.is_ok() {
                store.put("space", "last", b"", None, Expect::Any).await.unwrap();
                pages = sqlx::query(PASSIVE).fetch_one(connection).await.unwrap().get("log");
                if (0..100).contains(&pages) {
                    return;
                }
            }
        }
        panic!("the log has {pages} pages of at most {}", limits::LOG_PAGES);
    }
}
