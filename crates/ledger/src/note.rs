//! Signed notes (C2SP signed-note v1.0.0) and their Ed25519 keys.
//!
//! A note is a text (UTF-8, ends in a newline, no control character but the newline), an empty line, and one or more
//! lines `— NAME BASE64(KEYID ‖ SIGNATURE)`: U+2014, single spaces, a four-byte big-endian key id. The *last* empty line
//! separates. A name is not empty and has no Unicode space and no `+`.
//!
//! `KEYID = SHA-256(NAME ‖ 0x0A ‖ TYPE ‖ PUBLIC)[..4]`. A verifying key is written `NAME+HEX8(KEYID)+BASE64(TYPE ‖
//! PUBLIC)`, a signing key `PRIVATE+KEY+NAME+HEX8(KEYID)+BASE64(TYPE ‖ SEED)`. Type 0x01 signs notes; 0x04 cosigns
//! checkpoints ([`crate::cosignature`]). Lines of keys that the reader does not know are ignored; one of a known key
//! must verify, or the note is refused.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::limits::{NOTE_BYTES, NOTE_NAME_BYTES, NOTE_SIGNATURES};

pub mod key;

use key::VerifyingKey;

/// Why a note is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Larger than [`NOTE_BYTES`].
    #[error("the note has {0} bytes; at most {NOTE_BYTES} are read")]
    TooLarge(usize),
    /// No text, no empty line before the signatures, no newline at the end, or a control character.
    #[error("this is not a signed note: {0}")]
    Malformed(&'static str),
    /// A signature line that is not one.
    #[error("signature line {0} of the note cannot be read")]
    SignatureLine(usize),
    /// More than [`NOTE_SIGNATURES`].
    #[error("the note has more than {NOTE_SIGNATURES} signatures")]
    TooManySignatures,
    /// None of its signatures is by the key asked for.
    #[error("the note is not signed by {0}")]
    NotSigned(String),
    /// A signature by a known key is wrong: the note was changed, or never signed.
    #[error("the signature of {0} does not verify")]
    BadSignature(String),
    /// The key's type cannot sign or check this.
    #[error("the key {0} is not of the kind that signs this")]
    WrongKind(String),
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The key's name.
    pub name: String,
    /// The key's id.
    pub id: [u8; 4],
    /// What follows the id: 64 bytes for a note, 72 for a cosignature.
    pub bytes: Vec<u8>,
}

impl fmt::Display for Signature {
    /// The line, without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut whole = self.id.to_vec();
        whole.extend_from_slice(&self.bytes);
        write!(f, "— {} {}", self.name, STANDARD.encode(whole))
    }
}

impl Signature {
    /// Reads one line, without its newline. None if it is not one, or not in its one canonical writing.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
        let whole = STANDARD.decode(encoded).ok()?;
        let (id, bytes) = whole.split_first_chunk::<4>()?;
        (is_name(name) && !bytes.is_empty()).then(|| Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

/// Whether this may name a key.
#[must_use]
pub fn is_name(name: &str) -> bool {
    (1..=NOTE_NAME_BYTES).contains(&name.len())
        && !name.chars().any(|c| c == '+' || c.is_whitespace() || c.is_control())
}

/// A note as read: whether its signatures verify is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is signed, with its last newline.
    pub text: String,
    /// Its signatures, in order. Never empty.
    pub signatures: Vec<Signature>,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// It is none, or it is too large.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > NOTE_BYTES {
            return Err(NoteError::TooLarge(note.len()));
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Malformed("it has a control character"));
        }
        let end = note.rfind("\n\n").ok_or(NoteError::Malformed("no empty line ends its text"))?;
        let (text, rest) = note.split_at(end + 1);
        let lines = rest.strip_prefix('\n').unwrap_or_default();
        let lines =
            lines.strip_suffix('\n').ok_or(NoteError::Malformed("it has no signature, or its end is missing"))?;
        let mut signatures = Vec::new();
        for (number, line) in (1..).zip(lines.split('\n')) {
            if number > NOTE_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            signatures.push(Signature::parse(line).ok_or(NoteError::SignatureLine(number))?);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Checks that `key` signed the text, and that every line of its is right.
    ///
    /// # Errors
    /// It did not, or one is wrong.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), NoteError> {
        let mut signed = false;
        for signature in self.signatures.iter().filter(|signature| key.is_of(signature)) {
            key.verify_text(&self.text, signature)?;
            signed = true;
        }
        if signed { Ok(()) } else { Err(NoteError::NotSigned(key.name().to_owned())) }
    }
}

/// Reads a note and gives its text, once `key`'s signature is checked.
///
/// # Errors
/// It is no note, or not one signed by `key`.
pub fn open(note: &str, key: &VerifyingKey) -> Result<String, NoteError> {
    let note = Note::parse(note)?;
    note.verify(key)?;
    Ok(note.text)
}

#[cfg(test)]
mod tests;
