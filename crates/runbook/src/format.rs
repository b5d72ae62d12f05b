//! The authoring format: Markdown with front matter and one small block of YAML for each step. It is written down in
//! `runbooks/README.md`, from which another implementation can be made.
//!
//! A file is read whole or refused with everything that is wrong in it, each with line and column. It is bounded before
//! it is looked at: in bytes, steps, depth, values (see [`crate::limits`]). [`write`] writes the one canonical form.

mod assemble;
mod block;
mod branches;
mod fault;
mod front;
mod kinds;
pub(crate) mod lines;
mod node;
mod outline;
mod read;
mod spots;
mod steps;

mod write;
mod yaml;

use crate::limits;
use crate::model::Runbook;

pub(crate) use assemble::unlocated;
pub use fault::{FileFault, FileProblem, Warning};
pub use node::Spot;
pub use spots::Spots;
pub use write::write;

/// A runbook that was read, and where in its file everything is.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The runbook.
    pub runbook: Runbook,
    /// What is not wrong, and not kept either.
    pub warnings: Vec<Warning>,
    /// Where everything is.
    pub spots: Spots,
}

/// Reads a runbook.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn parse(text: &str) -> Result<(Runbook, Vec<Warning>), Vec<FileFault>> {
    let parsed = parse_with_spots(text)?;
    Ok((parsed.runbook, parsed.warnings))
}

/// Reads a runbook from the bytes of a file.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn parse_bytes(bytes: &[u8]) -> Result<Parsed, Vec<FileFault>> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(vec![FileFault::whole(FileProblem::Large)]);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| vec![FileFault::whole(FileProblem::Encoding)])?;
    parse_with_spots(text)
}

/// Reads a runbook, and remembers where in its file everything is.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn parse_with_spots(text: &str) -> Result<Parsed, Vec<FileFault>> {
    if text.len() > limits::FILE_BYTES {
        return Err(vec![FileFault::whole(FileProblem::Large)]);
    }
    // What editors on some systems put before a text, and at the ends of its lines.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    assemble::runbook(&text)
}
