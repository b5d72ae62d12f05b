//! The room over real sockets: every entry once, in order, whatever the network does, and to each what is theirs.

mod markings;
mod plain;
mod storm;
