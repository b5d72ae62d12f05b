//! The procedures in `runbooks/`: each can be adopted on the day, and all of them fit together.
#![expect(clippy::panic, clippy::unwrap_used, reason = "the helpers of a test fail as a test does")]

mod cards;
mod procedures;
mod times;

use std::path::{Path, PathBuf};

use ctac_runbook::format;
use ctac_runbook::model::Runbook;

/// A procedure as it stands in the repository.
pub(crate) struct Procedure {
    /// The name of its file.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) runbook: Runbook,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runbooks")
}

/// The files of a folder that end in `.md`, by name.
pub(crate) fn markdown(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Every procedure, in the order of their numbers.
pub(crate) fn procedures() -> Vec<Procedure> {
    let files = markdown(&folder()).into_iter().filter(|(_, text)| text.starts_with("---\n"));
    files
        .map(|(file, text)| {
            let (runbook, warnings) = format::parse(&text).unwrap_or_else(|faults| {
                panic!("{file}: {}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            });
            assert_eq!(warnings, [], "{file}");
            Procedure { file, text, runbook }
        })
        .collect()
}
