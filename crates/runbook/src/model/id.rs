//! Ids as CACAO writes them (§10.10): a kind, two hyphens, a UUID.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::word::NotA;

/// Defines an id with its kind.
macro_rules! id {
    ($(#[$doc:meta])* $type:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(Uuid);

        impl $type {
            /// What such an id must be, with an example.
            pub const EXPECTED: &'static str =
                concat!("an id such as ", $kind, "--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c08 (a UUID of version 1 to 5)");

            /// The id of a UUID; none where CACAO's schema would refuse its version.
            #[must_use]
            pub fn new(uuid: Uuid) -> Option<Self> {
                let is_known = uuid.get_variant() == uuid::Variant::RFC4122 && (1..=5).contains(&uuid.get_version_num());
                is_known.then_some(Self(uuid))
            }

            /// Its UUID.
            #[must_use]
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl FromStr for $type {
            type Err = NotA;

            fn from_str(text: &str) -> Result<Self, NotA> {
                let uuid = text.strip_prefix(concat!($kind, "--")).and_then(|uuid| uuid.parse::<Uuid>().ok());
                let id = uuid.and_then(Self::new).filter(|id| id.to_string() == text);
                id.ok_or(NotA(Self::EXPECTED))
            }
        }

        impl TryFrom<String> for $type {
            type Error = NotA;

            fn try_from(text: String) -> Result<Self, NotA> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(id: $type) -> Self {
                id.to_string()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($kind, "--{}"), self.0)
            }
        }
    };
}

id!(
    /// A runbook, the same in all its versions: a version is told by `modified`.
    PlaybookId,
    "playbook"
);
id!(
    /// Who made it: a STIX 2.1 identity.
    IdentityId,
    "identity"
);
