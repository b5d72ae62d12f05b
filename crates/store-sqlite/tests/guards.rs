//! What raw SQL may not do to the file, even from a program that sets none of our pragmas, and whom the file refuses.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ctac_ledger::contract::oracle::{Draft, batch, drafts};
use ctac_ledger::store::{Batch, Position, Store, StoreError, StoredCheckpoint, StoredEntry};
use ctac_store_sqlite::SqliteStore;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

async fn append(store: &SqliteStore, drafts: &[Draft], erase: Vec<Position>) {
    let batch = Batch { erase, ..batch(&store.head().await.unwrap(), drafts) };
    store.append(&batch).await.unwrap();
}

/// 300 entries, the third erased; a checkpoint; a cosignature.
async fn filled(path: &Path) -> SqliteStore {
    let store = SqliteStore::open(path).await.unwrap();
    append(&store, &drafts("incident/1", 1, 1, 299), Vec::new()).await;
    append(&store, &drafts("incident/1", 300, 300, 1), vec![Position(2)]).await;
    let checkpoint = StoredCheckpoint { size: 300, note: "a note".to_owned(), signed_us: 1 };
    store.save_checkpoint(&checkpoint).await.unwrap();
    store.save_cosignature(300, "witness", "a line").await.unwrap();
    store
}

/// Another program on the same file, with SQLite's own defaults.
async fn other_program(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
}

async fn everything(store: &SqliteStore) -> (Vec<StoredEntry>, Option<StoredCheckpoint>, Vec<String>) {
    let entries = store.read(Position(0), 1_000).await.unwrap();
    (entries, store.latest_checkpoint().await.unwrap(), store.cosignatures(300).await.unwrap())
}

const TAMPERING: &[&str] = &[
    "UPDATE ledger_entry SET leaf = x'00' WHERE position = 1",
    "UPDATE ledger_entry SET position = 300 WHERE position = 299",
    "UPDATE OR REPLACE ledger_entry SET position = 1 WHERE position = 2",
    "DELETE FROM ledger_entry WHERE position = 299",
    "DELETE FROM ledger_entry",
    "INSERT OR REPLACE INTO ledger_entry SELECT position, event_id, stream, seq, 0, 0, x'00', leaf_hash FROM ledger_entry WHERE position = 1",
    "INSERT OR REPLACE INTO ledger_entry SELECT 300, event_id, stream, 301, 0, 0, x'00', leaf_hash FROM ledger_entry WHERE position = 2",
    "INSERT OR REPLACE INTO ledger_entry SELECT 300, randomblob(16), stream, 3, 0, 0, x'00', leaf_hash FROM ledger_entry WHERE position = 2",
    "INSERT OR IGNORE INTO ledger_entry SELECT 400, randomblob(16), stream, 301, 0, 0, x'00', leaf_hash FROM ledger_entry WHERE position = 2",
    "INSERT INTO ledger_entry SELECT position, randomblob(16), stream, 301, 0, 0, x'00', leaf_hash FROM ledger_entry WHERE position = 2
       ON CONFLICT (position) DO UPDATE SET leaf = excluded.leaf",
    "INSERT INTO ledger_entry SELECT -1, randomblob(16), 'a', 1, 0, 0, x'00', leaf_hash FROM ledger_entry WHERE position = 2",
    "UPDATE ledger_payload SET meta = x'00' WHERE position = 1",
    "UPDATE ledger_payload SET body = x'00' WHERE position = 1",
    "UPDATE ledger_payload SET body = NULL, body_salt = NULL WHERE position = 1",
    "UPDATE ledger_payload SET body = x'00', body_salt = zeroblob(32) WHERE position = 2",
    "INSERT OR REPLACE INTO ledger_payload VALUES (1, zeroblob(32), x'00', NULL, NULL)",
    "DELETE FROM ledger_payload WHERE position = 1",
    "INSERT INTO ledger_erasure VALUES (1, 299)",
    "INSERT INTO ledger_erasure VALUES (1, 300)",
    "INSERT INTO ledger_erasure VALUES (299, 1)",
    "INSERT OR REPLACE INTO ledger_erasure VALUES (2, 299)",
    "UPDATE ledger_erasure SET position = 1",
    "DELETE FROM ledger_erasure",
    "UPDATE ledger_head SET size = 299",
    "UPDATE ledger_head SET size = 301",
    "UPDATE ledger_head SET frontier = x''",
    "INSERT OR REPLACE INTO ledger_head VALUES (1, 0, x'')",
    "DELETE FROM ledger_head",
    "UPDATE ledger_node SET hash = zeroblob(32)",
    "INSERT OR REPLACE INTO ledger_node VALUES (8, 0, zeroblob(32))",
    "DELETE FROM ledger_node",
    "UPDATE ledger_checkpoint SET note = 'another'",
    "INSERT OR REPLACE INTO ledger_checkpoint VALUES (300, 'another', 1)",
    "DELETE FROM ledger_checkpoint",
    "DELETE FROM ledger_cosignature",
];

