//! What raw SQL may not do to the database: not the owner of its tables, and less so the role of the service.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::str::FromStr;

use ctac_ledger::contract::oracle::{Draft, batch, drafts};
use ctac_ledger::store::{Batch, Position, Store, StoreError, StoredCheckpoint, StoredEntry};
use ctac_ledger::vault::{Expect, Vault};
use ctac_store_postgres::testing::Cluster;
use ctac_store_postgres::{APP_ROLE, PostgresStore};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

async fn append(store: &PostgresStore, drafts: &[Draft], erase: Vec<Position>) {
    let batch = Batch { erase, ..batch(&store.head().await.unwrap(), drafts) };
    store.append(&batch).await.unwrap();
}

/// 300 entries, the third erased; a checkpoint; a cosignature.
async fn fill(store: &PostgresStore) {
    append(store, &drafts("incident/1", 1, 1, 299), Vec::new()).await;
    append(store, &drafts("incident/1", 300, 300, 1), vec![Position(2)]).await;
    let checkpoint = StoredCheckpoint { size: 300, note: "a note".to_owned(), signed_us: 1 };
    store.save_checkpoint(&checkpoint).await.unwrap();
    store.save_cosignature(300, "witness", "a line").await.unwrap();
}

async fn everything(store: &PostgresStore) -> (Vec<StoredEntry>, Option<StoredCheckpoint>, Vec<String>) {
    let entries = store.read(Position(0), 1_000).await.unwrap();
    (entries, store.latest_checkpoint().await.unwrap(), store.cosignatures(300).await.unwrap())
}

/// The SQLSTATE with which the server refuses a statement.
async fn refusal(connection: &mut PgConnection, statement: &'static str) -> String {
    let outcome = sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await;
    let Err(error) = outcome else { return format!("not refused: {statement}") };
    error.into_database_error().unwrap().code().unwrap().into_owned()
}

const TAMPERING: &[&str] = &[
    "UPDATE ledger_entry SET leaf = '\\x00' WHERE position = 1",
    "DELETE FROM ledger_entry WHERE position = 299",
    "TRUNCATE ledger_entry",
    "TRUNCATE ledger_entry, ledger_payload, ledger_head CASCADE",
    "INSERT INTO ledger_entry SELECT position, event_id, stream, seq, 0, 0, '\\x00', leaf_hash FROM ledger_entry WHERE position = 1
       ON CONFLICT (position) DO UPDATE SET leaf = excluded.leaf",
    "INSERT INTO ledger_entry SELECT 300, '\\x00112233445566778899aabbccddeeff', stream, 301, 0, 0, '\\x00', leaf_hash
       FROM ledger_entry WHERE position = 1",
    "WITH head AS (UPDATE ledger_head SET size = 302)
       INSERT INTO ledger_entry SELECT 301, '\\x00112233445566778899aabbccddeeff', stream, 301, 0, 0, '\\x00', leaf_hash
       FROM ledger_entry WHERE position = 1",
    "WITH head AS (UPDATE ledger_head SET size = 301)
       INSERT INTO ledger_entry SELECT 300, '\\x00112233445566778899aabbccddeeff', stream, 302, 0, 0, '\\x00', leaf_hash
       FROM ledger_entry WHERE position = 1",
    "UPDATE ledger_payload SET meta = '\\x00' WHERE position = 1",
    "UPDATE ledger_payload SET body = '\\x00' WHERE position = 1",
    "UPDATE ledger_payload SET body = NULL, body_salt = NULL WHERE position = 1",
    "UPDATE ledger_payload SET body = '\\x00', body_salt = meta_salt WHERE position = 2",
    "DELETE FROM ledger_payload WHERE position = 1",
    "TRUNCATE ledger_payload",
    "INSERT INTO ledger_payload SELECT 300, meta_salt, meta, body_salt, body FROM ledger_payload WHERE position = 1",
    "INSERT INTO ledger_erasure VALUES (1, 299)",
    "INSERT INTO ledger_erasure VALUES (1, 300)",
    "INSERT INTO ledger_erasure VALUES (2, 299)",
    "UPDATE ledger_erasure SET position = 1",
    "DELETE FROM ledger_erasure",
    "TRUNCATE ledger_erasure",
    "UPDATE ledger_head SET size = 299",
    "UPDATE ledger_head SET size = 301",
    "UPDATE ledger_head SET frontier = ''",
    "DELETE FROM ledger_head",
    "TRUNCATE ledger_head",
    "UPDATE ledger_node SET hash = hash",
    "INSERT INTO ledger_node SELECT * FROM ledger_node ON CONFLICT (level, node_index) DO UPDATE SET hash = excluded.hash",
    "DELETE FROM ledger_node",
    "TRUNCATE ledger_node",
    "UPDATE ledger_checkpoint SET note = 'another'",
    "DELETE FROM ledger_checkpoint",
    "TRUNCATE ledger_checkpoint CASCADE",
    "DELETE FROM ledger_cosignature",
    "TRUNCATE ledger_cosignature",
];

