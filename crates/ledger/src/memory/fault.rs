//! The memory store's faults on demand, for tests of what stands above a store.

use std::mem;

use super::MemoryStore;
use crate::store::StoreError;

/// What goes wrong with the next append. Its caller gets [`StoreError::Unavailable`] either way and cannot tell which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written.
    BeforeItTookEffect,
    /// Everything is written, but the answer is lost.
    AfterItTookEffect,
}

#[derive(Debug, Default)]
pub(super) struct Faults {
    next_append: Option<Fault>,
    refuse_reads: bool,
    refuse_appends: bool,
    refused: usize,
}

impl MemoryStore {
    /// Lets the next append fail, once, on whichever handle it comes.
    pub fn fail_next_append(&self, fault: Fault) {
        self.shared().faults.next_append = Some(fault);
    }

    /// From now on every append fails, as on a full disk (or no longer does).
    pub fn refuse_appends(&self, refuse: bool) {
        self.shared().faults.refuse_appends = refuse;
    }

    /// How many appends were refused so.
    #[must_use]
    pub fn refused_appends(&self) -> usize {
        self.shared().faults.refused
    }

    /// From now on every read, the head's and the lock's among them, fails (or no longer does).
    pub fn refuse_reads(&self, refuse: bool) {
        self.shared().faults.refuse_reads = refuse;
    }
}

impl Faults {
    pub(super) fn check_read(&self) -> Result<(), StoreError> {
        if self.refuse_reads { Err(unavailable("reads are refused")) } else { Ok(()) }
    }

    pub(super) fn before_append(&mut self) -> Result<(), StoreError> {
        if self.refuse_appends {
            self.refused += 1;
            return Err(unavailable("appends are refused"));
        }
        self.fail(Fault::BeforeItTookEffect)
    }

    pub(super) fn after_append(&mut self) -> Result<(), StoreError> {
        self.fail(Fault::AfterItTookEffect)
    }

    fn fail(&mut self, fault: Fault) -> Result<(), StoreError> {
        if self.next_append != Some(fault) {
            return Ok(());
        }
        mem::take(&mut self.next_append);
        Err(unavailable("this append was to fail"))
    }
}

fn unavailable(why: &'static str) -> StoreError {
    StoreError::Unavailable(why.into())
}
