//! Passwords: what makes one good enough, and their Argon2id hashes.
//!
//! A hash takes 19 MiB and tens of milliseconds of a core, so hashes are computed off the runtime's threads, few at once,
//! with few waiting; one too many is told so at once. The stored form is a PHC string, sealed in the vault: its sealing
//! is the pepper.

use std::collections::BTreeSet;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::limits;

/// Why a password is not good enough. Shown to the person choosing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Too short.
    #[error(
        "a password needs at least {} characters; {} or more are better",
        limits::PASSWORD_MIN_CHARS,
        limits::PASSWORD_ADVISED_CHARS
    )]
    Short,
    /// Too long.
    #[error("a password may have {} bytes at most", limits::PASSWORD_MAX_BYTES)]
    Long,
    /// Few different characters, or one that everybody tries first.
    #[error("this password is among the first that are tried; take three or four unrelated words")]
    Common,
    /// It holds the person's login name.
    #[error("a password must not hold the login name")]
    HoldsLogin,
}

/// Long passwords that lists of leaked ones begin with.
const COMMON: [&str; 16] = [
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789abc",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdf",
    "1q2w3e4r5t6y",
    "password1234",
    "password12345",
    "password123!",
    "passwordpassword",
    "letmeinletmein",
    "welcome12345",
    "changeme1234",
    "administrator",
];

/// Whether a password is good enough for the holder of `login`.
///
/// # Errors
/// See [`Weak`].
pub fn good_enough(password: &str, login: Option<&str>) -> Result<(), Weak> {
    if password.len() > limits::PASSWORD_MAX_BYTES {
        return Err(Weak::Long);
    }
    if password.chars().count() < limits::PASSWORD_MIN_CHARS {
        return Err(Weak::Short);
    }
    let lower = Zeroizing::new(password.to_lowercase());
    let distinct: BTreeSet<char> = lower.chars().collect();
    if distinct.len() < limits::PASSWORD_DISTINCT_CHARS || COMMON.contains(&lower.as_str()) {
        return Err(Weak::Common);
    }
    match login {
        Some(login) if login.len() >= 4 && lower.contains(&login.to_lowercase()) => Err(Weak::HoldsLogin),
        _ => Ok(()),
    }
}

/// Why no hash was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many people are signing in; try again in a few seconds")]
pub struct Busy;

/// What came of comparing a password with a stored hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Compared {
    /// It is not that password, or there is none.
    Differs,
    /// It is, and here is a hash by today's parameters if the stored one is by others.
    Same { renewed: Option<String> },
}

/// Computes hashes, few at once.
pub(crate) struct Hasher {
    waiting: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            waiting: Arc::new(Semaphore::new(limits::HASHES_WAITING)),
            running: Arc::new(Semaphore::new(limits::HASHES_AT_ONCE)),
        }
    }
}

impl Hasher {
    /// The PHC string of a password.
    pub(crate) async fn hash(&self, password: &str, salt: [u8; limits::SALT_BYTES]) -> Result<String, Busy> {
        let password = Zeroizing::new(password.to_owned());
        self.run(move || hash_by(&current(), password.as_bytes(), &salt)).await?.ok_or(Busy)
    }

    /// Compares; takes as long when there is nothing to compare with. `salt` is for the renewed hash.
    pub(crate) async fn compare(
        &self,
        password: &str,
        stored: Option<String>,
        salt: [u8; limits::SALT_BYTES],
    ) -> Result<Compared, Busy> {
        let password = Zeroizing::new(password.to_owned());
        self.run(move || compare(password.as_bytes(), stored.as_deref(), &salt)).await
    }

    /// The permits go into the work: a caller who goes away does not make room while the work still runs.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let waiting = self.waiting.clone().try_acquire_owned().map_err(|_| Busy)?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| Busy)?;
        let hashing = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((running, waiting));
            done
        });
        hashing.await.map_err(|_| Busy)
    }
}

