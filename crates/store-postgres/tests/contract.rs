//! The contract of a ledger and of a vault, on PostgreSQL: two nodes are two stores connected to one database.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use ctac_ledger::contract::Subject;
use ctac_store_postgres::PostgresStore;
use ctac_store_postgres::testing::Cluster;

async fn open() -> Subject {
    let url = Cluster::shared().database().await;
    let (one, two) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    Subject {
        vault: Arc::new(one.clone()),
        other_vault: Arc::new(two.clone()),
        one: Arc::new(one),
        two: Arc::new(two),
        keep: Box::new(()),
    }
}

ctac_ledger::store_contract!(open);
ctac_ledger::vault_contract!(open);
