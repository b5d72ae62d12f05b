//! The conformance data, where it is at hand: made by others, and not part of the repository.

use std::path::{Path, PathBuf};

/// The folder, or none, and then it is said that the test was skipped.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places =
        ["../../../shared/data/cacao", "../../../../shared/data/cacao"].map(|place| here.join(place).join(name));
    let found = places.into_iter().find(|place| place.is_dir());
    if found.is_none() {
        eprintln!("skipped: no conformance data");
    }
    found
}

/// The files of a folder that end so, in the order of their names.
pub(crate) fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut waiting = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.to_string_lossy().ends_with(end) {
            files.push(path);
        }
    }
    files.sort();
    files
}
