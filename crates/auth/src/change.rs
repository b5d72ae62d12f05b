//! Changing a password: in two steps, so that what is refused is refused before the ledger says that it was changed.
//!
//! [`Auth::own_password`] and [`Auth::first_password`] check and hash, and change nothing; [`Auth::replace_password`] is the
//! one write. It ends every session but the one in which it was done, in the same write: see [`crate::account`].

use std::fmt;

use ctac_domain::id::{PersonId, SessionId};

use crate::auth::Auth;
use crate::limits;
use crate::password::{self, Busy, Compared, Weak};
use crate::random;
use crate::sealed_vault::SealedError;

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// What was given as the password that stands is not it.
    #[error("this is not the password that you have")]
    Wrong,
    /// The new one is the one that stands.
    #[error("this is the password that you have: choose another")]
    Same,
    /// See [`Weak`].
    #[error(transparent)]
    Weak(#[from] Weak),
    /// See [`Busy`].
    #[error(transparent)]
    Busy(#[from] Busy),
    /// See [`SealedError`].
    #[error(transparent)]
    Store(#[from] SealedError),
}

/// A password that may be set: checked and hashed. Never printed.
pub struct NewPassword {
    hash: String,
    /// What it replaces; none: whatever stands.
    was: Option<String>,
    first: bool,
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

impl Auth {
    /// A person's own new password, for whoever knows the one that stands. How often that may be tried is the caller's to
    /// limit.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn own_password(&self, person: PersonId, current: &str, new: &str) -> Result<NewPassword, PasswordError> {
        let was = self.stands(person, current).await?;
        if new == current {
            return Err(PasswordError::Same);
        }
        password::good_enough(new, self.login_of(person).await?.as_deref())?;
        let hash = self.hasher().hash(new, random::bytes(self.random())).await?;
        Ok(NewPassword { hash, was, first: false })
    }

    /// Whether a password is the one that stands; gives its hash.
    ///
    /// # Errors
    /// [`PasswordError::Wrong`] when it is not; see [`PasswordError`].
    async fn stands(&self, person: PersonId, password: &str) -> Result<Option<String>, PasswordError> {
        if password.len() > limits::PASSWORD_MAX_BYTES {
            return Err(PasswordError::Wrong);
        }
        let stands = self.account(person).await?.and_then(|row| row.value.password);
        match self.hasher().compare(password, stands.clone(), random::bytes(self.random())).await? {
            Compared::Same { .. } => Ok(stands),
            Compared::Differs => Err(PasswordError::Wrong),
        }
    }

    /// Whether a password is the one that stands. How often that may be tried is the caller's to limit.
    ///
    /// # Errors
    /// [`PasswordError::Wrong`] when it is not; see [`PasswordError`].
    pub async fn confirm_password(&self, person: PersonId, password: &str) -> Result<(), PasswordError> {
        self.stands(person, password).await.map(drop)
    }

    /// A password that somebody else gives to who signs in as `login`: to be replaced at the first sign-in.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn first_password(&self, login: &str, password: &str) -> Result<NewPassword, PasswordError> {
        password::good_enough(password, Some(login.trim()))?;
        let hash = self.hasher().hash(password, random::bytes(self.random())).await?;
        Ok(NewPassword { hash, was: None, first: true })
    }

    /// Sets it, and ends all sessions of the person but `kept`; tells which ended.
    ///
    /// # Errors
    /// [`SealedError::Conflict`] when another password stands by now than the one that was known; see [`SealedError`].
    pub async fn replace_password(
        &self,
        person: PersonId,
        new: NewPassword,
        kept: Option<SessionId>,
    ) -> Result<Vec<SessionId>, SealedError> {
        let account = self
            .change_account(person, |account| {
                if new.was.is_none() || account.password == new.was {
                    account.password = Some(new.hash.clone());
                    account.first_password = new.first;
                    account.end_sessions(kept);
                }
            })
            .await?;
        if account.password.as_ref() != Some(&new.hash) {
            return Err(SealedError::Conflict);
        }
        self.sessions_seen().forget_person(person);
        self.clear_ended(person, &account).await
    }

    /// Sets a person's password as what sets a cell up does: theirs, whatever stood. All their sessions end.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn set_password(&self, person: PersonId, password: &str) -> Result<(), PasswordError> {
        password::good_enough(password, self.login_of(person).await?.as_deref())?;
        let hash = self.hasher().hash(password, random::bytes(self.random())).await?;
        self.replace_password(person, NewPassword { hash, was: None, first: false }, None).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