#[tokio::test]
async fn tampering_is_refused_even_to_the_owner() {
    let url = Cluster::shared().database().await;
    let store = PostgresStore::connect(&url).await.unwrap();
    fill(&store).await;
    let before = everything(&store).await;
    assert_eq!(before.0.len(), 300);
    let mut owner = PgConnection::connect(&url).await.unwrap();
    for statement in TAMPERING {
        let code = refusal(&mut owner, statement).await;
        assert!(code.starts_with("23"), "{code}: {statement}");
        assert_eq!(everything(&store).await, before, "{statement}");
    }
    append(&store, &drafts("incident/1", 301, 301, 1), Vec::new()).await;
}

/// A temporary table of the same name is found first by whoever does not say where to look. The guards say.
#[tokio::test]
async fn a_temporary_table_does_not_stand_in_for_a_guards_table() {
    let url = Cluster::shared().database().await;
    let store = PostgresStore::connect(&url).await.unwrap();
    fill(&store).await;
    let mut other = PgConnection::connect(&url).await.unwrap();
    let shadow = "BEGIN; CREATE TEMPORARY TABLE ledger_erasure (position bigint, by_position bigint);
                  INSERT INTO pg_temp.ledger_erasure VALUES (1, 299)";
    sqlx::raw_sql(shadow).execute(&mut other).await.unwrap();
    let erase = "UPDATE ledger_payload SET body = NULL, body_salt = NULL WHERE position = 1";
    assert_eq!(refusal(&mut other, erase).await, "23001");
}

/// A database that the owner made, as the service's role sees it: `(owner, app)`.
async fn two_roles() -> (String, String) {
    let url = Cluster::shared().database().await;
    let mut superuser = PgConnection::connect(&url).await.unwrap();
    let roles = "DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ctac_owner') THEN CREATE ROLE ctac_owner LOGIN PASSWORD 'owner'; END IF;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ctac_app') THEN CREATE ROLE ctac_app LOGIN PASSWORD 'app'; END IF;
        EXECUTE format('ALTER DATABASE %I OWNER TO ctac_owner', current_database());
      END $$";
    sqlx::raw_sql(roles).execute(&mut superuser).await.unwrap();
    let superuser = PgConnectOptions::from_str(&url).unwrap().get_username().to_owned();
    let of = |role: &str, password: &str| {
        let (scheme, rest) = url.split_once("://").unwrap();
        let server = rest.split_once('@').map_or(rest, |(_, server)| server);
        assert!(rest.starts_with(&superuser), "the URL names its user");
        format!("{scheme}://{role}:{password}@{server}")
    };
    (of("ctac_owner", "owner"), of("ctac_app", "app"))
}

#[tokio::test]
async fn the_services_role_may_append_and_nothing_else() {
    let (owner, app) = two_roles().await;
    let outcome = PostgresStore::connect(&app).await;
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "it must not migrate: {outcome:?}");
    PostgresStore::connect(&owner).await.unwrap().close().await;
    let mut owning = PgConnection::connect(&owner).await.unwrap();
    sqlx::raw_sql(APP_ROLE).execute(&mut owning).await.unwrap();

    let store = PostgresStore::connect(&app).await.unwrap();
    fill(&store).await;
    let lock = store.lock().await.unwrap();
    let locked = batch(lock.head(), &drafts("incident/1", 301, 301, 1));
    lock.append(&locked).await.unwrap();
    store.save_cosignature(300, "witness", "a later line").await.unwrap();
    assert_eq!(store.put("space", "key", b"value", Some(1), Expect::Any).await.unwrap(), 1);
    assert_eq!(store.put("space", "key", b"value", Some(1), Expect::Version(1)).await.unwrap(), 2);
    assert!(store.delete("space", "key").await.unwrap());
    assert_eq!(store.sweep(9, 9).await.unwrap(), 0);

    let mut connection = PgConnection::connect(&app).await.unwrap();
    for statement in [
        "UPDATE ledger_entry SET leaf = leaf",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_payload SET meta = meta",
        "DELETE FROM ledger_payload",
        "UPDATE ledger_checkpoint SET note = 'another'",
        "UPDATE ledger_node SET hash = hash",
        "DELETE FROM ledger_cosignature",
        "UPDATE schema_migration SET version = 99",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_entry_change ON ledger_entry",
        "DROP TABLE ledger_entry",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "CREATE TABLE another (id bigint)",
        "CREATE TEMPORARY TABLE ledger_erasure (position bigint, by_position bigint)",
        "SET ROLE ctac_owner",
    ] {
        // insufficient_privilege, before any trigger is asked.
        assert_eq!(refusal(&mut connection, statement).await, "42501", "{statement}");
    }
    let erase = "UPDATE ledger_payload SET body = NULL, body_salt = NULL WHERE position = 1";
    assert_eq!(refusal(&mut connection, erase).await, "23001", "the one path that it has is guarded");
}
