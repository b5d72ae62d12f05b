//! What a runbook says of itself: roles, clocks, marking, where it stands in the library.

use serde::{Deserialize, Serialize};

use crate::model::duration::Duration;
use crate::model::word::{Line, Slug};

/// Defines a closed list of words.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$about:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $type {
            $($(#[$about])* #[serde(rename = $word)] $variant,)+
        }

        impl $type {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The words for them.
            pub const EXPECTED: &'static str = concat!("one of" $(, " ", $word)+);

            /// The word for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::model::NotA;

            fn from_str(text: &str) -> Result<Self, $crate::model::NotA> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::model::NotA(Self::EXPECTED)),
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words!(
    /// Where a runbook stands in its library.
    Status {
        /// Being written.
        Draft = "draft",
        /// Before those who approve it.
        InReview = "in-review",
        /// To be followed.
        Approved = "approved",
        /// Not to be started any more. CACAO calls it revoked.
        Withdrawn = "withdrawn",
    }
);

words!(
    /// Who may see it: the Traffic Light Protocol, version 2.
    Tlp {
        /// May leave the cell.
        Clear = "CLEAR",
        /// The community.
        Green = "GREEN",
        /// The organisations, and whom they must tell.
        Amber = "AMBER",
        /// The organisation only.
        AmberStrict = "AMBER+STRICT",
        /// The people named only.
        Red = "RED",
    }
);

words!(
    /// How severe an incident is, S1 the most.
    Severity {
        /// Care is or will be harmed; several organisations.
        S1 = "S1",
        /// A service that care depends on is lost or at risk.
        S2 = "S2",
        /// Contained to one organisation, no harm to care.
        S3 = "S3",
        /// To be watched.
        S4 = "S4",
    }
);

words!(
    /// What a time rests on.
    Standing {
        /// A proposal, to be agreed by whoever adopts the runbook.
        Default = "default",
        /// Agreed by the cell.
        Agreed = "agreed",
        /// Set by law, regulation or contract.
        Required = "required",
    }
);

words!(
    /// What a role is.
    RoleKind {
        /// One person.
        Individual = "individual",
        /// Several people.
        Group = "group",
        /// An organisation.
        Organisation = "organisation",
    }
);

words!(
    /// From when a clock counts.
    ClockBasis {
        /// From when the organisation became aware.
        Awareness = "awareness",
        /// From when the incident was declared.
        Declared = "declared",
        /// From when the clock is started.
        Start = "start",
    }
);

/// Who does steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// What steps call it.
    pub slug: Slug,
    /// What people call it.
    pub name: Line,
    /// What it is.
    pub kind: RoleKind,
    /// What it is there for, in a line.
    pub about: Option<Line>,
    /// The role that is asked where this one has nobody.
    pub deputy: Option<Slug>,
}

/// A deadline that an organisation has, such as the 72 hours in which a breach of personal data is notified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// What steps call it. Runs of one incident that name the same clock for the same organisation share it.
    pub slug: Slug,
    /// What people call it.
    pub name: Line,
    /// How long it is.
    pub within: Duration,
    /// From when it counts.
    pub from: ClockBasis,
    /// What its length rests on.
    pub standing: Standing,
    /// Where that is written.
    pub source: Option<Line>,
}

/// Something elsewhere that the runbook rests on (CACAO §10.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// What it is called.
    pub name: Line,
    /// What it is.
    pub description: Option<Line>,
    /// Who wrote it.
    pub source: Option<Line>,
    /// Where it is.
    pub url: Option<Line>,
    /// What it is called there.
    pub external_id: Option<Line>,
}
