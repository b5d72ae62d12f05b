//! Personal API tokens: `ctac_` and 58 characters of base32, which are 32 random bytes and a 4-byte checksum.
//!
//! The checksum tells a mistyped or made-up token without asking the vault, and lets scanners of leaked secrets know one
//! for sure. A token is shown once, and is found again by the keyed hash of its random bytes.

use std::fmt;

use ctac_domain::id::{PersonId, TokenId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::base32;
use crate::cache::Checked;
use crate::limits;
use crate::sealed_vault::SealedError;
use crate::secret::{Held, Key};

mod keep;

const PREFIX: &str = "ctac_";
const CHECK_BYTES: usize = 4;
/// Characters of a whole token.
const LENGTH: usize = PREFIX.len() + ((limits::SECRET_BYTES + CHECK_BYTES) * 8).div_ceil(5);

/// What the program sends. Never printed, wiped when dropped.
#[derive(Clone)]
pub struct TokenSecret(Zeroizing<[u8; limits::SECRET_BYTES]>);

impl TokenSecret {
    /// The whole token, to be shown once.
    #[must_use]
    pub fn expose(&self) -> String {
        let mut bytes = Zeroizing::new(self.0.to_vec());
        bytes.extend_from_slice(&check(&self.0));
        format!("{PREFIX}{}", base32::encode(&bytes))
    }

    fn parse(text: &str) -> Option<Self> {
        if text.len() != LENGTH {
            return None;
        }
        let bytes = Zeroizing::new(base32::decode(text.strip_prefix(PREFIX)?)?);
        let (secret, checked) = bytes.split_first_chunk::<{ limits::SECRET_BYTES }>()?;
        (checked == check(secret)).then(|| Self(Zeroizing::new(*secret)))
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(…)")
    }
}

fn check(secret: &[u8; limits::SECRET_BYTES]) -> [u8; CHECK_BYTES] {
    let whole: [u8; 32] = Sha256::new().chain_update(b"ctac/token-check/v1").chain_update(secret).finalize().into();
    whole.first_chunk().copied().unwrap_or_default()
}

/// A token that holds, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its public id.
    pub id: TokenId,
    /// Whose.
    pub person: PersonId,
    /// What its holder calls it.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when, if not for ever.
    pub expires_at: Option<Timestamp>,
    /// When the vault was last asked about it: long ago only while the vault cannot be reached.
    pub checked_at: Timestamp,
}

impl Checked for Token {
    fn person(&self) -> PersonId {
        self.person
    }
    fn checked_at(&self) -> Timestamp {
        self.checked_at
    }
    fn holds(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct KeyRow {
    person: PersonId,
    token: TokenId,
}

impl Key for KeyRow {
    type Id = TokenId;
    fn new(person: PersonId, token: TokenId) -> Self {
        Self { person, token }
    }
    fn parts(self) -> (PersonId, TokenId) {
        (self.person, self.token)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredToken {
    /// See [`Held::row`].
    row: String,
    label: String,
    created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

impl Held for StoredToken {
    const SPACE: &'static str = "token";
    const KEYS: &'static str = "token-key";
    const LABEL: &'static [u8] = b"token/v1";
    type Key = KeyRow;
    fn row(&self) -> &str {
        &self.row
    }
}

impl StoredToken {
    fn checked(self, whose: KeyRow, now: Timestamp) -> Token {
        Token {
            id: whose.token,
            person: whose.person,
            label: self.label,
            created_at: self.created_at,
            expires_at: self.expires_at,
            checked_at: now,
        }
    }

    fn over(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The label is not one.
    #[error("a token's label has 1 to {} characters and no control characters", limits::LABEL_CHARS)]
    Label,
    /// It would be over already.
    #[error("a token's end must lie ahead")]
    Over,
    /// There is one with this id: it was made before, and is shown only once.
    #[error("this token was made already and is shown only once: revoke it and make another")]
    AlreadyMade,
    /// Too many.
    #[error("a person has {} tokens at most: revoke one first", limits::TOKENS)]
    TooMany,
    /// See [`SealedError`].
    #[error(transparent)]
    Store(#[from] SealedError),
}

#[cfg(test)]
mod tests;
