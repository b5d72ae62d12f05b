//! The command line of what `ctac runbook` does with CACAO playbooks.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Bring in a CACAO playbook.
#[derive(Debug, Args)]
pub struct ImportPlaybook {
    /// The playbook, in JSON: CACAO 2.0. `-`: standard input.
    pub file: PathBuf,
    /// Where the runbook is written. Default: standard output. It must not be there yet.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// Write no runbook: only say what is found and what would be changed.
    #[arg(long)]
    pub check: bool,
    /// Print what is found and changed as one JSON object each, on standard output, and write no runbook to it.
    #[arg(long)]
    pub json: bool,
}

/// Write a runbook as a CACAO playbook.
#[derive(Debug, Args)]
pub struct ExportRunbook {
    /// The runbook. `-`: standard input.
    pub file: PathBuf,
    /// Where the playbook is written. Default: standard output. It must not be there yet, but for --overwrite.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// Write over what is there.
    #[arg(long, requires = "to")]
    pub overwrite: bool,
    /// For whom.
    #[arg(long, value_enum, default_value_t = ProfileName::Standard)]
    pub profile: ProfileName,
    /// Where the API of the service is, for engines that are not ours.
    #[arg(long, default_value = "https://ctac.example.org")]
    pub service: String,
}

/// For whom a playbook is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProfileName {
    /// CACAO as it is specified; `import` gives the same runbook back.
    Standard,
    /// For SOARCA: what it has no words for is left out, and said.
    Soarca,
}

/// Sign a CACAO playbook.
#[derive(Debug, Args)]
pub struct SignPlaybook {
    /// The playbook, in JSON. `-`: standard input.
    pub file: PathBuf,
    /// The file of the key: PKCS#8 in PEM, as `openssl genpkey -algorithm ed25519` writes it.
    #[arg(long)]
    pub key: PathBuf,
    /// Who signs: the name that is shown.
    #[arg(long = "as")]
    pub signee: String,
    /// Until when the signature holds, such as 2027-01-31T00:00:00Z. Default: for ever.
    #[arg(long)]
    pub until: Option<jiff::Timestamp>,
    /// Where the signed playbook is written. Default: standard output.
    #[arg(long)]
    pub to: Option<PathBuf>,
}

/// Check the signatures of a CACAO playbook, offline.
#[derive(Debug, Args)]
pub struct VerifyPlaybook {
    /// The playbook, in JSON. `-`: standard input.
    pub file: PathBuf,
    /// The file of a key that is trusted, in PEM; several may be given. One of them must have signed.
    #[arg(long)]
    pub trust: Vec<PathBuf>,
    /// The signatures must hold at this moment. Default: now.
    #[arg(long)]
    pub at: Option<jiff::Timestamp>,
    /// Print one JSON object for each signature.
    #[arg(long)]
    pub json: bool,
}
