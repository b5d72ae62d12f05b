//! What crosses between a SQL database and the ledger: rows in, whole or found damaged; numbers out.

use uuid::Uuid;

use crate::merkle::{Frontier, Hash};
use crate::store::{Body, Head, Payload, Position, StoreError, StoredEntry};

/// A row of [`crate::sql::READ`], in the types every database has.
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

/// The head that [`crate::sql::HEAD`] returned.
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
pub fn count(limit: usize, most: usize) -> i64 {
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
