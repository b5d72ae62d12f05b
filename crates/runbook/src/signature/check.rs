//! Checking signatures, each by itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;

use crate::canonical::JsonError;
use crate::limits;
use crate::signature::{Algorithm, Hash, KeyError, PublicKey, signed_bytes, signed_text};

/// One signature, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its id; empty where it has none.
    pub id: String,
    /// Who it says has signed. Only a trusted key makes that more than words.
    pub signee: String,
    /// What was found.
    pub outcome: Result<Key, Invalid>,
}

/// The key that a signature was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What the key is known by.
    pub thumbprint: String,
    /// Whether it is one of those that the reader trusts.
    pub is_trusted: bool,
    /// Over what it was made.
    pub form: Form,
    /// It has a countersignature, which was not looked into.
    pub has_countersignature: bool,
}

/// Over what a signature was made: the specification's words leave it open, its example does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The hex text of the hash, as the committee's example.
    HexText,
    /// The bytes of the hash.
    Digest,
    /// The canonical bytes themselves.
    Canonical,
}

/// Why a signature is not good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// The playbook has no canonical form.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A property is missing or is no text.
    #[error("the signature has no `{0}`")]
    Missing(&'static str),
    /// A hash or a signature algorithm that is not read.
    #[error(
        "`{0}` is not an algorithm that is checked: Ed25519, RS256, RS384, RS512, ES256 over sha-256, sha-384, sha-512"
    )]
    Algorithm(String),
    /// The key is in a certificate, elsewhere, or known by a thumbprint that no key at hand has.
    #[error("the key is not in the signature and not among those at hand; give it as a trusted key")]
    NoKey,
    /// More than one way to the key: which is meant?
    #[error("exactly one of `public_key`, `public_cert_chain`, `cert_url` and `thumbprint` must be there")]
    Keys,
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The value is not base64url.
    #[error("the signature's value is not base64url without padding")]
    Value,
    /// It is of another playbook or another version.
    #[error("it is of another playbook or version: `{0}` differs")]
    Other(&'static str),
    /// It was revoked.
    #[error("it was revoked")]
    Revoked,
    /// It does not hold yet, or no more.
    #[error("it holds from {from} until {until}", from = .0.as_deref().unwrap_or("ever"), until = .1.as_deref().unwrap_or("ever"))]
    Time(Option<String>, Option<String>),
    /// The key did not sign this content: something was changed, or the signature is of something else.
    #[error("the key did not sign this content: it was changed after it was signed")]
    Mismatch,
}

/// Checks every signature of a playbook, at an instant, with the keys that the reader trusts.
///
/// The playbook must be as [`crate::canonical::read`] gives it: then no key stands twice.
#[must_use]
pub fn verify(playbook: &Value, trusted: &[PublicKey], at: Timestamp) -> Vec<Checked> {
    let signatures = playbook.get("signatures").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let checked = signatures.iter().take(limits::SIGNATURES).map(|signature| {
        let text = |key| signature.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let outcome = One { playbook, signature, trusted, at }.check();
        Checked { id: text("id"), signee: text("signee"), outcome }
    });
    checked.collect()
}

struct One<'a> {
    playbook: &'a Value,
    signature: &'a Value,
    trusted: &'a [PublicKey],
    at: Timestamp,
}

impl One<'_> {
    fn text(&self, key: &'static str) -> Result<&str, Invalid> {
        self.signature.get(key).and_then(Value::as_str).ok_or(Invalid::Missing(key))
    }

    fn check(&self) -> Result<Key, Invalid> {
        if self.text("type")? != "jss" {
            return Err(Invalid::Missing("type"));
        }
        self.names()?;
        let name = self.text("algorithm")?;
        let algorithm = Algorithm::named(name).ok_or_else(|| Invalid::Algorithm(name.to_owned()))?;
        let name = self.text("hash_algorithm")?;
        let hash = Hash::named(name).ok_or_else(|| Invalid::Algorithm(name.to_owned()))?;
        let value = URL_SAFE_NO_PAD.decode(self.text("value")?).map_err(|_| Invalid::Value)?;
        let key = self.key()?;
        let bytes = signed_bytes(self.playbook, self.signature)?;
        let hashed = hash.of(&bytes);
        let text = signed_text(hash, &bytes);
        let messages =
            [(Form::HexText, text.as_bytes()), (Form::Digest, hashed.as_slice()), (Form::Canonical, bytes.as_slice())];
        let mut forms = messages.into_iter().filter(|(_, message)| key.verifies(algorithm, message, &value));
        let (form, _) = forms.next().ok_or(Invalid::Mismatch)?;
        self.holds()?;
        let thumbprint = key.thumbprint();
        let is_trusted = self.trusted.iter().any(|one| one.thumbprint() == thumbprint);
        let has_countersignature = self.signature.get("signature").is_some();
        Ok(Key { thumbprint, is_trusted, form, has_countersignature })
    }

    /// It is of this playbook and of this version.
    fn names(&self) -> Result<(), Invalid> {
        for (theirs, ours) in [("related_to", "id"), ("related_version", "modified")] {
            if self.playbook.get(ours).and_then(Value::as_str) != Some(self.text(theirs)?) {
                return Err(Invalid::Other(theirs));
            }
        }
        Ok(())
    }

    fn key(&self) -> Result<PublicKey, Invalid> {
        let ways = ["public_key", "public_cert_chain", "cert_url", "thumbprint"];
        if ways.into_iter().filter(|way| self.signature.get(way).is_some()).count() != 1 {
            return Err(Invalid::Keys);
        }
        if let Some(key) = self.signature.get("public_key") {
            return Ok(PublicKey::read(key.as_str().ok_or(Invalid::Missing("public_key"))?)?);
        }
        let thumbprint = self.signature.get("thumbprint").and_then(Value::as_str).ok_or(Invalid::NoKey)?;
        let found = self.trusted.iter().find(|key| key.thumbprint().eq_ignore_ascii_case(thumbprint));
        found.cloned().ok_or(Invalid::NoKey)
    }

    /// It is not revoked, and holds at the instant. What cannot be read as an instant does not hold.
    fn holds(&self) -> Result<(), Invalid> {
        if self.signature.get("revoked").is_some_and(|revoked| revoked != &Value::Bool(false)) {
            return Err(Invalid::Revoked);
        }
        let text = |key| self.signature.get(key).map(|value| value.as_str().unwrap_or_default().to_owned());
        let (from, until) = (text("valid_from"), text("valid_until"));
        let instant = |text: &String| text.parse::<Timestamp>();
        let begun = from.as_ref().is_none_or(|from| instant(from).is_ok_and(|from| from <= self.at));
        let over = until.as_ref().is_some_and(|until| instant(until).map_or(true, |until| until <= self.at));
        if begun && !over { Ok(()) } else { Err(Invalid::Time(from, until)) }
    }
}
