//! The contract, and what is the memory store's own: its faults.

use std::sync::Arc;

use super::{Fault, MemoryStore};
use crate::contract::Subject;
use crate::contract::oracle::{batch, drafts, empty};
use crate::store::{AppendError, Position, Store, StoreError};

async fn open() -> Subject {
    let (one, two) = {
        let store = MemoryStore::new();
        (store.clone(), store)
    };
    Subject {
        vault: Arc::new(one.clone()),
        other_vault: Arc::new(two.clone()),
        one: Arc::new(one),
        two: Arc::new(two),
        keep: Box::new(()),
    }
}

crate::store_contract!(open);
crate::vault_contract!(open);

#[tokio::test]
async fn an_append_fails_before_it_took_effect() {
    let store = MemoryStore::new();
    let batch = batch(&empty(), &drafts("incident/1", 1, 1, 2));
    store.fail_next_append(Fault::BeforeItTookEffect);
    assert!(matches!(store.append(&batch).await, Err(AppendError::Store(StoreError::Unavailable(_)))));
    assert_eq!(store.head().await.unwrap(), empty());
    store.append(&batch).await.unwrap();
}

#[tokio::test]
async fn an_append_fails_after_it_took_effect() {
    let store = MemoryStore::new();
    let batch = batch(&empty(), &drafts("incident/1", 1, 1, 2));
    store.clone().fail_next_append(Fault::AfterItTookEffect);
    let lock = store.lock().await.unwrap();
    assert!(matches!(lock.append(&batch).await, Err(AppendError::Store(StoreError::Unavailable(_)))));
    assert_eq!(store.head().await.unwrap(), batch.head);
    assert!(matches!(store.append(&batch).await, Err(AppendError::Moved { size: 2 })));
}

#[tokio::test]
async fn reads_are_refused_until_they_are_not() {
    let store = MemoryStore::new();
    store.refuse_reads(true);
    assert!(matches!(store.head().await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.read(Position(0), 1).await, Err(StoreError::Unavailable(_))));
    assert!(store.lock().await.is_err());
    store.refuse_reads(false);
    assert_eq!(store.head().await.unwrap(), empty());
}

/// Every case of the suite is stamped by the macros: a public function that is not in their lists would run nowhere.
#[test]
fn every_case_is_stamped() {
    let macros = include_str!("../contract.rs");
    for group in [
        include_str!("../contract/stores.rs"),
        include_str!("../contract/refusals.rs"),
        include_str!("../contract/concurrency.rs"),
        include_str!("../contract/notes.rs"),
        include_str!("../contract/erasure.rs"),
        include_str!("../contract/vaults.rs"),
    ] {
        let cases = group.lines().filter_map(|line| line.strip_prefix("pub async fn ")?.split('(').next());
        for case in cases {
            assert!(macros.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == case), "{case}");
        }
    }
}
