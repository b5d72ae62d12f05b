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
pub mod command;
pub mod decide;
pub mod directory;
pub mod due;
pub mod duty;
pub mod event;
pub mod evolve;
pub mod explain;
pub mod handling;
pub mod id;
pub mod incident;
pub mod invariants;
pub mod limits;
pub mod mapping;
pub mod marking;
pub mod message;
pub mod monitor;
pub mod notice;
pub mod on_call;
pub mod page;
pub mod policy;
mod rules;
pub mod severities;
pub mod state;
pub mod suppression;
pub mod swap;
#[cfg(test)]
mod testing;
pub mod told;
