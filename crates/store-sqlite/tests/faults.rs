//! Callers that give up half way, and stores that are closed.

use std::time::Duration;

use ctac_ledger::contract::oracle::{batch, drafts, empty};
use ctac_ledger::store::{AppendError, Store, StoreError};
use ctac_ledger::vault::{Expect, Vault};
use ctac_store_sqlite::SqliteStore;
use tokio::time::timeout;

#[tokio::test(flavor = "multi_thread")]
async fn an_append_given_up_half_way_leaves_the_file_free() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let (one, two) = (SqliteStore::open(&path).await.unwrap(), SqliteStore::open(&path).await.unwrap());
    for seq in 1..=10 {
        let lock = two.lock().await.unwrap();
        let batch = batch(lock.head(), &drafts("incident/1", u128::from(seq), seq, 1));
        // It waits for the file when it is dropped, and would hold it with nobody to commit.
        assert!(timeout(Duration::from_millis(20), one.append(&batch)).await.is_err());
        assert!(timeout(Duration::from_millis(20), one.lock()).await.is_err());
        lock.append(&batch).await.unwrap();
        assert_eq!(one.head().await.unwrap().size, seq);
    }
    let batch = batch(&one.head().await.unwrap(), &drafts("incident/1", 11, 11, 1));
    one.append(&batch).await.unwrap();
}

#[tokio::test]
async fn a_closed_store_refuses() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("ctac.db")).await.unwrap();
    let clone = store.clone();
    store.close().await.unwrap();
    let outcome = clone.append(&batch(&empty(), &drafts("incident/1", 1, 1, 1))).await;
    assert!(matches!(outcome, Err(AppendError::Store(StoreError::Unavailable(_)))), "{outcome:?}");
    assert!(clone.head().await.is_err());
    assert!(clone.lock().await.is_err());
    assert!(clone.put("space", "key", b"", None, Expect::Any).await.is_err());
}
