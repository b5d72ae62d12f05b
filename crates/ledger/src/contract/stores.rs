//! What is appended is read back: exactly, in order, in pages.

use super::Subject;
use super::oracle::{self, batch, drafts, empty};
use crate::limits::{BATCH_ENTRIES, READ_ENTRIES};
use crate::store::{Position, Store, StoredEntry};

/// Appends `drafts` where the log stands.
pub(super) async fn append(store: &dyn Store, drafts: &[oracle::Draft]) -> Vec<StoredEntry> {
    let head = store.head().await.expect("a head");
    let batch = batch(&head, drafts);
    store.append(&batch).await.expect("an append where the log stands");
    batch.entries
}

/// Everything in the log, page by page.
pub(super) async fn read_all(store: &dyn Store) -> Vec<StoredEntry> {
    let mut all: Vec<StoredEntry> = Vec::new();
    loop {
        let page = store.read(Position(all.len() as u64), 1_000).await.expect("a page");
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// The log's head is what its leaves make it.
pub(super) async fn check_tree(store: &dyn Store) {
    let leaves: Vec<_> = read_all(store).await.iter().map(|entry| oracle::leaf_hash(&entry.leaf)).collect();
    let head = store.head().await.expect("a head");
    assert_eq!(head.size, leaves.len() as u64);
    assert_eq!(head.frontier, oracle::frontier(&leaves));
}

/// A new log is empty, and says so everywhere.
pub async fn empty_head(subject: Subject) {
    assert_eq!(subject.one.head().await.expect("a head"), empty());
    assert_eq!(subject.two.head().await.expect("a head"), empty());
    assert!(subject.one.read(Position(0), 10).await.expect("a page").is_empty());
    assert!(subject.one.read_stream("incident/1", 0, 10).await.expect("a page").is_empty());
    assert!(subject.one.leaf_hashes(Position(0), 10).await.expect("hashes").is_empty());
    assert!(subject.one.nodes(8, 0, 10).await.expect("nodes").is_empty());
    assert_eq!(subject.one.latest_checkpoint().await.expect("an answer"), None);
}

/// Every field comes back as it was, at both nodes.
pub async fn reads_back_exactly(subject: Subject) {
    let mut batch = batch(&empty(), &[drafts("incident/1", 1, 1, 2), drafts("rota/7", 10, 1, 1)].concat());
    batch.entries[0].payload.meta = vec![0, 255, 0, b'\''];
    batch.entries[1].marking = 4;
    batch.entries[1].recorded_us = i64::MIN;
    batch.entries[2].payload.body = None;
    subject.one.append(&batch).await.expect("an append");
    for store in [&subject.one, &subject.two] {
        assert_eq!(store.read(Position(0), 10).await.expect("a page"), batch.entries);
        assert_eq!(store.head().await.expect("a head"), batch.head);
    }
}

/// Batches of every kind of size stand one after the other without a gap, under the right tree.
pub async fn batches_of_every_size(subject: Subject) {
    let mut seq = 1;
    let mut appended = Vec::new();
    for count in [1, 2, 3, 7, 8, 63, 64, 65, 127, 128, 129, 300] {
        appended.extend(append(&*subject.one, &drafts("incident/1", 1_000 + u128::from(seq), seq, count)).await);
        seq += count;
    }
    assert_eq!(read_all(&*subject.two).await, appended);
    check_tree(&*subject.one).await;
}

/// A batch as large as any may be.
pub async fn a_full_batch(subject: Subject) {
    let count = BATCH_ENTRIES as u64;
    let appended = append(&*subject.one, &drafts("incident/1", 1, 1, count)).await;
    assert_eq!(read_all(&*subject.one).await, appended);
    check_tree(&*subject.two).await;
}

/// However much is asked for, a page has a greatest size; past the end it is empty.
pub async fn reads_are_bounded(subject: Subject) {
    let half = READ_ENTRIES as u64 / 2;
    for round in 0..3 {
        append(&*subject.one, &drafts("incident/1", 1 + u128::from(round * half), 1 + round * half, half)).await;
    }
    let store = &subject.two;
    assert_eq!(store.read(Position(0), usize::MAX).await.expect("a page").len(), READ_ENTRIES);
    assert_eq!(store.read_stream("incident/1", 0, usize::MAX).await.expect("a page").len(), READ_ENTRIES);
    assert_eq!(store.leaf_hashes(Position(0), usize::MAX).await.expect("hashes").len(), READ_ENTRIES);
    assert_eq!(store.read(Position(10), 3).await.expect("a page")[0].position, Position(10));
    assert!(store.read(Position(0), 0).await.expect("a page").is_empty());
    assert!(store.read(Position(3 * half), 10).await.expect("a page").is_empty());
    assert!(store.read(Position(u64::MAX), 10).await.expect("a page").is_empty());
    assert!(store.read_stream("incident/1", u64::MAX, 10).await.expect("a page").is_empty());
    assert!(store.leaf_hashes(Position(u64::MAX), 10).await.expect("hashes").is_empty());
    assert!(store.nodes(8, u64::MAX, 10).await.expect("nodes").is_empty());
}

/// A stream is read by its own numbers, and holds nothing of any other.
pub async fn streams_page_by_seq(subject: Subject) {
    let store = &*subject.one;
    for seq in 1..=10 {
        append(
            store,
            &[drafts("incident/1", u128::from(seq), seq, 1), drafts("incident/11", 100 + u128::from(seq), seq, 1)]
                .concat(),
        )
        .await;
    }
    let page = store.read_stream("incident/1", 3, 4).await.expect("a page");
    assert_eq!(page.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [4, 5, 6, 7]);
    assert!(page.iter().all(|entry| entry.stream == "incident/1"));
    assert_eq!(store.read_stream("incident/1", 7, 100).await.expect("a page").len(), 3);
    for stream in ["incident/%", "incident", "", "INCIDENT/1", "a\0b"] {
        assert!(store.read_stream(stream, 0, 10).await.expect("a page").is_empty(), "{stream:?}");
    }
}

/// Leaf hashes and stored nodes come back in order, and nodes are the trees over their leaves.
pub async fn hashes_and_nodes(subject: Subject) {
    let mut appended = Vec::new();
    for round in 0..4u64 {
        appended.extend(
            append(&*subject.one, &drafts("incident/1", 1 + u128::from(round * 200), 1 + round * 200, 200)).await,
        );
    }
    let leaves: Vec<_> = appended.iter().map(|entry| oracle::leaf_hash(&entry.leaf)).collect();
    let store = &subject.two;
    assert_eq!(store.leaf_hashes(Position(0), 1_000).await.expect("hashes"), leaves);
    assert_eq!(store.leaf_hashes(Position(5), 7).await.expect("hashes"), leaves[5..12]);
    let nodes: Vec<_> = leaves.chunks_exact(256).map(oracle::tree_hash).collect();
    assert_eq!(store.nodes(8, 0, 10).await.expect("nodes"), nodes);
    assert_eq!(store.nodes(8, 1, 1).await.expect("nodes"), nodes[1..2]);
    assert!(store.nodes(8, 3, 10).await.expect("nodes").is_empty());
    assert!(store.nodes(16, 0, 10).await.expect("nodes").is_empty());
}
