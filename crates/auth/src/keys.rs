//! The keys that the master key gives: one for each purpose, so that none serves two.
//!
//! Each is HMAC-SHA256(master, label); the labels are part of the stored format and never change.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// A 256-bit key, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// HMAC-SHA256 over parts, each preceded by its length so that no two lists of parts give the same bytes.
pub(crate) fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a key up to the hash's block with zeros (RFC 2104 §2): doing so here leaves no error to handle.
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
        text
    })
}

/// One key for each purpose. Never printed.
#[derive(Clone)]
pub struct Keys {
    /// Seals the vault's records.
    pub(crate) vault: Key,
    /// Authenticates one-time acknowledge links.
    pub(crate) link: Key,
    /// Hashes login names and addresses for looking them up.
    pub(crate) lookup: Key,
    /// Hashes the secrets of sessions and tokens.
    pub(crate) secret: Key,
    /// Hides organisations in the ledger's public headers.
    pseudonym: Key,
}

impl Keys {
    /// Derives all of them.
    #[must_use]
    pub fn from_master(master: &[u8; 32]) -> Self {
        let derive = |label: &str| Zeroizing::new(mac(master, &[b"ctac/key/v1", label.as_bytes()]));
        Self {
            vault: derive("vault"),
            link: derive("link"),
            lookup: derive("lookup"),
            secret: derive("secret"),
            pseudonym: derive("pseudonym"),
        }
    }

    /// The key under which the ledger's writer hides organisations.
    #[must_use]
    pub fn pseudonym(&self) -> &[u8; 32] {
        &self.pseudonym
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_has_its_own_key_and_they_never_change() {
        let keys = Keys::from_master(&[7; 32]);
        let all = [&keys.vault, &keys.link, &keys.lookup, &keys.secret, &keys.pseudonym];
        let shown: std::collections::BTreeSet<String> = all.iter().map(|key| hex(&***key)).collect();
        assert_eq!(shown.len(), all.len());
        insta::assert_snapshot!(hex(&*keys.vault));
        insta::assert_snapshot!(hex(keys.pseudonym()));
        assert_eq!(format!("{keys:?}"), "Keys(…)");
    }

    #[test]
    fn filling_the_key_up_changes_nothing() {
        let mut plain = Hmac::<Sha256>::new_from_slice(&[3; 32]).unwrap();
        plain.update(&2_u64.to_be_bytes());
        plain.update(b"ab");
        assert_eq!(mac(&[3; 32], &[b"ab"]), <[u8; 32]>::from(plain.finalize().into_bytes()));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(mac(&[0; 32], &[b"ab", b"c"]), mac(&[0; 32], &[b"a", b"bc"]));
    }
}
