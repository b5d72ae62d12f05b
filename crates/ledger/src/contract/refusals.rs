//! What a store must not write, and that it then writes nothing at all.

use super::Subject;
use super::oracle::{batch, drafts, empty};
use super::stores::{append, check_tree, read_all};
use crate::limits::{BATCH_ENTRIES, LEAF_BYTES, PART_BYTES, STREAM_BYTES};
use crate::merkle::Hash;
use crate::store::{AppendError, Batch, Body, Head, Node, Position};

async fn refused(subject: &Subject, batch: &Batch, what: &str) {
    let before = (subject.one.head().await.expect("a head"), read_all(&*subject.one).await);
    let outcome = subject.one.append(batch).await;
    assert!(matches!(outcome, Err(AppendError::Refused(_))), "{what}: {outcome:?}");
    assert_eq!((subject.two.head().await.expect("a head"), read_all(&*subject.two).await), before, "{what}");
}

/// A batch for another size than the log has says which it has, and leaves no trace.
pub async fn moved_writes_nothing(subject: Subject) {
    let first = append(&*subject.one, &drafts("incident/1", 1, 1, 3)).await;
    let behind = batch(&empty(), &drafts("incident/2", 10, 1, 1));
    let head = subject.one.head().await.expect("a head");
    let beyond = batch(&batch(&head, &drafts("incident/2", 20, 1, 1)).head, &drafts("incident/2", 30, 2, 1));
    for wrong in [behind, beyond] {
        let outcome = subject.two.append(&wrong).await;
        assert!(matches!(outcome, Err(AppendError::Moved { size: 3 })), "{outcome:?}");
        assert_eq!(read_all(&*subject.one).await, first);
        assert!(subject.one.read_stream("incident/2", 0, 10).await.expect("a page").is_empty());
    }
    append(&*subject.two, &drafts("incident/2", 10, 1, 1)).await;
    check_tree(&*subject.one).await;
}

/// The same event a second time is refused, within a batch and between two.
pub async fn an_event_is_recorded_once(subject: Subject) {
    append(&*subject.one, &drafts("incident/1", 1, 1, 2)).await;
    let head = subject.one.head().await.expect("a head");
    refused(&subject, &batch(&head, &drafts("incident/2", 2, 1, 1)), "recorded before").await;
    let twice = [drafts("incident/2", 9, 1, 1), drafts("incident/3", 9, 1, 1)].concat();
    refused(&subject, &batch(&head, &twice), "twice in a batch").await;
    let third = [drafts("incident/1", 3, 3, 1), drafts("incident/2", 1, 1, 1)].concat();
    refused(&subject, &batch(&head, &third), "the second of a batch").await;
}

/// A stream counts from 1 by ones.
pub async fn no_gap_in_a_stream(subject: Subject) {
    append(&*subject.one, &drafts("incident/1", 1, 1, 2)).await;
    let head = subject.one.head().await.expect("a head");
    for (stream, seq, what) in [
        ("incident/1", 2, "a number again"),
        ("incident/1", 4, "a number skipped"),
        ("incident/1", 1, "from the start again"),
        ("incident/2", 2, "not from 1"),
    ] {
        refused(&subject, &batch(&head, &drafts(stream, 50, seq, 1)), what).await;
    }
    let skips = [drafts("incident/1", 50, 3, 1), drafts("incident/1", 60, 5, 1)].concat();
    refused(&subject, &batch(&head, &skips), "skipped within a batch").await;
}

/// A node of the tree is written once.
pub async fn no_stored_node_changes(subject: Subject) {
    append(&*subject.one, &drafts("incident/1", 1, 1, 256)).await;
    let head = subject.one.head().await.expect("a head");
    let mut other = batch(&head, &drafts("incident/1", 1_000, 257, 1));
    other.nodes.push(Node { level: 8, index: 0, hash: Hash([7; 32]) });
    refused(&subject, &other, "a node that stands").await;
}

/// Batches that are not whole in themselves.
pub async fn malformed_batches(subject: Subject) {
    append(&*subject.one, &drafts("incident/1", 1, 1, 1)).await;
    let head = subject.one.head().await.expect("a head");
    let good = batch(&head, &drafts("incident/1", 10, 2, 2));
    let spoilt = |spoil: &dyn Fn(&mut Batch)| {
        let mut batch = good.clone();
        spoil(&mut batch);
        batch
    };
    for (what, bad) in [
        ("empty", Batch { entries: Vec::new(), head: head.clone(), ..good.clone() }),
        ("positions with a gap", spoilt(&|batch| batch.entries[1].position = Position(9))),
        ("positions swapped", spoilt(&|batch| batch.entries.swap(0, 1))),
        ("a head of another size", spoilt(&|batch| batch.head.size += 1)),
        ("a frontier too short", spoilt(&|batch| batch.head.frontier.hashes.truncate(1))),
        ("entry 0 of a stream", spoilt(&|batch| batch.entries[0].seq = 0)),
        ("a fifth marking", spoilt(&|batch| batch.entries[0].marking = 5)),
        ("a stream without a name", spoilt(&|batch| batch.entries[0].stream.clear())),
        ("a name with a control", spoilt(&|batch| batch.entries[0].stream.push('\n'))),
        ("a name not in ASCII", spoilt(&|batch| batch.entries[0].stream.push('é'))),
        ("no leaf", spoilt(&|batch| batch.entries[0].leaf.clear())),
        (
            "a node of a level not stored",
            spoilt(&|batch| batch.nodes.push(Node { level: 3, index: 0, hash: Hash([0; 32]) })),
        ),
    ] {
        refused(&subject, &bad, what).await;
    }
    subject.one.append(&good).await.expect("the batch they were made of");
}

/// What is as large as it may be is kept; one more is refused.
pub async fn batches_beyond_a_limit(subject: Subject) {
    let too_many = batch(&empty(), &drafts("incident/1", 1, 1, BATCH_ENTRIES as u64 + 1));
    refused(&subject, &too_many, "too many entries").await;
    let sized = |leaf: usize, meta: usize, body: usize, stream: usize| {
        let mut batch = batch(&empty(), &drafts("incident/1", 1, 1, 1));
        let entry = &mut batch.entries[0];
        entry.leaf = vec![1; leaf];
        entry.payload.meta = vec![2; meta];
        entry.payload.body = Some(Body { salt: [3; 32], bytes: vec![4; body] });
        entry.stream = "s".repeat(stream);
        batch
    };
    refused(&subject, &sized(LEAF_BYTES + 1, 1, 1, 1), "a leaf too large").await;
    refused(&subject, &sized(1, PART_BYTES + 1, 1, 1), "meta too large").await;
    refused(&subject, &sized(1, 1, PART_BYTES + 1, 1), "a body too large").await;
    refused(&subject, &sized(1, 1, 1, STREAM_BYTES + 1), "a stream's name too long").await;
    let endless = Batch { base: u64::MAX, head: Head { size: 0, ..empty() }, ..sized(1, 1, 1, 1) };
    refused(&subject, &endless, "past the greatest position").await;
    let largest = sized(LEAF_BYTES, PART_BYTES, PART_BYTES, STREAM_BYTES);
    subject.one.append(&largest).await.expect("the largest entry");
    assert_eq!(read_all(&*subject.two).await, largest.entries);
}
