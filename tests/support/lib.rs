//! What the end-to-end tests stand on: a fictional cell in its own folder or database, nodes of the service as real
//! processes, a phone in the test's own process, and clients. Nothing sleeps to wait: everything is waited for, within a
//! deadline that names what did not come.

pub mod alertmanager;
pub mod binary;
pub mod cell;
pub mod http;
pub mod interface;
pub mod ledger;
pub mod member;
pub mod node;
pub mod paging;
pub mod phone;
pub mod runs;
pub mod socket;
pub mod wait;
