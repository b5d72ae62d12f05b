//! Wire types: what crosses the network, and nothing else. No rule, no clock, no socket.

pub mod room;
