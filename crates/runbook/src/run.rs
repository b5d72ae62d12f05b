//! A run: a runbook that is worked by people and by the engine. A state machine without a clock, a network or chance:
//! [`start`] and [`decide`] turn commands into facts, [`state::Run::apply`] turns facts into the run, and whoever runs it
//! reads off what the world is asked for ([`state::Run::outbox`]) and when it must be woken ([`next_deadline`]).

pub mod across;
pub mod adherence;
pub mod apply;
pub mod command;
pub mod compile;
pub mod decide;
pub mod fact;
pub mod id;
pub mod plan;
pub mod reject;
pub mod request;
mod rules;
pub mod state;
mod text;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use decide::decide;
pub use rules::approval::shown;
pub use rules::migrate::{Preview, preview};
pub use rules::start::{Start, start};
pub use rules::time::next_deadline;
