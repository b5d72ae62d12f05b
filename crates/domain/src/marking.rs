//! Traffic Light Protocol 2.0 markings (FIRST): who an entry or an incident may be shown to.

use serde::{Deserialize, Serialize};

/// A TLP 2.0 marking, from the most to the least shareable. The order is used: a ceiling is a maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marking {
    /// Every member of the cell; may leave it.
    Clear,
    /// Every member of the cell.
    Green,
    /// Members of the incident.
    #[default]
    Amber,
    /// Members of the incident from the author's organisation.
    AmberStrict,
    /// The people named on the entry, and its author.
    Red,
}

impl Marking {
    /// As written on documents: `TLP:AMBER+STRICT`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }

    /// The number in the ledger's public header.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Clear => 0,
            Self::Green => 1,
            Self::Amber => 2,
            Self::AmberStrict => 3,
            Self::Red => 4,
        }
    }

    /// The marking of a header's number.
    #[must_use]
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Clear),
            1 => Some(Self::Green),
            2 => Some(Self::Amber),
            3 => Some(Self::AmberStrict),
            4 => Some(Self::Red),
            _ => None,
        }
    }
}
