//! The command line.

use std::fmt;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub mod call_out;
mod playbook;
mod rota;
mod run;
mod runbook;

pub use playbook::{ExportRunbook, ImportPlaybook, ProfileName, SignPlaybook, VerifyPlaybook};
pub use rota::{Check, Resolve, Rota, Save};
pub use run::{DoInRun, PushRunbooks, Run, StartRun};
pub use runbook::{CheckRunbooks, DiffRunbooks, FmtRunbooks, NewRunbook, PreviewRunbook, Runbook, RunbookPart};

/// The service a Cyber Technical Advice Cell runs on: paging, the incident room, and the ledger that proves them.
#[derive(Debug, Parser)]
#[command(name = "ctac", version, about, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done · 1 what was checked is not right · 2 usage · 3 refused by the service · \
                        4 service, database or network unavailable · 5 a file could not be read or written")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Everything it does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a node of the service.
    Serve(Serve),
    /// Run the service with a fictional cell, or play the story of one incident and verify its timeline.
    Demo(Demo),
    /// Make the first organisation and administrator on an empty store.
    Init(Init),
    /// Check an exported timeline offline: no database, no socket.
    Verify(Verify),
    /// Write something out of the service.
    #[command(subcommand)]
    Export(Export),
    /// Who is on call.
    Oncall(Oncall),
    /// Rotas.
    #[command(subcommand)]
    Rota(Rota),
    /// Runbooks.
    #[command(subcommand)]
    Runbook(Runbook),
    /// Runs: runbooks that are worked in incidents.
    #[command(subcommand)]
    Run(Run),
    /// Alerts.
    #[command(subcommand)]
    Alert(Alert),
    /// The alert threshold of the cell.
    #[command(subcommand)]
    Threshold(Threshold),
    /// Pages: who would be contacted, and whether they can be.
    #[command(subcommand)]
    Page(Page),
    /// Call-outs: ask many people who can attend.
    #[command(subcommand)]
    CallOut(call_out::CallOut),
    /// Incidents.
    #[command(subcommand)]
    Incident(Incident),
    /// Change one's password. Who has a token gives it; who has not signs in by --login. The password that stands and the
    /// new one are asked for at a terminal, and are two lines of standard input otherwise.
    Password(Password),
    /// API tokens.
    #[command(subcommand)]
    Token(Token),
    /// Look whether a node, its store, its keys and its clock are well.
    Doctor(Doctor),
    /// Measure this machine and this build, each phase beside its floor.
    Bench(crate::bench::Bench),
    /// Print the completions of a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// Run a node.
#[derive(Debug, Args)]
pub struct Serve {
    /// The configuration file.
    #[arg(long, env = "CTAC_CONFIG", default_value = "/etc/ctac/ctac.toml")]
    pub config: PathBuf,
}

/// Run the demonstration.
#[derive(Debug, Args)]
pub struct Demo {
    /// Play the story, verify its timeline, and stop.
    #[arg(long)]
    pub script: bool,
    /// Where to listen; port 0 takes a free one. Default: 127.0.0.1:8420, with --script a free one.
    #[arg(long)]
    pub listen: Option<std::net::SocketAddr>,
    /// Keep the data here, and go on with what is kept here. Default: a fresh temporary folder.
    #[arg(long)]
    pub folder: Option<PathBuf>,
    /// With --script: raise the alert through this unmodified Prometheus Alertmanager.
    #[arg(long, requires = "script")]
    pub alertmanager: Option<PathBuf>,
}

