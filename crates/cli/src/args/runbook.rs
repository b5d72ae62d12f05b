//! The command line of `ctac runbook`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::playbook::{ExportRunbook, ImportPlaybook, SignPlaybook, VerifyPlaybook};

/// Runbooks: files of them, offline. The format: runbooks/README.md.
#[derive(Debug, Subcommand)]
pub enum Runbook {
    /// Begin a new runbook: a short one, complete, with everything in it to be replaced.
    New(NewRunbook),
    /// Check runbook files, each alone and all together. Exit code 1 where something must be put right.
    Check(CheckRunbooks),
    /// Write runbook files in the one canonical form.
    Fmt(FmtRunbooks),
    /// Say what changed between two versions of a runbook, in words.
    Diff(DiffRunbooks),
    /// Read a runbook as whoever follows it does: who, what, until when.
    Preview(PreviewRunbook),
    /// Print the JSON Schema of the YAML parts, for editors.
    Schema {
        /// The part.
        #[arg(value_enum)]
        part: RunbookPart,
    },
    /// Make a runbook of a CACAO playbook, ours or by others; what is found and changed is said.
    Import(ImportPlaybook),
    /// Write a runbook as a CACAO playbook.
    Export(ExportRunbook),
    /// Sign a CACAO playbook.
    Sign(SignPlaybook),
    /// Check the signatures of a CACAO playbook. Exit code 1 where one is not good, or none is trusted.
    Verify(VerifyPlaybook),
}

/// A part of a runbook file that is YAML.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum RunbookPart {
    /// Between the first two lines `---`.
    FrontMatter,
    /// A step's block.
    Step,
}

/// Begin a new runbook.
#[derive(Debug, Args)]
pub struct NewRunbook {
    /// What it is called in its library, such as supplier-compromise.
    pub name: String,
    /// Its heading. Default: the name in words.
    #[arg(long)]
    pub title: Option<String>,
    /// Who looks after it: a post, not a person.
    #[arg(long, default_value = "Head of operations")]
    pub owner: String,
    /// The id of the organisation or person that makes it. Default: a new one.
    #[arg(long)]
    pub created_by: Option<String>,
    /// Where it is written. Default: NAME.md here. It must not be there yet.
    #[arg(long)]
    pub to: Option<PathBuf>,
}

/// Check files.
#[derive(Debug, Args)]
pub struct CheckRunbooks {
    /// The files, or folders whose .md files with front matter are checked.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Warnings are errors too, and so is a file that is not in canonical form.
    #[arg(long)]
    pub strict: bool,
    /// Print one JSON object for each finding.
    #[arg(long)]
    pub json: bool,
}

/// Write files in canonical form.
#[derive(Debug, Args)]
pub struct FmtRunbooks {
    /// The files. `-`: standard input to standard output.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Write nothing; exit code 1 where a file is not in canonical form.
    #[arg(long)]
    pub check: bool,
}

/// Compare two versions.
#[derive(Debug, Args)]
pub struct DiffRunbooks {
    /// The older file.
    pub older: PathBuf,
    /// The newer file.
    pub newer: PathBuf,
    /// Print one JSON object for each change.
    #[arg(long)]
    pub json: bool,
}

/// Read a runbook.
#[derive(Debug, Args)]
pub struct PreviewRunbook {
    /// The file.
    pub file: PathBuf,
    /// Only the steps that are this role's: its card.
    #[arg(long)]
    pub role: Option<String>,
    /// Print the runbook's model as JSON.
    #[arg(long)]
    pub json: bool,
}
