//! Making, finding and revoking API tokens.

use ctac_domain::id::{PersonId, TokenId};
use ctac_ledger::store::StoreError;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{KeyRow, StoredToken, Token, TokenError, TokenSecret};
use crate::auth::Auth;
use crate::limits;
use crate::random;
use crate::sealed_vault::SealedError;
use crate::secret::{Held, Key, NotHeld};

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
        self.make_room_for_token(person, now).await?;
        let secret = TokenSecret(Zeroizing::new(random::bytes(self.random())));
        let row = self.row_of::<StoredToken>(&secret.0);
        let stored = StoredToken { row, label: label.to_owned(), created_at: now, expires_at };
        match self.hold(KeyRow { person, token }, &stored, expires_at).await {
            Ok(()) => Ok(secret),
            Err(NotHeld::Already) => Err(TokenError::AlreadyMade),
            Err(NotHeld::Store(error)) => Err(error.into()),
        }
    }

    /// Clears away tokens that are over; refuses when the rest are too many.
    async fn make_room_for_token(&self, person: PersonId, now: Timestamp) -> Result<(), TokenError> {
        let mut held = 0;
        for (key, stored) in self.all_held::<StoredToken>(person).await? {
            if stored.over(now) {
                self.remove_token(key, &stored.row).await?;
            } else {
                held += 1;
            }
        }
        if held < limits::TOKENS { Ok(()) } else { Err(TokenError::TooMany) }
    }

    /// The token that a program sent; none for one that is over, revoked, or was never ours.
    ///
    /// # Errors
    /// See [`SealedError`]: 503.
    pub async fn token(&self, secret: &str, now: Timestamp) -> Result<Option<Token>, SealedError> {
        let Some(secret) = TokenSecret::parse(secret) else { return Ok(None) };
        let row = self.row_of::<StoredToken>(&secret.0);
        if let Some(token) = self.tokens_seen().find(&row, now, limits::CACHE_FRESH) {
            return Ok(Some(token));
        }
        match self.read_token(&row, now).await {
            Ok(Some(token)) => {
                self.tokens_seen().keep(&row, &token);
                Ok(Some(token))
            }
            Ok(None) => {
                self.tokens_seen().forget(&row);
                Ok(None)
            }
            Err(error @ SealedError::Store(StoreError::Unavailable(_))) => {
                self.tokens_seen().find(&row, now, limits::CACHE_GRACE).map(Some).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    async fn read_token(&self, row: &str, now: Timestamp) -> Result<Option<Token>, SealedError> {
        let found = self.find_held::<StoredToken>(row).await?.filter(|(_, stored)| !stored.over(now));
        Ok(found.map(|(key, stored)| stored.checked(key, now)))
    }

    /// A person's tokens that hold.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn tokens(&self, person: PersonId, now: Timestamp) -> Result<Vec<Token>, SealedError> {
        let stored = self.all_held::<StoredToken>(person).await?.into_iter();
        Ok(stored.filter(|(_, stored)| !stored.over(now)).map(|(key, stored)| stored.checked(key, now)).collect())
    }

    /// Revokes one token; tells whether there was one. At once on this node, within a second on others.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn revoke_token(&self, person: PersonId, token: TokenId) -> Result<bool, SealedError> {
        let key = KeyRow { person, token };
        match self.vault().get::<StoredToken>(StoredToken::SPACE, &key.place()).await? {
            Some(there) => self.remove_token(key, &there.value.row).await,
            None => Ok(false),
        }
    }

    /// Revokes every token of a person.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn revoke_tokens(&self, person: PersonId) -> Result<(), SealedError> {
        for (key, stored) in self.all_held::<StoredToken>(person).await? {
            self.remove_token(key, &stored.row).await?;
        }
        self.tokens_seen().forget_person(person);
        Ok(())
    }

    async fn remove_token(&self, key: KeyRow, row: &str) -> Result<bool, SealedError> {
        let there = self.let_go::<StoredToken>(key, row).await;
        // Also where the second row could not be removed: the record is gone.
        self.tokens_seen().forget(row);
        there
    }
}
