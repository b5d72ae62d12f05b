//! The highest checkpoint ever published, kept in a file outside the database: what a restored database is held against.
//! One file for each node.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use crate::limits::PUBLISHED_BYTES;

/// The signed note; none when nothing was ever published.
pub(crate) fn read(path: &Path) -> io::Result<Option<String>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut note = String::new();
    file.take(PUBLISHED_BYTES).read_to_string(&mut note)?;
    Ok(Some(note))
}

/// Replaces the note, durably and at once whole: a crash leaves the old one or the new one.
pub(crate) fn write(path: &Path, note: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(note.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("published");
        assert_eq!(read(&path).unwrap(), None);
        write(&path, "one").unwrap();
        write(&path, "two, longer").unwrap();
        write(&path, "three").unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some("three"));
    }
}
