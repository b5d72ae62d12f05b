//! Operating procedures that run: an authoring format, lint, CACAO v2 in and out, the execution state machine.
pub mod cacao;
pub mod canonical;
pub mod condition;
pub mod limits;
pub mod tlp;
