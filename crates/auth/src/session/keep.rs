//! Beginning, finding and ending sessions.

use ctac_domain::id::{PersonId, SessionId};
use ctac_ledger::store::StoreError;
use ctac_ledger::vault::Expect;
use jiff::Timestamp;

use super::{KeyRow, Session, SessionSecret, SignedIn, StoredSession, later};
use crate::auth::Auth;
use crate::cache::Checked;
use crate::limits;
use crate::random;
use crate::sealed_vault::{Opened, SealedError};
use crate::secret::{Held, Key, NotHeld};

impl Auth {
    /// Begins a session in an epoch; clears away what is over, and ends the oldest where there are too many.
    pub(crate) async fn begin_session(
        &self,
        person: PersonId,
        epoch: u64,
        now: Timestamp,
    ) -> Result<SignedIn, SealedError> {
        self.make_room(person, epoch, now).await?;
        let secret = SessionSecret::fresh(self.random());
        let session = SessionId(random::id(self.random()));
        let expires_at = later(now, limits::SESSION_ABSOLUTE);
        let row = self.row_of::<StoredSession>(&secret.0);
        let stored = StoredSession { row, epoch, started_at: now, seen_at: now, expires_at };
        match self.hold(KeyRow { person, session }, &stored, Some(expires_at)).await {
            Ok(()) => Ok(SignedIn { person, session, secret, expires_at }),
            // Drawn a moment ago: nobody else has it.
            Err(NotHeld::Already) => Err(SealedError::Conflict),
            Err(NotHeld::Store(error)) => Err(error),
        }
    }

    async fn make_room(&self, person: PersonId, epoch: u64, now: Timestamp) -> Result<(), SealedError> {
        let mut open = Vec::new();
        for (key, stored) in self.all_held::<StoredSession>(person).await? {
            if stored.epoch < epoch || !stored.checked(key, now).holds(now) {
                self.remove_session(key, &stored.row).await?;
            } else {
                open.push((key, stored));
            }
        }
        open.sort_by_key(|(_, stored)| stored.started_at);
        let excess = (open.len() + 1).saturating_sub(limits::SESSIONS);
        for (key, stored) in open.iter().take(excess) {
            self.remove_session(*key, &stored.row).await?;
        }
        Ok(())
    }

    /// The session of a cookie; none for one that is over or was never ours.
    ///
    /// # Errors
    /// See [`SealedError`]: 503.
    pub async fn session(&self, secret: &str, now: Timestamp) -> Result<Option<Session>, SealedError> {
        let Some(secret) = SessionSecret::parse(secret) else { return Ok(None) };
        let row = self.row_of::<StoredSession>(&secret.0);
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
        let Some(key) = self.vault().get::<KeyRow>(StoredSession::KEYS, row).await? else { return Ok(None) };
        let (key, place) = (key.value, key.value.place());
        let (there, account) = tokio::try_join!(
            self.vault().get::<StoredSession>(StoredSession::SPACE, &place),
            self.account(key.person)
        )?;
        let (Some(there), Some(account)) = (there, account) else { return Ok(None) };
        let ours = there.value.row == row && there.value.epoch == account.value.epoch;
        if !ours || !there.value.checked(key, now).holds(now) {
            return Ok(None);
        }
        self.touch(key, there, now).await.map(Some)
    }

    /// Writes down that a session is used, now and then. That somebody else just did, or that it cannot be written now,
    /// is no reason to turn its holder away.
    async fn touch(&self, key: KeyRow, there: Opened<StoredSession>, now: Timestamp) -> Result<Session, SealedError> {
        let mut stored = there.value;
        if now.duration_since(stored.seen_at) < limits::SESSION_TOUCH {
            return Ok(stored.checked(key, now));
        }
        stored.seen_at = now;
        let expires = Some(stored.expires_at);
        match self.vault().put(StoredSession::SPACE, &there.key, &stored, expires, Expect::Version(there.version)).await
        {
            Ok(_) | Err(SealedError::Conflict) => {}
            Err(SealedError::Store(error)) => tracing::warn!(%error, "a session's use was not written down"),
            Err(error) => return Err(error),
        }
        Ok(stored.checked(key, now))
    }

    /// A person's sessions that hold, in no particular order.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn sessions(&self, person: PersonId, now: Timestamp) -> Result<Vec<Session>, SealedError> {
        let Some(account) = self.account(person).await? else { return Ok(Vec::new()) };
        let stored = self.all_held::<StoredSession>(person).await?.into_iter();
        let current = stored.filter(|(_, stored)| stored.epoch == account.value.epoch);
        Ok(current.map(|(key, stored)| stored.checked(key, now)).filter(|session| session.holds(now)).collect())
    }

    /// Ends one session; tells whether there was one. At once on this node, within a second on others.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn end_session(&self, person: PersonId, session: SessionId) -> Result<bool, SealedError> {
        let key = KeyRow { person, session };
        match self.vault().get::<StoredSession>(StoredSession::SPACE, &key.place()).await? {
            Some(there) => self.remove_session(key, &there.value.row).await,
            None => Ok(false),
        }
    }

    /// Ends every session of a person, also one that is just beginning.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn end_sessions(&self, person: PersonId) -> Result<(), SealedError> {
        self.change_account(person, |account| account.epoch = account.epoch.saturating_add(1)).await?;
        self.sessions_seen().forget_person(person);
        for (key, stored) in self.all_held::<StoredSession>(person).await? {
            self.remove_session(key, &stored.row).await?;
        }
        Ok(())
    }

    async fn remove_session(&self, key: KeyRow, row: &str) -> Result<bool, SealedError> {
        let there = self.let_go::<StoredSession>(key, row).await;
        // Also where the second row could not be removed: the record is gone.
        self.sessions_seen().forget(row);
        there
    }
}
