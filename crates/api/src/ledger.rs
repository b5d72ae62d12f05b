//! The ledger's proofs as JSON. Checkpoints, tiles and receipts are in the formats of C2SP, as text and bytes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// That a leaf stands in the log of this size (RFC 6962 §2.1.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InclusionProof {
    /// The leaf's position, from 0.
    pub position: u64,
    /// The size of the log.
    pub size: u64,
    /// The leaf's hash, hex.
    pub leaf_hash: String,
    /// From the leaf up, hex.
    pub path: Vec<String>,
}

/// That the log of size `from` is the beginning of the log of size `to` (RFC 6962 §2.1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsistencyProof {
    /// The smaller size.
    pub from: u64,
    /// The larger size.
    pub to: u64,
    /// Hex, in the order of RFC 6962.
    pub path: Vec<String>,
}

/// The log as its holder presents it: what a verifier needs besides a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogView {
    /// The log's name, which is also its key's.
    pub origin: String,
    /// The key that signs checkpoints (C2SP signed-note, `NAME+ID+KEY`). Whoever verifies against the log's holder has it
    /// from elsewhere and compares.
    pub key: String,
    /// Keys of the witnesses whose cosignatures are kept.
    pub witnesses: Vec<String>,
    /// The latest checkpoint that was signed; none: none yet, or it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<SignedCheckpoint>,
}

/// A checkpoint, by what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedCheckpoint {
    /// Entries that it covers.
    pub size: u64,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Witnesses' signature lines of it (C2SP tlog-cosignature), as they go under the note.
    pub cosignatures: Vec<String>,
}

/// Cosignatures that were kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cosigned {
    /// How many: those of witnesses that the cell knows.
    pub kept: usize,
}
