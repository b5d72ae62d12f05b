//! The edge over real sockets: what it refuses and how, the intake's exact answers, encryption, edits, sign-out.

mod refusals;
