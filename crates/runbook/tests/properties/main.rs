//! What holds of every runbook, and of every text.

mod dice;
mod draw;
mod reading;
mod writing;
