//! Wire types: what crosses the network, and nothing else. No rule, no clock, no socket.
//!
//! Requests refuse unknown fields, except at the intake, whose senders are other people's programs. Answers may gain
//! fields; a client ignores those that it does not know.

pub mod alertmanager;
pub mod alerts;
pub mod call_outs;
pub mod change_events;
pub mod clocks;
pub mod configuration;
pub mod contacts;
pub mod directory;
pub mod duty;
pub mod events_v2;
pub mod exceptions;
pub mod explain;
pub mod export;
pub mod fairness;
pub mod incidents;
pub mod ledger;
pub mod list;
pub mod monitors;
pub mod operations;
pub mod problem;
pub mod procedure;
pub mod raise;
pub mod room;
pub mod rota;
pub mod runbooks;
pub mod runs;
pub mod service;
pub mod session;
pub mod suppressions;
pub mod words;