/// Make the first organisation and administrator.
#[derive(Debug, Args)]
pub struct Init {
    /// The configuration file.
    #[arg(long, env = "CTAC_CONFIG", default_value = "/etc/ctac/ctac.toml")]
    pub config: PathBuf,
    /// The name of the first organisation.
    #[arg(long)]
    pub organisation: String,
    /// What kind of organisation it is: integrated-care-board, acute-trust, ambulance-trust, council, hospice, supplier
    /// or other.
    #[arg(long, default_value = "integrated-care-board")]
    pub kind: String,
    /// The administrator's name.
    #[arg(long)]
    pub name: String,
    /// What the administrator signs in with. The password is read from standard input, one line.
    #[arg(long)]
    pub login: String,
    /// The zone of the cell's rotas, as IANA names it.
    #[arg(long, default_value = "Europe/London")]
    pub time_zone: String,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Check an exported timeline.
#[derive(Debug, Args)]
pub struct Verify {
    /// The folder that `ctac export incident` wrote.
    pub bundle: PathBuf,
    /// A checkpoint kept elsewhere: the log must continue it.
    #[arg(long)]
    pub checkpoint: Option<PathBuf>,
    /// The log's public key, as a C2SP verifier key. Without it the bundle's own is taken, and the report says so.
    #[arg(long)]
    pub key: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Where the service is and who asks.
#[derive(Clone, Args)]
pub struct Service {
    /// Where the service is.
    #[arg(long, env = "CTAC_URL", default_value = "http://127.0.0.1:8420")]
    pub url: String,
    /// A personal API token (`ctac token create`). Better given by the environment than on the command line.
    #[arg(long, env = "CTAC_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the token.
        f.debug_struct("Service").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Write something out.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Write an incident's timeline as a bundle that `ctac verify` checks offline.
    Incident {
        /// Its reference, such as CTAC-2026-0001.
        reference: String,
        /// The folder to write; must not exist. Default: the reference.
        #[arg(long)]
        to: Option<PathBuf>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
}

/// Who is on call.
#[derive(Debug, Args)]
pub struct Oncall {
    /// At this instant (RFC 3339). Default: now.
    #[arg(long)]
    pub at: Option<jiff::Timestamp>,
    /// Where the service is and who asks.
    #[command(flatten)]
    pub service: Service,
}

/// Alerts.
#[derive(Debug, Subcommand)]
pub enum Alert {
    /// Raise an alert by hand, at the cell's threshold, and print the receipt. The token may be an integration's key.
    Raise {
        /// What is happening: one line.
        summary: String,
        /// A criterion of the threshold that is met (`ctac threshold show`); may be given several times.
        #[arg(long = "criterion")]
        criteria: Vec<String>,
        /// A member organisation that is affected, by its name or id; may be given several times.
        #[arg(long = "affects")]
        organisations: Vec<String>,
        /// What else is known.
        #[arg(long)]
        text: Option<String>,
        /// How somebody who knows more can be called back.
        #[arg(long)]
        call_back: Option<String>,
        /// Your own reference: the same again is the same report.
        #[arg(long)]
        reference: Option<String>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Print a receipt as things stand now.
    Receipt {
        /// Its reference, such as R-2026-0001.
        reference: String,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Send a signal as an integration would (PagerDuty Events API v2).
    Send {
        /// One line.
        summary: String,
        /// The integration's key.
        #[arg(long, env = "CTAC_INTEGRATION_KEY", hide_env_values = true)]
        key: String,
        /// trigger, acknowledge or resolve.
        #[arg(long, default_value = "trigger")]
        action: String,
        /// critical, error, warning or info.
        #[arg(long, default_value = "error")]
        severity: String,
        /// What it is about.
        #[arg(long, default_value = "ctac alert send")]
        source: String,
        /// What makes two signals the same alert.
        #[arg(long)]
        dedup_key: Option<String>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
}

/// The alert threshold.
#[derive(Debug, Subcommand)]
pub enum Threshold {
    /// What must be raised, and how severe each is. The token may be an integration's key.
    Show {
        /// An earlier version; needs a personal API token.
        #[arg(long)]
        version: Option<u64>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
}

/// Pages.
#[derive(Debug, Subcommand)]
pub enum Page {
    /// If this fired now, who would be contacted, how, when. Nothing is recorded and nobody is told.
    Explain {
        /// The escalation policy, by its name or its id.
        #[arg(long)]
        policy: String,
        /// S1, S2, S3 or S4.
        #[arg(long)]
        severity: String,
        /// If it fired at this instant (RFC 3339). Default: now.
        #[arg(long)]
        at: Option<jiff::Timestamp>,
        /// The incident it is about, by its reference or id: whose leads a step may mean.
        #[arg(long, conflicts_with = "integration")]
        incident: Option<String>,
        /// Or the integration whose alert it is about, by its id.
        #[arg(long)]
        integration: Option<String>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Page one person as a test: by their own rules, every message marked TEST, nobody else woken.
    Test {
        /// Whom, by their name or id; only who administers them may. Default: oneself.
        #[arg(long)]
        person: Option<String>,
        /// Their rules for S1, S2, S3 or S4 are followed.
        #[arg(long, default_value = "S1")]
        severity: String,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
}

/// Incidents.
#[derive(Debug, Subcommand)]
pub enum Incident {
    /// Declare one.
    Declare {
        /// One line.
        title: String,
        /// S1, S2, S3 or S4.
        #[arg(long, default_value = "S3")]
        severity: String,
        /// clear, green, amber, amber-strict or red.
        #[arg(long, default_value = "amber")]
        marking: String,
        /// Page by this escalation policy, by its name or its id.
        #[arg(long)]
        policy: Option<String>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Those one may know of.
    List {
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// One, with its timeline.
    Show {
        /// Its reference or id.
        reference: String,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Give it a category of the NCSC's.
    Category {
        /// Its reference or id.
        reference: String,
        /// C1 to C6.
        level: String,
        /// The NCSC has said so; without this it is the cell's own guess.
        #[arg(long)]
        confirmed: bool,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Ask many people who can attend it, and in how many minutes.
    CallOut {
        /// Its reference or id.
        reference: String,
        /// Whom to ask, for what.
        #[command(flatten)]
        plan: call_out::Plan,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
    /// Follow its timeline live, resuming after any disconnect.
    Tail {
        /// Its reference or id.
        reference: String,
        /// After this entry; 0 for all.
        #[arg(long, default_value_t = 0)]
        after: u64,
        /// Stop once this many entries have been shown.
        #[arg(long)]
        count: Option<u64>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
}

/// Change one's password.
#[derive(Debug, Args)]
pub struct Password {
    /// Whose, where there is no token.
    #[arg(long)]
    pub login: Option<String>,
    /// Where the service is and who asks.
    #[command(flatten)]
    pub service: Service,
}

/// API tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make one; it is shown this once. Signs in by --login and a password from standard input, or by a token.
    Create {
        /// What it is for.
        label: String,
        /// Sign in as.
        #[arg(long)]
        login: Option<String>,
        /// Until when it works (RFC 3339). Default: 90 days.
        #[arg(long)]
        expires_at: Option<jiff::Timestamp>,
        /// Where the service is and who asks.
        #[command(flatten)]
        service: Service,
    },
}

/// Look whether all is well.
#[derive(Debug, Args)]
pub struct Doctor {
    /// The configuration file of a node on this machine.
    #[arg(long, env = "CTAC_CONFIG", default_value = "/etc/ctac/ctac.toml")]
    pub config: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
