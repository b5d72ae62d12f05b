//! A verifiable append-only log.
//!
//! RFC 6962 hashing, C2SP signed notes, checkpoints, cosignatures and tiles; salted commitments so that an entry can be
//! withheld or erased and the log still verified. Pure: no clock, no randomness, no database; the stores are crates of
//! their own behind [`store::Store`].

pub mod batch;
pub mod bundle;
pub mod checkpoint;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod cosignature;
pub mod entry;
pub mod guard;
pub mod limits;
pub mod memory;
pub mod merkle;
pub mod note;
pub mod proof;
pub mod rows;
pub mod sql;
pub mod store;
pub mod tiles;
pub mod vault;
pub mod verify;
pub mod writer;
