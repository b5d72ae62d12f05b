//! Browsers' sessions: a random secret in a cookie, a sealed record under its keyed hash.
//!
//! A session ends when unused for [`limits::SESSION_IDLE`], at the latest after [`limits::SESSION_ABSOLUTE`], when it is
//! ended, and when its person's epoch moves on ([`crate::account`]). A node believes what it found for
//! [`limits::CACHE_FRESH`]; while the vault cannot be reached, for [`limits::CACHE_GRACE`].

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ctac_domain::id::{PersonId, SessionId};
use ctac_ledger::store::StoreError;
use ctac_ledger::vault::Expect;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::auth::Auth;
use crate::cache::Checked;
use crate::keys::{hex, mac};
use crate::limits;
use crate::random;
use crate::sealed_vault::{Opened, SealedError};

const SESSION: &str = "session";
/// From `PERSON/SESSION` to the session's row, written before it: no session is without.
const SESSION_OF: &str = "session-of";
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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredSession {
    session: SessionId,
    person: PersonId,
    epoch: u64,
    started_at: Timestamp,
    seen_at: Timestamp,
    expires_at: Timestamp,
}

impl StoredSession {
    fn as_of(&self, now: Timestamp) -> Session {
        Session {
            id: self.session,
            person: self.person,
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

impl Auth {
    /// Begins a session in an epoch; ends the oldest where there are too many.
    pub(crate) async fn begin_session(
        &self,
        person: PersonId,
        epoch: u64,
        now: Timestamp,
    ) -> Result<SignedIn, SealedError> {
        let mut open = self.sessions(person, now).await?;
        open.sort_by_key(|session| session.started_at);
        let excess = (open.len() + 1).saturating_sub(limits::SESSIONS);
        for session in open.iter().take(excess) {
            self.end_session(person, session.id).await?;
        }
        let secret = SessionSecret(Zeroizing::new(random::bytes(self.random())));
        let session = SessionId(random::id(self.random()));
        let expires_at = later(now, limits::SESSION_ABSOLUTE);
        let row = self.session_row(&secret);
        let stored = StoredSession { session, person, epoch, started_at: now, seen_at: now, expires_at };
        self.vault().put(SESSION_OF, &of(person, session), &row, Some(expires_at), Expect::Absent).await?;
        self.vault().put(SESSION, &row, &stored, Some(expires_at), Expect::Absent).await?;
        Ok(SignedIn { person, session, secret, expires_at })
    }

    /// The session of a cookie; none for one that is over or was never ours.
    ///
    /// # Errors
    /// See [`SealedError`]: 503.
    pub async fn session(&self, secret: &str, now: Timestamp) -> Result<Option<Session>, SealedError> {
        let Some(secret) = SessionSecret::parse(secret) else { return Ok(None) };
        let row = self.session_row(&secret);
        if let Some(session) = self.sessions_seen().find(&row, now, limits::CACHE_FRESH) {
            return Ok(Some(session));
        }
        match self.read_session(&row, now).await {
            Ok(Some(session)) => {
                self.sessions_seen().keep(&row, &session);
                Ok(Some(session))
            }
            Ok(None) => {
                self.sessions_seen().forget(&row);
                Ok(None)
            }
            Err(error @ SealedError::Store(StoreError::Unavailable(_))) => {
                self.sessions_seen().find(&row, now, limits::CACHE_GRACE).map(Some).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    async fn read_session(&self, row: &str, now: Timestamp) -> Result<Option<Session>, SealedError> {
        let Some(there) = self.vault().get::<StoredSession>(SESSION, row).await? else { return Ok(None) };
        let epoch = self.account(there.value.person).await?.map(|account| account.value.epoch);
        if epoch != Some(there.value.epoch) || !there.value.as_of(now).holds(now) {
            return Ok(None);
        }
        self.touch(row, there, now).await.map(Some)
    }

    /// Writes down that a session is used, now and then. That somebody else just did, or that it cannot be written now,
    /// is no reason to turn its holder away.
    async fn touch(&self, row: &str, there: Opened<StoredSession>, now: Timestamp) -> Result<Session, SealedError> {
        let mut stored = there.value;
        if now.duration_since(stored.seen_at) < limits::SESSION_TOUCH {
            return Ok(stored.as_of(now));
        }
        stored.seen_at = now;
        let expires = Some(stored.expires_at);
        match self.vault().put(SESSION, row, &stored, expires, Expect::Version(there.version)).await {
            Ok(_) | Err(SealedError::Conflict) => {}
            Err(SealedError::Store(error)) => tracing::warn!(%error, "a session's use was not written down"),
            Err(error) => return Err(error),
        }
        Ok(stored.as_of(now))
    }

    /// A person's sessions that hold, in no particular order.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn sessions(&self, person: PersonId, now: Timestamp) -> Result<Vec<Session>, SealedError> {
        let epoch = self.account(person).await?.map(|account| account.value.epoch);
        let mut sessions = Vec::new();
        for row in self.vault().scan::<String>(SESSION_OF, &all_of(person), limits::SCAN).await? {
            let Some(there) = self.vault().get::<StoredSession>(SESSION, &row.value).await? else { continue };
            let session = there.value.as_of(now);
            if epoch == Some(there.value.epoch) && session.holds(now) {
                sessions.push(session);
            }
        }
        Ok(sessions)
    }

    /// Ends one session; tells whether there was one. At once on this node, within a second on others.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn end_session(&self, person: PersonId, session: SessionId) -> Result<bool, SealedError> {
        let key = of(person, session);
        let Some(row) = self.vault().get::<String>(SESSION_OF, &key).await? else { return Ok(false) };
        let there = self.vault().delete(SESSION, &row.value).await?;
        self.sessions_seen().forget(&row.value);
        self.vault().delete(SESSION_OF, &key).await?;
        Ok(there)
    }

    /// Ends every session of a person, also one that is just beginning.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn end_sessions(&self, person: PersonId) -> Result<(), SealedError> {
        self.change_account(person, |account| account.epoch = account.epoch.saturating_add(1)).await?;
        self.sessions_seen().forget_person(person);
        for row in self.vault().scan::<String>(SESSION_OF, &all_of(person), limits::SCAN).await? {
            self.vault().delete(SESSION, &row.value).await?;
            self.vault().delete(SESSION_OF, &row.key).await?;
        }
        Ok(())
    }

    fn session_row(&self, secret: &SessionSecret) -> String {
        hex(&mac(&self.keys().secret, &[b"session/v1", &*secret.0]))
    }
}

fn of(person: PersonId, session: SessionId) -> String {
    format!("{person}/{session}")
}

fn all_of(person: PersonId) -> String {
    format!("{person}/")
}

#[cfg(test)]
mod tests;
