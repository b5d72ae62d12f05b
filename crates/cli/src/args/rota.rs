//! The command line of `ctac rota`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Rotas: files of them, offline.
#[derive(Debug, Subcommand)]
pub enum Rota {
    /// Print every shift and gap of a rota file, offline: no server.
    Resolve(Resolve),
    /// Check a rota file, offline: faults, gaps and single points of failure. Exit code 1 for faults and gaps.
    Check(Check),
    /// Print the JSON Schema of rota files, for editors. The format: config/rotas/README.md.
    Schema,
}

/// Print every shift and gap of a file.
#[derive(Debug, Args)]
pub struct Resolve {
    /// The file: .yaml, .yml or .toml.
    pub file: PathBuf,
    /// From this moment: 2026-03-28, "2026-03-28 09:00" in the rota's zone, or 2026-03-28T09:00:00Z.
    #[arg(long)]
    pub from: String,
    /// To this moment, which is no longer part of it.
    #[arg(long)]
    pub to: String,
    /// Print JSON, one line a shift or gap.
    #[arg(long)]
    pub json: bool,
}

/// Check a file.
#[derive(Debug, Args)]
pub struct Check {
    /// The file: .yaml, .yml or .toml.
    pub file: PathBuf,
    /// The file of the deputy's rota: whoever has a deputy is no single point of failure.
    #[arg(long)]
    pub deputy: Option<PathBuf>,
    /// From this moment, as `resolve` takes it. Default: now.
    #[arg(long)]
    pub from: Option<String>,
    /// For so many days.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=3_660))]
    pub days: u16,
    /// Print JSON, one line a finding.
    #[arg(long)]
    pub json: bool,
}
