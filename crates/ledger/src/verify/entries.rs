//! Checks the entries of the incident, one line after another, each with its receipt.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::failure::{EntryFault, Failure, FileFault};
use crate::bundle::directory::Files;
use crate::bundle::{Content, Line, file, line_digest};
use crate::checkpoint::Checkpoint;
use crate::entry::{self, ERASED, Header, OpenError};
use crate::limits::{BUNDLE_ENTRIES, BUNDLE_LINE_BYTES};
use crate::merkle::{Hash, leaf_hash, verify};
use crate::proof::{Receipt, ReceiptError};
use crate::store::{Body, Payload};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The stream that the shown and erased entries say they are of.
    pub(super) stream: Option<String>,
    pub(super) entries: u64,
    pub(super) shown: u64,
    pub(super) erased: u64,
    pub(super) withheld: u64,
    /// Numbers of erased entries whose erasure may stand in a withheld entry.
    pub(super) unexplained: Vec<u64>,
}

/// What the checks of one line need of those before it.
#[derive(Default)]
struct Walk {
    tally: Tally,
    last: Option<u64>,
    last_withheld: Option<u64>,
    /// Number and place of entries without body.
    erased: Vec<(u64, u64)>,
    /// Places named by `entry.erased` entries, and where those stand.
    named: Vec<(u64, u64)>,
}

struct Log<'a> {
    files: &'a Files,
    note: &'a str,
    checkpoint: &'a Checkpoint,
    leaves: &'a [Hash],
}

/// Checks every line and every receipt.
pub(super) fn check(files: &Files, note: &str, checkpoint: &Checkpoint, leaves: &[Hash]) -> Result<Tally, Failure> {
    let log = Log { files, note, checkpoint, leaves };
    let no_entries = || Failure::file(file::ENTRIES, FileFault::NoEntries);
    let bytes = files.get(file::ENTRIES).ok_or_else(|| Failure::file(file::ENTRIES, FileFault::Missing))?;
    let lines = bytes.strip_suffix(b"\n").ok_or_else(no_entries)?;
    let mut walk = Walk::default();
    for (seq, text) in (1..=BUNDLE_ENTRIES + 1).zip(lines.split(|byte| *byte == b'\n')) {
        let line = read(seq, text).map_err(|fault| Failure::Entry { seq, position: None, fault })?;
        walk.line(&log, &line, text).map_err(|fault| Failure::Entry { seq, position: Some(line.position), fault })?;
    }
    let found = walk.tally.entries;
    match files.keys().find(|name| file::proof_seq(name).is_some_and(|seq| seq > found)) {
        Some(orphan) => Err(Failure::file(orphan, FileFault::Orphan)),
        None => walk.erasures(),
    }
}

fn read(seq: u64, text: &[u8]) -> Result<Line, EntryFault> {
    let unreadable = |why: &str| EntryFault::Unreadable(why.to_owned());
    if seq > BUNDLE_ENTRIES {
        return Err(unreadable("a bundle has no more than 100,000 entries"));
    }
    if text.len() > BUNDLE_LINE_BYTES {
        return Err(unreadable("it is too long"));
    }
    let line: Line = serde_json::from_slice(text).map_err(|error| unreadable(&error.to_string()))?;
    if serde_json::to_vec(&line).ok().as_deref() != Some(text) {
        return Err(EntryFault::NotCanonical);
    }
    if line.seq == seq { Ok(line) } else { Err(EntryFault::Number(line.seq)) }
}

fn decoded(text: &str) -> Result<Vec<u8>, EntryFault> {
    STANDARD.decode(text).map_err(|_| EntryFault::Unreadable("a value is not base64".to_owned()))
}

fn salt(text: &str) -> Result<[u8; 32], EntryFault> {
    decoded(text)?.try_into().map_err(|_| EntryFault::Unreadable("a salt is not 32 bytes".to_owned()))
}

