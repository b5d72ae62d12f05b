//! What every store checks of a batch before its database sees it.
//!
//! The databases hold most of this by constraint and trigger as well. Checking here first gives all three stores the
//! same answer, and keeps a batch that is too large from ever being sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::limits;
use crate::store::{AppendError, Batch, StoredEntry};

/// Whether a batch is whole in itself: within the limits, gapless from its base, and with a head that fits.
///
/// # Errors
/// [`AppendError::Refused`], saying what is wrong.
pub fn check(batch: &Batch) -> Result<(), AppendError> {
    check_shape(batch).map_err(AppendError::Refused)?;
    let mut seqs = BTreeMap::new();
    for (position, entry) in (batch.base..).zip(&batch.entries) {
        check_entry(entry, position).map_err(AppendError::Refused)?;
        if let Some(before) = seqs.insert(entry.stream.as_str(), entry.seq)
            && before.checked_add(1) != Some(entry.seq)
        {
            return Err(AppendError::Refused(format!(
                "entry {} of {} follows entry {before}",
                entry.seq, entry.stream
            )));
        }
    }
    check_erase(batch).map_err(AppendError::Refused)
}

fn check_shape(batch: &Batch) -> Result<(), String> {
    let count = batch.entries.len();
    if count == 0 || count > limits::BATCH_ENTRIES {
        return Err(format!("a batch has 1 to {} entries, not {count}", limits::BATCH_ENTRIES));
    }
    let size = u64::try_from(count).ok().and_then(|count| batch.base.checked_add(count));
    if size != Some(batch.head.size) || i64::try_from(batch.head.size).is_err() {
        return Err(format!("{count} entries on {} do not make a head of {}", batch.base, batch.head.size));
    }
    if batch.head.frontier.hashes.len() != batch.head.size.count_ones() as usize {
        return Err(format!(
            "a frontier of {} hashes does not cover {} entries",
            batch.head.frontier.hashes.len(),
            batch.head.size
        ));
    }
    match batch.nodes.iter().find(|node| node.level == 0 || node.level % 8 != 0 || node.index > batch.head.size) {
        Some(node) => Err(format!("no node {} of level {} is stored", node.index, node.level)),
        None => Ok(()),
    }
}

fn check_entry(entry: &StoredEntry, position: u64) -> Result<(), String> {
    let body = entry.payload.body.as_ref().map_or(0, |body| body.bytes.len());
    if entry.position.0 != position {
        return Err(format!("position {} stands where {position} belongs", entry.position.0));
    }
    if !is_stream(&entry.stream) {
        return Err(format!("a stream's name is 1 to {} bytes of printable ASCII", limits::STREAM_BYTES));
    }
    if entry.seq == 0 || i64::try_from(entry.seq).is_err() {
        return Err(format!("{} is no number of an entry in its stream", entry.seq));
    }
    if entry.marking > 4 {
        return Err(format!("{} is no marking", entry.marking));
    }
    if entry.leaf.is_empty() || entry.leaf.len() > limits::LEAF_BYTES {
        return Err(format!("a leaf is 1 to {} bytes, not {}", limits::LEAF_BYTES, entry.leaf.len()));
    }
    if entry.payload.meta.len() > limits::PART_BYTES || body > limits::PART_BYTES {
        return Err(format!("meta and body are at most {} bytes each", limits::PART_BYTES));
    }
    Ok(())
}

fn check_erase(batch: &Batch) -> Result<(), String> {
    let distinct: BTreeSet<_> = batch.erase.iter().collect();
    if batch.erase.len() > limits::BATCH_ENTRIES || distinct.len() != batch.erase.len() {
        return Err(format!("at most {} bodies are erased at once, each once", limits::BATCH_ENTRIES));
    }
    match batch.erase.iter().find(|position| position.0 >= batch.base) {
        Some(position) => Err(format!("entry {} does not stand yet and cannot be erased", position.0)),
        None => Ok(()),
    }
}

/// Whether this can be a stream's name: 1 to [`limits::STREAM_BYTES`] bytes of printable ASCII.
#[must_use]
pub fn is_stream(name: &str) -> bool {
    !name.is_empty() && name.len() <= limits::STREAM_BYTES && name.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
