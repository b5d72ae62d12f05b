//! A server that is not there, goes away and comes back; a node that hangs; news from another node.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ctac_ledger::contract::oracle::{batch, drafts, empty};
use ctac_ledger::limits::POLL;
use ctac_ledger::store::{AppendError, Store, StoreError};
use ctac_store_postgres::PostgresStore;
use ctac_store_postgres::testing::Cluster;
use sqlx::{Connection, PgConnection};
use tokio::time::{Instant, timeout};

/// Ends every connection of a database but the one that asks, as a restart of the server does.
async fn disconnect_all(url: &str) {
    let mut other = PgConnection::connect(url).await.unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::query(end).execute(&mut other).await.unwrap();
}

#[tokio::test]
async fn nobody_there() {
    for url in ["postgres://localhost/ctac?host=/no/such/directory", "postgres://127.0.0.1:1/ctac", "no URL"] {
        let outcome = PostgresStore::connect(url).await;
        assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{url}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_password_is_in_no_error_and_no_debug_text() {
    let outcome = PostgresStore::connect("postgres://user:hunter2@127.0.0.1:1/ctac").await.unwrap_err();
    assert!(!format!("{outcome} {outcome:?}").contains("hunter2"));
    let url = Cluster::shared().database().await.replacen("postgres@", "postgres:hunter2@", 1);
    let store = PostgresStore::connect(&url).await.unwrap();
    assert!(!format!("{store:?}").contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_elsewhere_is_heard_at_once() {
    let url = Cluster::shared().database().await;
    let (one, two) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    // The nudge that says that the listener listens.
    one.changed().await;
    let mut heard = 0;
    for seq in 1..=5 {
        let news = one.changed();
        let head = two.head().await.unwrap();
        two.append(&batch(&head, &drafts("incident/1", u128::from(seq), seq, 1))).await.unwrap();
        let asked = Instant::now();
        news.await;
        heard += u32::from(asked.elapsed() < POLL / 2);
    }
    assert!(heard >= 3, "only {heard} of 5 appends were heard before the poll");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_clone_is_told() {
    let url = Cluster::shared().database().await;
    let store = PostgresStore::connect(&url).await.unwrap();
    let clone = store.clone();
    store.append(&batch(&empty(), &drafts("incident/1", 1, 1, 1))).await.unwrap();
    timeout(2 * POLL, async { tokio::join!(store.changed(), clone.changed()) }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_outlives_its_connections() {
    let url = Cluster::shared().database().await;
    let store = PostgresStore::connect(&url).await.unwrap();
    store.append(&batch(&empty(), &drafts("incident/1", 1, 1, 1))).await.unwrap();
    disconnect_all(&url).await;
    // The first to ask may find a dead connection; each is found dead once.
    let mut seq = 2;
    let mut failures = 0;
    while seq <= 4 {
        let head = store.head().await;
        let appended = match &head {
            Ok(head) => store.append(&batch(head, &drafts("incident/1", u128::from(seq), seq, 1))).await,
            Err(_) => Err(AppendError::Refused("no head".to_owned())),
        };
        match appended {
            Ok(()) => seq += 1,
            Err(_) => failures += 1,
        }
        assert!(failures <= 10, "{head:?}");
    }
    assert_eq!(store.head().await.unwrap().size, 4);
    // The listener, too, finds its way back.
    let other = PostgresStore::connect(&url).await.unwrap();
    let mut news_came = false;
    for seq in 5..=9 {
        let news = store.changed();
        let head = other.head().await.unwrap();
        other.append(&batch(&head, &drafts("incident/1", u128::from(seq), seq, 1))).await.unwrap();
        let asked = Instant::now();
        news.await;
        news_came |= asked.elapsed() < POLL / 2;
    }
    assert!(news_came);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_whose_connection_died_writes_nothing_and_is_free() {
    let url = Cluster::shared().database().await;
    let (one, two) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    let lock = one.lock().await.unwrap();
    disconnect_all(&url).await;
    let outcome = lock.append(&batch(&empty(), &drafts("incident/1", 1, 1, 1))).await;
    assert!(matches!(outcome, Err(AppendError::Store(StoreError::Unavailable(_)))), "{outcome:?}");
    let mut tries = 0;
    while two.append(&batch(&empty(), &drafts("incident/1", 1, 1, 1))).await.is_err() {
        tries += 1;
        assert!(tries < 10);
    }
    assert_eq!(two.head().await.unwrap().size, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_given_up_half_way_leaves_the_store_whole() {
    let url = Cluster::shared().database().await;
    let (one, two) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    for seq in 1..=20 {
        let lock = two.lock().await.unwrap();
        let batch = batch(lock.head(), &drafts("incident/1", u128::from(seq), seq, 1));
        // It waits for the lock when it is dropped.
        let given_up = timeout(POLL / 50, one.append(&batch)).await;
        assert!(given_up.is_err());
        lock.append(&batch).await.unwrap();
        assert_eq!(one.head().await.unwrap().size, seq);
    }
}
