//! `ctac runbook`: runbook files, offline.

use std::io::Read;
use std::path::{Path, PathBuf};

use ctac_runbook::format::{self, FileFault, Parsed};
use ctac_runbook::schema;

use crate::args::{Runbook, RunbookPart};
use crate::commands::playbook;
use crate::failure::Failure;
use crate::out;

mod check;
mod diff;
mod fmt;
mod new;
mod preview;

/// Runs the one that was asked for.
///
/// # Errors
/// A file that cannot be read or used, or, of `check` and `fmt --check`, one that is not right.
pub fn run(runbook: Runbook) -> Result<(), Failure> {
    match runbook {
        Runbook::New(new) => new::run(&new),
        Runbook::Check(check) => check::run(&check),
        Runbook::Fmt(fmt) => fmt::run(&fmt),
        Runbook::Diff(diff) => diff::run(&diff),
        Runbook::Preview(preview) => preview::run(&preview),
        Runbook::Import(import) => playbook::import::run(&import),
        Runbook::Export(export) => playbook::export::run(&export),
        Runbook::Sign(sign) => playbook::sign::run(&sign),
        Runbook::Verify(verify) => playbook::verify::run(&verify),
        Runbook::Schema { part: RunbookPart::FrontMatter } => out::line(schema::front_matter().trim_end()),
        Runbook::Schema { part: RunbookPart::Step } => out::line(schema::step().trim_end()),
    }
}

/// Files of a folder that are looked at: more than a library has.
const FILES: usize = 1_000;

/// The bytes of a file, one more than is allowed at most: that is enough to refuse it, however large it is.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let io = |error: std::io::Error| Failure::io(path, &error);
    let most = u64::try_from(ctac_runbook::limits::FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(io)?;
    } else {
        std::fs::File::open(path).map_err(io)?.take(most).read_to_end(&mut bytes).map_err(io)?;
    }
    Ok(bytes)
}

/// A file that must be right.
fn whole(path: &Path) -> Result<Parsed, Failure> {
    format::parse_bytes(&bytes(path)?).map_err(|faults| Failure::Usage(said(path, &faults)))
}

/// The files named, and those of the folders named: names that end in `.md`, with front matter. A folder's
/// README has none.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let listed = std::fs::read_dir(path).map_err(|error| Failure::io(path, &error))?;
        let mut found = Vec::new();
        for entry in listed.take(FILES) {
            let path = entry.map_err(|error| Failure::io(path, &error))?.path();
            let is_markdown = path.extension().is_some_and(|extension| extension == "md");
            if is_markdown && path.is_file() && bytes(&path)?.starts_with(b"---") {
                found.push(path);
            }
        }
        found.sort();
        files.extend(found);
    }
    if files.is_empty() {
        return Err(Failure::Usage("there is no runbook file in the folder".to_owned()));
    }
    Ok(files)
}

/// All faults of a file, one a line.
fn said(path: &Path, faults: &[FileFault]) -> String {
    faults.iter().map(|fault| format!("{}: {fault}", path.display())).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
