//! An exported timeline on its way: the files of a bundle, in pieces, as JSON Lines (`application/jsonl`).
//!
//! The pieces of one file follow each other in order. The last line of a whole export is [`ExportLine::End`]; without
//! it the export was cut off and must not be kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One line of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ExportLine {
    /// A piece of a file; appended to what came of it before.
    Piece {
        /// Its name in the bundle: a relative path of `a-z 0-9 . - _ /`, no `..`.
        file: String,
        /// The bytes, base64 with padding; at most 48 KiB before encoding.
        data: String,
    },
    /// The export is whole.
    End {
        /// How many files it has.
        files: u32,
    },
}
