//! `ctac runbook`: runbook files, offline.

use crate::args::Runbook;
use crate::commands::playbook;
use crate::failure::Failure;

/// Runs the one that was asked for.
///
/// # Errors
/// A file that cannot be read or used, or one that is not right.
pub fn run(runbook: Runbook) -> Result<(), Failure> {
    match runbook {
        Runbook::Import(import) => playbook::import::run(&import),
        Runbook::Export(export) => playbook::export::run(&export),
        Runbook::Sign(sign) => playbook::sign::run(&sign),
        Runbook::Verify(verify) => playbook::verify::run(&verify),
    }
}
