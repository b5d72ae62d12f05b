//! Operating procedures: what a runbook is, the Markdown that people write it in, checks, comparison, CACAO v2 in and
//! out, signatures.
//!
//! Pure: it reads no clock and draws nothing at random.

pub mod cacao;
pub mod canonical;
pub mod condition;
pub mod format;
pub mod limits;
mod markdown;
pub mod model;
mod nearest;
pub mod run;
pub mod tlp;
