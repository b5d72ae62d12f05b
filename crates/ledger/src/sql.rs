//! The statements whose text serves every SQL store alike, and the values that cross them.
//!
//! Text and plain values only, no driver: a store crate binds, sends and maps its database's errors. Each statement
//! begins with its name, so that a database's log of slow statements can be read. `$1` is understood by SQLite too.

use uuid::Uuid;

use crate::merkle::{Frontier, Hash};
use crate::store::{Body, Head, Payload, Position, StoreError, StoredEntry};

/// The head; returns `size, frontier`.
pub const HEAD: &str = "-- ledger.head
SELECT size, frontier FROM ledger_head WHERE id = 1";

/// Entries from position `$1` on, at most `$2`. A payload that is missing must show, so the join is an outer one.
pub const READ: &str = "-- ledger.read
SELECT e.position, e.event_id, e.stream, e.seq, e.marking, e.recorded_us, e.leaf, e.leaf_hash,
       p.meta_salt, p.meta, p.body_salt, p.body
FROM ledger_entry e LEFT JOIN ledger_payload p ON p.position = e.position
WHERE e.position >= $1 ORDER BY e.position LIMIT $2";

/// Entries of stream `$1` with `seq > $2`, at most `$3`.
pub const READ_STREAM: &str = "-- ledger.read_stream
SELECT e.position, e.event_id, e.stream, e.seq, e.marking, e.recorded_us, e.leaf, e.leaf_hash,
       p.meta_salt, p.meta, p.body_salt, p.body
FROM ledger_entry e LEFT JOIN ledger_payload p ON p.position = e.position
WHERE e.stream = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3";

/// Leaf hashes from position `$1` on, at most `$2`; returns `number, hash`.
pub const LEAF_HASHES: &str = "-- ledger.leaf_hashes
SELECT position AS number, leaf_hash AS hash FROM ledger_entry WHERE position >= $1 ORDER BY position LIMIT $2";

/// Nodes of level `$1` from `$2` on, at most `$3`; returns `number, hash`.
pub const NODES: &str = "-- ledger.nodes
SELECT node_index AS number, hash FROM ledger_node
WHERE level = $1 AND node_index >= $2 ORDER BY node_index LIMIT $3";

/// Keeps checkpoint `size, note, signed_us` unless one of that size stands.
pub const SAVE_CHECKPOINT: &str = "-- ledger.save_checkpoint
INSERT INTO ledger_checkpoint (size, note, signed_us) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING";

/// The note of the checkpoint of size `$1`.
pub const CHECKPOINT_NOTE: &str = "-- ledger.checkpoint_note
SELECT note FROM ledger_checkpoint WHERE size = $1";

/// The greatest checkpoint.
pub const LATEST_CHECKPOINT: &str = "-- ledger.latest_checkpoint
SELECT size, note, signed_us FROM ledger_checkpoint ORDER BY size DESC LIMIT 1";

/// The smallest checkpoint that covers `$1` entries.
pub const CHECKPOINT_COVERING: &str = "-- ledger.checkpoint_covering
SELECT size, note, signed_us FROM ledger_checkpoint WHERE size >= $1 ORDER BY size LIMIT 1";

/// Keeps cosignature `size, witness, line`; the latest stands.
pub const SAVE_COSIGNATURE: &str = "-- ledger.save_cosignature
INSERT INTO ledger_cosignature (size, witness, line) VALUES ($1, $2, $3)
ON CONFLICT (size, witness) DO UPDATE SET line = excluded.line";

/// The cosignature lines of the checkpoint of size `$1`, by witness; at most `$2`.
pub const COSIGNATURES: &str = "-- ledger.cosignatures
SELECT line FROM ledger_cosignature WHERE size = $1 ORDER BY witness LIMIT $2";

/// One record of the vault.
pub const VAULT_GET: &str = "-- vault.get
SELECT key, value, version, expires_us FROM vault_record WHERE space = $1 AND key = $2";

/// Writes `space, key, value, expires_us` whatever stands there; returns `version`.
pub const VAULT_PUT: &str = "-- vault.put
INSERT INTO vault_record (space, key, value, version, expires_us) VALUES ($1, $2, $3, 1, $4)
ON CONFLICT (space, key) DO UPDATE
SET value = excluded.value, expires_us = excluded.expires_us, version = vault_record.version + 1
RETURNING version";

/// Writes `space, key, value, expires_us` if nothing stands there; returns `version` if it did.
pub const VAULT_PUT_ABSENT: &str = "-- vault.put_absent
INSERT INTO vault_record (space, key, value, version, expires_us) VALUES ($1, $2, $3, 1, $4)
ON CONFLICT (space, key) DO NOTHING
RETURNING version";

