//! Checkpoints (C2SP tlog-checkpoint v1.0.0): what a log says it holds, in a signed note.
//!
//! The note's text is three lines: the origin (which is also the name of the log's key), the number of entries as a
//! decimal without leading zeros, the root in base64. Extension lines are never written, and refused when read: nothing
//! in this log's format gives them a meaning.

use std::fmt;

use crate::merkle::Hash;
use crate::note::key::{Signer, VerifyingKey};
use crate::note::{self, NoteError};

/// What a log committed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: such as `ctac.example/cell`. Also the name of its key.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why something is not a checkpoint of this log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The signed note is not acceptable.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The note says something else than a checkpoint does.
    #[error("the note is not a checkpoint: origin, size and root, one a line")]
    Text,
    /// It speaks of another log than the key's.
    #[error("the checkpoint is of {found}, the key of {expected}")]
    Origin {
        /// In the checkpoint.
        found: String,
        /// The key's name.
        expected: String,
    },
}

impl fmt::Display for Checkpoint {
    /// The note's text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())
    }
}

impl Checkpoint {
    /// Reads the text of a note.
    ///
    /// # Errors
    /// [`CheckpointError::Text`].
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let read = || {
            let mut lines = text.strip_suffix('\n')?.split('\n');
            let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
            if origin.is_empty() || lines.next().is_some() {
                return None;
            }
            Some(Self { origin: origin.to_owned(), size: decimal(size)?, root: Hash::from_base64(root)? })
        };
        read().ok_or(CheckpointError::Text)
    }

    /// Signs it. Only for what is durable, and only after [`crate::guard::check`].
    ///
    /// # Errors
    /// The key is not that of this origin.
    pub fn sign(&self, signer: &Signer) -> Result<String, CheckpointError> {
        self.fits(signer.verifying_key())?;
        Ok(signer.sign_note(&self.to_string())?)
    }

    /// Reads a signed checkpoint of the log whose key this is.
    ///
    /// # Errors
    /// It is none, or the key did not sign it.
    pub fn open(note: &str, key: &VerifyingKey) -> Result<Self, CheckpointError> {
        let checkpoint = Self::parse(&note::open(note, key)?)?;
        checkpoint.fits(key)?;
        Ok(checkpoint)
    }

    fn fits(&self, key: &VerifyingKey) -> Result<(), CheckpointError> {
        if self.origin == key.name() {
            return Ok(());
        }
        Err(CheckpointError::Origin { found: self.origin.clone(), expected: key.name().to_owned() })
    }
}

/// Reads a decimal in its one canonical writing.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    (canonical && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::EMPTY_ROOT;
    use crate::note::key::Kind;

    fn signer() -> Signer {
        Signer::from_seed("ctac.example/cell", Kind::Note, &[3; 32]).unwrap()
    }

    #[test]
    fn a_signed_checkpoint_is_pinned_and_opens() {
        let checkpoint = Checkpoint { origin: "ctac.example/cell".into(), size: 109_482, root: EMPTY_ROOT };
        let note = checkpoint.sign(&signer()).unwrap();
        insta::assert_snapshot!(note, @r"
        ctac.example/cell
        109482
        47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

        — ctac.example/cell eOG/0BCJEsa4jsrvjPgZEjJD/guoO/rwlc7htMjGx/A8ZWqWdlqRDEsXpI1Tn3DtRBQdWWCP7raR/i4GcFPZzQTFsA0=
        ");
        assert_eq!(Checkpoint::open(&note, signer().verifying_key()).unwrap(), checkpoint);
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let root = EMPTY_ROOT.to_base64();
        for text in [
            String::new(),
            format!("\n1\n{root}\n"),
            format!("a\n01\n{root}\n"),
            format!("a\n+1\n{root}\n"),
            format!("a\n\n{root}\n"),
            format!("a\n18446744073709551616\n{root}\n"),
            format!("a\n1\n{root}"),
            format!("a\n1\n{root}\nextension\n"),
            format!("a\n1\n{}\n", &root[1..]),
            "a\n1\n".into(),
        ] {
            assert_eq!(Checkpoint::parse(&text), Err(CheckpointError::Text), "{text:?}");
        }
        assert_eq!(Checkpoint::parse(&format!("a\n0\n{root}\n")).unwrap().size, 0);
    }

    #[test]
    fn a_key_speaks_for_its_own_origin_only() {
        let other = Checkpoint { origin: "other.example".into(), size: 1, root: EMPTY_ROOT };
        let refused = other.sign(&signer()).unwrap_err();
        assert_eq!(refused.to_string(), "the checkpoint is of other.example, the key of ctac.example/cell");
        let note = signer().sign_note(&other.to_string()).unwrap();
        assert_eq!(Checkpoint::open(&note, signer().verifying_key()), Err(refused));
    }
}
