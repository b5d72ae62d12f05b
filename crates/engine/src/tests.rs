//! The engine as a whole, on the memory store and a clock moved by hand.

mod chance;
mod commands;
mod faults;
mod followers;
mod gated;
mod interfaces;
mod ledger;
mod notices;
mod pages;
mod receipts;
mod rooms;
mod wanted;
pub(crate) mod world;
