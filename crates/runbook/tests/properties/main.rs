//! What holds of every runbook, and of every text.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of a test fail as a test does"
)]

mod dice;
mod draw;
mod reading;
mod writing;
