//! What `ctac runbook` does with CACAO playbooks, offline: import, export, sign, verify.

use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;
use crate::out;

pub mod export;
pub mod import;
pub mod sign;
pub mod verify;

/// The bytes of a file or of standard input, one more than `most` at most: that is enough to refuse it.
fn bytes(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let io = |error: std::io::Error| Failure::io(path, &error);
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(io)?;
    } else {
        std::fs::File::open(path).map_err(io)?.take(most).read_to_end(&mut bytes).map_err(io)?;
    }
    Ok(bytes)
}

/// A playbook in JSON, as it stands.
fn playbook(path: &Path) -> Result<Value, Failure> {
    let bytes = bytes(path, ctac_runbook::limits::CACAO_BYTES)?;
    ctac_runbook::canonical::read(&bytes).map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("{}: {error}", path.display()))
}

/// Writes a text to a file, or to standard output.
fn write(to: Option<&Path>, text: &str) -> Result<(), Failure> {
    match to {
        Some(path) => std::fs::write(path, format!("{}\n", text.trim_end())).map_err(|error| Failure::io(path, &error)),
        None => out::line(text.trim_end()),
    }
}

/// A playbook as people read it.
fn pretty(playbook: &Value) -> Result<String, Failure> {
    serde_json::to_string_pretty(playbook).map_err(|error| Failure::Io(error.to_string()))
}
