//! `ctac demo`: the service with a fictional cell, or the story of one incident.

use std::path::{Path, PathBuf};

use tokio::sync::oneshot;

use crate::args::Demo;
use crate::client::Client;
use crate::config::Config;
use crate::demo::alarm;
use crate::demo::cast::{ORGANISATIONS, PEOPLE};
use crate::demo::library;
use crate::demo::seed::{Pace, Seeded, seed};
use crate::demo::story::{self, Stage};
use crate::failure::Failure;
use crate::service::{Parts, assemble};
use crate::{out, random};

/// How long a step of the policy waits: long enough to look at the phone, or as short as a script wants it.
const WATCHED: Pace = Pace { step_s: 60 };
const SCRIPTED: Pace = Pace { step_s: 2 };

/// Runs it.
///
/// # Errors
/// Whatever stands in the way of starting, or the first step of the story that did not come out as told.
pub async fn run(demo: Demo) -> Result<(), Failure> {
    crate::log::start_quiet();
    let (folder, temporary) = folder(&demo)?;
    let mut config = Config::default();
    if let Some(listen) = demo.listen {
        config.server.listen = listen;
    } else if demo.script {
        config.server.listen.set_port(0);
    }
    config.server.origin = "ctac.invalid/demo".to_owned();
    config.store.folder = folder.join("node");
    config.simulator.enabled = true;
    let parts = assemble(&config).await?;
    let pace = if demo.script { SCRIPTED } else { WATCHED };
    let outcome = match begin(&parts, pace, demo.script).await {
        Ok(Some(seeded)) if demo.script => Box::pin(script(&demo, &config, parts, &seeded, &folder)).await,
        Ok(seeded) => {
            welcome(&parts.public_url, seeded.as_ref(), &folder)?;
            super::serve::listen(&config, parts, super::serve::stopped()).await
        }
        Err(failure) => {
            parts.engine.shutdown().await;
            Err(failure)
        }
    };
    if temporary {
        // What is left behind in a temporary folder harms nobody.
        let _left = std::fs::remove_dir_all(&folder);
    }
    outcome
}

/// The folder to keep everything in, and whether it goes when the demonstration ends.
fn folder(demo: &Demo) -> Result<(PathBuf, bool), Failure> {
    let (folder, temporary) = match &demo.folder {
        Some(folder) => (folder.clone(), false),
        None => (std::env::temp_dir().join(format!("ctac-demo-{}", random::word(8))), true),
    };
    crate::service::make_folder(&folder)?;
    Ok((folder, temporary))
}

/// Seeds an empty folder; none where the folder holds a demonstration, which goes on.
async fn begin(parts: &Parts, pace: Pace, script: bool) -> Result<Option<Seeded>, Failure> {
    if !parts.engine.state().organisations.is_empty() {
        let begun = "the folder holds a demonstration already, and the story begins with an empty one: give another \
                     --folder, or none";
        return if script { Err(Failure::Usage(begun.to_owned())) } else { Ok(None) };
    }
    let seeded = seed(&parts.engine, &parts.auth, pace).await?;
    library::stock(&parts.engine, &seeded).await?;
    Ok(Some(seeded))
}

fn welcome(url: &str, seeded: Option<&Seeded>, folder: &Path) -> Result<(), Failure> {
    /// Neither is kept where it could be read.
    const AS_BEFORE: &str = "the one that was shown the first time";
    let (password, key) = match seeded {
        Some(seeded) => (seeded.password.as_str(), seeded.paging_key.as_str()),
        None => (AS_BEFORE, "KEY"),
    };
    if seeded.is_none() {
        out::line(&format!("\nThis goes on with the demonstration in {}.", folder.display()))?;
    }
    out::line(&format!("\nThe fictional cell is at      {url}"))?;
    out::line(&format!("The built-in phone is at      {url}/simulator"))?;
    out::line(&format!("Everybody's password is       {password}"))?;
    out::line("Sign in as")?;
    for person in &PEOPLE {
        let whose = ORGANISATIONS.iter().find(|organisation| organisation.key == person.organisation);
        let roles: Vec<String> = person.roles.iter().map(|role| format!("{role:?}")).collect();
        let whose = whose.map_or("", |organisation| organisation.name);
        out::line(&format!("  {:<10} {:<18} {:<36} {}", person.login, person.name, whose, roles.join(", ")))?;
    }
    out::line("\nWake somebody (another terminal):")?;
    out::line(&format!(
        "  cargo run --release -- alert send \"Imaging archive unreachable\" --severity critical --url {url} --key {key}"
    ))?;
    match seeded {
        Some(Seeded { declaring_key, .. }) => {
            out::line(&format!("An Alertmanager's webhook:     {url}/intake/alertmanager/{declaring_key}"))?;
        }
        None => {
            out::line("KEY is one that was shown the first time, as is the address of the Alertmanager's webhook.")?
        }
    }
    out::line(&format!(
        "Data: {} (gone when it stops, unless --folder was given). Stop with Ctrl-C.\n",
        folder.display()
    ))
}

/// Serves, plays the story as its clients, stops.
async fn script(demo: &Demo, config: &Config, parts: Parts, seeded: &Seeded, folder: &Path) -> Result<(), Failure> {
    let url = parts.public_url.clone();
    let alert = alarm::choose(demo.alertmanager.as_deref(), &url, &seeded.paging_key, folder)?;
    let (stop, stopped) = oneshot::channel::<()>();
    let config = config.clone();
    let serving = tokio::spawn(async move {
        let stopped = async {
            // The sender's end is as good a sign as its word.
            let _word = stopped.await;
        };
        super::serve::listen(&config, parts, stopped).await
    });
    let stage = Stage { anyone: Client::at(&url, None)?, password: &seeded.password, alert: alert.as_ref(), folder };
    let played = story::play(&stage).await;
    drop(stop);
    let served = serving.await.map_err(|error| Failure::Io(format!("the service ended badly: {error}")))?;
    played?;
    served?;
    out::line("\nThe story came out as told.")
}
