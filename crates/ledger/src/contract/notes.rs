//! Checkpoints and cosignatures.

use super::Subject;
use crate::limits::{COSIGNATURE_BYTES, NOTE_BYTES};
use crate::store::{AppendError, StoredCheckpoint};

fn checkpoint(size: u64) -> StoredCheckpoint {
    let note = format!("ctac.example/cell\n{size}\nroot\n\n— ctac.example/cell signature\n");
    StoredCheckpoint { size, note, signed_us: 1_700_000_000_000_000 }
}

async fn keep(subject: &Subject, sizes: &[u64]) {
    for size in sizes {
        subject.one.save_checkpoint(&checkpoint(*size)).await.expect("a new checkpoint");
    }
}

/// The same checkpoint twice is one; another for its size is refused and the first stands.
pub async fn a_checkpoint_never_changes(subject: Subject) {
    keep(&subject, &[5]).await;
    subject.two.save_checkpoint(&checkpoint(5)).await.expect("the same again");
    let signed_again = StoredCheckpoint { signed_us: 9, ..checkpoint(5) };
    subject.two.save_checkpoint(&signed_again).await.expect("the same note, signed again");
    let other = StoredCheckpoint { note: "another".to_owned(), ..checkpoint(5) };
    let outcome = subject.two.save_checkpoint(&other).await;
    assert!(matches!(outcome, Err(AppendError::Refused(_))), "{outcome:?}");
    assert_eq!(subject.one.latest_checkpoint().await.expect("an answer"), Some(checkpoint(5)));
}

/// The greatest, and the smallest that covers.
pub async fn checkpoints_are_found(subject: Subject) {
    keep(&subject, &[10, 2, 0, 7]).await;
    let store = &subject.two;
    assert_eq!(store.latest_checkpoint().await.expect("an answer"), Some(checkpoint(10)));
    for (size, covering) in [(0, Some(0)), (1, Some(2)), (2, Some(2)), (3, Some(7)), (10, Some(10)), (11, None)] {
        let found = store.checkpoint_covering(size).await.expect("an answer");
        assert_eq!(found, covering.map(checkpoint), "covering {size}");
    }
}

/// Each witness has one line for a checkpoint: its latest. They come by witness; none without the checkpoint.
pub async fn the_latest_cosignature_stands(subject: Subject) {
    keep(&subject, &[5, 6]).await;
    let store = &subject.one;
    for (size, witness, line) in [(5, "b", "old"), (5, "a", "of a"), (6, "a", "of six"), (5, "b", "— b new\n")] {
        store.save_cosignature(size, witness, line).await.expect("a cosignature");
    }
    assert_eq!(subject.two.cosignatures(5).await.expect("lines"), ["of a", "— b new\n"]);
    assert_eq!(subject.two.cosignatures(6).await.expect("lines"), ["of six"]);
    let outcome = store.save_cosignature(7, "a", "of none").await;
    assert!(matches!(outcome, Err(AppendError::Refused(_))), "{outcome:?}");
    assert!(store.cosignatures(7).await.expect("lines").is_empty());
}

/// What is too long is refused.
pub async fn notes_beyond_a_limit(subject: Subject) {
    let long = StoredCheckpoint { note: "n".repeat(NOTE_BYTES + 1), ..checkpoint(5) };
    let outcome = subject.one.save_checkpoint(&long).await;
    assert!(matches!(outcome, Err(AppendError::Refused(_))), "{outcome:?}");
    keep(&subject, &[5]).await;
    for (witness, line) in [("", "line"), ("witness", ""), ("witness", "two\nlines"), ("nul\0", "line")] {
        let outcome = subject.one.save_cosignature(5, witness, line).await;
        assert!(matches!(outcome, Err(AppendError::Refused(_))), "{witness:?} {line:?}: {outcome:?}");
    }
    let outcome = subject.one.save_cosignature(5, "witness", &"l".repeat(COSIGNATURE_BYTES + 1)).await;
    assert!(matches!(outcome, Err(AppendError::Refused(_))), "{outcome:?}");
}
