//! One PostgreSQL for all tests: nextest runs each as its own process, and each would otherwise start its own server.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};

/// The variable under which the tests look for it (`ctac_store_postgres::testing::URL_VARIABLE`).
pub(crate) const URL: &str = "CTAC_TEST_POSTGRES";

/// A running server; it ends when this is dropped, or when this process does.
pub(crate) struct Postgres {
    /// A superuser's URL.
    pub(crate) url: String,
    input: Option<ChildStdin>,
    child: Child,
}

impl Postgres {
    /// Starts it, or takes the one that the environment names.
    pub(crate) fn start() -> Result<Self, String> {
        let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let words = ["run", "--quiet", "--package", "ctac-store-postgres", "--features", "testing", "--example"];
        let mut child = Command::new(program)
            .args(words)
            .arg("shared_postgres")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("PostgreSQL cannot be started: {error}"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let mut url = String::new();
        if let Some(output) = output {
            BufReader::new(output).read_line(&mut url).map_err(|error| format!("PostgreSQL says nothing: {error}"))?;
        }
        let url = url.trim_end().to_owned();
        if url.is_empty() {
            let _ended = child.wait();
            return Err("PostgreSQL did not start; what it said stands above".to_owned());
        }
        Ok(Self { url, input, child })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ended = self.child.wait();
    }
}
