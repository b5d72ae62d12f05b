//! The edge: REST, the room over WebSocket, the intake, pages for people. [`router::router`] is the whole of it; it binds nothing.
//!
//! A request's way: [`around`] (id, room, time, headers, the problem's body) → [`guard`] (the access matrix: who calls,
//! and from where) → its handler, which asks `ctac_domain::access` with the object in hand, and for whatever changes
//! something executes a command → answer.

pub mod app;
pub mod application;
mod around;
mod call_outs;
pub mod callbacks;
pub mod caller;
pub mod folder;
pub mod govuk_notify;
mod guard;
pub mod inbound;
pub mod json;
pub mod limits;
pub mod matrix;
pub mod mint;
pub mod openapi;
pub mod phone;
pub mod receipt;
pub mod refused;
pub mod route;
pub mod router;
mod runbooks;
mod runs;
pub mod throttle;
pub mod twilio;

mod absences;
mod alerts;
mod answers;
mod clocks;
mod contacts;
mod directory;
mod edition;
mod erasures;
mod export;
mod feeds;
mod incidents;
mod intake;
mod integrations;
mod ledger;
pub mod mail;
mod members;
mod monitors;
mod oncall;
mod operations;
mod pages;
mod pages_api;
mod policies;
mod preferences;
mod raise;
mod resolve;
mod room;
mod rotas;
mod service;
mod session;
mod sign_ins;
mod socket;
mod suppressions;
mod swaps;
mod tallies;
mod teams;
mod test_pages;
mod threshold;
mod timeline;
mod tokens;
mod upgrade;
mod verification;
