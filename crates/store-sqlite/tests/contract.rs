//! The contract of a ledger and of a vault, on SQLite: two nodes are two stores opened on one file.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use ctac_ledger::contract::Subject;
use ctac_store_sqlite::SqliteStore;

async fn open() -> Subject {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ctac.db");
    let (one, two) = (SqliteStore::open(&path).await.unwrap(), SqliteStore::open(&path).await.unwrap());
    Subject {
        vault: Arc::new(one.clone()),
        other_vault: Arc::new(two.clone()),
        one: Arc::new(one),
        two: Arc::new(two),
        keep: Box::new(directory),
    }
}

ctac_ledger::store_contract!(open);
ctac_ledger::vault_contract!(open);
