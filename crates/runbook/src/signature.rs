//! Signatures in a playbook: JSS, an in-line JSON signature over canonical JSON (CACAO v2 sections 2.5 and 10.15,
//! appendix A). It is not JWS: no header, no compact form.
//!
//! What is signed is the playbook with this one signature in it, without its `value`: its canonical bytes are hashed,
//! and the signature is over the **hex text** of the hash, as the committee's own example has it. Signing is no new
//! version: [`crate::canonical::content_hash`] stays as it is.
//!
//! A signature proves that the holder of a key signed this content, nothing more: whose key it is, the reader must know
//! (`trusted`). Countersignatures and certificate chains are not looked into, and it is said.

mod check;
mod key;
mod make;
#[cfg(test)]
mod tests;

pub use check::{Checked, Form, Invalid, Key, verify};
pub use key::{Algorithm, KeyError, PublicKey, SigningKey};
pub use make::{SignError, Signer, sign};

use serde_json::Value;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::canonical::{JsonError, canonical, hex};

/// The hash algorithms that are read (IANA's names).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "sha-256" => Some(Self::Sha256),
            "sha-384" => Some(Self::Sha384),
            "sha-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    pub(crate) fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// The canonical bytes that a signature is of: the playbook with it alone, without its `value` and its
/// countersignature, which were not there when it was made.
pub(crate) fn signed_bytes(playbook: &Value, signature: &Value) -> Result<Vec<u8>, JsonError> {
    let mut signed = playbook.clone();
    let mut alone = signature.clone();
    if let Some(alone) = alone.as_object_mut() {
        alone.remove("value");
        alone.remove("signature");
    }
    if let Some(signed) = signed.as_object_mut() {
        signed.insert("signatures".to_owned(), Value::Array(vec![alone]));
    }
    canonical(&signed)
}

/// The hex text of the hash of the signed bytes: what the key signs.
pub(crate) fn signed_text(hash: Hash, bytes: &[u8]) -> String {
    hex(&hash.of(bytes))
}
