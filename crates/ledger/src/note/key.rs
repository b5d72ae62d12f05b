//! Ed25519 keys of signed notes: the pair that a log or a witness signs with, and how keys are written.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::{NoteError, Signature, is_name};

/// What a key's signatures are over. The number is the type byte of C2SP signed-note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A note's text, as it is: what a log signs with.
    Note = 0x01,
    /// A checkpoint and a time: what a witness cosigns with (C2SP tlog-cosignature).
    Cosignature = 0x04,
}

impl Kind {
    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Note),
            0x04 => Some(Self::Cosignature),
            _ => None,
        }
    }
}

/// A written key could not be read. Says nothing of what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not `NAME+HEX8+BASE64`.
    #[error("the key is not written as NAME+ID+KEY")]
    Form,
    /// Empty, too long, or with a space or `+`.
    #[error("a key's name has no space and no +, and at most 255 bytes")]
    Name,
    /// The id is not that of this name and key: one of them was changed.
    #[error("the key's id does not fit its name and key")]
    Id,
    /// A type of key that is not supported, or not 32 bytes, or not a point that may sign.
    #[error("the key is not an Ed25519 key of a supported kind")]
    Key,
}

/// The public half.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    kind: Kind,
    id: [u8; 4],
    key: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    fn new(name: &str, kind: Kind, key: ed25519_dalek::VerifyingKey) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        let digest = Sha256::new().chain_update(name).chain_update([b'\n', kind as u8]).chain_update(key.as_bytes());
        let [a, b, c, d, ..] = <[u8; 32]>::from(digest.finalize());
        Ok(Self { name: name.to_owned(), kind, id: [a, b, c, d], key })
    }

    /// Reads `NAME+HEX8(KEYID)+BASE64(TYPE ‖ PUBLIC)`.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, id, bytes) = split(text)?;
        let (kind, key) = kind_and_key(&bytes)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(key).map_err(|_| KeyError::Key)?;
        // A key of small order would let one signature fit many texts.
        if key.is_weak() {
            return Err(KeyError::Key);
        }
        let read = Self::new(name, kind, key)?;
        if read.hex_id() == id { Ok(read) } else { Err(KeyError::Id) }
    }

    /// The key's name: for a log, its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The key's id, as eight hexadecimal digits.
    #[must_use]
    pub fn hex_id(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id))
    }

    /// Whether a signature line claims to be by this key.
    #[must_use]
    pub fn is_of(&self, signature: &Signature) -> bool {
        signature.name == self.name && signature.id == self.id
    }

    pub(crate) fn verify_text(&self, text: &str, signature: &Signature) -> Result<(), NoteError> {
        if self.kind != Kind::Note {
            return Err(NoteError::WrongKind(self.name.clone()));
        }
        self.verify_bytes(text.as_bytes(), &signature.bytes)
    }

    pub(crate) fn verify_bytes(&self, message: &[u8], signature: &[u8]) -> Result<(), NoteError> {
        let bad = || NoteError::BadSignature(self.name.clone());
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| bad())?;
        self.key.verify_strict(message, &signature).map_err(|_| bad())
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind as u8];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, self.hex_id(), STANDARD.encode(bytes))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The secret half; wiped when dropped, never printed.
pub struct Signer {
    key: ed25519_dalek::SigningKey,
    public: VerifyingKey,
}

impl Signer {
    /// The key made from 32 secret, unpredictable bytes; the caller wipes its own copy.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, kind: Kind, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = VerifyingKey::new(name, kind, key.verifying_key())?;
        Ok(Self { key, public })
    }

    /// Reads `PRIVATE+KEY+NAME+HEX8(KEYID)+BASE64(TYPE ‖ SEED)`.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, id, bytes) = split(text.strip_prefix("PRIVATE+KEY+").ok_or(KeyError::Form)?)?;
        let (kind, seed) = kind_and_key(&bytes)?;
        let read = Self::from_seed(name, kind, seed)?;
        if read.public.hex_id() == id { Ok(read) } else { Err(KeyError::Id) }
    }

    /// The key as [`Signer::parse`] reads it, for a file that only its owner may read.
    #[must_use]
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        let mut bytes = vec![self.public.kind as u8];
        bytes.extend_from_slice(self.key.as_bytes());
        let mut encoded = STANDARD.encode(&bytes);
        bytes.zeroize();
        let text = format!("PRIVATE+KEY+{}+{}+{encoded}", self.public.name, self.public.hex_id());
        encoded.zeroize();
        Zeroizing::new(text)
    }

    /// The public half.
    #[must_use]
    pub const fn verifying_key(&self) -> &VerifyingKey {
        &self.public
    }

    /// Signs a text as a note.
    ///
    /// # Errors
    /// The text cannot be a note's, or the key is a witness's.
    pub fn sign_note(&self, text: &str) -> Result<String, NoteError> {
        if self.public.kind != Kind::Note {
            return Err(NoteError::WrongKind(self.public.name.clone()));
        }
        let note = super::Note { text: text.to_owned(), signatures: vec![self.signature(self.sign(text.as_bytes()))] };
        let written = note.to_string();
        // What cannot be read back as it was meant is never handed out.
        if super::Note::parse(&written)? == note { Ok(written) } else { Err(NoteError::Malformed("its text")) }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).to_bytes().to_vec()
    }

    pub(crate) fn signature(&self, bytes: Vec<u8>) -> Signature {
        Signature { name: self.public.name.clone(), id: self.public.id, bytes }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.public)
    }
}

/// Takes a written key apart: its name, its id in hexadecimal, its bytes.
fn split(text: &str) -> Result<(&str, &str, Zeroizing<Vec<u8>>), KeyError> {
    if text.len() > 512 {
        return Err(KeyError::Form);
    }
    // The base64 may itself have a `+`.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    Ok((name, id, Zeroizing::new(STANDARD.decode(key).map_err(|_| KeyError::Form)?)))
}

fn kind_and_key(bytes: &[u8]) -> Result<(Kind, &[u8; 32]), KeyError> {
    let (kind, key) = bytes.split_first().ok_or(KeyError::Key)?;
    Ok((Kind::from_byte(*kind).ok_or(KeyError::Key)?, key.try_into().map_err(|_| KeyError::Key)?))
}
