//! A PostgreSQL of one's own, for tests: here and in every package that must work on several nodes.
//!
//! One server for a test process, a fresh database for each test. The server runs under a shell that holds the other end of
//! a pipe: when the test process ends, however it ends, the shell stops the server and removes its files. If
//! `CTAC_TEST_POSTGRES` is set, a superuser's URL that names a database, that server is used and nothing is started.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot have its database fails")]

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fs, process};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Names the server to use instead of starting one.
pub const URL_VARIABLE: &str = "CTAC_TEST_POSTGRES";

const MISSING: &str = "these tests need PostgreSQL: run `cargo xtask test`, which installs it, or install Debian's \
                       `postgresql`, or set CTAC_TEST_POSTGRES to the URL of a superuser's database";

/// `$1` is the directory of PostgreSQL's programs. Says where the socket is, then waits for its input to end.
const SERVER: &str = r#"
set -eu
umask 077
directory=$(mktemp -d "${TMPDIR:-/tmp}/ctac-postgres.XXXXXX")
trap '"$1/pg_ctl" -D "$directory/data" -m immediate stop >/dev/null 2>&1 || :; rm -rf "$directory"' EXIT
if ! { "$1/initdb" -D "$directory/data" -U postgres -A trust -E UTF8 --locale=C --no-sync &&
    "$1/pg_ctl" -D "$directory/data" -l "$directory/server.log" -w -t 60 start -o "-k '$directory' \
      -c listen_addresses= -c fsync=off -c max_connections=200 -c shared_buffers=16MB"; } >"$directory/log" 2>&1; then
  cat "$directory/log" "$directory/server.log" >&2 || :
  exit 1
fi
echo "$directory"
exec >/dev/null 2>&1
cat
"#;

/// A running server.
#[derive(Debug)]
pub struct Cluster {
    url: String,
    server: Option<Child>,
}

impl Cluster {
    /// This process's server, started when it is first asked for. It ends with the process.
    ///
    /// # Panics
    /// When there is no PostgreSQL, saying what to do.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match env::var(URL_VARIABLE) {
            Ok(url) if !url.is_empty() => Self { url, server: None },
            _ => Self::start(),
        })
    }

    /// A server apart, which ends when this is dropped: to be stopped in a test, or shared by processes.
    ///
    /// # Panics
    /// When there is no PostgreSQL, saying what to do.
    #[must_use]
    pub fn start() -> Self {
        let programs = programs().expect(MISSING);
        let mut server = as_anyone_but_root()
            .args(["sh", "-c", SERVER, "ctac-postgres"])
            .arg(programs)
            .current_dir("/")
            // Apart from the terminal's signals: Ctrl-C must not end the shell before it has cleaned up.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect(MISSING);
        let mut directory = String::new();
        let stdout = server.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut directory).expect("the server's directory");
        let directory = directory.trim_end();
        if directory.is_empty() {
            let mut why = String::new();
            server.stderr.take().expect("a pipe").read_to_string(&mut why).expect("the server's words");
            panic!("{MISSING}\nPostgreSQL did not start: {why}");
        }
        drop(server.stderr.take());
        Self { url: format!("postgres://postgres@localhost/postgres?host={directory}"), server: Some(server) }
    }

    /// The superuser's URL, of the database that is always there.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The URL of a fresh, empty database.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn database(&self) -> String {
        static CREATED: AtomicU64 = AtomicU64::new(0);
        let name = format!("test_{}_{}", process::id(), CREATED.fetch_add(1, Ordering::Relaxed));
        let options = PgConnectOptions::from_str(&self.url).expect("a URL of PostgreSQL");
        let mut connection = PgConnection::connect_with(&options).await.expect("the test's PostgreSQL");
        for statement in
            [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name} TEMPLATE template0")]
        {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("a fresh database");
        }
        connection.close().await.expect("a goodbye");
        self.url_of(&name)
    }

    /// Cuts a database of [`Cluster::database`] off, for everybody, as a network does that is gone: connections break, and
    /// no new one is let in; or lets them in again.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn cut_off(&self, url: &str, off: bool) {
        let named = PgConnectOptions::from_str(url).expect("a URL of PostgreSQL");
        let name = named.get_database().expect("a URL that names a database");
        let options = PgConnectOptions::from_str(&self.url).expect("a URL of PostgreSQL");
        let mut connection = PgConnection::connect_with(&options).await.expect("the test's PostgreSQL");
        let allowed = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {}", !off);
        let ended = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        for statement in [Some(allowed), off.then_some(ended)].into_iter().flatten() {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.expect("a database cut off");
        }
        connection.close().await.expect("a goodbye");
    }

    fn url_of(&self, database: &str) -> String {
        let (address, query) = self.url.split_once('?').map_or((self.url.as_str(), None), |(a, q)| (a, Some(q)));
        let (server, _) = address.rsplit_once('/').expect("a URL that names a database");
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        format!("{server}/{database}{query}")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            drop(server.stdin.take());
            let _ended = server.wait();
        }
    }
}

/// PostgreSQL refuses to run as root: then it runs as the account that its package made.
fn as_anyone_but_root() -> Command {
    let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let mut command = Command::new(if root { "setpriv" } else { "env" });
    if root {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]);
    }
    command
}

/// Where PostgreSQL's programs are: on the path, or where Debian keeps them, the newest first.
fn programs() -> Option<PathBuf> {
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql").map(|entries| {
        let mut versions: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        versions.sort_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
        versions.into_iter().rev().map(|path| path.join("bin")).collect::<Vec<_>>()
    });
    let has_both = |directory: &Path| ["initdb", "pg_ctl"].iter().all(|program| directory.join(program).is_file());
    on_path.into_iter().chain(versions.unwrap_or_default()).find(|directory| has_both(directory))
}
