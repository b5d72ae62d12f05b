//! The command line of `ctac runbook`.

use clap::Subcommand;

use super::playbook::{ExportRunbook, ImportPlaybook, SignPlaybook, VerifyPlaybook};

/// Runbooks: files of them, offline. The format: runbooks/README.md.
#[derive(Debug, Subcommand)]
pub enum Runbook {
    /// Make a runbook of a CACAO playbook, ours or by others; what is found and changed is said.
    Import(ImportPlaybook),
    /// Write a runbook as a CACAO playbook.
    Export(ExportRunbook),
    /// Sign a CACAO playbook.
    Sign(SignPlaybook),
    /// Check the signatures of a CACAO playbook. Exit code 1 where one is not good, or none is trusted.
    Verify(VerifyPlaybook),
}
