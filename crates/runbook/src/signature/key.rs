//! Keys: Ed25519 to sign and to check, RSA and P-256 to check what others signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::Verifier as _;
use p256::pkcs8::DecodePublicKey as _;
use rsa::traits::PublicKeyParts as _;
use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::canonical::hex;
use crate::limits;

/// The algorithms that are read, by the names of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `Ed25519` (RFC 8032).
    Ed25519,
    /// `RS256`: RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// `RS384`.
    Rs384,
    /// `RS512`.
    Rs512,
    /// `ES256`: ECDSA on P-256 with SHA-256, the two numbers one after the other (RFC 7518 section 3.4).
    Es256,
}

impl Algorithm {
    /// The algorithm of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "Ed25519" => Some(Self::Ed25519),
            "RS256" => Some(Self::Rs256),
            "RS384" => Some(Self::Rs384),
            "RS512" => Some(Self::Rs512),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

/// Why a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not base64, or longer than any key.
    #[error("the key is not base64 of at most {limit} bytes", limit = limits::KEY_BYTES)]
    Encoding,
    /// Not a `SubjectPublicKeyInfo` of an algorithm that is read, or, to sign with, not PKCS#8 of Ed25519.
    #[error("the key is none of Ed25519, RSA and P-256 in DER (SubjectPublicKeyInfo; PKCS#8 of Ed25519 to sign with)")]
    Form,
    /// An RSA key that is too short to prove anything, or too long.
    #[error("an RSA key has from {least} to {most} bits, this has {0}", least = limits::RSA_BITS.start(), most = limits::RSA_BITS.end())]
    Size(usize),
}

/// A key to check signatures with.
#[derive(Debug, Clone)]
pub struct PublicKey {
    material: Material,
    der: Vec<u8>,
}

#[derive(Debug, Clone)]
enum Material {
    Ed25519(ed25519_dalek::VerifyingKey),
    Rsa(Box<rsa::RsaPublicKey>),
    P256(Box<p256::ecdsa::VerifyingKey>),
}

/// What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410 section 4).
const ED25519_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// What stands before the 32 secret bytes in PKCS#8 (RFC 8410 section 7).
const ED25519_SECRET_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

impl PublicKey {
    /// Reads a key: DER `SubjectPublicKeyInfo` in base64, with or without the lines of PEM round it.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        if text.len() > 2 * limits::KEY_BYTES {
            return Err(KeyError::Encoding);
        }
        let body: String =
            text.lines().filter(|line| !line.starts_with("-----")).flat_map(|line| line.trim().chars()).collect();
        let der = STANDARD.decode(body).map_err(|_| KeyError::Encoding)?;
        Self::of_der(der)
    }

    fn of_der(der: Vec<u8>) -> Result<Self, KeyError> {
        if let Some(bytes) = der.strip_prefix(&ED25519_PREFIX) {
            let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError::Form)?;
            let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Form)?;
            return Ok(Self { material: Material::Ed25519(key), der });
        }
        if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_der(&der) {
            return Ok(Self { material: Material::P256(Box::new(key)), der });
        }
        let key = rsa::RsaPublicKey::from_public_key_der(&der).map_err(|_| KeyError::Form)?;
        let bits = key.size() * 8;
        if !limits::RSA_BITS.contains(&bits) {
            return Err(KeyError::Size(bits));
        }
        Ok(Self { material: Material::Rsa(Box::new(key)), der })
    }

    /// The key as CACAO writes it: its DER in base64.
    #[must_use]
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.der)
    }

    /// What the key is known by: SHA-256 of its DER, in lower-case hex. Say it aloud over a second channel before
    /// trusting the key.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        hex(&Sha256::digest(&self.der))
    }

    /// Whether the signature is this key's, of this message, by this algorithm.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let rsa = |key: &rsa::RsaPublicKey, scheme: rsa::Pkcs1v15Sign, hash: &[u8]| {
            key.verify(scheme, hash, signature).is_ok()
        };
        match (&self.material, algorithm) {
            (Material::Ed25519(key), Algorithm::Ed25519) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            (Material::P256(key), Algorithm::Es256) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            (Material::Rsa(key), Algorithm::Rs256) => {
                rsa(key, rsa::Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message))
            }
            (Material::Rsa(key), Algorithm::Rs384) => {
                rsa(key, rsa::Pkcs1v15Sign::new::<Sha384>(), &Sha384::digest(message))
            }
            (Material::Rsa(key), Algorithm::Rs512) => {
                rsa(key, rsa::Pkcs1v15Sign::new::<Sha512>(), &Sha512::digest(message))
            }
            (Material::Ed25519(_) | Material::P256(_) | Material::Rsa(_), _) => false,
        }
    }
}

/// An Ed25519 key that signs.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key of 32 secret bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// Reads a key: PKCS#8 in PEM, as `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// When it is no such key.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        if text.len() > limits::KEY_BYTES {
            return Err(KeyError::Encoding);
        }
        let body: Zeroizing<String> = text
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .flat_map(|line| line.trim().chars())
            .collect::<String>()
            .into();
        let der = Zeroizing::new(STANDARD.decode(body.as_str()).map_err(|_| KeyError::Encoding)?);
        let seed: &[u8; 32] =
            der.strip_prefix(&ED25519_SECRET_PREFIX).and_then(|seed| seed.try_into().ok()).ok_or(KeyError::Form)?;
        Ok(Self::from_seed(seed))
    }

    /// What others check with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let key = self.0.verifying_key();
        PublicKey { der: [&ED25519_PREFIX[..], key.as_bytes()].concat(), material: Material::Ed25519(key) }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SigningKey({})", self.public().thumbprint())
    }
}
