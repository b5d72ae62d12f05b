//! `ctac runbook diff`: what changed between two versions.

use ctac_runbook::diff::diff;

use crate::args::DiffRunbooks;
use crate::commands::runbook;
use crate::failure::Failure;
use crate::out;

/// Prints the changes, one a line.
pub(super) fn run(options: &DiffRunbooks) -> Result<(), Failure> {
    let older = runbook::whole(&options.older)?;
    let newer = runbook::whole(&options.newer)?;
    let changes = diff(&older.runbook, &newer.runbook);
    for change in &changes {
        if options.json {
            out::json(&serde_json::to_value(change).map_err(|error| Failure::Io(error.to_string()))?)?;
        } else {
            out::line(&change.to_string())?;
        }
    }
    if changes.is_empty() && !options.json {
        out::line("nothing changed")?;
    }
    Ok(())
}
