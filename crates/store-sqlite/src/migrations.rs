//! The schema, step by step, and bringing a file up to it.

use ctac_ledger::store::StoreError;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use crate::error::unavailable;

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// From 1, one more with every step.
    pub version: i64,
    /// The same in every database.
    pub name: &'static str,
    /// What it does.
    pub sql: &'static str,
}

/// All of them, in order: every file of `migrations/sqlite`.
pub const ALL: &[Migration] = &[
    Migration { version: 1, name: "ledger", sql: include_str!("../../../migrations/sqlite/0001_ledger.sql") },
    Migration { version: 2, name: "vault", sql: include_str!("../../../migrations/sqlite/0002_vault.sql") },
];

const CREATE: &str = "-- schema.create
CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT";
const VERSION: &str = "-- schema.version
SELECT coalesce(max(version), 0) FROM schema_migration";
const RECORD: &str = "-- schema.record
INSERT INTO schema_migration (version, name) VALUES ($1, $2)";

/// Takes every step that the file lacks, in one transaction: two processes that open a new file do it once.
pub(crate) async fn run(writer: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)?;
    sqlx::query(CREATE).execute(&mut *transaction).await.map_err(unavailable)?;
    let row = sqlx::query(VERSION).fetch_one(&mut *transaction).await.map_err(unavailable)?;
    let found: i64 = row.try_get(0).map_err(unavailable)?;
    let needed = ALL.last().map_or(0, |migration| migration.version);
    if found > needed {
        return Err(StoreError::Schema { found, needed });
    }
    for migration in ALL.iter().filter(|migration| migration.version > found) {
        take(migration, &mut transaction).await.map_err(unavailable)?;
    }
    transaction.commit().await.map_err(unavailable)
}

async fn take(migration: &Migration, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(migration.sql)).execute(&mut *connection).await?;
    sqlx::query(RECORD).bind(migration.version).bind(migration.name).execute(connection).await?;
    tracing::info!(version = migration.version, name = migration.name, "the database's schema was brought on");
    Ok(())
}
