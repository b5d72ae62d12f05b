//! `ctac verify`: checks an exported timeline offline. No database, no socket, no runtime: files and what the reader
//! trusts.

use std::io::Read;
use std::path::Path;

use ctac_ledger::note::key::VerifyingKey;
use ctac_ledger::verify::report::Report;
use ctac_ledger::verify::{Trust, verify};

use crate::args::Verify;
use crate::failure::Failure;
use crate::out;

/// Bytes of a checkpoint file that will be read.
const CHECKPOINT_BYTES: u64 = 64 * 1024;

/// Checks it and prints the report.
///
/// # Errors
/// [`Failure::NotRight`] naming the first entry that does not fit.
pub fn run(command: &Verify) -> Result<(), Failure> {
    let report = check(&command.bundle, command.checkpoint.as_deref(), command.key.as_deref())?;
    if command.json {
        let value = serde_json::to_value(&report).map_err(|error| Failure::Io(error.to_string()))?;
        return out::json(&value);
    }
    out::line(&report.to_string())
}

/// Checks a bundle against a checkpoint kept elsewhere and a key had from elsewhere, where there are such.
///
/// # Errors
/// As [`run`].
pub fn check(bundle: &Path, checkpoint: Option<&Path>, key: Option<&str>) -> Result<Report, Failure> {
    let checkpoint = checkpoint.map(kept).transpose()?;
    let key: Option<VerifyingKey> = key
        .map(VerifyingKey::parse)
        .transpose()
        .map_err(|error| Failure::Usage(format!("--key: {error}; it looks like NAME+HEX+BASE64")))?;
    if !bundle.is_dir() {
        return Err(Failure::Usage(format!("{}: a bundle is the folder that ctac export wrote", bundle.display())));
    }
    let trust = Trust { checkpoint, key, witnesses: Vec::new() };
    verify(bundle, &trust).map_err(|failure| Failure::NotRight(failure.to_string()))
}

fn kept(path: &Path) -> Result<String, Failure> {
    let io = |error: std::io::Error| Failure::io(path, &error);
    let mut text = String::new();
    std::fs::File::open(path).map_err(io)?.take(CHECKPOINT_BYTES).read_to_string(&mut text).map_err(io)?;
    Ok(text)
}
