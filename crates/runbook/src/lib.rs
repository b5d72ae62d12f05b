//! Operating procedures: what a runbook is, the Markdown that people write it in, checks, comparison.
//!
//! Pure: it reads no clock and draws nothing at random.

pub mod diff;
pub mod format;
#[doc(hidden)]
pub mod fuzz;
pub mod limits;
pub mod lint;
mod markdown;
pub mod model;
mod nearest;
mod preview;
pub mod schema;
mod start;

pub use preview::preview;
pub use start::{New, start};