/// Writes `space, key, value, expires_us` if version `$5` stands there; returns `version` if it did.
pub const VAULT_PUT_VERSION: &str = "-- vault.put_version
UPDATE vault_record SET value = $3, expires_us = $4, version = version + 1
WHERE space = $1 AND key = $2 AND version = $5
RETURNING version";

/// Removes one record.
pub const VAULT_DELETE: &str = "-- vault.delete
DELETE FROM vault_record WHERE space = $1 AND key = $2";

/// Records of space `$1` with `key > $2 and key >= $3`, at most `$4`: for a prefix that has no end.
pub const VAULT_SCAN: &str = "-- vault.scan
SELECT key, value, version, expires_us FROM vault_record
WHERE space = $1 AND key > $2 AND key >= $3 ORDER BY key LIMIT $4";

/// As [`VAULT_SCAN`], and `key < $5`.
pub const VAULT_SCAN_WITHIN: &str = "-- vault.scan_within
SELECT key, value, version, expires_us FROM vault_record
WHERE space = $1 AND key > $2 AND key >= $3 AND key < $5 ORDER BY key LIMIT $4";

/// Removes records that expired before `$1`, at most `$2`. The outer condition is not idle: a record renewed while
/// PostgreSQL waited for its row is judged by it again.
pub const VAULT_SWEEP: &str = "-- vault.sweep
DELETE FROM vault_record WHERE expires_us < $1 AND (space, key) IN
  (SELECT space, key FROM vault_record WHERE expires_us < $1 ORDER BY expires_us LIMIT $2)";

/// A row of [`READ`], in the types every database has.
#[derive(Debug)]
pub struct EntryRow {
    /// `position`
    pub position: i64,
    /// `event_id`, 16 bytes
    pub event_id: Vec<u8>,
    /// `stream`
    pub stream: String,
    /// `seq`
    pub seq: i64,
    /// `marking`
    pub marking: i16,
    /// `recorded_us`
    pub recorded_us: i64,
    /// `leaf`
    pub leaf: Vec<u8>,
    /// `leaf_hash`, 32 bytes
    pub leaf_hash: Vec<u8>,
    /// `meta_salt`, 32 bytes; absent if the payload's row is
    pub meta_salt: Option<Vec<u8>>,
    /// `meta`
    pub meta: Option<Vec<u8>>,
    /// `body_salt`, 32 bytes; absent once erased
    pub body_salt: Option<Vec<u8>>,
    /// `body`
    pub body: Option<Vec<u8>>,
}

impl EntryRow {
    /// The entry that the row holds.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it holds none.
    pub fn into_entry(self) -> Result<StoredEntry, StoreError> {
        let at = self.position;
        let wrong = |column: &str| StoreError::Corrupt(format!("ledger entry {at}: {column} cannot be right"));
        let (Some(meta_salt), Some(meta)) = (self.meta_salt, self.meta) else {
            return Err(StoreError::Corrupt(format!("ledger entry {at}: its payload is gone")));
        };
        let body = match (self.body_salt, self.body) {
            (Some(salt), Some(bytes)) => Some(Body { salt: fixed(&salt).ok_or_else(|| wrong("body_salt"))?, bytes }),
            (None, None) => None,
            _ => return Err(wrong("body")),
        };
        Ok(StoredEntry {
            position: Position(u64::try_from(at).map_err(|_| wrong("position"))?),
            event_id: Uuid::from_bytes(fixed(&self.event_id).ok_or_else(|| wrong("event_id"))?),
            stream: self.stream,
            seq: u64::try_from(self.seq).map_err(|_| wrong("seq"))?,
            marking: u8::try_from(self.marking).map_err(|_| wrong("marking"))?,
            recorded_us: self.recorded_us,
            leaf: self.leaf,
            leaf_hash: Hash(fixed(&self.leaf_hash).ok_or_else(|| wrong("leaf_hash"))?),
            payload: Payload { meta_salt: fixed(&meta_salt).ok_or_else(|| wrong("meta_salt"))?, meta, body },
        })
    }
}

/// The head that [`HEAD`] returned.
///
/// # Errors
/// [`StoreError::Corrupt`] when the frontier does not fit the size.
pub fn head(size: i64, frontier: &[u8]) -> Result<Head, StoreError> {
    let wrong = || StoreError::Corrupt(format!("the head: {} bytes of frontier for {size} entries", frontier.len()));
    let size = u64::try_from(size).map_err(|_| wrong())?;
    let (hashes, rest) = frontier.as_chunks::<32>();
    if !rest.is_empty() || hashes.len() != size.count_ones() as usize {
        return Err(wrong());
    }
    Ok(Head { size, frontier: Frontier { hashes: hashes.iter().map(|bytes| Hash(*bytes)).collect() } })
}

