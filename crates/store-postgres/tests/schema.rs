//! The two databases have one schema, and a program meets only the schemas that it knows.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ctac_ledger::store::StoreError;
use ctac_store_postgres::testing::Cluster;
use ctac_store_postgres::{PostgresStore, migrations};
use ctac_store_sqlite::SqliteStore;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};

fn files(database: &str) -> BTreeSet<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(database);
    let names = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".sql")).collect()
}

#[test]
fn every_file_is_listed_under_the_same_number_and_name() {
    let named = |version: i64, name: &str| format!("{version:04}_{name}.sql");
    let of_postgres: Vec<_> = migrations::ALL.iter().map(|one| named(one.version, one.name)).collect();
    let of_sqlite: Vec<_> = ctac_store_sqlite::migrations::ALL.iter().map(|one| named(one.version, one.name)).collect();
    assert_eq!(of_postgres, of_sqlite);
    assert_eq!(files("postgres"), of_postgres.iter().cloned().collect());
    assert_eq!(files("sqlite"), of_sqlite.iter().cloned().collect());
    for (wanted, one) in (1..).zip(migrations::ALL) {
        assert_eq!(one.version, wanted);
    }
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let url = Cluster::shared().database().await;
    PostgresStore::connect(&url).await.unwrap().close().await;
    let mut postgres = PgConnection::connect(&url).await.unwrap();
    let columns = "SELECT table_name::text, column_name::text, is_nullable = 'YES' FROM information_schema.columns
                   WHERE table_schema = 'public'";
    let of_postgres: BTreeSet<(String, String, bool)> = sqlx::query(columns)
        .fetch_all(&mut postgres)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    SqliteStore::open(&path).await.unwrap().close().await.unwrap();
    let mut sqlite = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&path)).await.unwrap();
    // A STRICT table's INTEGER PRIMARY KEY is never null, though SQLite does not say so.
    let columns = r#"SELECT t.name, c.name, c."notnull" = 0 AND c.pk = 0 FROM sqlite_master t, pragma_table_info(t.name) c
                     WHERE t.type = 'table'"#;
    let of_sqlite: BTreeSet<(String, String, bool)> = sqlx::query(columns)
        .fetch_all(&mut sqlite)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();

    assert_eq!(of_postgres, of_sqlite);
    assert_eq!(of_postgres.iter().map(|(table, ..)| table).collect::<BTreeSet<_>>().len(), 9);
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let url = Cluster::shared().database().await;
    PostgresStore::connect(&url).await.unwrap().close().await;
    let mut other = PgConnection::connect(&url).await.unwrap();
    sqlx::query("INSERT INTO schema_migration VALUES (99, 'of the future')").execute(&mut other).await.unwrap();
    let outcome = PostgresStore::connect(&url).await;
    assert!(matches!(outcome, Err(StoreError::Schema { found: 99, needed: 2 })), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_nodes_may_start_on_a_new_database_at_once() {
    let url = Cluster::shared().database().await;
    let starts: Vec<_> = (0..8)
        .map(|_| url.clone())
        .map(|url| tokio::spawn(async move { PostgresStore::connect(&url).await.map(drop) }))
        .collect();
    for start in starts {
        start.await.unwrap().unwrap();
    }
}
