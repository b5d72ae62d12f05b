//! A node of the service as a process of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use ctac_cli::client::Client;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::binary::ctac;
use crate::wait::{soon, until};

/// Bytes of the log that a failed test shows.
const SHOWN: usize = 20_000;

/// A running `ctac serve`. It is killed when this is dropped; if the test is failing, its log is shown.
#[derive(Debug)]
pub struct Node {
    child: Child,
    log: PathBuf,
    /// Where it listens.
    pub url: String,
}

impl Node {
    /// Starts one, and returns once it listens and takes commands.
    ///
    /// # Panics
    /// It does not start.
    pub async fn start(config: &Path, log: PathBuf) -> Self {
        let mut child = spawn(config, &log);
        let stdout = child.stdout.take().expect("a pipe");
        let mut node = Self { child, log, url: String::new() };
        let mut lines = BufReader::new(stdout).lines();
        let said = soon("the node's address", lines.next_line()).await.expect("the node's words");
        let said = said.unwrap_or_else(|| panic!("the node ended before it listened"));
        let url = said.strip_prefix("listening at ").unwrap_or_else(|| panic!("the node says {said:?}"));
        url.clone_into(&mut node.url);
        if url.starts_with("http:") {
            node.ready().await;
        }
        node
    }

    /// Starts one and kills it after so long, wherever it then is: replaying, listening, or calling providers.
    ///
    /// # Panics
    /// It cannot be started, or killed.
    pub async fn start_and_die(config: &Path, log: &Path, after: Duration) {
        let mut child = spawn(config, log);
        tokio::time::sleep(after).await;
        child.kill().await.expect("the node can be killed");
    }

    async fn ready(&self) {
        let anyone = self.anyone();
        until("the node is ready", || async { anyone.stream("/readyz").await.ok() }).await;
    }

    /// A client that has not signed in.
    ///
    /// # Panics
    /// TLS cannot be set up.
    #[must_use]
    pub fn anyone(&self) -> Client {
        Client::at(&self.url, None).expect("a client")
    }

    /// The same person at this node.
    ///
    /// # Panics
    /// TLS cannot be set up.
    #[must_use]
    pub fn with_token_of(&self, client: &Client) -> Client {
        Client::at(&self.url, client.token().map(str::to_owned)).expect("a client")
    }

    /// `kill -9`.
    ///
    /// # Panics
    /// It cannot be killed.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the node can be killed");
    }

    /// Sends it a signal, such as `-HUP`.
    ///
    /// # Panics
    /// It does not run.
    pub async fn signal(&self, which: &str) {
        let id = self.child.id().expect("the node runs").to_string();
        let asked = Command::new("kill").args([which, &id]).status().await.expect("kill can be started");
        assert!(asked.success());
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    ///
    /// # Panics
    /// It ends badly.
    pub async fn stop(mut self) {
        self.signal("-TERM").await;
        let ended = soon("the node stops", self.child.wait()).await.expect("the node's end");
        assert!(ended.success(), "the node stopped with {ended}");
    }
}

fn spawn(config: &Path, log: &Path) -> Child {
    let errors = File::options().create(true).append(true).open(log).expect("the log can be written");
    Command::new(ctac())
        .args(["serve", "--config"])
        .arg(config)
        .env("RUST_LOG", "info")
        .env_remove("CTAC_POSTGRES")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors)
        .kill_on_drop(true)
        .spawn()
        .expect("ctac can be started")
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.start_kill();
        if std::thread::panicking() {
            let log = std::fs::read(&self.log).unwrap_or_default();
            let tail = log.len().saturating_sub(SHOWN);
            eprintln!("--- {}:\n{}", self.log.display(), String::from_utf8_lossy(&log[tail..]));
        }
    }
}
