//! Seals one record of the vault: XChaCha20-Poly1305 under the vault key, bound to the row it stands in.
//!
//! Sealed bytes: version `1` ‖ 24-byte random nonce ‖ ciphertext and tag. The associated data is the row (space, key,
//! `value`, each with its length), so a value copied to another row no longer opens. An older value of the same row
//! put back by whoever holds the database does open: what must not be undone stands in the ledger.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::keys::Key;
use crate::random::{self, Random};

const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;

/// A record did not open: another key, another row, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed record does not open: it was changed or moved, or the keyring is not the one it was sealed with")]
pub struct NotOpened;

/// Seals and opens. Never printed; its key is wiped when dropped.
#[derive(Clone)]
pub struct Sealer {
    key: Key,
    random: Random,
}

impl Sealer {
    /// With the vault's key and a source of nonces.
    #[must_use]
    pub fn new(key: Key, random: Random) -> Self {
        Self { key, random }
    }

    /// Seals `plain` for the row `key` of `space`.
    ///
    /// # Errors
    /// [`NotOpened`] only when `plain` is longer than the cipher takes (256 GiB).
    pub fn seal(&self, space: &str, key: &str, plain: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let nonce: [u8; NONCE_BYTES] = random::bytes(&self.random);
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &row(space, key) })
            .map_err(|_| NotOpened)?;
        let mut bytes = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// Opens what stands in the row `key` of `space`.
    ///
    /// # Errors
    /// [`NotOpened`].
    pub fn open(&self, space: &str, key: &str, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let (version, rest) = bytes.split_first().ok_or(NotOpened)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(NotOpened)?;
        if *version != VERSION {
            return Err(NotOpened);
        }
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &row(space, key) })
            .map(Zeroizing::new)
            .map_err(|_| NotOpened)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

fn row(space: &str, key: &str) -> Vec<u8> {
    let mut row = Vec::with_capacity(space.len() + key.len() + 32);
    for part in [space, key, "value"] {
        row.extend_from_slice(&(part.len() as u64).to_be_bytes());
        row.extend_from_slice(part.as_bytes());
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::counted;

    fn sealer(key: u8) -> Sealer {
        Sealer::new(Zeroizing::new([key; 32]), counted())
    }

    #[test]
    fn opens_in_its_own_row_only() {
        let sealer = sealer(1);
        let bytes = sealer.seal("contact", "a", b"+447700900123").unwrap();
        assert_eq!(&**sealer.open("contact", "a", &bytes).unwrap(), b"+447700900123");
        assert_eq!(sealer.open("contact", "b", &bytes), Err(NotOpened));
        assert_eq!(sealer.open("contac", "ta", &bytes), Err(NotOpened));
        assert_eq!(sealer.open("name", "a", &bytes), Err(NotOpened));
        assert_eq!(super::tests::sealer(2).open("contact", "a", &bytes), Err(NotOpened));
    }

    #[test]
    fn the_same_value_never_looks_the_same() {
        let sealer = sealer(1);
        assert_ne!(sealer.seal("s", "k", b"x").unwrap(), sealer.seal("s", "k", b"x").unwrap());
    }

    proptest::proptest! {
        #[test]
        fn any_changed_byte_is_refused(plain: Vec<u8>, at: proptest::sample::Index, flip in 1u8..) {
            let sealer = sealer(3);
            let mut bytes = sealer.seal("s", "k", &plain).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            proptest::prop_assert!(sealer.open("s", "k", &bytes).is_err());
            proptest::prop_assert!(sealer.open("s", "k", &bytes[..at]).is_err());
        }
    }
}
