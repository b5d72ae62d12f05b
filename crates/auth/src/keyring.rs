//! The keyring: the two secrets that are in no database. A TOML file that only its owner may read:
//!
//! ```toml
//! version = 1
//! master_key = "64 hexadecimal digits"        # seals the vault, signs links; without it the vault cannot be read
//! log_signing_seed = "64 hexadecimal digits"  # Ed25519 seed that signs the ledger's checkpoints
//! ```
//!
//! Every node of a cell has the same one. Keep a copy apart from the database's backups: whoever has both has all.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::keys::{Key, Keys, hex};
use crate::limits;
use crate::random::{self, Random};

const VERSION: u32 = 1;

/// Why there is no keyring.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The file cannot be read or written.
    #[error("the keyring {path} cannot be read or written: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others may read it.
    #[error("the keyring {path} has mode {mode:03o}, so others may read it: run `chmod 600` on it")]
    Readable {
        /// Which.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It is no keyring. What it holds is not repeated: it may be a secret.
    #[error(
        "{path} is not a keyring: it needs exactly `version = 1` and `master_key` and `log_signing_seed`, each of 64 \
         hexadecimal digits in quotes"
    )]
    Malformed {
        /// Which.
        path: PathBuf,
    },
}

/// The master key and the log's signing seed. Never printed, wiped when dropped.
pub struct Keyring {
    master: Key,
    log_seed: Key,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    master_key: String,
    log_signing_seed: String,
}

impl Keyring {
    /// Reads the file, or makes it with fresh keys when there is none. Two processes that start at once end up with
    /// the same keys; a crash leaves no half a file.
    ///
    /// # Errors
    /// See [`KeyringError`].
    pub fn load_or_create(path: &Path, random: &Random) -> Result<Self, KeyringError> {
        if !path.try_exists().map_err(|source| KeyringError::File { path: path.to_owned(), source })? {
            create(path, random).map_err(|source| KeyringError::File { path: path.to_owned(), source })?;
        }
        Self::load(path)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// See [`KeyringError`].
    pub fn load(path: &Path) -> Result<Self, KeyringError> {
        let file = |source| KeyringError::File { path: path.to_owned(), source };
        let opened = File::open(path).map_err(file)?;
        let meta = opened.metadata().map_err(file)?;
        let mode = meta.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyringError::Readable { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(String::new());
        opened.take(limits::KEYRING_BYTES).read_to_string(&mut text).map_err(file)?;
        parse(&text).ok_or_else(|| KeyringError::Malformed { path: path.to_owned() })
    }

    /// Two keys of one's own, for the demo and for tests, kept in no file.
    #[must_use]
    pub fn of(master: [u8; 32], log_seed: [u8; 32]) -> Self {
        Self { master: Zeroizing::new(master), log_seed: Zeroizing::new(log_seed) }
    }

    /// The keys that the master key gives.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys::from_master(&self.master)
    }

    /// The Ed25519 seed that signs the ledger's checkpoints.
    #[must_use]
    pub fn log_seed(&self) -> &[u8; 32] {
        &self.log_seed
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(…)")
    }
}

fn parse(text: &str) -> Option<Keyring> {
    // The parser's own error would quote the line, and the line is a secret.
    let written: Written = toml::from_str(text).ok()?;
    let (master, seed) = (Zeroizing::new(written.master_key), Zeroizing::new(written.log_signing_seed));
    let (master, log_seed) = (key_of(&master)?, key_of(&seed)?);
    (written.version == VERSION).then_some(Keyring { master, log_seed })
}

fn key_of(text: &str) -> Option<Key> {
    let mut key = Zeroizing::new([0; 32]);
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != key.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in key.iter_mut().zip(pairs) {
        let digit = |digit: &u8| char::from(*digit).to_digit(16);
        *byte = u8::try_from(digit(high)? << 4 | digit(low)?).ok()?;
    }
    Some(key)
}

/// Writes a new file beside `path` and links it into place, which fails if there is one by now: then that one stands.
fn create(path: &Path, random: &Random) -> io::Result<()> {
    let secret = || Zeroizing::new(hex(&*Zeroizing::new(random::bytes::<32>(random))));
    let text = Zeroizing::new(format!(
        "# Keep this secret, and keep a copy apart from the database's backups. Without it the vault cannot be read.\n\
         version = {VERSION}\nmaster_key = \"{}\"\nlog_signing_seed = \"{}\"\n",
        *secret(),
        *secret()
    ));
    let beside = path.with_extension(format!("{}.new", random::id(random)));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let linked = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| {
        match fs::hard_link(&beside, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done,
        }
    });
    fs::remove_file(&beside)?;
    linked?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::counted;

    #[test]
    fn made_once_then_read_and_only_by_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keyring.toml");
        let made = Keyring::load_or_create(&path, &counted()).unwrap();
        let other: Random = std::sync::Arc::new(|bytes: &mut [u8]| bytes.fill(0xee));
        let read = Keyring::load_or_create(&path, &other).unwrap();
        assert_eq!((made.log_seed(), &*made.master), (read.log_seed(), &*read.master));
        assert_ne!(&*made.master, made.log_seed());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = Keyring::load_or_create(&path, &other).unwrap_err();
        assert!(matches!(refused, KeyringError::Readable { mode: 0o640, .. }), "{refused}");
    }

    #[test]
    fn one_that_came_first_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keyring.toml");
        create(&path, &counted()).unwrap();
        let first = fs::read(&path).unwrap();
        let other: Random = std::sync::Arc::new(|bytes: &mut [u8]| bytes.fill(0xee));
        create(&path, &other).unwrap();
        assert_eq!(fs::read(&path).unwrap(), first);
    }

    #[test]
    fn what_is_no_keyring_is_refused_without_repeating_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keyring.toml");
        let good = "ab".repeat(32);
        for text in [
            String::new(),
            format!("version = 1\nmaster_key = \"{good}\"\n"),
            format!("version = 2\nmaster_key = \"{good}\"\nlog_signing_seed = \"{good}\"\n"),
            format!("version = 1\nmaster_key = \"{good}ab\"\nlog_signing_seed = \"{good}\"\n"),
            format!("version = 1\nmaster_key = \"{good}\"\nlog_signing_seed = \"+{}\"\n", "a".repeat(63)),
            format!("version = 1\nmaster_key = {good}\nlog_signing_seed = \"{good}\"\n"),
            format!("version = 1\nmaster_key = \"{good}\"\nlog_signing_seed = \"{good}\"\nmore = 1\n"),
        ] {
            let mut options = OpenOptions::new();
            let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&path).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            let refused = Keyring::load(&path).unwrap_err();
            assert!(matches!(refused, KeyringError::Malformed { .. }), "{text}");
            assert!(!format!("{refused} {refused:?}").contains("abab"));
        }
    }
}
