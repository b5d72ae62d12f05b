//! Until when a step is to be done, and who hears of it when it is not.

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::model::duration::Duration;
use crate::model::list::List;
use crate::model::metadata::Standing;
use crate::model::word::Slug;

/// A time target. Completing late is still completing, with its lateness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// How long there is.
    pub within: Duration,
    /// From when.
    pub from: Base,
    /// What that rests on.
    pub standing: Standing,
    /// Who is paged when it is over, after the step's own role; the earliest first.
    pub on_overdue: List<Escalation, 0, { limits::ESCALATIONS }>,
}

/// From when a time target counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// From when the step can be begun.
    Activation,
    /// From when the run was started.
    RunStart,
    /// From when the incident was declared.
    Declared,
    /// From when another step was done.
    Step(Slug),
    /// From when a clock counts.
    Clock(Slug),
}

/// One level of escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// The role that is paged.
    pub page: Slug,
    /// How long after the target; none: at once.
    pub after: Option<Duration>,
}
