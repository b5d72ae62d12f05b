//! The leaf's bytes, written and taken apart; the layout stands at the top of [`super`].

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{Class, Header, MARKING_MAX};

const MAGIC: &[u8; 5] = b"CTAC1";
const HEADER_VERSION: u8 = 1;
const HEADER_BYTES: usize = 27;
pub(super) const META: &[u8] = b"ctac/meta/v1\0";
pub(super) const BODY: &[u8] = b"ctac/body/v1\0";

/// Bytes of a leaf in this version of the format.
pub(super) const LEAF_BYTES: usize = MAGIC.len() + 2 + HEADER_BYTES + 64;
pub(super) fn commitment(salt: &[u8; 32], context: &[u8], part: &[u8]) -> Hmac<Sha256> {
    // HMAC pads a short key with zeros to a whole block (RFC 2104 §2); doing so here leaves nothing that can fail.
    let mut key = [0; 64];
    key.split_at_mut(32).0.copy_from_slice(salt);
    Hmac::<Sha256>::new(&key.into()).chain_update(context).chain_update(part)
}

/// Writes the leaf for a header and the exact bytes of meta and body.
pub(crate) fn seal(header: &Header, meta: (&[u8; 32], &[u8]), body: (&[u8; 32], &[u8])) -> Vec<u8> {
    let mut leaf = Vec::with_capacity(LEAF_BYTES);
    leaf.extend_from_slice(MAGIC);
    leaf.extend_from_slice(&(HEADER_BYTES as u16).to_be_bytes());
    leaf.push(HEADER_VERSION);
    leaf.extend_from_slice(&header.recorded_us.to_be_bytes());
    leaf.extend_from_slice(&[header.marking, header.class as u8]);
    leaf.extend_from_slice(&header.owner);
    leaf.extend_from_slice(&commitment(meta.0, META, meta.1).finalize().into_bytes());
    leaf.extend_from_slice(&commitment(body.0, BODY, body.1).finalize().into_bytes());
    leaf
}

/// A leaf taken apart.
pub(super) struct Parts<'a> {
    pub(super) header: Header,
    pub(super) meta: &'a [u8],
    pub(super) body: &'a [u8],
}

pub(super) fn take_apart(leaf: &[u8]) -> Option<Parts<'_>> {
    let rest = leaf.strip_prefix(MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (version, rest) = rest.split_first()?;
    if usize::from(u16::from_be_bytes(*length)) != HEADER_BYTES || *version != HEADER_VERSION {
        return None;
    }
    let (recorded, rest) = rest.split_first_chunk::<8>()?;
    let ([marking, class], rest) = rest.split_first_chunk::<2>()?;
    let (owner, rest) = rest.split_first_chunk::<16>()?;
    let (meta, body) = rest.split_at_checked(32)?;
    let header = Header {
        recorded_us: i64::from_be_bytes(*recorded),
        marking: Some(*marking).filter(|marking| *marking <= MARKING_MAX)?,
        class: Class::from_byte(*class)?,
        owner: *owner,
    };
    (body.len() == 32).then_some(Parts { header, meta, body })
}
