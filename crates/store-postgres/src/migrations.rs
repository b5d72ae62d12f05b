//! The schema, step by step, and bringing a database up to it.

use ctac_ledger::store::StoreError;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row};

use crate::connections::answer;
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

/// All of them, in order: every file of `migrations/postgres`.
pub const ALL: &[Migration] = &[
    Migration { version: 1, name: "ledger", sql: include_str!("../../../migrations/postgres/0001_ledger.sql") },
    Migration { version: 2, name: "vault", sql: include_str!("../../../migrations/postgres/0002_vault.sql") },
];

const EXISTS: &str = "-- schema.exists
SELECT to_regclass('public.schema_migration') IS NOT NULL";
const CREATE: &str = "-- schema.create
CREATE TABLE IF NOT EXISTS schema_migration (version bigint PRIMARY KEY, name text NOT NULL)";
const VERSION: &str = "-- schema.version
SELECT coalesce(max(version), 0) FROM schema_migration";
const RECORD: &str = "-- schema.record
INSERT INTO schema_migration (version, name) VALUES ($1, $2)";
/// A statement of its own: what is read in the statement that takes a lock may be older than the lock.
const LOCK: &str = "-- schema.lock
SELECT pg_advisory_xact_lock(7164779)";

/// Takes every step that the database lacks, in one transaction, one node at a time. A database that lacks none is only
/// read, for the service's role may not do more.
pub(crate) async fn run(pool: &PgPool) -> Result<(), StoreError> {
    let needed = ALL.last().map_or(0, |migration| migration.version);
    let mut connection = answer(pool.acquire()).await.map_err(unavailable)?;
    let mut found = answer(version(&mut connection)).await.map_err(unavailable)?;
    if found < needed {
        found = bring_on(&mut connection).await.map_err(unavailable)?;
    }
    if found > needed {
        return Err(StoreError::Schema { found, needed });
    }
    Ok(())
}

async fn version(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    if !sqlx::query(EXISTS).fetch_one(&mut *connection).await?.try_get::<bool, _>(0)? {
        return Ok(0);
    }
    sqlx::query(VERSION).fetch_one(connection).await?.try_get(0)
}

/// Tells the version that stands afterwards.
async fn bring_on(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    let mut transaction = sqlx::Connection::begin(connection).await?;
    sqlx::query(LOCK).execute(&mut *transaction).await?;
    sqlx::query(CREATE).execute(&mut *transaction).await?;
    let found = version(&mut transaction).await?;
    for migration in ALL.iter().filter(|migration| migration.version > found) {
        sqlx::raw_sql(AssertSqlSafe(migration.sql)).execute(&mut *transaction).await?;
        sqlx::query(RECORD).bind(migration.version).bind(migration.name).execute(&mut *transaction).await?;
        tracing::info!(version = migration.version, name = migration.name, "the database's schema was brought on");
    }
    let stands = version(&mut transaction).await?;
    transaction.commit().await?;
    Ok(stands)
}
