//! Operating procedures, from their text to their run: what the README says.
#![doc = include_str!("../README.md")]

pub mod cacao;
pub mod canonical;
pub mod condition;
pub mod diff;
pub mod format;
#[doc(hidden)]
pub mod fuzz;
pub mod limits;
pub mod lint;
mod markdown;
pub mod model;
pub mod nearest;
pub mod preview;
pub mod run;
pub mod schema;
pub mod signature;
mod start;
pub mod tlp;

pub use preview::preview;
pub use start::{New, start};
