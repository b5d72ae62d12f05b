//! Making a signature.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::canonical::{JsonError, content_hash};
use crate::limits;
use crate::signature::{Hash, SigningKey, signed_bytes, signed_text};

/// Who signs, and until when that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The name that is shown.
    pub signee: String,
    /// When it is signed.
    pub at: Timestamp,
    /// Until when the signature holds; none: for ever.
    pub until: Option<Timestamp>,
}

/// Why nothing is signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// It has no canonical form.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Without these a signature says of nothing that it is of it.
    #[error("the playbook has no `id` or no `modified`: a signature names both")]
    Nameless,
    /// More than [`limits::SIGNATURES`].
    #[error("the playbook has {limit} signatures already", limit = limits::SIGNATURES)]
    TooMany,
}

/// The playbook with one more signature: Ed25519 over the hex text of SHA-256. The signature's id is derived from what
/// is signed, by whom and when: signing draws nothing at random.
///
/// # Errors
/// Why not.
pub fn sign(playbook: &Value, key: &SigningKey, signer: &Signer) -> Result<Value, SignError> {
    let text = |name: &str| playbook.get(name).and_then(Value::as_str).ok_or(SignError::Nameless);
    let (id, version) = (text("id")?, text("modified")?);
    let mut others = playbook.get("signatures").and_then(Value::as_array).cloned().unwrap_or_default();
    if others.len() >= limits::SIGNATURES {
        return Err(SignError::TooMany);
    }
    let at = format!("{:.3}", signer.at);
    let mut name = Sha256::new();
    for part in ["ctac-runbook/jss/v1", &content_hash(playbook)?, &key.public().thumbprint(), &signer.signee, &at] {
        name.update(part.as_bytes());
        name.update([0]);
    }
    let name = name.finalize();
    let uuid = uuid::Builder::from_random_bytes(name.first_chunk::<16>().copied().unwrap_or_default()).into_uuid();
    let mut signature = json!({
        "type": "jss", "id": format!("jss--{uuid}"), "created": at, "modified": at, "signee": signer.signee,
        "related_to": id, "related_version": version, "hash_algorithm": "sha-256", "algorithm": "Ed25519",
        "valid_from": at, "public_key": key.public().to_base64(),
    });
    if let (Some(signature), Some(until)) = (signature.as_object_mut(), signer.until) {
        signature.insert("valid_until".to_owned(), json!(format!("{until:.3}")));
    }
    let message = signed_text(Hash::Sha256, &signed_bytes(playbook, &signature)?);
    let value = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    if let Some(signature) = signature.as_object_mut() {
        signature.insert("value".to_owned(), json!(value));
    }
    others.push(signature);
    let mut signed = playbook.clone();
    if let Some(signed) = signed.as_object_mut() {
        signed.insert("signatures".to_owned(), Value::Array(others));
    }
    Ok(signed)
}
