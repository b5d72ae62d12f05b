//! One file for each command; here is only which.

use std::future::Future;

use serde_json::Value;

use crate::args::{self, Command};
use crate::client::Client;
use crate::failure::Failure;
use crate::out;
use crate::say::Names;

pub mod alert;
pub mod call_out;
pub mod completions;
pub mod demo;
pub mod doctor;
pub mod export;
pub mod incident;
pub mod init;
pub mod oncall;
pub mod page;
pub mod password;
pub mod playbook;
pub mod rota;
pub mod run;
pub mod runbook;
pub mod serve;
pub mod tail;
pub mod threshold;
pub mod token;
pub mod verify;

/// Runs a command.
///
/// # Errors
/// Whatever it failed of; see [`Failure`].
pub fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Verify(verify) => verify::run(&verify),
        Command::Completions { shell } => completions::run(shell),
        Command::Rota(rota) => rota::run(rota),
        Command::Runbook(runbook) => runbook::run(runbook),
        Command::Run(run) => wait(run::run(run)),
        Command::Serve(serve) => wait(serve::run(serve)),
        Command::Demo(demo) => wait(demo::run(demo)),
        Command::Init(init) => wait(init::run(init)),
        Command::Export(args::Export::Incident { reference, to, service }) => wait(export::run(reference, to, service)),
        Command::Oncall(oncall) => wait(oncall::run(oncall)),
        Command::Alert(alert) => wait(alert::run(alert)),
        Command::Threshold(threshold) => wait(threshold::run(threshold)),
        Command::Page(page) => wait(page::run(page)),
        Command::CallOut(call_out) => wait(call_out::run(call_out)),
        Command::Incident(incident) => wait(incident::run(incident)),
        Command::Password(password) => wait(password::run(password)),
        Command::Token(token) => wait(token::run(token)),
        Command::Doctor(doctor) => wait(doctor::run(doctor)),
        Command::Bench(bench) => wait(crate::bench::run(bench)),
    }
}

/// `verify`, `completions` and what of `rota` and `runbook` is of files need no runtime and get none: no socket can be opened by accident.
fn wait(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Io(format!("the runtime cannot be started: {error}")))?;
    runtime.block_on(command)
}

/// The items of a list, all pages of it.
///
/// # Errors
/// The service refused or cannot be reached.
pub async fn items(client: &Client, path: &str) -> Result<Vec<Value>, Failure> {
    /// No list of the service is longer.
    const PAGES: usize = 1_000;
    let mut all = Vec::new();
    let mut cursor = String::new();
    for _ in 0..PAGES {
        let joint = if path.contains('?') { '&' } else { '?' };
        let page: Value = match cursor.as_str() {
            "" => client.get(path).await?,
            cursor => client.get(&format!("{path}{joint}cursor={cursor}")).await?,
        };
        all.extend(page.get("items").and_then(Value::as_array).cloned().unwrap_or_default());
        match page.get("next").and_then(Value::as_str) {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    Ok(all)
}

/// Names of people and organisations by id.
///
/// # Errors
/// As [`items`].
pub async fn names(client: &Client) -> Result<Names, Failure> {
    let mut names = Names::new();
    for path in ["/api/v1/people", "/api/v1/organisations"] {
        for item in items(client, path).await? {
            names.insert(out::text(&item, "id").to_owned(), out::text(&item, "name").to_owned());
        }
    }
    Ok(names)
}
