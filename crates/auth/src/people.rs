//! People's names and login names. The ledger knows people by id only; these can be erased.

use std::collections::BTreeMap;

use ctac_domain::id::PersonId;
use ctac_ledger::vault::Expect;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::Auth;
use crate::keys::{hex, mac};
use crate::limits;
use crate::sealed_vault::SealedError;

const NAME: &str = "name";
/// From the hash of a login name to whose it is.
const LOGIN: &str = "login";
/// From a person to their login name. A row of [`LOGIN`] that this does not confirm is void.
const LOGIN_OF: &str = "login-of";

/// Why a name was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// Empty, too long, or with control characters.
    #[error("a name has 1 to {} characters and no control characters", limits::NAME_CHARS)]
    NotAName,
    /// See [`SealedError`].
    #[error(transparent)]
    Store(#[from] SealedError),
}

/// Why a login name was not kept.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Not one.
    #[error("a login name has 1 to {} letters, digits and . _ - + @, and no spaces", limits::LOGIN_CHARS)]
    NotALogin,
    /// Somebody else has it.
    #[error("somebody else has this login name")]
    Taken,
    /// See [`SealedError`].
    #[error(transparent)]
    Store(#[from] SealedError),
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LoginRow {
    person: PersonId,
}

/// The name as it is kept, before anything is.
///
/// # Errors
/// [`NameError::NotAName`].
pub fn check_name(name: &str) -> Result<&str, NameError> {
    let name = name.trim();
    let fits = (1..=limits::NAME_CHARS).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) { Ok(name) } else { Err(NameError::NotAName) }
}

/// The login name as it is kept, before anything is.
///
/// # Errors
/// [`LoginError::NotALogin`].
pub fn check_login(login: &str) -> Result<String, LoginError> {
    normal_login(login).ok_or(LoginError::NotALogin)
}

/// The one way to write a login name: lower case.
fn normal_login(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let fits = (1..=limits::LOGIN_CHARS).contains(&typed.len());
    let plain = typed.chars().all(|c| c.is_ascii_alphanumeric() || "._-+@".contains(c));
    (fits && plain).then(|| typed.to_ascii_lowercase())
}

impl Auth {
    /// Keeps a person's name.
    ///
    /// # Errors
    /// See [`NameError`].
    pub async fn put_name(&self, person: PersonId, name: &str) -> Result<(), NameError> {
        let name = check_name(name)?;
        self.vault().put(NAME, &person.to_string(), &name, None, Expect::Any).await?;
        Ok(())
    }

