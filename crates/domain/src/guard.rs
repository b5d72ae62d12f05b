//! The guards that paging stands on, so that a test can take out one at a time and see the simulation's judge notice.
//!
//! In a program each holds, always: the switch is there with the feature `testing` alone, and is of the thread that sets
//! it. That no program has it is a test (`tests/simulation/guards.rs`).

use crate::state::Alarm;

/// What keeps a page from being lost, sent twice, or sent to nobody's need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// A decision counts only on the log as it is now: a batch names the size that it was decided on.
    Version,
    /// While a node's lease runs, no other node calls for what it has claimed.
    Lease,
    /// Right before a provider is called, it is looked whether the call is still wanted.
    Reread,
    /// When a page goes on stands in the ledger, and in no node's memory.
    Deadline,
}

/// Whether a guard is in place.
#[cfg(not(any(test, feature = "testing")))]
#[must_use]
pub const fn holds(_: Guard) -> bool {
    true
}

/// Whether an alarm of the state rings on this node.
#[cfg(not(any(test, feature = "testing")))]
pub(crate) const fn rings(_: &Alarm) -> bool {
    true
}

#[cfg(any(test, feature = "testing"))]
pub use switch::{holds, remember, without};

#[cfg(any(test, feature = "testing"))]
pub(crate) use switch::rings;

/// The switch.
#[cfg(any(test, feature = "testing"))]
mod switch {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeSet;

    use super::{Alarm, Guard};
    use crate::id::PageId;

    thread_local! {
        static OUT: Cell<Option<Guard>> = const { Cell::new(None) };
        static TIMERS: RefCell<BTreeSet<PageId>> = const { RefCell::new(BTreeSet::new()) };
    }

    /// Whether a guard is in place.
    #[must_use]
    pub fn holds(guard: Guard) -> bool {
        OUT.get() != Some(guard)
    }

    /// Puts every guard back, also after a panic.
    struct Back;

    impl Drop for Back {
        fn drop(&mut self) {
            OUT.set(None);
        }
    }

    /// Does something with one guard taken out, or with none.
    pub fn without<T>(guard: Option<Guard>, what: impl FnOnce() -> T) -> T {
        OUT.set(guard);
        let _back = Back;
        what()
    }

    /// Without [`Guard::Deadline`]: the pages for which the node that acts now has a timer in its memory.
    pub fn remember(timers: &BTreeSet<PageId>) {
        if !holds(Guard::Deadline) {
            TIMERS.set(timers.clone());
        }
    }

    /// Whether an alarm of the state rings on this node.
    pub(crate) fn rings(alarm: &Alarm) -> bool {
        match alarm {
            Alarm::Escalate(page) if !holds(Guard::Deadline) => TIMERS.with_borrow(|timers| timers.contains(page)),
            _ => true,
        }
    }
}
