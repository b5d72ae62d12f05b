//! Swaps: somebody offers a stretch of their duty, somebody else takes it, and both sides stand in the ledger.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{PersonId, RotaId, SwapId};
use crate::state::Alarm;

/// From one instant to another, which is no longer part of it; both on whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant.
    pub to: Timestamp,
}

impl Stretch {
    /// Whether two stretches have an instant in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// Whether all of another lies within this one.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// What is left of it, before and after another.
    pub fn without(self, other: Self) -> impl Iterator<Item = Self> {
        let before = Self { from: self.from, to: self.to.min(other.from) };
        let after = Self { from: self.from.max(other.to), to: self.to };
        [before, after].into_iter().filter(|rest| rest.from < rest.to)
    }
}

/// Where a swap stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum SwapStatus {
    /// It can be taken.
    Open,
    /// Somebody took it.
    Accepted {
        /// Who.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The one it was offered to did not take it.
    Declined {
        /// Who.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The offerer, or whoever arranges the duty, took it back.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// Nobody took it in time.
    Lapsed {
        /// When.
        at: Timestamp,
    },
}

/// A stretch of somebody's duty on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// Its id.
    pub id: SwapId,
    /// In which rota.
    pub rota: RotaId,
    /// Whose duty it is.
    pub from_person: PersonId,
    /// From when. Once accepted, the stretch that was taken.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
    /// To whom it is offered; none: to whoever takes it.
    pub to_person: Option<PersonId>,
    /// The stretch of the other's duty that the offerer would take for it.
    pub in_return: Option<Stretch>,
    /// Why.
    pub reason: Option<String>,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// Where it stands.
    pub status: SwapStatus,
}

impl Swap {
    /// The stretch on offer.
    #[must_use]
    pub const fn stretch(&self) -> Stretch {
        Stretch { from: self.from, to: self.to }
    }

    /// Whether it can be taken.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.status, SwapStatus::Open)
    }

    /// When it lapses if nobody takes it: when the stretch begins, or of a shift that was under way when it was
    /// offered, when it ends; and never after the stretch asked in return begins.
    #[must_use]
    pub fn lapses_at(&self) -> Timestamp {
        let own = if self.from <= self.offered_at { self.to } else { self.from };
        self.in_return.map_or(own, |stretch| own.min(stretch.from))
    }

    /// When something happens to it by itself.
    #[must_use]
    pub fn alarm(&self) -> Option<(Timestamp, Alarm)> {
        self.is_open().then(|| (self.lapses_at(), Alarm::SwapLapses(self.id)))
    }
}