    /// A person's name; none when there is none, or it was erased.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn name(&self, person: PersonId) -> Result<Option<String>, SealedError> {
        Ok(self.vault().get(NAME, &person.to_string()).await?.map(|row| row.value))
    }

    /// The names of these people; those without one are left out.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn names(&self, people: &[PersonId]) -> Result<BTreeMap<PersonId, String>, SealedError> {
        if people.len() > limits::NAMES_ONE_BY_ONE {
            let mut all = self.all_names().await?;
            return Ok(people.iter().filter_map(|person| all.remove_entry(person)).collect());
        }
        let mut names = BTreeMap::new();
        for person in people {
            if let Some(name) = self.name(*person).await? {
                names.insert(*person, name);
            }
        }
        Ok(names)
    }

    /// Everybody's names, at most as many as a cell may have people.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn all_names(&self) -> Result<BTreeMap<PersonId, String>, SealedError> {
        let rows = self.vault().scan::<String>(NAME, "", ctac_domain::limits::DIRECTORY).await?;
        let named = |row: crate::sealed_vault::Opened<String>| Some((row.key.parse().ok()?, row.value));
        Ok(rows.into_iter().filter_map(named).collect())
    }

    /// Erases a person's name.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn remove_name(&self, person: PersonId) -> Result<(), SealedError> {
        self.vault().delete(NAME, &person.to_string()).await.map(drop)
    }

    /// Gives a person a login name, instead of the one they may have had.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub async fn put_login(&self, person: PersonId, login: &str) -> Result<(), LoginError> {
        let login = check_login(login)?;
        let before = self.login_of(person).await?;
        self.claim_login(person, &login).await?;
        self.vault().put(LOGIN_OF, &person.to_string(), &login, None, Expect::Any).await?;
        if let Some(before) = before.filter(|before| *before != login) {
            self.vault().delete(LOGIN, &self.login_row(&before)).await?;
        }
        Ok(())
    }

    /// Whether a person may have this login name: nobody else has it.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub async fn may_have_login(&self, person: PersonId, login: &str) -> Result<(), LoginError> {
        normal_login(login).ok_or(LoginError::NotALogin)?;
        match self.find_login(login).await? {
            Some(other) if other != person => Err(LoginError::Taken),
            _ => Ok(()),
        }
    }

    async fn claim_login(&self, person: PersonId, login: &str) -> Result<(), LoginError> {
        let row = self.login_row(login);
        let wanted = LoginRow { person };
        for _ in 0..limits::CONFLICTS {
            let there = self.vault().get::<LoginRow>(LOGIN, &row).await?;
            let expect = match &there {
                None => Expect::Absent,
                Some(there) if there.value.person == person => return Ok(()),
                // Left behind by a change that was cut short: nobody signs in with it.
                Some(there) if self.login_of(there.value.person).await?.as_deref() != Some(login) => {
                    Expect::Version(there.version)
                }
                Some(_) => return Err(LoginError::Taken),
            };
            match self.vault().put(LOGIN, &row, &wanted, None, expect).await {
                Err(SealedError::Conflict) => {}
                written => return Ok(written.map(drop)?),
            }
        }
        Err(SealedError::Conflict.into())
    }

    /// A person's login name.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn login_of(&self, person: PersonId) -> Result<Option<String>, SealedError> {
        Ok(self.vault().get(LOGIN_OF, &person.to_string()).await?.map(|row| row.value))
    }

    /// Whose login name it is; none for what is no login name.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn find_login(&self, login: &str) -> Result<Option<PersonId>, SealedError> {
        let Some(login) = normal_login(login) else { return Ok(None) };
        let row = self.vault().get::<LoginRow>(LOGIN, &self.login_row(&login)).await?;
        // Nobody's is read as somebody's is: how long it takes does not tell which names there are.
        let person = row.map_or(PersonId(Uuid::nil()), |row| row.value.person);
        Ok((self.login_of(person).await?.as_deref() == Some(login.as_str())).then_some(person))
    }

    pub(crate) async fn remove_login(&self, person: PersonId) -> Result<(), SealedError> {
        if let Some(login) = self.login_of(person).await? {
            self.vault().delete(LOGIN, &self.login_row(&login)).await?;
            self.vault().delete(LOGIN_OF, &person.to_string()).await?;
        }
        Ok(())
    }

    fn login_row(&self, login: &str) -> String {
        hex(&mac(&self.keys().lookup, &[b"login/v1", login.as_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::auth;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn names_are_kept_read_and_erased() {
        let (auth, _) = auth();
        let people: Vec<_> = (1..=40).map(person).collect();
        for person in &people {
            auth.put_name(*person, &format!(" Person {} ", person.0.as_u128())).await.unwrap();
        }
        assert_eq!(auth.name(person(3)).await.unwrap().as_deref(), Some("Person 3"));
        assert_eq!(auth.names(&people).await.unwrap().len(), 40);
        assert_eq!(
            auth.names(&[person(3), person(99)]).await.unwrap(),
            BTreeMap::from([(person(3), "Person 3".into())])
        );
        auth.remove_name(person(3)).await.unwrap();
        assert_eq!(auth.name(person(3)).await.unwrap(), None);
        for bad in ["", "  ", "a\nb", &"x".repeat(201)] {
            assert!(matches!(auth.put_name(person(1), bad).await, Err(NameError::NotAName)));
        }
    }

    #[tokio::test]
    async fn a_login_is_one_persons() {
        let (auth, vault) = auth();
        auth.put_login(person(1), "Ada.Example").await.unwrap();
        auth.put_login(person(1), "ada.example").await.unwrap();
        assert!(matches!(auth.put_login(person(2), "ADA.example").await, Err(LoginError::Taken)));
        assert_eq!(auth.find_login(" ada.EXAMPLE").await.unwrap(), Some(person(1)));
        assert_eq!(auth.find_login("nobody").await.unwrap(), None);
        assert_eq!(auth.find_login("not a login").await.unwrap(), None);
        auth.put_login(person(1), "ada").await.unwrap();
        assert_eq!(auth.find_login("ada.example").await.unwrap(), None);
        auth.put_login(person(2), "ada.example").await.unwrap();
        assert_eq!(auth.find_login("ada.example").await.unwrap(), Some(person(2)));
        assert!(vault.raw().await.iter().all(|(_, row)| !row.key.contains("ada")));
        assert!(matches!(auth.put_login(person(1), "a b").await, Err(LoginError::NotALogin)));
    }

    #[tokio::test]
    async fn a_claim_cut_short_blocks_nobody() {
        let (auth, _) = auth();
        auth.claim_login(person(1), "ada").await.unwrap();
        assert_eq!(auth.find_login("ada").await.unwrap(), None);
        auth.put_login(person(2), "ada").await.unwrap();
        assert_eq!(auth.find_login("ada").await.unwrap(), Some(person(2)));
    }
}
