//! A verifiable append-only log.
//!
//! RFC 6962 hashing, C2SP signed notes, checkpoints, cosignatures and tiles; salted commitments so that an entry can be
//! withheld or erased and the log still verified. Pure: no clock, no randomness, no database; the stores are crates of
//! their own behind [`store::Store`].

pub mod batch;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod limits;
pub mod memory;
pub mod merkle;
pub mod rows;
pub mod sql;
pub mod store;
pub mod vault;
