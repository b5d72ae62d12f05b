//! VAPID (RFC 8292): who pushes, proved to a push service by a token for its origin alone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Url;
use serde::Serialize;

use crate::limits;
use crate::secret::Secret;

/// How long a token holds: 24 hours are the most that a push service takes.
const LIFE: SignedDuration = SignedDuration::from_hours(12);
/// How long before its end it is used no more.
const MARGIN: SignedDuration = SignedDuration::from_hours(1);

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VapidError {
    /// No key.
    #[error("the VAPID key is the 32 bytes of a P-256 private key, in base64url without padding")]
    Key,
    /// No contact.
    #[error("the VAPID subject is where push services reach whoever runs this: mailto:… or https://…")]
    Subject,
}

/// The key that this cell's subscriptions are made with. Replace it, and every browser must subscribe again.
pub struct Vapid {
    key: EncodingKey,
    public: String,
    subject: String,
    tokens: Mutex<BTreeMap<String, Token>>,
}

struct Token {
    authorization: String,
    until: Timestamp,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    sub: &'a str,
}

impl fmt::Debug for Vapid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vapid").field("public", &self.public).finish_non_exhaustive()
    }
}

impl Vapid {
    /// Reads the private key.
    ///
    /// # Errors
    /// See [`VapidError`].
    pub fn new(key: &Secret, subject: &str) -> Result<Self, VapidError> {
        if !(subject.starts_with("mailto:") || subject.starts_with("https://")) || subject.contains(char::is_whitespace)
        {
            return Err(VapidError::Subject);
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&key.0).map_err(|_| VapidError::Key)?;
        let private = PrivateKey::from_private_key(&ECDH_P256, &bytes).map_err(|_| VapidError::Key)?;
        let public = private.compute_public_key().map_err(|_| VapidError::Key)?;
        let der: Pkcs8V1Der<'_> = private.as_der().map_err(|_| VapidError::Key)?;
        Ok(Self {
            key: EncodingKey::from_ec_der(der.as_ref()),
            public: BASE64_URL_SAFE_NO_PAD.encode(public.as_ref()),
            subject: subject.to_owned(),
            tokens: Mutex::default(),
        })
    }

    /// The public key, as a browser's `applicationServerKey` wants it.
    #[must_use]
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The header for one push: the origin's token, made anew when it is about to end.
    pub(super) fn authorization(&self, endpoint: &Url, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
        let origin = endpoint.origin().ascii_serialization();
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        // Not one of a clock that was ahead, either.
        let usable = |token: &&Token| now < token.until && token.until <= now + (LIFE - MARGIN);
        if let Some(token) = tokens.get(&origin).filter(usable) {
            return Ok(token.authorization.clone());
        }
        let claims = Claims { aud: &origin, exp: (now + LIFE).as_second(), sub: &self.subject };
        let signed = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.key)?;
        let authorization = format!("vapid t={signed}, k={}", self.public);
        if tokens.len() >= limits::PUSH_ORIGINS {
            tokens.clear();
        }
        let token = Token { authorization: authorization.clone(), until: now + (LIFE - MARGIN) };
        tokens.insert(origin, token);
        Ok(authorization)
    }
}
