//! A person's local account: their password, and the epoch that all their sessions share.
//!
//! The epoch is how every session of a person ends in one write: a session begun in an earlier epoch is void, also one
//! that is just being begun elsewhere. A new password begins a new epoch.

use ctac_domain::id::{PersonId, SessionId};
use ctac_ledger::vault::Expect;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::Auth;
use crate::limits;
use crate::password::{Busy, Compared};
use crate::random;
use crate::sealed_vault::{Opened, SealedError};
use crate::session::SignedIn;

const ACCOUNT: &str = "account";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// An Argon2id hash, as a PHC string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<String>,
    /// One more ends every session.
    pub(crate) epoch: u64,
    /// But for this one, in which the password was changed that began the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kept: Option<SessionId>,
    /// The password was given by somebody else, who knows it: its holder chooses their own before anything else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) first_password: bool,
}

impl Account {
    /// Whether a session that was begun in `epoch` still holds.
    pub(crate) fn holds(&self, session: SessionId, epoch: u64) -> bool {
        epoch == self.epoch || self.kept == Some(session)
    }

    /// Ends every session; not `kept`, where there is one.
    pub(crate) const fn end_sessions(&mut self, kept: Option<SessionId>) {
        self.epoch = self.epoch.saturating_add(1);
        self.kept = kept;
    }
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such login name, or another password: which of the two is not told.
    #[error("the login name or the password is wrong")]
    Refused,
    /// See [`Busy`]: 429.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// See [`SealedError`]: 503.
    #[error(transparent)]
    Store(#[from] SealedError),
}

impl Auth {
    /// Signs somebody in by login name and password, and begins a session.
    ///
    /// Whether the person is still active is the state's to say: who calls this ends the session again when the
    /// `StartSession` command is refused. How often an account may be tried is the caller's to limit.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn sign_in(&self, login: &str, password: &str, now: Timestamp) -> Result<SignedIn, SignInError> {
        if password.len() > limits::PASSWORD_MAX_BYTES {
            return Err(SignInError::Refused);
        }
        let found = self.find_login(login).await?;
        // A made-up person for a made-up login: the same reads, the same work.
        let person = found.unwrap_or(PersonId(Uuid::nil()));
        let account = self.account(person).await?.map(|row| row.value);
        let stored = account.as_ref().and_then(|account| account.password.clone());
        let salt = random::bytes(self.random());
        let Compared::Same { renewed } = self.hasher().compare(password, stored.clone(), salt).await? else {
            return Err(SignInError::Refused);
        };
        let (Some(person), Some(account)) = (found, account) else { return Err(SignInError::Refused) };
        if let Some(renewed) = renewed {
            self.change_account(person, |account| {
                if account.password == stored {
                    account.password = Some(renewed.clone());
                }
            })
            .await?;
        }
        Ok(self.begin_session(person, &account, now).await?)
    }

