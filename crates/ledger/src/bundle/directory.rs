//! A bundle on disk: takes its pieces, and reads it back with a limit on everything.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::file;
use crate::limits::{
    BUNDLE_BYTES, BUNDLE_ENTRIES, BUNDLE_LOG_ENTRIES, MANIFEST_BYTES, NOTE_BYTES, PEOPLE_BYTES, RECEIPT_BYTES,
};

/// A new directory that a bundle is written into.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    /// The file whose pieces are coming in.
    open: Option<(String, File)>,
    written: u64,
}

impl Directory {
    /// Makes the directory, which must not be there yet, for its owner only: what an incident's members may read is no
    /// business of the machine's other users.
    ///
    /// # Errors
    /// The file system's.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut private = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
        private.create(path)?;
        private.create(path.join(file::PROOFS))?;
        Ok(Self { path: path.to_owned(), open: None, written: 0 })
    }

    /// Writes one piece. All pieces of one file follow on each other; a file left is not come back to. The names and
    /// bytes may come from elsewhere: only a bundle's files are written, each once, at most [`BUNDLE_BYTES`] in all.
    ///
    /// # Errors
    /// The file system's, or `InvalidData`.
    pub fn piece(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{name:?}: {why}"));
        if limit(name).is_none() {
            return Err(refused("a bundle has no such file"));
        }
        self.written = self.written.saturating_add(bytes.len() as u64);
        if self.written > BUNDLE_BYTES {
            return Err(refused("the bundle is too large"));
        }
        match &mut self.open {
            Some((open, out)) if open == name => out.write_all(bytes),
            _ => {
                let mut out = OpenOptions::new().write(true).create_new(true).open(self.path.join(name))?;
                out.write_all(bytes)?;
                self.open = Some((name.to_owned(), out));
                Ok(())
            }
        }
    }
}

/// How many bytes a file of a bundle may have; none if a bundle has no such file.
fn limit(name: &str) -> Option<u64> {
    Some(match name {
        file::MANIFEST => MANIFEST_BYTES as u64,
        file::SEAL | file::CHECKPOINT | file::COSIGNATURES => NOTE_BYTES as u64,
        file::LEAVES => BUNDLE_LOG_ENTRIES * 32,
        file::ENTRIES => BUNDLE_BYTES,
        file::PEOPLE => PEOPLE_BYTES as u64,
        _ => file::proof_seq(name).map(|_| RECEIPT_BYTES as u64)?,
    })
}

/// Why a bundle could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file system's error.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Something that a bundle does not have: nothing in it would be checked.
    #[error("a bundle has no such file; take it out of the directory")]
    Unknown,
    /// A link, a directory, a device.
    #[error("it is not a plain file")]
    NotAFile,
    /// More than its limit.
    #[error("it is larger than {0} bytes")]
    TooLarge(u64),
    /// More receipts than a bundle can have entries.
    #[error("there are more than {BUNDLE_ENTRIES} receipts")]
    TooMany,
}

/// Which file of a bundle could not be read, and why.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) file: String,
    pub(crate) error: ReadError,
}

/// The content of every file of a bundle, by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Reads all of a bundle.
pub(crate) fn read(directory: &Path) -> Result<Files, Unreadable> {
    let mut reading = Reading { files: Files::new(), left: BUNDLE_BYTES };
    reading.list(directory, "")?;
    let proofs = directory.join(file::PROOFS);
    // A link there was refused above.
    if proofs.is_dir() {
        reading.list(&proofs, "proofs/")?;
    }
    Ok(reading.files)
}

struct Reading {
    files: Files,
    left: u64,
}

impl Reading {
    /// Reads the files in `path`, whose names in the bundle begin with `prefix`.
    fn list(&mut self, path: &Path, prefix: &str) -> Result<(), Unreadable> {
        let unlisted = |error: io::Error| Unreadable { file: path.display().to_string(), error: error.into() };
        for found in fs::read_dir(path).map_err(unlisted)? {
            let found = found.map_err(unlisted)?;
            let name = format!("{prefix}{}", found.file_name().to_string_lossy());
            self.take(&found, &name).map_err(|error| Unreadable { file: name, error })?;
        }
        Ok(())
    }

    fn take(&mut self, found: &fs::DirEntry, name: &str) -> Result<(), ReadError> {
        // The entry's own type: a link is not followed.
        let kind = found.file_type()?;
        if name == file::PROOFS && kind.is_dir() {
            return Ok(());
        }
        let limit = limit(name).ok_or(ReadError::Unknown)?.min(self.left);
        if !kind.is_file() {
            return Err(ReadError::NotAFile);
        }
        // One receipt for each entry, and the handful of other files.
        if self.files.len() as u64 > BUNDLE_ENTRIES + 8 {
            return Err(ReadError::TooMany);
        }
        let mut bytes = Vec::new();
        File::open(found.path())?.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(ReadError::TooLarge(limit));
        }
        self.left -= bytes.len() as u64;
        self.files.insert(name.to_owned(), bytes);
        Ok(())
    }
}
