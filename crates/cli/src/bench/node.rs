//! The measured servers, as child processes that end with this one.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::cast::Cast;
use super::limits;
use super::settings::Run;
use crate::failure::Failure;

/// A process that listens.
pub(super) struct Node {
    child: Child,
    pub(super) address: SocketAddr,
    /// Read on, so that the child never writes into a closed pipe.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Node {
    /// `ctac serve` on the store that `cast` was recorded in.
    pub(super) async fn serve(run: &Run, cast: &Cast) -> Result<Self, Failure> {
        let config = run.folder().join(format!("{}.toml", cast.name));
        std::fs::write(&config, &cast.configuration).map_err(|error| Failure::io(&config, &error))?;
        Self::start(run, &cast.name, &["serve", "--config", &config.to_string_lossy()]).await
    }

    /// The bare broadcast.
    pub(super) async fn broadcast(run: &Run) -> Result<Self, Failure> {
        Self::start(run, "broadcast", &["bench", "serve-broadcast"]).await
    }

    /// Starts this very program on the server's processors and waits until it says where it listens.
    async fn start(run: &Run, name: &str, arguments: &[&str]) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| Failure::Io(format!("this program: {error}")))?;
        let log = run.folder().join(format!("{name}.log"));
        let logged = std::fs::File::create(&log).map_err(|error| Failure::io(&log, &error))?;
        let mut command = match &run.pinning {
            Some(pinning) => {
                let mut pinned = Command::new("taskset");
                pinned.args(["-c", &pinning.server]).arg(program);
                pinned
            }
            None => Command::new(program),
        };
        command.args(arguments).env_remove("CTAC_POSTGRES").stdin(Stdio::piped()).stdout(Stdio::piped());
        let spawned = command.stderr(logged).kill_on_drop(true).spawn();
        let mut child = spawned.map_err(|error| Failure::Io(format!("{name} cannot be started: {error}")))?;
        let said = child.stdout.take().map(BufReader::new).map(AsyncBufReadExt::lines);
        let mut said = said.ok_or_else(|| Failure::Io("a child without output".to_owned()))?;
        let line = tokio::time::timeout(limits::START, said.next_line()).await;
        let line = line.ok().and_then(Result::ok).flatten().unwrap_or_default();
        let address = line.rsplit_once("//").and_then(|(_, address)| address.parse().ok());
        let address = address.ok_or_else(|| Failure::Unavailable(format!("{name} did not start:\n{}", tail(&log))))?;
        Ok(Self { child, address, _said: said })
    }

    /// Its process.
    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(5)..).unwrap_or_default().join("\n")
}
