//! A secret as an address or a cookie carries it, and the two rows in which the vault keeps what a secret opens.
//!
//! The record stands under `PERSON/ID`, so that all of a person's are found and removed together. A second row leads
//! from the keyed hash of the secret to it: written before the record, removed after it, and void without it. So
//! whatever is cut short half-way opens nothing, and the secret itself stands nowhere.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ctac_domain::id::PersonId;
use ctac_ledger::vault::Expect;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::auth::Auth;
use crate::keys::{hex, mac};
use crate::limits;
use crate::random::{self, Random};
use crate::sealed_vault::SealedError;

/// Characters of a secret in base64.
const CHARS: usize = 43;

/// 32 random bytes, written as 43 characters of URL-safe base64. Never printed, wiped when dropped.
#[derive(Clone)]
pub struct UrlSecret(pub(crate) Zeroizing<[u8; limits::SECRET_BYTES]>);

impl UrlSecret {
    pub(crate) fn fresh(random: &Random) -> Self {
        Self(Zeroizing::new(random::bytes(random)))
    }

    /// As a cookie or an address has it.
    #[must_use]
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(*self.0)
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; limits::SECRET_BYTES]);
        let fits = text.len() == CHARS;
        let whole = fits && URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes) == Ok(limits::SECRET_BYTES);
        whole.then_some(Self(bytes))
    }
}

impl fmt::Debug for UrlSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UrlSecret(…)")
    }
}

/// Whose, and which: what the second row holds.
pub(crate) trait Key: Copy + Serialize + DeserializeOwned + Send + Sync {
    /// What it is the id of.
    type Id: FromStr + fmt::Display;
    fn new(person: PersonId, id: Self::Id) -> Self;
    fn parts(self) -> (PersonId, Self::Id);

    /// Where the record stands.
    fn place(self) -> String {
        let (person, id) = self.parts();
        format!("{person}/{id}")
    }

    /// Back from [`Self::place`].
    fn of(place: &str) -> Option<Self> {
        let (person, id) = place.split_once('/')?;
        Some(Self::new(person.parse().ok()?, id.parse().ok()?))
    }
}

/// What a secret opens, as the vault keeps it.
pub(crate) trait Held: Serialize + DeserializeOwned + Send + Sync {
    /// The space of the records: the ones there are.
    const SPACE: &'static str;
    /// The space of the rows that lead to them.
    const KEYS: &'static str;
    /// Separates the hashes of one kind of secret from another's. Never to be changed.
    const LABEL: &'static [u8];
    type Key: Key;
    /// Its row in [`Self::KEYS`].
    fn row(&self) -> &str;
}

/// Why nothing was kept.
pub(crate) enum NotHeld {
    /// There is a record under this id.
    Already,
    /// See [`SealedError`].
    Store(SealedError),
}

impl From<SealedError> for NotHeld {
    fn from(error: SealedError) -> Self {
        Self::Store(error)
    }
}

impl Auth {
    /// The row that a secret's keyed hash names.
    pub(crate) fn row_of<T: Held>(&self, secret: &[u8; limits::SECRET_BYTES]) -> String {
        hex(&mac(&self.keys().secret, &[T::LABEL, secret]))
    }

    pub(crate) async fn hold<T: Held>(&self, key: T::Key, held: &T, expires: Option<Timestamp>) -> Result<(), NotHeld> {
        self.vault().put(T::KEYS, held.row(), &key, expires, Expect::Absent).await?;
        match self.vault().put(T::SPACE, &key.place(), held, expires, Expect::Absent).await {
            Ok(_) => Ok(()),
            Err(SealedError::Conflict) => {
                self.vault().delete(T::KEYS, held.row()).await?;
                Err(NotHeld::Already)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What stands behind a row; nothing where either row is gone, or the record has another secret by now.
    pub(crate) async fn find_held<T: Held>(&self, row: &str) -> Result<Option<(T::Key, T)>, SealedError> {
        let Some(key) = self.vault().get::<T::Key>(T::KEYS, row).await? else { return Ok(None) };
        let there = self.vault().get::<T>(T::SPACE, &key.value.place()).await?;
        Ok(there.filter(|there| there.value.row() == row).map(|there| (key.value, there.value)))
    }

    /// Everything of this kind that a person has.
    pub(crate) async fn all_held<T: Held>(&self, person: PersonId) -> Result<Vec<(T::Key, T)>, SealedError> {
        let rows = self.vault().scan::<T>(T::SPACE, &format!("{person}/"), limits::SCAN).await?;
        Ok(rows.into_iter().filter_map(|row| Some((T::Key::of(&row.key)?, row.value))).collect())
    }

    /// Removes one; tells whether it was there.
    pub(crate) async fn let_go<T: Held>(&self, key: T::Key, row: &str) -> Result<bool, SealedError> {
        let there = self.vault().delete(T::SPACE, &key.place()).await?;
        self.vault().delete(T::KEYS, row).await?;
        Ok(there)
    }
}
