//! What people have been told of each rota, and when there is next something to tell: handoffs at the moments that each
//! chose, and gaps as they draw near. Nobody is told the same twice.

use imbl::{OrdMap, Vector};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{PageId, PersonId, RotaId};
use crate::state::Alarm;

pub mod gaps;
pub mod handoffs;

/// What was told of one rota.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Who was told of which handoff, by its instant; kept until it is too late to tell anybody.
    pub handoffs: OrdMap<Timestamp, Vector<ToldHandoff>>,
    /// When somebody is next to be told of one.
    pub handoff_at: Option<Timestamp>,
    /// When one last looked. A handoff that was news then is told of, however late, or the alarm for it would stand for
    /// ever.
    pub looked: Timestamp,
    /// The handoffs that were seen when one last looked; follows from the rota.
    #[serde(skip)]
    pub coming: Option<handoffs::Coming>,
    /// What was told of each gap that stands, by its beginning.
    pub gaps: OrdMap<Timestamp, ToldGap>,
    /// When somebody is next to be told of one.
    pub gap_at: Option<Timestamp>,
    /// Whether anybody was ever on call.
    pub staffed: bool,
}

/// Whether a person comes on call or goes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// They come on.
    On,
    /// They go off.
    Off,
}

/// Somebody was told of their handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ToldHandoff {
    /// Who.
    pub person: PersonId,
    /// Of what.
    pub way: Way,
    /// The last of their chosen moments that was used, in seconds before the handoff: earlier ones are over with it.
    pub ahead_s: u32,
}

/// What was told of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ToldGap {
    /// The last warning that was given, in days before the gap; none: none was.
    pub days: Option<u32>,
    /// The page that was raised for it.
    pub page: Option<PageId>,
}

impl Told {
    /// When something happens by itself.
    pub fn alarms(&self, rota: RotaId) -> impl Iterator<Item = (Timestamp, Alarm)> + use<> {
        let handoff = self.handoff_at.map(|at| (at, Alarm::Notices(rota)));
        handoff.into_iter().chain(self.gap_at.map(|at| (at, Alarm::GapWarning(rota))))
    }
}