fn params() -> Params {
    Params::new(limits::ARGON2_KIB, limits::ARGON2_PASSES, limits::ARGON2_LANES, None).unwrap_or(Params::DEFAULT)
}

fn current() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params())
}

fn hash_by(argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Option<String> {
    argon2.hash_password_with_salt(password, salt).ok().map(|hash: PasswordHash| hash.to_string())
}

fn compare(password: &[u8], stored: Option<&str>, salt: &[u8]) -> Compared {
    let Some(stored) = stored.and_then(|stored| PasswordHash::new(stored).ok()) else {
        // Nobody to compare with: as much work as with somebody, so that time does not tell.
        hash_by(&current(), password, salt);
        return Compared::Differs;
    };
    if current().verify_password(password, &stored).is_err() {
        return Compared::Differs;
    }
    let renewed = if is_current(&stored) { None } else { hash_by(&current(), password, salt) };
    Compared::Same { renewed }
}

fn is_current(stored: &PasswordHash) -> bool {
    let ours = params();
    let same = |theirs: Params| {
        (theirs.m_cost(), theirs.t_cost(), theirs.p_cost()) == (ours.m_cost(), ours.t_cost(), ours.p_cost())
    };
    stored.algorithm == Algorithm::Argon2id.ident() && Params::try_from(stored).is_ok_and(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy() {
        assert_eq!(good_enough("correct horse battery", Some("ada")), Ok(()));
        assert_eq!(good_enough("zwölf Zeiche", None), Ok(()));
        assert_eq!(good_enough("eleven char", None), Err(Weak::Short));
        assert_eq!(good_enough("elf Zeichön", None), Err(Weak::Short));
        assert_eq!(good_enough(&"abcdefgh".repeat(16), None), Ok(()));
        assert_eq!(good_enough(&"abcdefgh!".repeat(15), None), Err(Weak::Long));
        assert_eq!(good_enough("aaaabbbbccccdddd", None), Err(Weak::Common));
        assert_eq!(good_enough("PasswordPassword", None), Err(Weak::Common));
        assert_eq!(good_enough("my Ada.Example 1", Some("ada.example")), Err(Weak::HoldsLogin));
        assert!(COMMON.iter().all(|common| common.len() >= limits::PASSWORD_MIN_CHARS));
    }

    #[test]
    fn parameters_are_owasps_and_the_form_is_pinned() {
        let hash = hash_by(&current(), b"correct horse battery", &[1; 16]).unwrap();
        insta::assert_snapshot!(hash);
        assert_eq!(compare(b"correct horse battery", Some(&hash), &[2; 16]), Compared::Same { renewed: None });
        assert_eq!(compare(b"correct horse batterY", Some(&hash), &[2; 16]), Compared::Differs);
        assert_eq!(compare(b"", Some("$argon2id$nonsense"), &[2; 16]), Compared::Differs);
        assert_eq!(compare(b"correct horse battery", None, &[1; 16]), Compared::Differs);
    }

    #[test]
    fn an_older_hash_is_renewed() {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(1024, 1, 1, None).unwrap());
        let old = hash_by(&weak, b"correct horse battery", &[1; 16]).unwrap();
        let Compared::Same { renewed: Some(new) } = compare(b"correct horse battery", Some(&old), &[2; 16]) else {
            panic!("not renewed");
        };
        assert_eq!(compare(b"correct horse battery", Some(&new), &[3; 16]), Compared::Same { renewed: None });
    }

    #[tokio::test]
    async fn one_too_many_is_told_at_once() {
        let hasher = Hasher { waiting: Arc::new(Semaphore::new(1)), running: Arc::new(Semaphore::new(1)) };
        let held = hasher.waiting.clone().try_acquire_owned().unwrap();
        assert_eq!(hasher.compare("x", None, [0; 16]).await, Err(Busy));
        drop(held);
        assert_eq!(hasher.compare("x", None, [0; 16]).await, Ok(Compared::Differs));
    }
}
