//! The judge of what the providers saw: nothing without a claim, nothing begun by a node that knew better, and nothing
//! twice but where nobody could know what came of the first.

use std::collections::BTreeMap;

use ctac_domain::id::{AttemptId, NotificationId, PageId};

use super::super::provider::Request;
use super::super::world::World;
use super::Judge;

/// A call as the ledger has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Made {
    page: Option<PageId>,
    notification: NotificationId,
    claimed: u64,
    /// The entry that says that nobody knows what came of it.
    lost: Option<u64>,
}

impl Made {
    pub(super) const fn of(page: Option<PageId>, notification: NotificationId, claimed: u64) -> Self {
        Self { page, notification, claimed, lost: None }
    }
}

impl Judge {
    /// Nobody knows what came of a call.
    pub(super) fn lost(&mut self, attempt: AttemptId, position: u64) {
        if let Some(made) = self.calls.get_mut(&attempt) {
            made.lost.get_or_insert(position);
        }
    }

    pub(super) fn deliveries(&mut self, world: &World) {
        let mut asked = BTreeMap::<(AttemptId, usize), u32>::new();
        for request in &world.providers.requests {
            self.request(request);
            *asked.entry((request.attempt, request.provider)).or_default() += 1;
        }
        self.check(asked.values().all(|times| *times == 1), || "a provider was asked twice under one claim".to_owned());
        let mut taken = BTreeMap::<NotificationId, Vec<AttemptId>>::new();
        for (attempt, _) in &world.providers.deliveries {
            let requested =
                (0..).take(super::super::provider::PROVIDERS).any(|nth| asked.contains_key(&(*attempt, nth)));
            self.check(requested, || format!("{attempt} was taken, and never asked for"));
            if let Some(made) = self.calls.get(attempt) {
                taken.entry(made.notification).or_default().push(*attempt);
            }
        }
        let mut duplicates = 0;
        for calls in taken.values().filter(|calls| calls.len() > 1) {
            duplicates += calls.len() - 1;
            self.duplicates(calls);
        }
        // A slow provider may take later what was asked first: the calls are counted, whichever came twice.
        let unsure = self.calls.values().filter(|made| made.lost.is_some()).count();
        self.check(duplicates <= unsure, || format!("{duplicates} duplicates of {unsure} calls that were lost"));
    }

    /// A message that came again was called for again only after it was on record that the call before was lost.
    fn duplicates(&mut self, calls: &[AttemptId]) {
        let mut made: Vec<&Made> = calls.iter().filter_map(|call| self.calls.get(call)).collect();
        made.sort_by_key(|made| made.claimed);
        let known = made.windows(2).all(|pair| pair[0].lost.is_some_and(|lost| lost < pair[1].claimed));
        self.check(known, || format!("a message came twice, and nobody had lost the first: {calls:?}"));
    }

    /// Nothing is asked of a provider that was not claimed, nor by a node that knew of the answer to its page.
    fn request(&mut self, request: &Request) {
        let made = self.calls.get(&request.attempt);
        let known = made.is_some_and(|made| made.claimed < request.seen as u64);
        self.check(known, || format!("call {} was made without a claim", request.attempt));
        let page = self.calls.get(&request.attempt).and_then(|made| made.page);
        let answered = page.and_then(|page| self.pages.get(&page)?.answered_by);
        let better = answered.is_some_and(|answered| answered < request.seen as u64);
        self.check(!better, || format!("call {} was begun by a node that knew of the answer", request.attempt));
    }
}
