//! Several nodes, one log: a position once read never changes, and nothing ever appears before it.

use std::cell::Cell;

use futures_util::future::{join, join_all};

use super::oracle::{batch, drafts, empty};
use super::stores::{append, check_tree, read_all};
use super::{Subject, pass};
use crate::store::{AppendError, Position, Store, StoredEntry};

const WRITERS: u64 = 8;
const BATCHES: u64 = 12;
const TOTAL: usize = (2 * WRITERS * BATCHES * 2) as usize;

/// Eight writers at each of two nodes, some holding the lock and some not, and a reader at each that follows the tail:
/// it sees every entry once, in order, as it will stand for ever.
pub async fn many_writers_one_log(subject: Subject) {
    let nodes = [&*subject.one, &*subject.two];
    let writers = (0..2 * WRITERS).map(|writer| write(nodes[usize::from(writer % 2 == 1)], writer));
    let ((_, one_saw), two_saw) = join(join(join_all(writers), follow(nodes[0])), follow(nodes[1])).await;
    for (node, saw) in nodes.into_iter().zip([one_saw, two_saw]) {
        assert!(saw == read_all(node).await, "a follower saw another log than the one that stands");
        check_tree(node).await;
    }
    for writer in 0..2 * WRITERS {
        let stream = subject.one.read_stream(&format!("writer/{writer}"), 0, 1_000).await.expect("a page");
        assert_eq!(stream.len() as u64, 2 * BATCHES);
    }
}

/// One writer, as a node does it: an append where the log is believed to stand, then, beaten, one under the lock.
async fn write(store: &dyn Store, writer: u64) {
    let stream = format!("writer/{writer}");
    for round in 0..BATCHES {
        let drafts = drafts(&stream, u128::from(writer * 10_000 + round * 2), 1 + round * 2, 2);
        let head = store.head().await.expect("a head");
        pass().await;
        match store.append(&batch(&head, &drafts)).await {
            Ok(()) => {}
            Err(AppendError::Moved { size }) => {
                assert!(size > head.size);
                let lock = store.lock().await.expect("the lock");
                let batch = batch(lock.head(), &drafts);
                lock.append(&batch).await.expect("an append under the lock");
            }
            Err(other) => panic!("writer {writer}: {other}"),
        }
    }
}

async fn follow(store: &dyn Store) -> Vec<StoredEntry> {
    let mut seen: Vec<StoredEntry> = Vec::new();
    while seen.len() < TOTAL {
        let from = seen.len() as u64;
        let page = store.read(Position(from), 50).await.expect("a page");
        for (wanted, entry) in (from..).zip(&page) {
            assert_eq!(entry.position, Position(wanted), "a follower read over a hole");
        }
        seen.extend(page);
        pass().await;
    }
    seen
}

/// While one node holds the lock no other appends: it comes after, and finds the log moved.
pub async fn the_lock_excludes_appends(subject: Subject) {
    let lock = subject.one.lock().await.expect("the lock");
    let order = Cell::new("");
    let holder = async {
        for _ in 0..10 {
            subject.one.read(Position(0), 1).await.expect("a page");
            pass().await;
        }
        let batch = batch(lock.head(), &drafts("incident/1", 1, 1, 1));
        assert_eq!(order.get(), "", "an append passed the lock");
        lock.append(&batch).await.expect("an append under the lock");
    };
    let other = async {
        let outcome = subject.two.append(&batch(&empty(), &drafts("incident/2", 2, 1, 1))).await;
        order.set("the other appended");
        outcome
    };
    let ((), outcome) = join(holder, other).await;
    assert!(matches!(outcome, Err(AppendError::Moved { size: 1 })), "{outcome:?}");
    check_tree(&*subject.two).await;
}

/// A lock dropped without an append is free for whoever waits, and for the same node.
pub async fn a_dropped_lock_is_free(subject: Subject) {
    let lock = subject.one.lock().await.expect("the lock");
    let other = async { drop(subject.two.lock().await.expect("the lock, later")) };
    let holder = async {
        for _ in 0..10 {
            pass().await;
        }
        drop(lock);
    };
    join(holder, other).await;
    append(&*subject.two, &drafts("incident/1", 1, 1, 1)).await;
    drop(subject.one.lock().await.expect("the lock again"));
    append(&*subject.one, &drafts("incident/1", 2, 2, 1)).await;
}

/// Under the lock a node catches up and appends.
pub async fn the_lock_reads_and_appends(subject: Subject) {
    let appended = append(&*subject.two, &drafts("incident/1", 1, 1, 5)).await;
    let mut lock = subject.one.lock().await.expect("the lock");
    assert_eq!(lock.head().size, 5);
    assert_eq!(lock.read(Position(0), 3).await.expect("a page"), appended[..3]);
    assert_eq!(lock.read(Position(3), 100).await.expect("a page"), appended[3..]);
    let batch = batch(lock.head(), &drafts("incident/1", 6, 6, 2));
    lock.append(&batch).await.expect("an append under the lock");
    assert_eq!(subject.two.head().await.expect("a head").size, 7);
    check_tree(&*subject.two).await;
}

/// Even under the lock a batch for another size is not written.
pub async fn a_batch_for_another_head_under_the_lock(subject: Subject) {
    append(&*subject.two, &drafts("incident/1", 1, 1, 5)).await;
    let lock = subject.one.lock().await.expect("the lock");
    let outcome = lock.append(&batch(&empty(), &drafts("incident/2", 9, 1, 1))).await;
    assert!(matches!(outcome, Err(AppendError::Moved { size: 5 })), "{outcome:?}");
    append(&*subject.two, &drafts("incident/1", 6, 6, 1)).await;
    check_tree(&*subject.one).await;
}

/// A batch refused under the lock leaves nothing, not even the lock.
pub async fn a_refused_batch_releases_the_lock(subject: Subject) {
    append(&*subject.two, &drafts("incident/1", 1, 1, 1)).await;
    let lock = subject.one.lock().await.expect("the lock");
    let again = batch(lock.head(), &drafts("incident/2", 1, 1, 1));
    let outcome = lock.append(&again).await;
    assert!(matches!(outcome, Err(AppendError::Refused(_))), "{outcome:?}");
    append(&*subject.two, &drafts("incident/1", 2, 2, 1)).await;
    check_tree(&*subject.one).await;
}

/// A node that waits for news gets it: of what is appended while it waits, and of what was before it did.
pub async fn appends_are_noticed(subject: Subject) {
    append(&*subject.two, &drafts("incident/1", 1, 1, 1)).await;
    subject.one.changed().await;
    assert_eq!(subject.one.head().await.expect("a head").size, 1);
    let later = async {
        pass().await;
        append(&*subject.two, &drafts("incident/1", 2, 2, 1)).await;
    };
    join(subject.one.changed(), later).await;
    assert_eq!(subject.one.head().await.expect("a head").size, 2);
}
