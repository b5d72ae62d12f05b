//! Turns decided events into a batch that a store can append: seals, hashes, grows the tree. No I/O, no clock, no
//! randomness; a thousand entries take a few milliseconds.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::entry::{self, Class, ERASED, Header, MARKING_MAX, Meta, leaf};
use crate::limits::{BATCH_ENTRIES, PART_BYTES, STREAM_BYTES};
use crate::merkle::{TILE_HEIGHT, leaf_hash};
use crate::store::{Batch, Body, Head, Node, Payload, Position, StoredEntry};

/// An entry to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What is known of it; its time and marking also go into the public header.
    pub meta: Meta,
    /// What it is about.
    pub class: Class,
    /// [`entry::pseudonym`] of the organisation it belongs to; zeros when it has none.
    pub owner: [u8; 16],
    /// Unpredictable, and used once.
    pub meta_salt: [u8; 32],
    /// Unpredictable, and used once.
    pub body_salt: [u8; 32],
    /// JSON; kept and committed to as these exact bytes.
    pub body: Vec<u8>,
}

/// Why no batch was made: defects of the caller, never repaired by trying again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Nothing to write.
    #[error("a batch has at least one entry")]
    Empty,
    /// More than [`BATCH_ENTRIES`].
    #[error("a batch has at most {BATCH_ENTRIES} entries")]
    TooMany,
    /// The head's frontier is not one of a log of its size.
    #[error("the head of {size} entries has a frontier of {hashes} hashes")]
    Head {
        /// As given.
        size: u64,
        /// As given.
        hashes: usize,
    },
    /// A part is over [`PART_BYTES`].
    #[error("the {part} of entry {event_id} has {bytes} bytes; at most {PART_BYTES} are kept")]
    TooLarge {
        /// Which entry.
        event_id: Uuid,
        /// `meta` or `body`.
        part: &'static str,
        /// How large.
        bytes: usize,
    },
    /// Something in a draft cannot be recorded.
    #[error("entry {event_id} cannot be recorded: {why}")]
    Draft {
        /// Which entry.
        event_id: Uuid,
        /// Why.
        why: &'static str,
    },
    /// Bodies go exactly where an `entry.erased` of the same batch says so.
    #[error("the bodies to erase are not those that this batch's {ERASED} entries name")]
    Erasure,
}

/// Builds the batch that appends `drafts`, in order, to the log that stands at `base`, and erases the bodies at `erase`.
///
/// # Errors
/// See [`WriteError`].
pub fn batch(base: &Head, drafts: impl IntoIterator<Item = Draft>, erase: Vec<Position>) -> Result<Batch, WriteError> {
    if !base.frontier.fits(base.size) {
        return Err(WriteError::Head { size: base.size, hashes: base.frontier.hashes.len() });
    }
    let mut head = base.clone();
    let (mut entries, mut nodes, mut named) = (Vec::new(), Vec::new(), BTreeSet::new());
    for draft in drafts {
        if entries.len() == BATCH_ENTRIES {
            return Err(WriteError::TooMany);
        }
        if draft.meta.kind == ERASED {
            named.insert(Position(entry::erased_position(&draft.body).ok_or(WriteError::Erasure)?));
        }
        let entry = seal(Position(head.size), draft)?;
        head.frontier.append(head.size, entry.leaf_hash, |level, index, hash| {
            if level % TILE_HEIGHT == 0 {
                nodes.push(Node { level, index, hash });
            }
        });
        head.size += 1;
        entries.push(entry);
    }
    if entries.is_empty() {
        return Err(WriteError::Empty);
    }
    let erased: BTreeSet<Position> = erase.iter().copied().collect();
    if erased != named || erased.len() != erase.len() || erased.iter().any(|position| position.0 >= base.size) {
        return Err(WriteError::Erasure);
    }
    Ok(Batch { base: base.size, entries, nodes, head, erase })
}

/// Why a draft cannot be recorded, if it cannot.
fn fault(draft: &Draft) -> Option<&'static str> {
    let meta = &draft.meta;
    let printable = meta.stream.bytes().all(|byte| byte.is_ascii_graphic());
    if !printable || !(1..=STREAM_BYTES).contains(&meta.stream.len()) {
        return Some("a stream's name is 1 to 200 bytes of printable ASCII");
    }
    if meta.seq == 0 {
        return Some("numbers in a stream start at 1");
    }
    if meta.marking > MARKING_MAX {
        return Some("there is no such marking");
    }
    // The one use of a body's form here: a bundle shows it as text.
    if std::str::from_utf8(&draft.body).is_err() {
        return Some("its body is not UTF-8");
    }
    None
}

fn seal(position: Position, draft: Draft) -> Result<StoredEntry, WriteError> {
    let event_id = draft.meta.event_id;
    if let Some(why) = fault(&draft) {
        return Err(WriteError::Draft { event_id, why });
    }
    let Draft { meta, class, owner, meta_salt, body_salt, body } = draft;
    let written = serde_json::to_vec(&meta)
        .map_err(|_| WriteError::Draft { event_id, why: "its meta cannot be written as JSON" })?;
    for (part, bytes) in [("meta", written.len()), ("body", body.len())] {
        if bytes > PART_BYTES {
            return Err(WriteError::TooLarge { event_id, part, bytes });
        }
    }
    let header = Header { recorded_us: meta.recorded_us, marking: meta.marking, class, owner };
    let sealed = leaf::seal(&header, (&meta_salt, &written), (&body_salt, &body));
    Ok(StoredEntry {
        position,
        event_id,
        stream: meta.stream,
        seq: meta.seq,
        marking: meta.marking,
        recorded_us: meta.recorded_us,
        leaf_hash: leaf_hash(&sealed),
        leaf: sealed,
        payload: Payload { meta_salt, meta: written, body: Some(Body { salt: body_salt, bytes: body }) },
    })
}

#[cfg(test)]
mod tests;
