//! A fictional cell, seeded through the service's own library, on a store of its own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ctac_cli::client::Client;
use ctac_cli::commands::token::sign_in;
use ctac_cli::config::Config;
use ctac_cli::demo::seed::{Pace, Seeded, seed};
use ctac_cli::service::{KEYRING, Stored, assemble, make_folder, open_store};
use ctac_notify::twilio::testing::{ACCOUNT, TOKEN};
use ctac_store_postgres::testing::Cluster;
use tempfile::TempDir;

use crate::node::Node;
use crate::wait::soon;

/// What a test wants of its nodes.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to deliver; none: the built-in phone.
    pub forward: Option<String>,
    /// Where a stand-in for Twilio is; with it the simulator is off.
    pub twilio: Option<String>,
    /// Commands that may wait.
    pub inbox: usize,
    /// Signals each integration may send in a minute; 0: no limit.
    pub signals_per_minute: u32,
    /// Seconds a node has for one call.
    pub lease_s: u32,
    /// Whole sections of the configuration besides, in TOML.
    pub sections: String,
}

impl Default for Settings {
    fn default() -> Self {
        let sections = String::new();
        Self { forward: None, twilio: None, inbox: 4_096, signals_per_minute: 0, lease_s: 30, sections }
    }
}

/// A seeded cell, and where its store is. Its files go when it is dropped.
#[derive(Debug)]
pub struct Cell {
    folder: TempDir,
    postgres: Option<String>,
    settings: Settings,
    /// What was seeded.
    pub seeded: Seeded,
}

impl Cell {
    /// On SQLite, with steps of the policy so many seconds long.
    ///
    /// # Panics
    /// It cannot be set up.
    pub async fn on_sqlite(step_s: u32, settings: Settings) -> Self {
        Box::pin(Self::on(None, step_s, settings)).await
    }

    /// On a fresh PostgreSQL database.
    ///
    /// # Panics
    /// There is no PostgreSQL, saying what to do; or it cannot be set up.
    pub async fn on_postgres(step_s: u32, settings: Settings) -> Self {
        let url = Cluster::shared().database().await;
        Box::pin(Self::on(Some(url), step_s, settings)).await
    }

    async fn on(postgres: Option<String>, step_s: u32, settings: Settings) -> Self {
        let folder = tempfile::Builder::new().prefix("ctac-test-").tempdir().expect("a temporary folder");
        let mut config = Config::default();
        config.server.listen.set_port(0);
        config.server.origin = "ctac.invalid/test".to_owned();
        config.store.folder = folder.path().join("one");
        config.store.postgres.clone_from(&postgres);
        let parts = soon("the store is set up", assemble(&config)).await.expect("a node in this process");
        let seeded = soon("the cell is seeded", seed(&parts.engine, &parts.auth, Pace { step_s })).await;
        let seeded = seeded.expect("a seeded cell");
        soon("the engine stops", parts.engine.shutdown()).await;
        Self { folder, postgres, settings, seeded }
    }

    /// The temporary folder that all of this is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a node. One that is started again under its name finds its own folder; all share the cell's keys.
    ///
    /// # Panics
    /// It does not start.
    pub async fn start(&self, name: &str) -> Node {
        let config = self.configure(name, "127.0.0.1:0", "");
        Node::start(&config, self.folder().join(format!("{name}.log"))).await
    }

    /// Starts a node and kills it after so long, wherever it then is.
    pub async fn start_and_die(&self, name: &str, after: Duration) {
        let config = self.configure(name, "127.0.0.1:0", "");
        Node::start_and_die(&config, &self.folder().join(format!("{name}.log")), after).await;
    }

    /// Writes the configuration of a node; `more` goes into its section `[server]`.
    ///
    /// # Panics
    /// It cannot be written.
    #[must_use]
    pub fn configure(&self, name: &str, listen: &str, more: &str) -> PathBuf {
        let folder = self.folder().join(name);
        if !folder.exists() {
            make_folder(&folder).expect("a folder for the node");
            std::fs::copy(self.folder().join("one").join(KEYRING), folder.join(KEYRING)).expect("the cell's keys");
        }
        let Settings { forward, twilio, inbox, signals_per_minute, lease_s, sections } = &self.settings;
        let mut text = format!(
            "[server]\nlisten = {listen:?}\norigin = \"ctac.invalid/test\"\nsignals_per_minute = {signals_per_minute}\n\
             {more}\n[engine]\ninbox = {inbox}\nlease_s = {lease_s}\n\n[store]\nfolder = {folder:?}\n"
        );
        if let Some(url) = &self.postgres {
            writeln!(text, "postgres = {url:?}").expect("a string takes it");
        }
        match twilio {
            Some(url) => write!(
                text,
                "\n[providers.twilio]\naccount_sid = {ACCOUNT:?}\nauth_token = {TOKEN:?}\nfrom = \"+447700900000\"\n\
                 base_url = {url:?}\n"
            )
            .expect("a string takes it"),
            None => text.push_str("\n[simulator]\nenabled = true\n"),
        }
        if let Some(url) = forward {
            writeln!(text, "forward = {url:?}").expect("a string takes it");
        }
        text.push_str(sections);
        let path = self.folder().join(format!("{name}.toml"));
        std::fs::write(&path, text).expect("the configuration can be written");
        path
    }

    /// Somebody of the cell, signed in at a node with a token of their own.
    ///
    /// # Panics
    /// They cannot sign in.
    pub async fn sign_in(&self, node: &Node, login: &str) -> Client {
        let anyone = node.anyone();
        let signed_in = sign_in(&anyone, login, &self.seeded.password, "a test", None);
        soon("signing in", signed_in).await.unwrap_or_else(|error| panic!("{login} cannot sign in: {error}"))
    }

    /// Cuts the cell's database off from its nodes, or lets them in again.
    ///
    /// # Panics
    /// It is not on PostgreSQL.
    pub async fn cut_off(&self, off: bool) {
        let url = self.postgres.as_deref().expect("a cell on PostgreSQL");
        Cluster::shared().cut_off(url, off).await;
    }

    /// Somebody's id.
    ///
    /// # Panics
    /// There is nobody of that name.
    #[must_use]
    pub fn person(&self, login: &str) -> String {
        self.seeded.people.get(login).unwrap_or_else(|| panic!("nobody is called {login}")).to_string()
    }

    /// The store, opened beside the nodes: what really stands in it.
    ///
    /// # Panics
    /// It cannot be opened.
    pub async fn store(&self) -> Stored {
        let mut config = Config::default();
        config.store.folder = self.folder().join("one");
        config.store.postgres.clone_from(&self.postgres);
        soon("the store opens", open_store(&config)).await.expect("the store")
    }

    /// How many entries the ledger has.
    ///
    /// # Panics
    /// The store cannot be read.
    pub async fn ledger_size(&self) -> u64 {
        soon("the ledger's head", self.store().await.ledger.head()).await.expect("a head").size
    }
}
