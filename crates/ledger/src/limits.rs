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
/// Bytes of one signed note: a checkpoint with every member organisation's cosignature is under 8 KiB.
pub const NOTE_BYTES: usize = 64 * 1024;
/// Bytes of a witness's name, and of its cosignature line.
pub const COSIGNATURE_BYTES: usize = 1_024;
/// Witnesses of one checkpoint.
pub const WITNESSES: usize = 1_024;
/// How long a node may take to notice what another appended.
pub const POLL: Duration = Duration::from_secs(1);

/// Signatures of one note: C2SP signed-note asks for at least 16.
pub const NOTE_SIGNATURES: usize = 256;
/// Bytes of a key's name: it travels in a byte's length in newer C2SP formats.
pub const NOTE_NAME_BYTES: usize = 255;
/// Hashes of one inclusion proof: a tree of 2⁶⁴ leaves has no more.
pub const PROOF_HASHES: usize = 64;
/// Bytes of one receipt: its hashes, some opaque extra data, and a note.
pub const RECEIPT_BYTES: usize = NOTE_BYTES + 16 * 1024;

/// Entries of one bundle: the busiest incident is far below; a verifier holds them in memory.
pub const BUNDLE_ENTRIES: u64 = 100_000;
/// Entries of a log that a bundle can be made of: their hashes are 512 MiB.
pub const BUNDLE_LOG_ENTRIES: u64 = 1 << 24;
/// Bytes of a bundle's manifest.
pub const MANIFEST_BYTES: usize = 64 * 1024;
/// Bytes of one line of a bundle's entries: leaf, meta and body, each escaped or in base64.
pub const BUNDLE_LINE_BYTES: usize = 512 * 1024;
/// Bytes of a bundle's names of people.
pub const PEOPLE_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of a whole bundle: what a verifier will read into memory.
pub const BUNDLE_BYTES: u64 = 2 << 30;
