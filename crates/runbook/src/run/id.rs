//! What things of a run are called. People and runbooks are named by whoever runs them: here their ids are words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Somebody. What the word means is the caller's affair; two are one person exactly when they are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Person(pub String);

/// One command, as its sender called it. The same one again does nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommandId(pub String);

/// A stretch of steps that is worked through: a runbook, a branch, a lane, one pass. Numbered as they open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FrameId(pub u32);

impl FrameId {
    /// The run's own.
    pub const MAIN: Self = Self(0);
}

impl fmt::Display for FrameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "frame {}", self.0)
    }
}

/// One attempt at a step in one frame: never just "a step of a run". Numbered as they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstanceId(pub u32);

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step {}", self.0)
    }
}

/// What the run asks of the world once. Sent again under the same id after a crash, so that whoever receives it can
/// tell that it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EffectId {
    /// An automatic step, and which time it is tried, from 1.
    Act(InstanceId, u8),
    /// Somebody is told that a step is overdue, and which time that is, from 1: a target that is moved can be missed again.
    Overdue(InstanceId, u32),
    /// Somebody is told of a loop that came to its limit, and after which pass.
    Limit(InstanceId, u32),
    /// Somebody is told that a gate was overridden.
    Override(InstanceId),
}

impl EffectId {
    /// Of which step.
    #[must_use]
    pub const fn instance(self) -> InstanceId {
        match self {
            Self::Act(instance, _)
            | Self::Overdue(instance, _)
            | Self::Limit(instance, _)
            | Self::Override(instance) => instance,
        }
    }
}
