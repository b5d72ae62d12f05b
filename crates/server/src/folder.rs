//! The folder that the library is loaded from, as the pages tell of it: which of its files could not be taken, and why.
//! Whoever reads the folder says so here; nothing in it ever stops the service.

use std::sync::{Mutex, PoisonError};

/// See the module.
#[derive(Debug, Default)]
pub struct Folder(Mutex<Vec<(String, String)>>);

impl Folder {
    /// What could not be taken when the folder was last read: each file's name, and why.
    #[must_use]
    pub fn faults(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The folder was read, and this could not be taken.
    pub fn found(&self, faults: Vec<(String, String)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = faults;
    }
}
