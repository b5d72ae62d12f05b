//! How the file is opened: for writing, for reading, for folding its write-ahead log.

use std::path::Path;
use std::time::Duration;

use ctac_ledger::store::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use tokio::time::{Instant, sleep};

use crate::error::{is_busy, unavailable};
use crate::limits;

/// The pragmas are the guards' other half: without `recursive_triggers`, `REPLACE` removes rows past their triggers.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(limits::BUSY)
        .foreign_keys(true)
        .pragma("recursive_triggers", "ON")
        .pragma("trusted_schema", "OFF")
}

fn writing(path: &Path) -> SqliteConnectOptions {
    options(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", "0")
        .pragma("journal_size_limit", limits::LOG_BYTES.to_string())
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(limits::CONNECTION)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        // A file does not go away as a server does: no extra hop to ask whether it is there.
        .test_before_acquire(false)
}

/// Opens, again and again for as long as another process has the file to itself. SQLite asks for that once, without
/// waiting out `busy_timeout`, when a new file takes its write-ahead log: of many who open it, one must not give up.
async fn opened<T, F>(open: impl Fn() -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, sqlx::Error>>,
{
    let deadline = Instant::now() + limits::BUSY;
    loop {
        match open().await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => sleep(limits::OPEN_AGAIN).await,
            outcome => return outcome.map_err(unavailable),
        }
    }
}

pub(crate) async fn writer(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = writing(path);
    opened(|| SqliteConnection::connect_with(&options)).await
}

pub(crate) async fn readers(path: &Path) -> Result<SqlitePool, StoreError> {
    let options = options(path).read_only(true);
    opened(|| pool(limits::READERS).connect_with(options.clone())).await
}

pub(crate) async fn checkpointer(path: &Path) -> Result<SqlitePool, StoreError> {
    let options = writing(path).busy_timeout(limits::CHECKPOINT_BUSY);
    opened(|| pool(1).connect_with(options.clone())).await
}
