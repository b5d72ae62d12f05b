//! One file for each command; here is only which.

use std::collections::BTreeMap;
use std::future::Future;

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::args::{self, Command};
use crate::client::Client;
use crate::failure::Failure;
use crate::say::Names;
use crate::{out, say};

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

/// Puts into `names` what the words for an entry need besides.
///
/// # Errors
/// The service cannot be reached. What it does not show is left out.
pub async fn look_up(client: &Client, entry: &Value, names: &mut Names) -> Result<(), Failure> {
    say::remember(entry, names);
    let Some((what, id, key)) = say::wanting(entry, names) else { return Ok(()) };
    match client.get::<Value>(&format!("/api/v1/{what}/{id}")).await {
        Ok(found) => say::learn(&found, names),
        Err(Failure::Refused(_)) => {}
        Err(failure) => return Err(failure),
    }
    // What was not found is not asked for again.
    names.entry(key).or_default();
    Ok(())
}

/// The zones of the rotas by their ids, and the one that most of them are in: the cell's.
///
/// # Errors
/// As [`items`].
pub async fn zones(client: &Client) -> Result<(BTreeMap<String, TimeZone>, TimeZone), Failure> {
    let mut zones = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for rota in items(client, "/api/v1/rotas").await? {
        let name = rota.get("rota").map(|rota| out::text(rota, "time_zone")).unwrap_or_default();
        if let Ok(zone) = TimeZone::get(name) {
            zones.insert(out::text(&rota, "id").to_owned(), zone);
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    let cells = most.and_then(|(name, _)| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
    Ok((zones, cells))
}

/// An id as it was typed.
///
/// # Errors
/// [`Failure::Usage`]: nothing has such an id.
pub fn id<'a>(what: &str, typed: &'a str) -> Result<&'a str, Failure> {
    match uuid::Uuid::parse_str(typed) {
        Ok(_) => Ok(typed),
        Err(_) => Err(Failure::Usage(format!(
            "no such {what}: {typed:?}; its id is what it was started with, such as 3f2b8c1e-5d1f-4c7e-9a51-0c7d2b6e4f10"
        ))),
    }
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
