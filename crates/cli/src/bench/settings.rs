//! How to measure.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use tokio::time::Instant;

use super::pinning::Pinning;
use super::{limits, pace};
use crate::failure::Failure;
use crate::{out, random};

/// How to measure.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// One line of JSON a phase.
    #[arg(long)]
    json: bool,
    /// One short round of each phase: about a minute for all of them.
    #[arg(long)]
    quick: bool,
    /// Rounds of each phase, interleaved; what is printed are medians.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::ROUNDS)))]
    rounds: Option<u32>,
    /// Seconds of each round of a phase.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=600))]
    seconds: Option<u16>,
    /// Members of the room.
    #[arg(long, default_value_t = 1_000, value_parser = members)]
    members: usize,
    /// Store in this empty PostgreSQL database instead of SQLite.
    #[arg(long)]
    postgres: Option<String>,
    /// Where to store, a fresh folder within it. Must lie on a disk, not in memory.
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
    /// Let server and load share all processors.
    #[arg(long)]
    no_pin: bool,
}

fn members(text: &str) -> Result<usize, String> {
    let members = text.parse::<usize>().ok().filter(|members| (1..=limits::MEMBERS).contains(members));
    members.ok_or_else(|| format!("between 1 and {}", limits::MEMBERS))
}

/// One run of the benchmark: its settings, its folder, its processors. The folder goes with it.
pub(super) struct Run {
    pub(super) json: bool,
    pub(super) rounds: u32,
    /// How long each round of a phase lasts.
    pub(super) lasting: Duration,
    pub(super) members: usize,
    pub(super) postgres: Option<String>,
    pub(super) pinning: Option<Pinning>,
    folder: PathBuf,
}

impl Settings {
    /// Makes the folder and takes this process's processors.
    pub(super) fn begin(self) -> Result<Run, Failure> {
        check_open_files(self.members)?;
        let folder = self.folder.join(format!("ctac-bench-{}", random::word(8)));
        crate::service::make_folder(&folder)?;
        let run = Run {
            json: self.json,
            rounds: self.rounds.unwrap_or(if self.quick { 1 } else { 3 }),
            lasting: Duration::from_secs(self.seconds.map_or(if self.quick { 2 } else { 5 }, u64::from)),
            members: self.members,
            postgres: self.postgres,
            pinning: if self.no_pin { None } else { Pinning::take() },
            folder,
        };
        // From now on instants are counted.
        pace::nanoseconds(Instant::now());
        run.say(&run.pinning.as_ref().map_or("server and load share all processors".to_owned(), ToString::to_string))?;
        Ok(run)
    }
}

/// Each member is a socket here, and one there; room and bare broadcast have theirs at the same time.
fn check_open_files(members: usize) -> Result<(), Failure> {
    let Ok(limits) = std::fs::read_to_string("/proc/self/limits") else { return Ok(()) };
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let most = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(usize::MAX);
    let needed = 2 * members + 300;
    if most >= needed {
        return Ok(());
    }
    Err(Failure::Usage(format!("{needed} open files are needed and {most} allowed: `ulimit -n {needed}` first")))
}

impl Run {
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Tells a person what goes on; silent where programs read.
    pub(super) fn say(&self, text: &str) -> Result<(), Failure> {
        if self.json { Ok(()) } else { out::line(&format!("-- {text}")) }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // What is left behind in a temporary folder harms nobody.
        let _left = std::fs::remove_dir_all(&self.folder);
    }
}
