//! A circuit breaker: a provider that keeps failing is put aside for a while, so that no message waits for it; then one
//! call tries it again. Time is tokio's, so that tests hold the clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use crate::limits;

/// Where a provider stands with us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is called like any other.
    Taking,
    /// It failed too often in a row: it is called only if nothing else is left.
    Aside,
    /// It was put aside, and one call is trying it again.
    Trying,
}

struct Inner {
    standing: Standing,
    failures: u32,
    until: Instant,
    /// Calls under way that were insisted upon.
    insisted: usize,
}

/// The breaker of one provider.
pub(crate) struct Breaker(Mutex<Inner>);

/// Leave to make one call. One that is dropped without a word, as when a call's lease ran out, counts as failed.
pub(crate) struct Turn {
    breaker: Arc<Breaker>,
    insists: bool,
    settled: bool,
}

impl Breaker {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Inner { standing: Standing::Taking, failures: 0, until: Instant::now(), insisted: 0 }))
    }

    /// Leave to call, unless the provider is put aside, or a call is trying it already.
    pub(crate) fn admit(self: &Arc<Self>) -> Option<Turn> {
        let mut inner = self.lock();
        match inner.standing {
            Standing::Taking => {}
            Standing::Aside if Instant::now() >= inner.until => inner.standing = Standing::Trying,
            Standing::Aside | Standing::Trying => return None,
        }
        Some(Turn { breaker: Arc::clone(self), insists: false, settled: false })
    }

    /// Leave to call all the same: nothing else is left, and a page must not be lost. Only so many do at once: a provider
    /// that hangs must not hold all the calls that there may be, which others' messages need too.
    pub(crate) fn insist(self: &Arc<Self>, at_once: usize) -> Option<Turn> {
        let mut inner = self.lock();
        if inner.standing != Standing::Taking && inner.insisted >= at_once {
            return None;
        }
        inner.insisted += 1;
        Some(Turn { breaker: Arc::clone(self), insists: true, settled: false })
    }

    /// Where it stands, and how often it failed in a row.
    pub(crate) fn standing(&self) -> (Standing, u32) {
        let inner = self.lock();
        (inner.standing, inner.failures)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self) {
        let mut inner = self.lock();
        inner.failures = inner.failures.saturating_add(1);
        if inner.failures >= limits::FAILURES_IN_A_ROW {
            inner.standing = Standing::Aside;
            inner.until = Instant::now() + limits::PUT_ASIDE;
        }
    }
}

impl Turn {
    /// The provider did its work, be it to refuse this message.
    pub(crate) fn well(mut self) {
        self.settled = true;
        let mut inner = self.breaker.lock();
        inner.standing = Standing::Taking;
        inner.failures = 0;
    }

    /// No call was made: it is as if nobody had asked. A trial that was not made is left to the next.
    pub(crate) fn unused(mut self) {
        self.settled = true;
        let mut inner = self.breaker.lock();
        if inner.standing == Standing::Trying {
            inner.standing = Standing::Aside;
        }
    }

    /// It did not.
    pub(crate) fn badly(self) {
        drop(self);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.insists {
            let mut inner = self.breaker.lock();
            inner.insisted = inner.insisted.saturating_sub(1);
        }
        if !self.settled {
            self.breaker.failed();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Arc<Breaker>) {
        breaker.admit().unwrap().badly();
    }

    #[tokio::test(start_paused = true)]
    async fn it_opens_is_tried_by_one_call_and_closes() {
        let breaker = Arc::new(Breaker::new());
        for _ in 1..limits::FAILURES_IN_A_ROW {
            fail(&breaker);
        }
        assert_eq!(breaker.standing(), (Standing::Taking, limits::FAILURES_IN_A_ROW - 1));
        fail(&breaker);
        assert_eq!(breaker.standing().0, Standing::Aside);
        tokio::time::advance(limits::PUT_ASIDE - std::time::Duration::from_millis(1)).await;
        assert!(breaker.admit().is_none());
        tokio::time::advance(std::time::Duration::from_millis(1)).await;
        let trial = breaker.admit().unwrap();
        assert_eq!(breaker.standing().0, Standing::Trying);
        assert!(breaker.admit().is_none(), "one call tries it");
        trial.badly();
        assert!(breaker.admit().is_none(), "put aside again");
        tokio::time::advance(limits::PUT_ASIDE).await;
        breaker.admit().unwrap().well();
        assert_eq!(breaker.standing(), (Standing::Taking, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn only_so_many_insist_at_once_while_it_is_put_aside() {
        let breaker = Arc::new(Breaker::new());
        let well: Vec<_> = (0..100).map(|_| breaker.insist(2).unwrap()).collect();
        for turn in well {
            turn.well();
        }
        (0..limits::FAILURES_IN_A_ROW).for_each(|_| fail(&breaker));
        let (first, second) = (breaker.insist(2).unwrap(), breaker.insist(2).unwrap());
        assert!(breaker.insist(2).is_none());
        drop(first);
        let third = breaker.insist(2).unwrap();
        assert!(breaker.insist(2).is_none());
        // One that finds it well opens the way to all.
        third.well();
        assert!(breaker.insist(2).is_some() && breaker.insist(0).is_some());
        drop(second);
    }

    #[tokio::test(start_paused = true)]
    async fn only_failures_in_a_row_count() {
        let breaker = Arc::new(Breaker::new());
        for _ in 0..10 {
            fail(&breaker);
            fail(&breaker);
            breaker.admit().unwrap().well();
        }
        assert_eq!(breaker.standing(), (Standing::Taking, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_was_dropped_is_a_failure_and_blocks_nobody() {
        let breaker = Arc::new(Breaker::new());
        for _ in 0..limits::FAILURES_IN_A_ROW {
            drop(breaker.admit().unwrap());
        }
        assert!(breaker.admit().is_none());
        tokio::time::advance(limits::PUT_ASIDE).await;
        drop(breaker.admit().unwrap());
        tokio::time::advance(limits::PUT_ASIDE).await;
        assert!(breaker.admit().is_some(), "a trial that vanished leaves the way open");
        breaker.insist(1).unwrap().well();
        assert_eq!(breaker.standing().0, Standing::Taking, "insisting may find it well");
    }
}
