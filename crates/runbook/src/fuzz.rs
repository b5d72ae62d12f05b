//! What the fuzz targets run: kept here, so that the tests run the same on a compiler without instrumentation.

use crate::{diff, format, lint, preview};

/// Reads bytes as a runbook. What is read must come back from what is written of it; whatever is refused has its place.
///
/// # Panics
/// Where that does not hold: it is a defect.
pub fn parse(bytes: &[u8]) {
    match format::parse_bytes(bytes) {
        Ok(parsed) => {
            let written = format::write(&parsed.runbook);
            let again = format::parse(&written).map(|(runbook, _)| runbook);
            assert!(again.as_ref() == Ok(&parsed.runbook), "what was written is read as something else:\n{written}");
            assert!(diff::diff(&parsed.runbook, &parsed.runbook).is_empty(), "nothing changed");
            drop(lint::lint(&parsed.runbook));
            drop(preview(&parsed.runbook, None));
        }
        Err(faults) => assert!(!faults.is_empty(), "what is refused has a fault"),
    }
}