/// A frontier as it stands in `ledger_head`: its hashes one after the other.
#[must_use]
pub fn frontier_bytes(frontier: &Frontier) -> Vec<u8> {
    frontier.hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Hashes from rows of `number, hash`, which must count up from `from`.
///
/// # Errors
/// [`StoreError::Corrupt`] at a hole or a hash of the wrong length.
pub fn hashes(from: u64, rows: impl IntoIterator<Item = (i64, Vec<u8>)>) -> Result<Vec<Hash>, StoreError> {
    (from..=u64::MAX)
        .zip(rows)
        .map(|(wanted, (number, hash))| match (u64::try_from(number), fixed(&hash)) {
            (Ok(number), Some(hash)) if number == wanted => Ok(Hash(hash)),
            _ => Err(StoreError::Corrupt(format!("ledger hash {wanted}: {number} stands there"))),
        })
        .collect()
}

/// Fails at the first entry whose position does not count up from `from`.
///
/// # Errors
/// [`StoreError::Corrupt`] at a hole.
pub fn gapless(from: Position, entries: Vec<StoredEntry>) -> Result<Vec<StoredEntry>, StoreError> {
    match (from.0..=u64::MAX).zip(&entries).find(|(wanted, entry)| entry.position.0 != *wanted) {
        Some((wanted, entry)) => {
            Err(StoreError::Corrupt(format!("ledger entry {wanted} is gone; {} follows", entry.position.0)))
        }
        None => Ok(entries),
    }
}

/// Fails at the first entry whose number in its stream does not count up from `after + 1`.
///
/// # Errors
/// [`StoreError::Corrupt`] at a hole.
pub fn gapless_stream(after: u64, entries: Vec<StoredEntry>) -> Result<Vec<StoredEntry>, StoreError> {
    match (after.saturating_add(1)..=u64::MAX).zip(&entries).find(|(wanted, entry)| entry.seq != *wanted) {
        Some((wanted, entry)) => Err(StoreError::Corrupt(format!("entry {wanted} of {} is gone", entry.stream))),
        None => Ok(entries),
    }
}

/// A number as the databases hold it. What is greater than they can hold is as good as their greatest in a search.
#[must_use]
pub fn bigint(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How many rows to ask for: what the caller wants, at most `most`.
#[must_use]
pub fn rows(limit: usize, most: usize) -> i64 {
    i64::try_from(limit.min(most)).unwrap_or(i64::MAX)
}

fn fixed<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> EntryRow {
        EntryRow {
            position: 3,
            event_id: vec![1; 16],
            stream: "incident/1".to_owned(),
            seq: 1,
            marking: 2,
            recorded_us: 5,
            leaf: vec![2],
            leaf_hash: vec![3; 32],
            meta_salt: Some(vec![4; 32]),
            meta: Some(vec![5]),
            body_salt: Some(vec![6; 32]),
            body: Some(vec![7]),
        }
    }

    #[test]
    fn a_damaged_row_is_no_entry() {
        assert!(row().into_entry().is_ok());
        let damages: [fn(&mut EntryRow); 10] = [
            |row| row.position = -1,
            |row| row.event_id.truncate(15),
            |row| row.seq = -1,
            |row| row.marking = 256,
            |row| row.leaf_hash.push(0),
            |row| row.meta_salt = None,
            |row| row.meta = None,
            |row| row.body_salt = None,
            |row| row.body = None,
            |row| row.body_salt = Some(Vec::new()),
        ];
        for (at, damage) in damages.into_iter().enumerate() {
            let mut row = row();
            damage(&mut row);
            assert!(matches!(row.into_entry(), Err(StoreError::Corrupt(_))), "damage {at}");
        }
    }

    #[test]
    fn a_head_and_its_frontier_fit() {
        let stored = Head { size: 6, frontier: Frontier { hashes: vec![Hash([1; 32]), Hash([2; 32])] } };
        let bytes = frontier_bytes(&stored.frontier);
        assert_eq!(head(6, &bytes).unwrap(), stored);
        for (size, bytes) in [(7, &bytes[..]), (6, &bytes[..63]), (-1, &[]), (1, &[]), (0, &bytes)] {
            assert!(matches!(head(size, bytes), Err(StoreError::Corrupt(_))), "{size}");
        }
    }

    #[test]
    fn hashes_count_up() {
        assert_eq!(hashes(4, [(4, vec![1; 32]), (5, vec![2; 32])]).unwrap(), [Hash([1; 32]), Hash([2; 32])]);
        assert!(hashes(4, [(4, vec![1; 32]), (6, vec![2; 32])]).is_err());
        assert!(hashes(4, [(5, vec![1; 32])]).is_err());
        assert!(hashes(4, [(4, vec![1; 31])]).is_err());
    }
}
