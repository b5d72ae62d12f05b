//! The command line of `ctac run`, and of the library on a service.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Service;

/// Runs: runbooks that are worked in incidents.
#[derive(Debug, Subcommand)]
pub enum Run {
    /// Begin to work a runbook in an incident; prints the run's id.
    Start(StartRun),
    /// Say where a run stands: what is to be done, what comes, what is over.
    Show {
        /// Its id.
        run: String,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Do something in a run: complete, decide, approve, skip, reopen, claim, pause and all the others.
    Do(DoInRun),
}

/// Begin a run.
#[derive(Debug, Args)]
pub struct StartRun {
    /// The incident's reference or id.
    pub incident: String,
    /// The runbook's slug or id, such as ransomware.
    pub runbook: String,
    /// An input, NAME=VALUE; may be given several times.
    #[arg(long = "input", value_parser = pair)]
    pub inputs: Vec<(String, String)>,
    /// As an exercise: nothing leaves the building.
    #[arg(long)]
    pub exercise: bool,
    /// A version. Default: the one in force.
    #[arg(long)]
    pub version: Option<String>,
    /// Where the service is and who asks.
    #[command(flatten)]
    pub service: Service,
}

/// Do something in a run.
#[derive(Debug, Args)]
pub struct DoInRun {
    /// The run's id.
    pub run: String,
    /// What: a command's word, such as complete.
    pub what: String,
    /// Which step: its number or its slug.
    #[arg(long)]
    pub step: Option<String>,
    /// Another field of the command, NAME=VALUE: answer, reason, code, text, to, due and so on.
    #[arg(long = "set", value_parser = pair)]
    pub fields: Vec<(String, String)>,
    /// What was found, RECORD=VALUE.
    #[arg(long = "output", value_parser = pair)]
    pub outputs: Vec<(String, String)>,
    /// What shows it, LABEL=VALUE.
    #[arg(long = "evidence", value_parser = pair)]
    pub evidence: Vec<(String, String)>,
    /// As what you act, by the runbook's roles.
    #[arg(long)]
    pub role: Option<String>,
    /// Where the service is and who asks.
    #[command(flatten)]
    pub service: Service,
}

/// Put runbooks into a service's library.
#[derive(Debug, Args)]
pub struct PushRunbooks {
    /// Files (Markdown, or CACAO where the name ends in .json), or folders of them.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Where the service is and who asks.
    #[command(flatten)]
    pub service: Service,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}
