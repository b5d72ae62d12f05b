//! Every limit of the ledger, in one place, each with why.

use std::time::Duration;

/// Bytes of one leaf: a tile's entry bundle has a 16-bit length (C2SP tlog-tiles).
pub const LEAF_BYTES: usize = 65_535;
/// Bytes of one body or meta.
pub const PART_BYTES: usize = 60 * 1024;
/// Entries of one commit.
pub const BATCH_ENTRIES: usize = 2_048;
/// Entries of one read.
pub const READ_ENTRIES: usize = 4_096;
/// Bytes of a stream's name.
pub const STREAM_BYTES: usize = 200;
/// Bytes of one vault value.
pub const VAULT_VALUE_BYTES: usize = 256 * 1024;
/// Bytes of the name of a vault's space, and of a record's key in it.
pub const VAULT_NAME_BYTES: usize = 512;
/// Records of one scan of the vault, or of one sweep.
pub const VAULT_RECORDS: usize = 1_024;
/// Bytes of a checkpoint's note: a few signatures. Cosignatures are kept beside it.
pub const NOTE_BYTES: usize = 16 * 1024;
/// Bytes of a witness's name, and of its cosignature line.
pub const COSIGNATURE_BYTES: usize = 1_024;
/// Witnesses of one checkpoint.
pub const WITNESSES: usize = 1_024;
/// How long a node may take to notice what another appended.
pub const POLL: Duration = Duration::from_secs(1);
