//! Browsers' sessions: a random secret in a cookie, a sealed record under its keyed hash.
//!
//! A session ends when unused for [`limits::SESSION_IDLE`], at the latest after [`limits::SESSION_ABSOLUTE`], when it is
//! ended, and when its person's epoch moves on ([`crate::account`]). A node believes what it found for
//! [`limits::CACHE_FRESH`]; while the vault cannot be reached, for [`limits::CACHE_GRACE`].

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ctac_domain::id::{PersonId, SessionId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::cache::Checked;
use crate::limits;

mod keep;

/// Under `PERSON/SESSION`: the sessions there are. Whatever else says so is void without.
const SESSION: &str = "session";
/// From the keyed hash of a secret to the session it is of; written before the session, removed after it.
const SESSION_KEY: &str = "session-key";
/// Characters of a secret in base64.
const SECRET_CHARS: usize = 43;

/// What the cookie holds. Never printed, wiped when dropped.
#[derive(Clone)]
pub struct SessionSecret(Zeroizing<[u8; limits::SECRET_BYTES]>);

impl SessionSecret {
    /// As the cookie has it: 43 characters of URL-safe base64.
    #[must_use]
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(*self.0)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; limits::SECRET_BYTES]);
        let fits = text.len() == SECRET_CHARS;
        let whole = fits && URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes) == Ok(limits::SECRET_BYTES);
        whole.then_some(Self(bytes))
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

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

impl KeyRow {
    fn place(self) -> String {
        format!("{}/{}", self.person, self.session)
    }

    fn of(place: &str) -> Option<Self> {
        let (person, session) = place.split_once('/')?;
        Some(Self { person: person.parse().ok()?, session: session.parse().ok()? })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredSession {
    /// Its row in [`SESSION_KEY`].
    row: String,
    epoch: u64,
    started_at: Timestamp,
    seen_at: Timestamp,
    expires_at: Timestamp,
}

impl StoredSession {
    fn checked(&self, whose: KeyRow, now: Timestamp) -> Session {
        Session {
            id: whose.session,
            person: whose.person,
            started_at: self.started_at,
            seen_at: self.seen_at,
            ends_at: later(self.seen_at, limits::SESSION_IDLE).min(self.expires_at),
            checked_at: now,
        }
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
