//! The folder that the library is loaded from: the cell's working copy of its runbooks. Each file is saved if its content
//! is new, as a draft; people approve. A file that cannot be taken is named and passed over: it never stops the service.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ctac_domain::command::{Actor, Command};
use ctac_domain::library::Written;
use ctac_engine::{Engine, ExecuteError};
use ctac_server::folder::Folder;
use tokio::signal::unix::{SignalKind, signal};

/// Files of a folder that are looked at: more than a library has.
const FILES: usize = 1_000;

/// A file's name, and what it says or why it cannot be taken.
type Found = (String, Result<String, String>);

/// Loads the folder now and at every SIGHUP.
pub async fn follow(engine: Engine, folder: PathBuf, told: Arc<Folder>) {
    let mut again = match signal(SignalKind::hangup()) {
        Ok(again) => again,
        Err(error) => {
            tracing::warn!(%error, "SIGHUP cannot be heard: the folder of runbooks is read once");
            load(&engine, &folder, &told).await;
            return;
        }
    };
    loop {
        load(&engine, &folder, &told).await;
        if again.recv().await.is_none() {
            return;
        }
    }
}

/// Saves what is new in the folder, and says what could not be taken.
pub async fn load(engine: &Engine, folder: &Path, told: &Folder) {
    let listed = folder.to_owned();
    let read = tokio::task::spawn_blocking(move || read(&listed)).await;
    let found = read.unwrap_or_else(|error| vec![(folder.display().to_string(), Err(error.to_string()))]);
    let mut faults = Vec::new();
    for (file, text) in found {
        let saved = match text {
            Ok(text) => save(engine, text).await,
            Err(why) => Err(why),
        };
        if let Err(why) = saved {
            tracing::warn!(file, why, "a runbook of the folder cannot be taken");
            faults.push((file, why));
        }
    }
    told.found(faults);
}

async fn save(engine: &Engine, text: String) -> Result<(), String> {
    let read = tokio::task::spawn_blocking(move || Written::read(&text)).await;
    let written = read.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    match engine.execute(Actor::Operator, Command::SaveRunbook { written }).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Refused(refusal)) => Err(refusal.to_string()),
        Err(error) => Err(format!("{error}; it is tried again at the next SIGHUP")),
    }
}

/// Every runbook of a folder, in the order of names. Files without front matter are not meant.
fn read(folder: &Path) -> Vec<Found> {
    let listed = match std::fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) => return vec![(folder.display().to_string(), Err(error.to_string()))],
    };
    let is_runbook = |path: &PathBuf| path.extension().is_some_and(|it| it == "md") && path.is_file();
    let mut paths: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).filter(is_runbook).collect();
    paths.sort();
    let more = paths.len() > FILES;
    paths.truncate(FILES);
    let name = |path: &Path| path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let mut found: Vec<Found> = paths.iter().map(|path| (name(path), text(path))).collect();
    found.retain(|(_, text)| text.as_ref().is_err() || text.as_ref().is_ok_and(|text| text.starts_with("---")));
    if more {
        found.push((folder.display().to_string(), Err(format!("only the first {FILES} files are read"))));
    }
    found
}

/// A file's text, bounded: one byte more than a runbook may have is enough to refuse it.
fn text(path: &Path) -> Result<String, String> {
    let most = u64::try_from(ctac_runbook::limits::FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not text in UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_no_runbook_is_passed_over_and_what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("b.md", &b"---\nrunbook: b\n---\n"[..]),
            ("README.md", b"# Read me\n"),
            ("a.md", b"\xff\xfe"),
            ("notes.txt", b"---\n"),
        ] {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let found = read(folder.path());
        let names: Vec<(&str, bool)> = found.iter().map(|(name, text)| (name.as_str(), text.is_ok())).collect();
        assert_eq!(names, [("a.md", false), ("b.md", true)]);
        let missing = read(&folder.path().join("none"));
        assert!(missing.len() == 1 && missing[0].1.is_err());
    }
}
