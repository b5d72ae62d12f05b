//! `ctac export incident`: writes a timeline as the bundle that `ctac verify` checks.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use ctac_api::export::ExportLine;

use crate::args::Service;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Bytes of one line of the export's stream: a piece of 48 KiB in base64, with its frame.
const LINE: usize = 80 * 1024;
/// Bytes of a whole bundle that this program will write.
const BUNDLE: usize = 4 << 30;

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
    std::fs::create_dir(to).map_err(|error| Failure::io(to, &error))?;
    let mut response = client.stream(&format!("/api/v1/incidents/{reference}/export")).await?;
    let mut writer = Writer { to, files: BTreeSet::new(), left: BUNDLE, waiting: Vec::new() };
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

struct Writer<'a> {
    to: &'a Path,
    files: BTreeSet<String>,
    left: usize,
    waiting: Vec<u8>,
}

impl Writer<'_> {
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
        let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
        if !file.split('/').all(plain) || file.contains('\\') {
            return Err(Failure::Unavailable(format!("the export names a file {file:?}, which no bundle has")));
        }
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(data)
            .map_err(|error| Failure::Unavailable(format!("{file}: {error}")))?;
        self.left = self
            .left
            .checked_sub(bytes.len())
            .ok_or_else(|| Failure::Unavailable("the export is larger than any bundle".to_owned()))?;
        let path = self.to.join(file);
        let io = |error: std::io::Error| Failure::io(&path, &error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(io)?;
        }
        self.files.insert(file.to_owned());
        let mut open = std::fs::OpenOptions::new().create(true).append(true).open(&path).map_err(io)?;
        open.write_all(&bytes).map_err(io)
    }
}