    /// Whether somebody else gave the person the password that they have; false where they have none.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn has_first_password(&self, person: PersonId) -> Result<bool, SealedError> {
        Ok(self.account(person).await?.is_some_and(|row| row.value.first_password))
    }

    pub(crate) async fn account(&self, person: PersonId) -> Result<Option<Opened<Account>>, SealedError> {
        self.vault().get(ACCOUNT, &person.to_string()).await
    }

    /// Changes the account, made if there is none; tells what it is then.
    pub(crate) async fn change_account(
        &self,
        person: PersonId,
        change: impl Fn(&mut Account),
    ) -> Result<Account, SealedError> {
        for _ in 0..limits::CONFLICTS {
            let there = self.account(person).await?;
            let expect = there.as_ref().map_or(Expect::Absent, |row| Expect::Version(row.version));
            let mut account = there.map(|row| row.value).unwrap_or_default();
            change(&mut account);
            match self.vault().put(ACCOUNT, &person.to_string(), &account, None, expect).await {
                Err(SealedError::Conflict) => {}
                written => return written.map(|_| account),
            }
        }
        Err(SealedError::Conflict)
    }

    pub(crate) async fn remove_account(&self, person: PersonId) -> Result<(), SealedError> {
        self.vault().delete(ACCOUNT, &person.to_string()).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::PasswordError;
    use crate::password::Weak;
    use crate::testing::{at, auth};

    const GOOD: &str = "correct horse battery";

    fn ada() -> PersonId {
        PersonId(Uuid::from_u128(1))
    }

    #[tokio::test]
    async fn signs_in_with_the_right_password_only() {
        let (auth, vault) = auth();
        auth.put_login(ada(), "ada").await.unwrap();
        assert!(matches!(auth.sign_in("ada", GOOD, at(0.0)).await, Err(SignInError::Refused)));
        auth.set_password(ada(), GOOD).await.unwrap();
        let signed_in = auth.sign_in(" ADA", GOOD, at(0.0)).await.unwrap();
        assert_eq!(signed_in.person, ada());
        for (login, password) in
            [("ada", "correct horse batterY"), ("nobody", GOOD), ("", ""), ("ada", &*GOOD.repeat(100))]
        {
            assert!(matches!(auth.sign_in(login, password, at(0.0)).await, Err(SignInError::Refused)), "{login}");
        }
        assert!(matches!(auth.set_password(ada(), "short").await, Err(PasswordError::Weak(Weak::Short))));
        vault.away.store(true, std::sync::atomic::Ordering::SeqCst);
        assert!(matches!(auth.sign_in("ada", GOOD, at(0.0)).await, Err(SignInError::Store(_))));
    }

    #[tokio::test]
    async fn a_new_password_ends_every_session() {
        let (auth, _) = auth();
        auth.put_login(ada(), "ada").await.unwrap();
        auth.set_password(ada(), GOOD).await.unwrap();
        let before = auth.sign_in("ada", GOOD, at(0.0)).await.unwrap();
        let secret = before.secret.expose();
        assert!(auth.session(&secret, at(0.0)).await.unwrap().is_some());
        auth.set_password(ada(), "another horse battery").await.unwrap();
        assert!(auth.session(&secret, at(0.0)).await.unwrap().is_none());
        assert!(matches!(auth.sign_in("ada", GOOD, at(0.0)).await, Err(SignInError::Refused)));
        assert!(auth.sign_in("ada", "another horse battery", at(0.0)).await.is_ok());
    }

    #[tokio::test]
    async fn an_old_hash_is_renewed_and_the_session_stands() {
        let (auth, _) = auth();
        auth.put_login(ada(), "ada").await.unwrap();
        // The same password by Argon2id with m=1024, t=1: what another program might have left.
        let weak = argon2::Argon2::new(
            argon2::Algorithm::Argon2id,
            argon2::Version::V0x13,
            argon2::Params::new(1024, 1, 1, None).unwrap(),
        );
        let old: argon2::password_hash::phc::PasswordHash =
            argon2::password_hash::PasswordHasher::hash_password_with_salt(&weak, GOOD.as_bytes(), &[1; 16]).unwrap();
        auth.change_account(ada(), |account| account.password = Some(old.to_string())).await.unwrap();
        let signed_in = auth.sign_in("ada", GOOD, at(0.0)).await.unwrap();
        let now = auth.account(ada()).await.unwrap().unwrap().value;
        assert!(now.password.unwrap().contains("m=19456,t=2,p=1"));
        assert!(auth.session(&signed_in.secret.expose(), at(1.0)).await.unwrap().is_some());
    }

    #[test]
    fn the_stored_form_is_pinned() {
        let account = Account { password: Some("$argon2id$…".into()), epoch: 3, ..Account::default() };
        insta::assert_snapshot!(serde_json::to_string(&account).unwrap());
        let kept = Some(SessionId(Uuid::from_u128(7)));
        let given = Account { kept, first_password: true, ..account };
        assert!(
            serde_json::to_string(&given)
                .unwrap()
                .ends_with(r#""epoch":3,"kept":"00000000-0000-0000-0000-000000000007","first_password":true}"#)
        );
        insta::assert_snapshot!(serde_json::to_string(&Account::default()).unwrap());
    }
}
