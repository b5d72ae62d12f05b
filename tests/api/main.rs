//! The edge over real sockets: what it refuses and how, the intake's exact answers, encryption, edits, sign-out.

mod edits;
mod encryption;
mod intake;
mod refusals;
mod rota_files;
mod runbooks;
mod runs;
mod sockets;
mod starting;
