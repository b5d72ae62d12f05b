//! The command line of `ctac rota`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Service;

/// Rotas: files of them, offline; and those of the service.
#[derive(Debug, Subcommand)]
pub enum Rota {
    /// Print every shift and gap of a rota file, offline: no server.
    Resolve(Resolve),
    /// Check a rota file, offline: faults, gaps and single points of failure. Exit code 1 for faults and gaps.
    Check(Check),
    /// Print the JSON Schema of rota files, for editors. The format: config/rotas/README.md.
    Schema,
    /// The service's rotas.
    List {
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// One of the service's rotas: its layers, and who is on for the next 14 days.
    Show {
        /// Its name or id.
        rota: String,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Save a rota file in the service, after showing which shifts change hands.
    Save(Save),
}

/// Save a file in the service.
#[derive(Debug, Args)]
pub struct Save {
    /// The file: .yaml, .yml or .toml. Its people are known by their names, and by their organisations where it gives them.
    pub file: PathBuf,
    /// The rota to edit, by name or id. Default: the one with the file's name; where there is none, it is made.
    #[arg(long)]
    pub rota: Option<String>,
    /// Take the file's turns as they are, even if somebody else is on call at once. Otherwise who is on stays on to their handoff.
    #[arg(long)]
    pub recount: bool,
    /// Save it. Without this only what would change is shown.
    #[arg(long)]
    pub yes: bool,
    /// Where the service is and who asks.
    #[command(flatten)]
    pub service: Service,
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
