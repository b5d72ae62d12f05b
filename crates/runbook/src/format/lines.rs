//! The YAML parts as keys with what is written behind them, for comparing two versions.

use crate::format::write;
use crate::model::{Runbook, Step};

/// The front matter's keys. Those with a line for each thing are one key for each.
pub(crate) fn front(runbook: &Runbook) -> Vec<(String, String)> {
    write::front_keys(runbook)
}

/// The keys of a step's block.
pub(crate) fn step(step: &Step) -> Vec<(String, String)> {
    write::step_keys(step)
}
