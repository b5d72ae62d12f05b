//! `ctac export incident`: writes a timeline as the bundle that `ctac verify` checks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use ctac_api::export::ExportLine;
use ctac_ledger::bundle::directory::Directory;

use crate::args::Service;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Bytes of one line of the export's stream: a piece of 48 KiB in base64, with its frame.
const LINE: usize = 80 * 1024;

/// Exports and says where.
///
/// # Errors
/// The service refused, or the folder cannot be written.
pub async fn run(reference: String, to: Option<PathBuf>, service: Service) -> Result<(), Failure> {
    let client = Client::new(&service)?;
    let to = to.unwrap_or_else(|| PathBuf::from(&reference));
    let files = export(&client, &reference, &to).await?;
    if service.json {
        out::json(&serde_json::json!({ "bundle": to, "files": files }))
    } else {
        out::line(&format!("{}: {files} files. Check it anywhere: ctac verify {}", to.display(), to.display()))
    }
}

/// Writes the bundle of an incident to a folder that must not exist; tells how many files it has.
///
/// # Errors
/// As [`run`].
pub async fn export(client: &Client, reference: &str, to: &Path) -> Result<u32, Failure> {
    let bundle = Directory::create(to).map_err(|error| Failure::io(to, &error))?;
    let mut response = client.stream(&format!("/api/v1/incidents/{reference}/export")).await?;
    let mut writer = Writer { bundle, files: BTreeSet::new(), waiting: Vec::new() };
    loop {
        let piece = response.chunk().await;
        match piece.map_err(|error| Failure::Unavailable(format!("the export broke off: {error}")))? {
            Some(bytes) => {
                if let Some(files) = writer.take(&bytes)? {
                    return Ok(files);
                }
            }
            None => return Err(Failure::Unavailable("the export broke off before its end".to_owned())),
        }
    }
}

struct Writer {
    /// Takes a bundle's files and no others, wherever the service says that they go.
    bundle: Directory,
    files: BTreeSet<String>,
    waiting: Vec<u8>,
}

impl Writer {
    /// Takes bytes as they come; tells the number of files once the export is whole.
    fn take(&mut self, bytes: &[u8]) -> Result<Option<u32>, Failure> {
        self.waiting.extend_from_slice(bytes);
        while let Some(end) = self.waiting.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.waiting.drain(..=end).collect();
            let bad = |error| Failure::Unavailable(format!("a line of the export cannot be read: {error}"));
            match serde_json::from_slice(&line).map_err(bad)? {
                ExportLine::Piece { file, data } => self.append(&file, &data)?,
                ExportLine::End { files } if usize::try_from(files) == Ok(self.files.len()) => return Ok(Some(files)),
                ExportLine::End { files } => {
                    let got = self.files.len();
                    return Err(Failure::Unavailable(format!("the export has {files} files, {got} arrived")));
                }
            }
        }
        if self.waiting.len() > LINE {
            return Err(Failure::Unavailable("a line of the export is too long".to_owned()));
        }
        Ok(None)
    }

    fn append(&mut self, file: &str, data: &str) -> Result<(), Failure> {
        let broken =
            |error: &dyn std::fmt::Display| Failure::Unavailable(format!("the export cannot be kept: {error}"));
        let bytes = base64::engine::general_purpose::STANDARD.decode(data).map_err(|error| broken(&error))?;
        self.bundle.piece(file, &bytes).map_err(|error| broken(&error))?;
        if !self.files.contains(file) {
            self.files.insert(file.to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn piece(file: &str, data: &str) -> Vec<u8> {
        let line = serde_json::json!({ "type": "piece", "file": file, "data": data });
        format!("{line}\n").into_bytes()
    }

    #[test]
    fn a_service_that_lies_writes_nothing_but_a_bundle() {
        let elsewhere = tempfile::tempdir().unwrap();
        let to = elsewhere.path().join("bundle");
        let bundle = Directory::create(&to).unwrap();
        let mut writer = Writer { bundle, files: BTreeSet::new(), waiting: Vec::new() };
        let strange = ["../evil", "/tmp/evil", "proofs/../../evil", "proofs/evil/1", "evil", "", ".", "proofs", "a\\b"];
        for file in strange {
            assert!(writer.take(&piece(file, "")).is_err(), "{file:?}");
        }
        assert!(writer.take(&piece("checkpoint", "!")).is_err());
        assert!(std::fs::read_dir(elsewhere.path()).unwrap().count() == 1);
        let written = walk(&to);
        assert!(written.iter().all(|name| name == "proofs"), "{written:?}");
    }

    #[test]
    fn a_bundle_is_its_owners_alone() {
        let elsewhere = tempfile::tempdir().unwrap();
        let to = elsewhere.path().join("bundle");
        Directory::create(&to).unwrap();
        assert_eq!(std::fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o700);
    }

    fn walk(folder: &Path) -> Vec<String> {
        let names = std::fs::read_dir(folder).unwrap();
        names.map(|found| found.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }
}
