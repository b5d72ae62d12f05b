//! The one way in which something of an entry goes: its body, beside an entry that says so.

use super::Subject;
use super::oracle::{batch, drafts};
use super::stores::{append, check_tree, read_all};
use crate::store::{AppendError, Batch, Position};

async fn erasing(subject: &Subject, positions: &[u64], event: u128) -> Batch {
    let head = subject.one.head().await.expect("a head");
    let seq = subject.one.read_stream("erasure", 0, 100).await.expect("a page").len() as u64 + 1;
    let erase = positions.iter().copied().map(Position).collect();
    Batch { erase, ..batch(&head, &drafts("erasure", event, seq, 1)) }
}

/// The body and its salt go; the leaf, the hashes, the meta and every other entry stay. So does the tree.
pub async fn erasing_takes_the_body_only(subject: Subject) {
    let mut expected = append(&*subject.one, &drafts("incident/1", 1, 1, 4)).await;
    for (positions, event) in [(vec![1], 10), (vec![3, 0], 11)] {
        let batch = erasing(&subject, &positions, event).await;
        subject.one.append(&batch).await.expect("an erasure");
        expected.extend(batch.entries);
        for position in positions {
            expected[usize::try_from(position).expect("a small number")].payload.body = None;
        }
        assert_eq!(read_all(&*subject.two).await, expected);
    }
    let lock = subject.two.lock().await.expect("the lock");
    let batch = erasing(&subject, &[2], 12).await;
    lock.append(&batch).await.expect("an erasure under the lock");
    expected.extend(batch.entries);
    expected[2].payload.body = None;
    assert_eq!(read_all(&*subject.one).await, expected);
    check_tree(&*subject.one).await;
}

/// What is gone cannot go again, and nothing goes before it stands; such a batch writes nothing.
pub async fn nothing_is_erased_twice_or_ahead(subject: Subject) {
    append(&*subject.one, &drafts("incident/1", 1, 1, 3)).await;
    let first = erasing(&subject, &[1], 10).await;
    subject.one.append(&first).await.expect("an erasure");
    let before = read_all(&*subject.one).await;
    for (positions, what) in [
        (vec![1], "again"),
        (vec![0, 1], "again, after another"),
        (vec![2, 2], "twice at once"),
        (vec![4], "the erasing entry"),
        (vec![50], "what does not stand"),
    ] {
        let outcome = subject.two.append(&erasing(&subject, &positions, 20).await).await;
        assert!(matches!(outcome, Err(AppendError::Refused(_))), "{what}: {outcome:?}");
        assert_eq!(read_all(&*subject.two).await, before, "{what}");
    }
}
