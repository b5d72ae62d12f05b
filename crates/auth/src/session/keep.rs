//! Beginning, finding and ending sessions.

use ctac_domain::id::{PersonId, SessionId};
use ctac_ledger::store::StoreError;
use ctac_ledger::vault::Expect;
use jiff::Timestamp;

use super::{KeyRow, Session, SessionSecret, SignedIn, StoredSession, later};
use crate::account::Account;
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
        account: &Account,
        now: Timestamp,
    ) -> Result<SignedIn, SealedError> {
        self.make_room(person, account, now).await?;
        let secret = SessionSecret::fresh(self.random());
        let session = SessionId(random::id(self.random()));
        let expires_at = later(now, limits::SESSION_ABSOLUTE);
        let row = self.row_of::<StoredSession>(&secret.0);
        let stored = StoredSession { row, epoch: account.epoch, started_at: now, seen_at: now, expires_at };
        match self.hold(KeyRow { person, session }, &stored, Some(expires_at)).await {
            Ok(()) => Ok(SignedIn { person, session, secret, expires_at, first_password: account.first_password }),
            // Drawn a moment ago: nobody else has it.
            Err(NotHeld::Already) => Err(SealedError::Conflict),
            Err(NotHeld::Store(error)) => Err(error),
        }
    }

    async fn make_room(&self, person: PersonId, account: &Account, now: Timestamp) -> Result<(), SealedError> {
        let mut open = Vec::new();
        for (key, stored) in self.all_held::<StoredSession>(person).await? {
            // One of a later epoch is somebody else's who was quicker: not to be swept away.
            let over = stored.epoch < account.epoch && !account.holds(key.session, stored.epoch);
            if over || !stored.checked(key, account, now).holds(now) {
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
        let account = account.value;
        let ours = there.value.row == row && account.holds(key.session, there.value.epoch);
        if !ours || !there.value.checked(key, &account, now).holds(now) {
            return Ok(None);
        }
        self.touch(key, there, &account, now).await.map(Some)
    }

    /// Writes down that a session is used, now and then. That somebody else just did, or that it cannot be written now,
    /// is no reason to turn its holder away.
    async fn touch(
        &self,
        key: KeyRow,
        there: Opened<StoredSession>,
        account: &Account,
        now: Timestamp,
    ) -> Result<Session, SealedError> {
        let mut stored = there.value;
        if now.duration_since(stored.seen_at) < limits::SESSION_TOUCH {
            return Ok(stored.checked(key, account, now));
        }
        stored.seen_at = now;
        let expires = Some(stored.expires_at);
        match self.vault().put(StoredSession::SPACE, &there.key, &stored, expires, Expect::Version(there.version)).await
        {
            Ok(_) | Err(SealedError::Conflict) => {}
            Err(SealedError::Store(error)) => tracing::warn!(%error, "a session's use was not written down"),
            Err(error) => return Err(error),
        }
        Ok(stored.checked(key, account, now))
    }

    /// A person's sessions that hold, in no particular order.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn sessions(&self, person: PersonId, now: Timestamp) -> Result<Vec<Session>, SealedError> {
        let Some(account) = self.account(person).await? else { return Ok(Vec::new()) };
        let account = account.value;
        let stored = self.all_held::<StoredSession>(person).await?.into_iter();
        let current = stored.filter(|(key, stored)| account.holds(key.session, stored.epoch));
        Ok(current.map(|(key, stored)| stored.checked(key, &account, now)).filter(|it| it.holds(now)).collect())
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
        let account = self.change_account(person, |account| account.end_sessions(None)).await?;
        self.sessions_seen().forget_person(person);
        self.clear_ended(person, &account).await.map(drop)
    }

    /// Removes what the account says is over; tells which.
    pub(crate) async fn clear_ended(&self, person: PersonId, account: &Account) -> Result<Vec<SessionId>, SealedError> {
        let mut ended = Vec::new();
        for (key, stored) in self.all_held::<StoredSession>(person).await? {
            // Whoever signed in meanwhile did so by what stands now.
            if stored.epoch < account.epoch && !account.holds(key.session, stored.epoch) {
                self.remove_session(key, &stored.row).await?;
                ended.push(key.session);
            }
        }
        Ok(ended)
    }

    async fn remove_session(&self, key: KeyRow, row: &str) -> Result<bool, SealedError> {
        let there = self.let_go::<StoredSession>(key, row).await;
        // Also where the second row could not be removed: the record is gone.
        self.sessions_seen().forget(row);
        there
    }
}
