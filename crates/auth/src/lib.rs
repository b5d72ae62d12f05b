//! Who somebody is, and what must stay secret about them.
//!
//! [`auth::Auth`] is what the edges hold: sign-in, sessions, API tokens, one-time links, and the names, login names and
//! addresses of people. Everything it stores is sealed ([`seal`]) in the ledger's vault; nothing reads a clock or draws
//! randomness by itself: `now` is a parameter, randomness comes in as [`random::Random`].
//!
//! It proves who asks. What they may do is `ctac_domain::access`; that a person is still active is the state's to say.

pub mod account;
pub mod address;
pub mod auth;
mod base32;
mod cache;
pub mod change;
pub mod contacts;
pub mod feed;
pub mod keyring;
pub mod keys;
pub mod limits;
pub mod link;
pub mod password;
pub mod people;
pub mod random;
pub mod report;
pub mod seal;
pub mod sealed_vault;
pub mod secret;
pub mod session;
#[cfg(test)]
mod testing;
pub mod token;
pub mod verification;
