//! Browsers' sessions: a random secret in a cookie, a sealed record under its keyed hash.
//!
//! A session ends when unused for [`limits::SESSION_IDLE`], at the latest after [`limits::SESSION_ABSOLUTE`], when it is
//! ended, and when its person's epoch moves on ([`crate::account`]). A node believes what it found for
//! [`limits::CACHE_FRESH`]; while the vault cannot be reached, for [`limits::CACHE_GRACE`].

use ctac_domain::id::{PersonId, SessionId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::cache::Checked;
use crate::limits;
use crate::secret::{Held, Key, UrlSecret};

mod keep;

/// What the cookie holds.
pub type SessionSecret = UrlSecret;

/// Somebody who has just signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// The session's public id.
    pub session: SessionId,
    /// For the cookie, and for nothing else.
    pub secret: SessionSecret,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Their password was given by somebody else: they choose their own before anything else.
    pub first_password: bool,
}

/// A session that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its public id.
    pub id: SessionId,
    /// Whose.
    pub person: PersonId,
    /// Since when.
    pub started_at: Timestamp,
    /// When it was last used, to within [`limits::SESSION_TOUCH`].
    pub seen_at: Timestamp,
    /// When it ends unless it is used before.
    pub ends_at: Timestamp,
    /// When the vault was last asked about it: long ago only while the vault cannot be reached.
    pub checked_at: Timestamp,
    /// See [`SignedIn::first_password`].
    pub first_password: bool,
}

impl Checked for Session {
    fn person(&self) -> PersonId {
        self.person
    }
    fn checked_at(&self) -> Timestamp {
        self.checked_at
    }
    fn holds(&self, now: Timestamp) -> bool {
        now < self.ends_at
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct KeyRow {
    person: PersonId,
    session: SessionId,
}

impl Key for KeyRow {
    type Id = SessionId;
    fn new(person: PersonId, session: SessionId) -> Self {
        Self { person, session }
    }
    fn parts(self) -> (PersonId, SessionId) {
        (self.person, self.session)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredSession {
    /// See [`Held::row`].
    row: String,
    epoch: u64,
    started_at: Timestamp,
    seen_at: Timestamp,
    expires_at: Timestamp,
}

impl Held for StoredSession {
    const SPACE: &'static str = "session";
    const KEYS: &'static str = "session-key";
    const LABEL: &'static [u8] = b"session/v1";
    type Key = KeyRow;
    fn row(&self) -> &str {
        &self.row
    }
}

impl StoredSession {
    fn checked(&self, whose: KeyRow, account: &Account, now: Timestamp) -> Session {
        Session {
            id: whose.session,
            person: whose.person,
            started_at: self.started_at,
            seen_at: self.seen_at,
            ends_at: later(self.seen_at, limits::SESSION_IDLE).min(self.expires_at),
            checked_at: now,
            first_password: account.first_password,
        }
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
