//! Personal API tokens: `ctac_` and 58 characters of base32, which are 32 random bytes and a 4-byte checksum.
//!
//! The checksum tells a mistyped or made-up token without asking the vault, and lets scanners of leaked secrets know one
//! for sure. A token is shown once; its record stands under the keyed hash of the random bytes.

use std::fmt;

use ctac_domain::id::{PersonId, TokenId};
use ctac_ledger::store::StoreError;
use ctac_ledger::vault::Expect;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::auth::Auth;
use crate::base32;
use crate::cache::Checked;
use crate::keys::{hex, mac};
use crate::limits;
use crate::random;
use crate::sealed_vault::SealedError;

const TOKEN: &str = "token";
/// From `PERSON/TOKEN` to the token's row, written before it: no token is without.
const TOKEN_OF: &str = "token-of";
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredToken {
    token: TokenId,
    person: PersonId,
    label: String,
    created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

impl StoredToken {
    fn as_of(self, now: Timestamp) -> Token {
        Token {
            id: self.token,
            person: self.person,
            label: self.label,
            created_at: self.created_at,
            expires_at: self.expires_at,
            checked_at: now,
        }
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

impl Auth {
    /// Makes a token under an id of the caller's.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub async fn create_token(
        &self,
        person: PersonId,
        token: TokenId,
        label: &str,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<TokenSecret, TokenError> {
        let label = label.trim();
        if !(1..=limits::LABEL_CHARS).contains(&label.chars().count()) || label.chars().any(char::is_control) {
            return Err(TokenError::Label);
        }
        if expires_at.is_some_and(|end| end <= now) {
            return Err(TokenError::Over);
        }
        if self.tokens(person, now).await?.len() >= limits::TOKENS {
            return Err(TokenError::TooMany);
        }
        let secret = TokenSecret(Zeroizing::new(random::bytes(self.random())));
        let row = self.token_row(&secret);
        let stored = StoredToken { token, person, label: label.to_owned(), created_at: now, expires_at };
        match self.vault().put(TOKEN_OF, &of(person, token), &row, expires_at, Expect::Absent).await {
            Err(SealedError::Conflict) => return Err(TokenError::AlreadyMade),
            written => written?,
        };
        self.vault().put(TOKEN, &row, &stored, expires_at, Expect::Absent).await?;
        Ok(secret)
    }

    /// The token that a program sent; none for one that is over, revoked, or was never ours.
    ///
    /// # Errors
    /// See [`SealedError`]: 503.
    pub async fn token(&self, secret: &str, now: Timestamp) -> Result<Option<Token>, SealedError> {
        let Some(secret) = TokenSecret::parse(secret) else { return Ok(None) };
        let row = self.token_row(&secret);
        if let Some(token) = self.tokens_seen().find(&row, now, limits::CACHE_FRESH) {
            return Ok(Some(token));
        }
        match self.vault().get::<StoredToken>(TOKEN, &row).await {
            Ok(there) => {
                let token = there.map(|there| there.value.as_of(now)).filter(|token| token.holds(now));
                match &token {
                    Some(token) => self.tokens_seen().keep(&row, token),
                    None => self.tokens_seen().forget(&row),
                }
                Ok(token)
            }
            Err(error @ SealedError::Store(StoreError::Unavailable(_))) => {
                self.tokens_seen().find(&row, now, limits::CACHE_GRACE).map(Some).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// A person's tokens that hold.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn tokens(&self, person: PersonId, now: Timestamp) -> Result<Vec<Token>, SealedError> {
        let mut tokens = Vec::new();
        for row in self.vault().scan::<String>(TOKEN_OF, &format!("{person}/"), limits::SCAN).await? {
            let there = self.vault().get::<StoredToken>(TOKEN, &row.value).await?;
            tokens.extend(there.map(|there| there.value.as_of(now)).filter(|token| token.holds(now)));
        }
        Ok(tokens)
    }

    /// Revokes one token; tells whether there was one. At once on this node, within a second on others.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn revoke_token(&self, person: PersonId, token: TokenId) -> Result<bool, SealedError> {
        let key = of(person, token);
        let Some(row) = self.vault().get::<String>(TOKEN_OF, &key).await? else { return Ok(false) };
        let there = self.vault().delete(TOKEN, &row.value).await?;
        self.tokens_seen().forget(&row.value);
        self.vault().delete(TOKEN_OF, &key).await?;
        Ok(there)
    }

    /// Revokes every token of a person.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn revoke_tokens(&self, person: PersonId) -> Result<(), SealedError> {
        for row in self.vault().scan::<String>(TOKEN_OF, &format!("{person}/"), limits::SCAN).await? {
            self.vault().delete(TOKEN, &row.value).await?;
            self.vault().delete(TOKEN_OF, &row.key).await?;
        }
        self.tokens_seen().forget_person(person);
        Ok(())
    }

    fn token_row(&self, secret: &TokenSecret) -> String {
        hex(&mac(&self.keys().secret, &[b"token/v1", &*secret.0]))
    }
}

fn of(person: PersonId, token: TokenId) -> String {
    format!("{person}/{token}")
}

#[cfg(test)]
mod tests;
