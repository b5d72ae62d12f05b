//! The leaf: what the tree hashes, stores keep for ever, and anybody may hold.
//!
//! ```text
//! "CTAC1"                                          5 bytes
//! length of the header                             u16, big-endian: 27
//! header: version                                  u8: 1
//!         recorded, microseconds since 1970        i64, big-endian
//!         marking, 0 clear … 4 red                 u8
//!         class                                    u8, see [`Class`]
//!         owning organisation's pseudonym          16 bytes, zeros when it has none
//! HMAC-SHA256(meta_salt, "ctac/meta/v1\0" ‖ meta)  32 bytes
//! HMAC-SHA256(body_salt, "ctac/body/v1\0" ‖ body)  32 bytes
//! ```
//!
//! Meta is the JSON of [`Meta`], body the JSON of what happened; both are committed to as the exact bytes stored, never
//! written again. Each salt is 32 unpredictable bytes, disclosed only with the part that it opens: without it a short
//! body cannot be guessed. Stream and number stand in the meta, so an opened entry cannot be moved. A new class or marking is a new version.

use hmac::Mac as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::merkle::leaf_hash;
use crate::store::{Payload, StoredEntry};

pub(crate) mod leaf;

use leaf::{BODY, META, commitment, take_apart};

/// The greatest marking: red.
pub const MARKING_MAX: u8 = 4;
/// The kind of the entry that says another one's body was erased; its body has that one's `position`.
pub const ERASED: &str = "entry.erased";

/// What an entry is about, coarse enough to be public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// The log itself.
    Ledger = 0,
    /// Organisations and people.
    Directory = 1,
    /// Rotas, policies, integrations.
    Configuration = 2,
    /// Sign-ins, tokens, memberships, exports.
    Access = 3,
    /// Alerts.
    Alert = 4,
    /// Pages.
    Page = 5,
    /// Incidents.
    Incident = 6,
}

impl Class {
    /// The class of a header's byte.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => Self::Ledger,
            1 => Self::Directory,
            2 => Self::Configuration,
            3 => Self::Access,
            4 => Self::Alert,
            5 => Self::Page,
            6 => Self::Incident,
            _ => return None,
        })
    }
}

/// The public part of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// When it was recorded, microseconds since the Unix epoch.
    pub recorded_us: i64,
    /// The TLP marking, 0 clear … 4 red.
    pub marking: u8,
    /// What it is about.
    pub class: Class,
    /// The owning organisation's [`pseudonym`]; zeros when there is none.
    pub owner: [u8; 16],
}

/// Everything that is known of an entry but what happened. Its JSON is committed to; the order of the fields and what is
/// skipped are part of the format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// Which sequence it belongs to; 1 to 200 bytes of printable ASCII.
    pub stream: String,
    /// Its number there, from 1.
    pub seq: u64,
    /// A stable name such as `page.acknowledged`.
    pub kind: String,
    /// The schema number of its body.
    pub schema: u16,
    /// Unique for ever.
    pub event_id: Uuid,
    /// Whose act it was, as the rules write it.
    pub actor: String,
    /// The organisation it belongs to, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The TLP marking, 0 clear … 4 red; the same as the header's.
    pub marking: u8,
    /// Whom a red entry names, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
    /// When it was recorded, microseconds since the Unix epoch; the same as the header's.
    pub recorded_us: i64,
    /// When it happened, if that was another time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_us: Option<i64>,
}

/// An entry whose leaf and payload fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The leaf's public part.
    pub header: Header,
    /// What the leaf's first commitment holds.
    pub meta: Meta,
}

/// Why a leaf and what is said to be its content do not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not a leaf of this format.
    #[error("the leaf is not one of this format")]
    Leaf,
    /// The meta, or its salt, was changed.
    #[error("the meta does not match its commitment")]
    Meta,
    /// The meta is what was committed to, and cannot be read.
    #[error("the meta cannot be read: {0}")]
    MetaForm(String),
    /// The body, or its salt, was changed.
    #[error("the body does not match its commitment")]
    Body,
    /// The header says another time or marking than the meta.
    #[error("the leaf's header and the meta disagree about {0}")]
    Header(&'static str),
    /// A column beside the leaf says something else than the leaf does.
    #[error("the stored {0} is not what the leaf commits to")]
    Column(&'static str),
}

/// What stands for an organisation in public headers: the first 16 bytes of HMAC-SHA256 of its id under the cell's key.
/// The same organisation always has the same one, and nobody without the key can tell which it is.
#[must_use]
pub fn pseudonym(key: &[u8; 32], organisation: &str) -> [u8; 16] {
    let full: [u8; 32] = commitment(key, b"ctac/owner/v1\0", organisation.as_bytes()).finalize().into_bytes().into();
    let mut short = [0; 16];
    short.iter_mut().zip(full).for_each(|(to, from)| *to = from);
    short
}

/// The public part of a leaf, which whoever may see nothing else may see.
///
/// # Errors
/// [`OpenError::Leaf`].
pub fn header(leaf: &[u8]) -> Result<Header, OpenError> {
    take_apart(leaf).map(|parts| parts.header).ok_or(OpenError::Leaf)
}

/// Checks that a leaf commits to a payload (to its meta alone, when the body was erased), and reads the meta.
///
/// # Errors
/// See [`OpenError`].
pub fn open(leaf: &[u8], payload: &Payload) -> Result<Opened, OpenError> {
    let parts = take_apart(leaf).ok_or(OpenError::Leaf)?;
    commitment(&payload.meta_salt, META, &payload.meta).verify_slice(parts.meta).map_err(|_| OpenError::Meta)?;
    if let Some(body) = &payload.body {
        commitment(&body.salt, BODY, &body.bytes).verify_slice(parts.body).map_err(|_| OpenError::Body)?;
    }
    let meta: Meta = serde_json::from_slice(&payload.meta).map_err(|error| OpenError::MetaForm(error.to_string()))?;
    let header = parts.header;
    match (meta.recorded_us == header.recorded_us, meta.marking == header.marking) {
        (true, true) => Ok(Opened { header, meta }),
        (false, _) => Err(OpenError::Header("the time")),
        (_, false) => Err(OpenError::Header("the marking")),
    }
}

/// Opens an entry as stored, and checks that every column beside its leaf says what the leaf does.
///
/// # Errors
/// See [`OpenError`].
pub fn read(entry: &StoredEntry) -> Result<Opened, OpenError> {
    let opened = open(&entry.leaf, &entry.payload)?;
    let meta = &opened.meta;
    let columns = [
        ("leaf hash", entry.leaf_hash == leaf_hash(&entry.leaf)),
        ("event id", entry.event_id == meta.event_id),
        ("stream", entry.stream == meta.stream),
        ("number", entry.seq == meta.seq),
        ("marking", entry.marking == meta.marking),
        ("time", entry.recorded_us == meta.recorded_us),
    ];
    match columns.iter().find(|(_, fits)| !fits) {
        Some((column, _)) => Err(OpenError::Column(column)),
        None => Ok(opened),
    }
}

/// Which entry an [`ERASED`] entry's body names, by its place in the whole log.
#[must_use]
pub fn erased_position(body: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Erased {
        position: u64,
    }
    serde_json::from_slice::<Erased>(body).ok().map(|erased| erased.position)
}

#[cfg(test)]
mod tests;
