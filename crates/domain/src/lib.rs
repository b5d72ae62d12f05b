//! The cell's rules as one pure state machine.
//!
//! `decide(state, command, context) → entries | refusal` · `evolve(state, entry)` · `next_deadline(state)` ·
//! `pending(state, now)`. Invariant: nothing here reads a clock, draws a random number, awaits, or iterates an
//! unordered map; what varies comes in with the command (`Cargo.toml`, clippy's `disallowed-methods` and
//! `cargo xtask tidy` hold it).

pub mod access;
pub mod alert;
pub mod attempt;
pub mod call_out;
pub mod change;
pub mod clock;
pub mod command;
pub mod decide;
pub mod delivery;
pub mod directory;
pub mod due;
pub mod duty;
pub mod event;
pub mod evolve;
pub mod explain;
pub mod guard;
pub mod handling;
pub mod id;
pub mod incident;
pub mod interface;
pub mod invariants;
pub mod lane;
pub mod library;
pub mod limits;
pub mod mapping;
pub mod marking;
pub mod message;
pub mod monitor;
pub mod notice;
pub mod on_call;
pub mod outage;
pub mod page;
pub mod policy;
pub mod proposal;
pub mod report;
mod rules;
pub mod run;
pub mod severities;
pub mod sitrep;
pub mod state;
pub mod suppression;
pub mod swap;
pub mod test_page;
#[cfg(test)]
mod testing;
pub mod threshold;
pub mod told;
pub mod verification;
