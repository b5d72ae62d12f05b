//! The statements whose text serves every SQL store alike.
//!
//! Text only, no driver: a store crate binds, sends and maps its database's errors. Each statement begins with its name,
//! so that a database's log of slow statements can be read. `$1` is understood by SQLite too.

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

/// Removes one record; returns `version` if it was there.
pub const VAULT_DELETE: &str = "-- vault.delete
DELETE FROM vault_record WHERE space = $1 AND key = $2 RETURNING version";

/// Records of space `$1` with `key > $2 and key >= $3`, at most `$4`: for a prefix that has no end.
pub const VAULT_SCAN: &str = "-- vault.scan
SELECT key, value, version, expires_us FROM vault_record
WHERE space = $1 AND key > $2 AND key >= $3 ORDER BY key LIMIT $4";

/// As [`VAULT_SCAN`], and `key < $5`.
pub const VAULT_SCAN_WITHIN: &str = "-- vault.scan_within
SELECT key, value, version, expires_us FROM vault_record
WHERE space = $1 AND key > $2 AND key >= $3 AND key < $5 ORDER BY key LIMIT $4";

/// Removes records that expired before `$1`, at most `$2`; returns `version` of each. The outer condition is not idle: a record renewed while
/// PostgreSQL waited for its row is judged by it again.
pub const VAULT_SWEEP: &str = "-- vault.sweep
DELETE FROM vault_record WHERE expires_us < $1 AND (space, key) IN
  (SELECT space, key FROM vault_record WHERE expires_us < $1 ORDER BY expires_us LIMIT $2)
RETURNING version";
