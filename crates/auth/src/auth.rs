//! The handle that the edges hold. Its methods stand where their subject is: [`crate::people`], [`crate::contacts`],
//! [`crate::account`], [`crate::session`], [`crate::token`], [`crate::feed`], [`crate::link`].

use std::sync::Arc;

use ctac_domain::id::{ContactId, PersonId};
use ctac_ledger::vault::Vault;
use jiff::Timestamp;

use crate::cache::Cache;
use crate::keys::Keys;
use crate::password::Hasher;
use crate::random::Random;
use crate::seal::Sealer;
use crate::sealed_vault::{SealedError, SealedVault};
use crate::session::Session;
use crate::token::Token;

/// Sign-in, sessions, tokens, links, names and addresses. A clone is the same one.
#[derive(Clone)]
pub struct Auth {
    inner: Arc<Inner>,
}

struct Inner {
    vault: SealedVault,
    keys: Keys,
    random: Random,
    hasher: Hasher,
    sessions: Cache<Session>,
    tokens: Cache<Token>,
}

impl Auth {
    /// On a vault, with the keyring's keys.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, keys: Keys, random: Random) -> Self {
        let vault = SealedVault::new(vault, Sealer::new(keys.vault.clone(), random.clone()));
        let inner = Inner {
            vault,
            keys,
            random,
            hasher: Hasher::default(),
            sessions: Cache::default(),
            tokens: Cache::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The sealed vault, for records of other kinds.
    #[must_use]
    pub fn vault(&self) -> &SealedVault {
        &self.inner.vault
    }

    /// Removes everything kept about a person, for good: name, login, password, sessions, tokens,
    /// calendar feeds and these contacts.
    /// Safe to repeat when it fails half-way.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn forget(&self, person: PersonId, contacts: &[ContactId]) -> Result<(), SealedError> {
        self.end_sessions(person).await?;
        self.revoke_tokens(person).await?;
        self.revoke_feeds(person).await?;
        for contact in contacts {
            self.remove_contact(*contact).await?;
        }
        self.remove_login(person).await?;
        self.remove_account(person).await?;
        self.remove_name(person).await
    }

    /// Removes what has expired, a bounded number of records at a time; tells how many. To be called now and then.
    ///
    /// # Errors
    /// See [`SealedError`].
    pub async fn sweep(&self, now: Timestamp) -> Result<usize, SealedError> {
        self.inner.vault.sweep(now).await
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    pub(crate) fn random(&self) -> &Random {
        &self.inner.random
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.inner.hasher
    }

    pub(crate) fn sessions_seen(&self) -> &Cache<Session> {
        &self.inner.sessions
    }

    pub(crate) fn tokens_seen(&self) -> &Cache<Token> {
        &self.inner.tokens
    }
}
