//! The judge of what the providers saw: nothing without a claim, nothing begun by a node that knew better, and nothing
//! twice but where nobody could know what came of the first.

use std::collections::BTreeMap;

use ctac_domain::attempt::Bearer;
use ctac_domain::id::{AttemptId, CallOutId, NotificationId, PageId};

use super::super::provider::Request;
use super::super::world::World;
use super::Judge;

/// A call as the ledger has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// The pages it told of, the lead's first; none of a notice or a call-out.
    pages: Vec<PageId>,
    call_out: Option<CallOutId>,
    notifications: Vec<NotificationId>,
    claimed: u64,
    /// The entry that says that nobody knows what came of it.
    lost: Option<u64>,
}

impl Made {
    pub(super) fn of(bearer: Bearer, notification: NotificationId, claimed: u64) -> Self {
        let call_out = if let Bearer::CallOut(id) = bearer { Some(id) } else { None };
        let (pages, notifications) = (bearer.page().into_iter().collect(), vec![notification]);
        Self { pages, call_out, notifications, claimed, lost: None }
    }

    /// It carries another.
    pub(super) fn carries(&mut self, page: PageId, notification: NotificationId) {
        self.pages.push(page);
        self.notifications.push(notification);
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
                for notification in &made.notifications {
                    taken.entry(*notification).or_default().push(*attempt);
                }
            }
        }
        let mut duplicates = std::collections::BTreeSet::new();
        for calls in taken.values().filter(|calls| calls.len() > 1) {
            duplicates.extend(calls.iter().skip(1).copied());
            self.duplicates(calls);
        }
        let duplicates = duplicates.len();
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
        let over = made.and_then(|made| self.call_outs.over_since(made.call_out?, *made.notifications.first()?));
        let asks_in_vain = over.is_some_and(|over| over < request.seen as u64);
        self.check(known, || format!("call {} was made without a claim", request.attempt));
        let pages = self.calls.get(&request.attempt).map(|made| made.pages.as_slice()).unwrap_or_default();
        let answered = |page| self.pages.get(page).and_then(|page| page.answered_by);
        let known = |page| answered(page).is_some_and(|answered| answered < request.seen as u64);
        let better = !pages.is_empty() && pages.iter().all(known) || asks_in_vain;
        self.check(!better, || format!("call {} was begun by a node that knew of the answer", request.attempt));
    }
}
