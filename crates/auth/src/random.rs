//! Unpredictable bytes, given by whoever wires the parts together: from the operating system in the service, counted
//! in tests.

use std::sync::Arc;

use uuid::Uuid;

/// Fills the slice it is given.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// `N` fresh bytes.
pub(crate) fn bytes<const N: usize>(random: &Random) -> [u8; N] {
    let mut bytes = [0; N];
    random(&mut bytes);
    bytes
}

/// A fresh random id.
pub(crate) fn id(random: &Random) -> Uuid {
    uuid::Builder::from_random_bytes(bytes(random)).into_uuid()
}
