//! The one connection that writes, and who has it.
//!
//! Not a pool of one: a pool asks each connection that comes back whether it still stands, and the next commit would wait
//! for that answer.

use std::sync::Arc;

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Connection, Sqlite, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};
use tokio::time::timeout;

use crate::limits;

const ROLLBACK: &str = "-- sqlite.rollback
ROLLBACK";

/// The connection, for whoever waits for it first. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    /// None once closed.
    connection: Arc<Mutex<Option<Kept>>>,
}

#[derive(Debug)]
struct Kept {
    sqlite: SqliteConnection,
    /// A transaction may be open on it.
    open: bool,
}

impl Writer {
    pub(crate) fn new(sqlite: SqliteConnection) -> Self {
        Self { connection: Arc::new(Mutex::new(Some(Kept { sqlite, open: false }))) }
    }

    /// The connection, alone, with no transaction open.
    pub(crate) async fn take(&self) -> Result<Writing, sqlx::Error> {
        let waited = timeout(limits::CONNECTION, Arc::clone(&self.connection).lock_owned()).await;
        let guard = waited.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let kept = OwnedMutexGuard::try_map(guard, Option::as_mut).map_err(|_| sqlx::Error::PoolClosed)?;
        let mut writing = Writing { kept, writer: self.clone() };
        if writing.kept.open {
            writing.roll_back().await;
        }
        Ok(writing)
    }

    /// Runs one statement by itself, to its end. Never `fetch_one`: it would stop at the first row and leave the commit,
    /// and its failure, to a reset that nobody sees.
    pub(crate) async fn run(&self, query: Query<'_, Sqlite, SqliteArguments>) -> Result<Vec<SqliteRow>, sqlx::Error> {
        query.fetch_all(self.take().await?.connection()).await
    }

    pub(crate) async fn close(&self) -> Result<(), sqlx::Error> {
        match self.connection.lock().await.take() {
            Some(kept) => kept.sqlite.close().await,
            None => Ok(()),
        }
    }
}

/// The writing connection, held. What is left open when it is dropped is rolled back.
pub(crate) struct Writing {
    kept: OwnedMappedMutexGuard<Option<Kept>, Kept>,
    writer: Writer,
}

impl Writing {
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.kept.sqlite
    }

    /// To be said before a statement that begins a transaction is sent: its answer may never be seen.
    pub(crate) fn begins(&mut self) {
        self.kept.open = true;
    }

    /// The transaction was committed.
    pub(crate) fn committed(&mut self) {
        self.kept.open = false;
    }

    pub(crate) async fn roll_back(&mut self) {
        // It fails where no transaction is open: which is what was wanted.
        let _over = sqlx::query(ROLLBACK).execute(&mut self.kept.sqlite).await;
        self.kept.open = false;
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // Who takes the connection next rolls back. Nobody may for long, and other processes wait for the file.
        if self.kept.open
            && let Ok(runtime) = Handle::try_current()
        {
            let writer = self.writer.clone();
            runtime.spawn(async move { writer.take().await.map(drop) });
        }
    }
}
