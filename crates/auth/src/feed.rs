//! Calendar feeds: an address that a calendar program reads without signing in. The secret in it is all that it proves
//! itself by, so it opens one person's shifts, or one rota's, and nothing else.
//!
//! The address is shown once; the vault keeps what it opens, sealed, under its keyed hash. No cache: whatever is
//! revoked is gone at once, on every node.

use ctac_domain::id::{FeedId, PersonId, RotaId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::auth::Auth;
use crate::limits;
use crate::sealed_vault::SealedError;
use crate::secret::{Held, Key, NotHeld, UrlSecret};

/// A feed, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its public id.
    pub id: FeedId,
    /// Whose: it ends when they leave.
    pub person: PersonId,
    /// All shifts of this rota; none: the person's own shifts, in every rota.
    pub rota: Option<RotaId>,
    /// Since when.
    pub created_at: Timestamp,
}

/// Why no feed was made.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// There is one with this id: it was made before, and its address is shown only once.
    #[error("this feed was made already and its address is shown only once: revoke it and make another")]
    AlreadyMade,
    /// Too many.
    #[error("a person has {} calendar feeds at most: revoke one first", limits::FEEDS)]
    TooMany,
    /// See [`SealedError`].
    #[error(transparent)]
    Store(#[from] SealedError),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct KeyRow {
    person: PersonId,
    feed: FeedId,
}

impl Key for KeyRow {
    type Id = FeedId;
    fn new(person: PersonId, feed: FeedId) -> Self {
        Self { person, feed }
    }
    fn parts(self) -> (PersonId, FeedId) {
        (self.person, self.feed)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredFeed {
    /// See [`Held::row`].
    row: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rota: Option<RotaId>,
    created_at: Timestamp,
}

impl Held for StoredFeed {
    const SPACE: &'static str = "feed";
    const KEYS: &'static str = "feed-key";
    const LABEL: &'static [u8] = b"feed/v1";
    type Key = KeyRow;
    fn row(&self) -> &str {
        &self.row
    }
}

fn shown((key, stored): (KeyRow, StoredFeed)) -> Feed {
    Feed { id: key.feed, person: key.person, rota: stored.rota, created_at: stored.created_at }
}

impl Auth {
    /// Makes a feed under an id of the caller's; its secret is to be shown once.
    ///
    /// # Errors
    /// See [`FeedError`].
    pub async fn create_feed(
        &self,
        person: PersonId,
        feed: FeedId,
        rota: Option<RotaId>,
        now: Timestamp,
    ) -> Result<UrlSecret, FeedError> {
        let held = self.all_held::<StoredFeed>(person).await?;
        if held.iter().any(|(key, _)| key.feed == feed) {
            return Err(FeedError::AlreadyMade);
        }
        if held.len() >= limits::FEEDS {
            return Err(FeedError::TooMany);
        }
        let secret = UrlSecret::fresh(self.random());
        let stored = StoredFeed { row: self.row_of::<StoredFeed>(&secret.0), rota, created_at: now };
        match self.hold(KeyRow { person, feed }, &stored, None).await {
            Ok(()) => Ok(secret),
            Err(NotHeld::Already) => Err(FeedError::AlreadyMade),
            Err(NotHeld::Store(error)) => Err(error.into()),
        }
    }

    /// The feed of a secret; none for one that was revoked or was never ours. Whether its person is still here is the
    /// state's to say.
    ///
    /// # Errors
    /// See [`SealedError`]: 503.
    pub async fn feed(&self, secret: &str) -> Result<Option<Feed>, SealedError> {
        let Some(secret) = UrlSecret::parse(secret) else { return Ok(None) };
        Ok(self.find_held::<StoredFeed>(&self.row_of::<StoredFeed>(&secret.0)).await?.map(shown))
    }

    /// A person's feeds, without secrets.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn feeds(&self, person: PersonId) -> Result<Vec<Feed>, SealedError> {
        Ok(self.all_held::<StoredFeed>(person).await?.into_iter().map(shown).collect())
    }

    /// Revokes one feed; tells whether there was one. At once, on every node.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn revoke_feed(&self, person: PersonId, feed: FeedId) -> Result<bool, SealedError> {
        let key = KeyRow { person, feed };
        match self.vault().get::<StoredFeed>(StoredFeed::SPACE, &key.place()).await? {
            Some(there) => self.let_go::<StoredFeed>(key, &there.value.row).await,
            None => Ok(false),
        }
    }

    /// Revokes every feed of a person.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn revoke_feeds(&self, person: PersonId) -> Result<(), SealedError> {
        for (key, stored) in self.all_held::<StoredFeed>(person).await? {
            self.let_go::<StoredFeed>(key, &stored.row).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
