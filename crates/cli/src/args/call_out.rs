//! The arguments of call-outs.

use clap::{Args, Subcommand};

use crate::args::Service;

/// Call-outs.
#[derive(Debug, Subcommand)]
pub enum CallOut {
    /// Convene the cell without an incident.
    Start {
        /// S1, S2, S3 or S4.
        #[arg(long)]
        severity: String,
        /// Whom to ask, for what.
        #[command(flatten)]
        plan: Plan,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Those one may see, or was asked by.
    List {
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Who can attend, and when; without an id, the latest.
    Show {
        /// Its id.
        id: Option<String>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Say whether one can attend.
    Answer {
        /// Its id.
        id: String,
        /// In so many minutes; leave it out to say that you cannot.
        #[arg(long)]
        minutes: Option<u32>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Ask nobody more.
    Stop {
        /// Its id.
        id: String,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
}

/// Whom to ask, and what is enough.
#[derive(Debug, Args)]
pub struct Plan {
    /// Whom, several times or with commas: `members`, `ROLE` (responder, lead, communications, loggist), `rota:NAME`,
    /// `team:NAME`, `org:NAME` (its responders), `person:NAME`; an id serves for a name.
    #[arg(long, required = true, value_delimiter = ',')]
    pub ask: Vec<String>,
    /// What is enough, several times or with commas: `lead=1`, `responder=2`.
    #[arg(long, value_delimiter = ',')]
    pub need: Vec<String>,
    /// In how many minutes they are to attend.
    #[arg(long, default_value_t = 60)]
    pub within: u32,
    /// For how many minutes it asks.
    #[arg(long = "for", default_value_t = 30)]
    pub lasts: u32,
    /// After how many minutes those who have not answered are asked again; 0: ask once.
    #[arg(long, default_value_t = 5)]
    pub again: u32,
    /// One line on what for; never sent.
    #[arg(long)]
    pub reason: Option<String>,
    /// Whether a yes makes its person a member of the incident. Default: where you may bring people in.
    #[arg(long)]
    pub join: Option<bool>,
}