#[tokio::test]
async fn tampering_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let store = filled(&path).await;
    let before = everything(&store).await;
    assert_eq!(before.0.len(), 300);
    let mut other = other_program(&path).await;
    for statement in TAMPERING {
        let outcome = sqlx::raw_sql(AssertSqlSafe(*statement)).execute(&mut other).await;
        // SQLITE_CONSTRAINT in any of its kinds, not a mistake in the statement itself.
        let code = outcome.expect_err(statement).into_database_error().unwrap().code().unwrap().parse::<i32>().unwrap();
        assert_eq!(code & 0xff, 19, "{statement}");
        assert_eq!(everything(&store).await, before, "{statement}");
    }
    append(&store, &drafts("incident/1", 301, 301, 1), Vec::new()).await;
}

#[tokio::test]
async fn an_entry_past_the_head_opens_no_erasure_for_the_next_transaction() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let store = filled(&path).await;
    append(&store, &drafts("incident/1", 301, 301, 1), vec![Position(5)]).await;
    let mut other = other_program(&path).await;
    // The erasure of another body cannot ride on an entry that was committed before.
    let outcome = sqlx::query("INSERT INTO ledger_erasure VALUES (6, 300)").execute(&mut other).await;
    assert!(outcome.is_err());
}

#[tokio::test]
async fn a_missing_payload_shows() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let store = filled(&path).await;
    let mut other = other_program(&path).await;
    let statement = "DROP TRIGGER ledger_payload_delete; DELETE FROM ledger_payload WHERE position = 7";
    sqlx::raw_sql(statement).execute(&mut other).await.unwrap();
    assert!(matches!(store.read(Position(0), 100).await, Err(StoreError::Corrupt(_))));
    let statement = "DROP TRIGGER ledger_entry_delete; DELETE FROM ledger_entry WHERE position = 7";
    sqlx::raw_sql(statement).execute(&mut other).await.unwrap();
    assert!(matches!(store.read(Position(0), 100).await, Err(StoreError::Corrupt(_))));
    assert!(matches!(store.read_stream("incident/1", 0, 100).await, Err(StoreError::Corrupt(_))));
    assert!(matches!(store.leaf_hashes(Position(0), 100).await, Err(StoreError::Corrupt(_))));
}

#[tokio::test]
async fn an_erased_body_is_not_left_in_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let secret = b"a body that nobody may ever find again";
    let draft = Draft { body: secret.to_vec(), ..drafts("incident/1", 1, 1, 1).remove(0) };
    append(&store, &[draft], Vec::new()).await;
    append(&store, &drafts("incident/1", 2, 2, 1), vec![Position(0)]).await;
    store.close().await.unwrap();
    let file = fs::read(&path).unwrap();
    assert!(file.windows(b"incident/1".len()).any(|bytes| bytes == b"incident/1"));
    assert!(!file.windows(secret.len()).any(|bytes| bytes == secret));
    assert!(!fs::exists(directory.path().join("ctac.db-wal")).unwrap());
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    filled(&path).await.close().await.unwrap();
    let mut other = other_program(&path).await;
    sqlx::query("INSERT INTO schema_migration VALUES (99, 'of the future')").execute(&mut other).await.unwrap();
    let outcome = SqliteStore::open(&path).await;
    let needed = ctac_store_sqlite::migrations::ALL.len() as i64;
    assert!(matches!(outcome, Err(StoreError::Schema { found: 99, needed: n }) if n == needed), "{outcome:?}");
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let text = "this is a text, not a database; ".repeat(100);
    fs::write(&path, &text).unwrap();
    assert!(matches!(SqliteStore::open(&path).await, Err(StoreError::Corrupt(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let nowhere = directory.path().join("no such directory").join("ctac.db");
    assert!(matches!(SqliteStore::open(&nowhere).await, Err(StoreError::Unavailable(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_may_open_a_new_file_at_once() {
    // Many files, because a file is new only for an instant.
    for _ in 0..25 {
        let directory = tempfile::tempdir().unwrap();
        let path: Arc<Path> = directory.path().join("ctac.db").into();
        let openings: Vec<_> = (0..8)
            .map(|_| Arc::clone(&path))
            .map(|path| tokio::spawn(async move { SqliteStore::open(&path).await }))
            .collect();
        for opening in openings {
            assert_eq!(opening.await.unwrap().unwrap().head().await.unwrap().size, 0);
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let _store = filled(&path).await;
    for name in ["ctac.db", "ctac.db-wal", "ctac.db-shm"] {
        let mode = fs::metadata(directory.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn what_was_written_stands_when_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let store = filled(&path).await;
    let before = everything(&store).await;
    store.close().await.unwrap();
    let again = SqliteStore::open(&path).await.unwrap();
    assert_eq!(everything(&again).await, before);
    append(&again, &drafts("incident/1", 301, 301, 1), Vec::new()).await;
}