impl Walk {
    fn line(&mut self, log: &Log<'_>, line: &Line, text: &[u8]) -> Result<(), EntryFault> {
        if self.last.is_some_and(|last| last >= line.position) {
            return Err(EntryFault::Place);
        }
        self.last = Some(line.position);
        let place = usize::try_from(line.position).ok().and_then(|at| log.leaves.get(at));
        let in_log = place.ok_or(EntryFault::Beyond(log.checkpoint.size))?;
        let leaf = decoded(&line.leaf)?;
        let hash = leaf_hash(&leaf);
        if hash != *in_log {
            return Err(EntryFault::Leaf);
        }
        let header = entry::header(&leaf)?;
        self.content(line, &leaf, header)?;
        receipt(log, line, text, &hash)?;
        self.tally.entries += 1;
        Ok(())
    }

    fn content(&mut self, line: &Line, leaf: &[u8], header: Header) -> Result<(), EntryFault> {
        let (meta_salt, meta, body) = match &line.content {
            Content::Withheld { marking, .. } => {
                self.tally.withheld += 1;
                self.last_withheld = Some(line.position);
                return if *marking == header.marking { Ok(()) } else { Err(EntryFault::Marking) };
            }
            Content::Erased { meta_salt, meta } => (meta_salt, meta, None),
            Content::Shown { meta_salt, meta, body_salt, body } => {
                (meta_salt, meta, Some(Body { salt: salt(body_salt)?, bytes: body.clone().into_bytes() }))
            }
        };
        let payload = Payload { meta_salt: salt(meta_salt)?, meta: meta.clone().into_bytes(), body };
        let meta = entry::open(leaf, &payload)?.meta;
        let stream = self.tally.stream.get_or_insert_with(|| meta.stream.clone());
        if *stream != meta.stream || meta.seq != line.seq {
            return Err(EntryFault::Moved { stream: meta.stream, seq: meta.seq });
        }
        match &payload.body {
            None => {
                self.tally.erased += 1;
                self.erased.push((line.seq, line.position));
            }
            Some(body) => {
                self.tally.shown += 1;
                if meta.kind == ERASED {
                    let named = entry::erased_position(&body.bytes);
                    let named = named.ok_or_else(|| OpenError::MetaForm("it names no position".to_owned()))?;
                    self.named.push((named, line.position));
                }
            }
        }
        Ok(())
    }

    /// Checks that every missing body went by a later entry that says so, as far as the reader may see.
    fn erasures(mut self) -> Result<Tally, Failure> {
        for (seq, position) in &self.erased {
            if self.named.iter().any(|(named, at)| named == position && at > position) {
                continue;
            }
            if self.last_withheld.is_none_or(|withheld| withheld < *position) {
                let fault = EntryFault::Erased;
                return Err(Failure::Entry { seq: *seq, position: Some(*position), fault });
            }
            self.tally.unexplained.push(*seq);
        }
        Ok(self.tally)
    }
}

/// Checks an entry's receipt, which has only one writing: this line, position and path, the bundle's own checkpoint.
fn receipt(log: &Log<'_>, line: &Line, text: &[u8], leaf: &Hash) -> Result<(), EntryFault> {
    let bytes = log.files.get(&file::proof(line.seq)).ok_or(EntryFault::NoReceipt)?;
    let receipt = std::str::from_utf8(bytes).map_err(|_| ReceiptError::Malformed("it is not text"))?;
    let receipt = Receipt::parse(receipt)?;
    if receipt.position.0 != line.position || receipt.checkpoint != log.note {
        return Err(EntryFault::OtherReceipt);
    }
    if receipt.extra != Some(line_digest(text)) {
        return Err(EntryFault::Line);
    }
    // The note itself was opened once, for all of them.
    let (size, root) = (log.checkpoint.size, &log.checkpoint.root);
    verify::inclusion(line.position, size, leaf, &receipt.path, root).map_err(|error| EntryFault::Receipt(error.into()))
}
