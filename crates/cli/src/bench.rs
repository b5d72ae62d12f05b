//! `ctac bench`: measures this machine and this build, each phase beside its floor of the same run.
//!
//! Server and load generator are separate processes, each on its own half of the processors. Fixed rates are an open
//! loop with intended send times, so that a stall is counted against every request that it delays; then closed loops at
//! saturation, last, because overload pollutes what follows. Quote the ratios, never the absolute times.

use clap::{Args, Subcommand};

use crate::failure::Failure;

mod broadcast;
mod cast;
mod crowd;
mod floor;
mod frames;
mod http;
mod intake;
mod limits;
mod node;
mod pace;
mod page;
mod pages_found;
mod paging;
mod pinning;
mod processors;
mod quantiles;
mod report;
mod room;
mod rota;
mod rounds;
mod runbook;
mod settings;
mod sink;
mod socket;
mod talk;

use settings::Settings;

/// Measure this machine and this build.
#[derive(Debug, Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What the machine can do at best: the disk, a route that does nothing, a bare broadcast.
    Floor(Settings),
    /// Alerts recorded durably, beside a route that does nothing.
    Intake(Settings),
    /// From an alert to the call of the provider, beside the disk.
    Page(Settings),
    /// Ten thousand alerts while one provider is slow and one is dead: what is lost, what comes twice, and how late.
    Paging(Settings),
    /// A room full of members, beside a bare broadcast of the same bytes.
    Room(Settings),
    /// A year of shifts, and who is on now, beside a naive resolver; no server.
    Rota(rota::Settings),
    /// Runs of the ransomware procedure from beginning to end, beside the same facts applied only.
    Runbook(runbook::Settings),
    /// All of it but the rota, which needs no server.
    All(Settings),
    /// The bare broadcast's server, started by `room` and `floor`.
    #[command(hide = true)]
    ServeBroadcast,
}

/// Measures.
///
/// # Errors
/// A part cannot be started, or does not behave.
pub async fn run(bench: Bench) -> Result<(), Failure> {
    crate::log::start_quiet();
    let measuring = async {
        match bench.what {
            What::Floor(settings) => floor::run(&settings.begin()?).await,
            What::Intake(settings) => intake::run(&settings.begin()?).await,
            What::Page(settings) => page::run(&settings.begin()?).await,
            What::Paging(settings) => paging::run(&settings.begin()?).await,
            What::Room(settings) => room::run(&settings.begin()?).await,
            What::Rota(settings) => rota::run(&settings),
            What::Runbook(settings) => runbook::run(&settings),
            What::All(settings) => {
                let settings = settings.begin()?;
                floor::run(&settings).await?;
                intake::run(&settings).await?;
                page::run(&settings).await?;
                room::run(&settings).await
            }
            What::ServeBroadcast => broadcast::serve().await,
        }
    };
    // Told to stop, it drops what it was doing, and with it the processes it started.
    tokio::select! {
        measured = measuring => measured,
        () = crate::commands::serve::stopped() => Err(Failure::Usage("stopped before the end".to_owned())),
    }
}
