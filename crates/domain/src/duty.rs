//! What the state keeps of the cell's rotas: each as it was saved, its exceptions, its past, and ready to answer.

use ctac_rota::OverrideKind;
use imbl::Vector;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{AbsenceId, FeedId, OverrideId, PersonId, RotaId, SwapId};
use crate::policy::CellRota;
use crate::state::Alarm;
use crate::swap::Stretch;

mod coverage;
mod effective;
mod past;
mod ready;

pub(crate) use coverage::stitch;
pub use coverage::{coverage, covered};
pub(crate) use effective::{all_absences, person_of, team_of};
pub use effective::{effective, team_member};
pub use ready::{Ready, people};

/// A rota with everything the cell knows of it.
///
/// What was on call before [`mark`](Self::mark) stands in [`past`](Self::past) and does not change any more; from then
/// on [`ready`](Self::ready) answers. Each edit moves the mark to its own instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptRota {
    /// As it was saved.
    pub saved: CellRota,
    /// Exceptions, in the order they count in: all that are under way or to come, and the latest that are over.
    pub overrides: Vector<CellOverride>,
    /// The rota in force, made ready: teams as their people, overrides, absences.
    #[serde(skip)]
    pub ready: Ready,
    /// Who was on before the mark, in order; stretches with nobody on are left out.
    pub past: Vector<DutyShift>,
    /// The past is known from this instant; what was before stands in the ledger alone.
    pub known_from: Timestamp,
    /// Where the past ends.
    pub mark: Timestamp,
    /// Who is on call was last looked at for this instant.
    pub told_at: Timestamp,
    /// Who was on call then.
    pub on_now: Vec<PersonId>,
    /// When it is looked at again: the next handoff, or where there is none within
    /// [`crate::limits::HANDOFF_DAYS`], then. None once retired.
    pub next: Option<Timestamp>,
    /// The latest note from one shift to the next.
    pub note: Option<HandoffNote>,
    /// What was last found of its coverage.
    pub coverage: Option<Coverage>,
    /// Since when it is no longer used.
    pub retired: Option<Timestamp>,
}

impl KeptRota {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> RotaId {
        self.saved.id
    }

    /// An override that is kept.
    #[must_use]
    pub fn override_named(&self, id: OverrideId) -> Option<&CellOverride> {
        self.overrides.iter().find(|one| one.id == id)
    }

    /// Overrides that are under way at an instant or to come.
    pub fn overrides_from(&self, at: Timestamp) -> impl Iterator<Item = &CellOverride> {
        self.overrides.iter().filter(move |one| one.to > at)
    }

    /// When something happens to it by itself.
    #[must_use]
    pub fn alarm(&self) -> Option<(Timestamp, Alarm)> {
        self.next.map(|at| (at, Alarm::Handoff(self.id())))
    }
}

/// An exception to a rota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellOverride {
    /// Its id.
    pub id: OverrideId,
    /// From this instant, on a whole second.
    pub from: Timestamp,
    /// To this instant, on a whole second.
    pub to: Timestamp,
    /// What it does; members are ids of people, as text.
    pub kind: OverrideKind,
    /// Why.
    pub reason: String,
    /// Who made it; none: nobody in particular.
    pub by: Option<PersonId>,
    /// The swap that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swap: Option<SwapId>,
}

impl CellOverride {
    /// While it is in force.
    #[must_use]
    pub const fn stretch(&self) -> Stretch {
        Stretch { from: self.from, to: self.to }
    }
}

/// A stretch over which the same people are on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyShift {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// Who, each once, in the rota's order. Never empty.
    pub people: Vec<PersonId>,
}

/// A stretch in which somebody cannot be on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// Who.
    pub person: PersonId,
    /// From this instant, on a whole second.
    pub from: Timestamp,
    /// To this instant, on a whole second.
    pub to: Timestamp,
}

/// What one shift left for the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoffNote {
    /// Who wrote it; none: nobody in particular.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// What was found of a rota's coverage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Up to when it was looked at.
    pub horizon: Timestamp,
    /// Stretches in which nobody can be reached, in order.
    pub gaps: Vec<CoverageGap>,
    /// Stretches in which all hangs on one person, in order.
    pub singles: Vec<CoverageSingle>,
    /// How many more gaps there are than are named.
    #[serde(default)]
    pub more_gaps: u64,
    /// How many more singles there are than are named.
    #[serde(default)]
    pub more_singles: u64,
}

/// A stretch in which nobody can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageGap {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant.
    pub to: Timestamp,
    /// Who is on and has no verified contact; empty: nobody is on.
    pub unreachable: Vec<PersonId>,
}

/// A stretch in which all hangs on one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageSingle {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant.
    pub to: Timestamp,
    /// On whom.
    pub person: PersonId,
}

/// A gap, and how long before it a warning was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarnedGap {
    /// When it begins.
    pub from: Timestamp,
    /// Which warning, in days before it.
    pub days: u32,
}

/// A private calendar feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Its id.
    pub id: FeedId,
    /// Whose.
    pub person: PersonId,
    /// Of one rota; none: of the person's own shifts in all of them.
    pub rota: Option<RotaId>,
}

#[cfg(test)]
mod tests;
