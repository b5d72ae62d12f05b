//! Operating procedures: what a runbook is, the Markdown that people write it in, checks, comparison.
//!
//! Pure: it reads no clock and draws nothing at random.

pub mod limits;
mod markdown;
pub mod model;
mod nearest;
pub mod run;
