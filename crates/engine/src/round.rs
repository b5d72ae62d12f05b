//! One round of the loop: propose, commit, publish, answer.

use std::sync::Arc;
use std::time::Duration;

use ctac_domain::event::Event;
use ctac_domain::state::State;
use ctac_ledger::limits::READ_ENTRIES;
use ctac_ledger::store::{AppendError, Batch, Head, Locked, Position, StoreError};
use tokio::time::Instant;

use crate::codec::{self, Committed};
use crate::decision_loop::{DecisionLoop, within};
use crate::effects::Spare;
use crate::proposal::{Kept, Proposal};
use crate::{Done, ExecuteError, Standing, limits, metric};

impl DecisionLoop {
    /// Decides what waits and commits it. On an error nothing more is known than that the ledger must be read again;
    /// everybody who waited has been told.
    pub(crate) async fn round(&mut self) -> Result<(), StoreError> {
        let proposal = self.propose();
        if proposal.is_empty() && proposal.decided.is_empty() {
            return Ok(());
        }
        match self.commit(proposal, None).await? {
            None => Ok(()),
            Some(behind) => self.round_under_lock(behind).await,
        }
    }

    /// Another node was quicker: reads what it appended, then decides the same commands again, holding the lock.
    async fn round_under_lock(&mut self, behind: Proposal) -> Result<(), StoreError> {
        metric::count(metric::MOVED);
        let mut requests: Vec<_> = behind.decided.into_iter().map(|(request, _)| request).collect();
        // First without the lock: what is read under it is then little.
        let locked = async {
            self.catch_up().await?;
            let mut lock = within(limits::COMMIT, self.shared.ports.store.lock()).await?;
            self.catch_up_under(lock.as_mut()).await?;
            Ok(lock)
        };
        match locked.await {
            Ok(lock) => {
                for request in requests.drain(..).rev() {
                    self.waiting.push_front(request);
                }
                let proposal = self.propose();
                match self.commit(proposal, Some(lock)).await? {
                    None => Ok(()),
                    Some(_) => Err(StoreError::Corrupt("the log moved while its lock was held".to_owned())),
                }
            }
            Err(error) => {
                for request in requests {
                    request.answer(Err(ExecuteError::Unavailable));
                }
                Err(error)
            }
        }
    }

    fn propose(&mut self) -> Proposal {
        let now = self.time.now(self.shared.ports.clock.now(), self.state.recorded_at, Instant::now());
        let mut proposal = Proposal::on(&self.state, now);
        if self.crowded {
            self.keep_time(&mut proposal);
        }
        while let Some(request) = self.waiting.pop_front() {
            if request.is_abandoned() {
                continue;
            }
            if let Some(back) = proposal.take(request) {
                self.waiting.push_front(back);
                break;
            }
        }
        self.keep_time(&mut proposal);
        proposal
    }

    /// Lets what is due happen, so far as there is room.
    fn keep_time(&mut self, proposal: &mut Proposal) {
        let Standing::Writable = self.shared.standing else { return };
        let closing = self.shared.closing.is_cancelled();
        let spare = proposal.left_of(if closing { Spare::NONE } else { self.effects.spare() });
        let random = &self.shared.ports.random;
        let seed = || {
            let mut seed = [0; 32];
            random.fill(&mut seed);
            seed
        };
        let options = &self.shared.options;
        let kept = proposal.keep_time(options.node, spare, options.lease_s, seed);
        (self.stalled, self.crowded) = (kept == Kept::Nothing, kept == Kept::NoRoom);
    }

    /// Makes a proposal durable, publishes it and answers. Gives it back when the log has moved.
    async fn commit(
        &mut self,
        mut proposal: Proposal,
        lock: Option<Box<dyn Locked>>,
    ) -> Result<Option<Proposal>, StoreError> {
        if proposal.is_empty() {
            return self.settle_without_entries(proposal, lock.is_some()).await;
        }
        let started = Instant::now();
        let batch = match codec::batch(&self.head, &mut proposal, &self.shared.ports) {
            Ok(batch) => batch,
            Err(error) => return Err(give_up(proposal, StoreError::Corrupt(error.to_string()))),
        };
        let appended = match lock {
            Some(lock) => within(limits::COMMIT, lock.append(&batch)).await,
            None => within(limits::COMMIT, self.shared.ports.store.append(&batch)).await,
        };
        match appended {
            Ok(()) => {
                self.publish_own(proposal, batch, started.elapsed());
                Ok(None)
            }
            Err(AppendError::Moved { .. }) => Ok(Some(proposal)),
            Err(AppendError::Refused(why)) => Err(give_up(proposal, StoreError::Corrupt(why))),
            Err(AppendError::Store(error)) => Err(give_up(proposal, error)),
        }
    }

    /// Nothing is to be recorded, but somebody is to be answered: only if the answer was found on the log as it is now.
    async fn settle_without_entries(
        &mut self,
        proposal: Proposal,
        locked: bool,
    ) -> Result<Option<Proposal>, StoreError> {
        if !locked && !proposal.decided.is_empty() {
            match within(limits::READ, self.shared.ports.store.head()).await {
                Ok(head) if head.size != self.head.size => return Ok(Some(proposal)),
                Ok(_) => self.shared.mark_caught_up(),
                Err(error) => return Err(give_up(proposal, error)),
            }
        }
        answer(proposal);
        Ok(None)
    }

    fn publish_own(&mut self, mut proposal: Proposal, batch: Batch, took: Duration) {
        metric::committed(batch.entries.len(), took);
        let committed = codec::committed(&proposal.recorded, batch.entries);
        self.state = Arc::new(std::mem::take(&mut proposal.state));
        self.publish(batch.head, &committed, || answer(proposal));
        self.shared.mark_written();
    }

    /// Takes entries that another node (or this one, unsure) appended. Those already known are skipped.
    pub(crate) fn apply(&mut self, page: Vec<Committed>) {
        let mut page = page;
        page.retain(|committed| committed.recorded.position >= self.head.size);
        let contiguous = page.first().is_some_and(|first| first.recorded.position == self.head.size);
        if !contiguous {
            return;
        }
        let mut state = (*self.state).clone();
        let mut head = self.head.clone();
        for committed in &page {
            ctac_domain::evolve::evolve(&mut state, &committed.recorded);
            head.frontier.append(head.size, committed.leaf_hash, |_, _, _| {});
            head.size += 1;
        }
        self.state = Arc::new(state);
        self.publish(head, &page, || {});
    }

    /// Shows everybody the new state: tree, state, calls to providers, answers, rooms. The page path comes first.
    fn publish(&mut self, head: Head, committed: &[Committed], answers: impl FnOnce()) {
        {
            let mut tree = self.shared.tree_mut();
            for entry in committed {
                tree.push(entry.leaf_hash);
            }
        }
        self.shared.nodes.observe(committed);
        for event in committed.iter().filter_map(|entry| entry.recorded.event.as_deref()) {
            tell_operator(&self.state, event);
        }
        self.head = head;
        self.shared.state.store(Arc::clone(&self.state));
        if let Standing::Writable = self.shared.standing {
            self.effects.begin(&self.shared, committed, &self.state);
        }
        answers();
        self.shared.rooms.publish(committed, &self.state);
        self.shared.size.send_replace(self.state.size);
        metric::set(metric::LEDGER_SIZE, self.state.size);
        let notices = self.state.notices.len() - self.state.ended_notices.len();
        metric::set(metric::NOTICES_OPEN, notices as u64);
        metric::set(metric::PAGES_ACTIVE, (self.state.pages.len() - self.state.ended_pages.len()) as u64);
    }

    /// Reads and takes everything beyond what is known.
    pub(crate) async fn catch_up(&mut self) -> Result<(), StoreError> {
        loop {
            let store = Arc::clone(&self.shared.ports.store);
            let page = within(limits::READ, store.read(Position(self.head.size), READ_ENTRIES)).await?;
            if page.is_empty() {
                self.shared.mark_caught_up();
                return Ok(());
            }
            self.apply_stored(page)?;
        }
    }

    async fn catch_up_under(&mut self, lock: &mut dyn Locked) -> Result<(), StoreError> {
        let size = lock.head().size;
        while self.head.size < size {
            let page = within(limits::READ, lock.read(Position(self.head.size), READ_ENTRIES)).await?;
            self.apply_stored(page)?;
        }
        if self.head == *lock.head() {
            return Ok(());
        }
        Err(StoreError::Corrupt("the ledger's head does not follow from its entries".to_owned()))
    }

    fn apply_stored(&mut self, page: Vec<ctac_ledger::store::StoredEntry>) -> Result<(), StoreError> {
        let before = self.head.size;
        let page = page.into_iter().map(codec::decode).collect::<Result<Vec<_>, _>>();
        self.apply(page.map_err(|error| StoreError::Corrupt(error.to_string()))?);
        if self.head.size > before { Ok(()) } else { Err(StoreError::Corrupt("the ledger has a gap".to_owned())) }
    }
}

/// What an operator must hear of, whichever node recorded it.
fn tell_operator(state: &State, event: &Event) {
    match event {
        Event::PageExhausted { page } if state.pages.get(page).is_some_and(|page| page.subject.is_test()) => {
            metric::count(metric::TESTS_UNANSWERED);
        }
        Event::PageExhausted { page } => {
            metric::count(metric::PAGES_EXHAUSTED);
            tracing::error!(%page, "a page ran out of people");
        }
        Event::ContactFlagged { person, contact, flag } => {
            metric::count(metric::FLAGGED);
            tracing::error!(%person, %contact, ?flag, "a person cannot be reached by this contact any more");
        }
        Event::PageDelivery { provider, delivery, .. }
        | Event::CallOutDelivery { provider, delivery, .. }
        | Event::NoticeDelivery { provider, delivery, .. } => {
            metric::delivered(provider, delivery);
        }
        _ => {}
    }
}

/// Tells everybody who waited that it is not known what became of their command.
fn give_up(proposal: Proposal, error: StoreError) -> StoreError {
    for (request, _) in proposal.decided {
        request.answer(Err(ExecuteError::Unavailable));
    }
    error
}

fn answer(proposal: Proposal) {
    let recorded = proposal.recorded;
    for (request, result) in proposal.decided {
        request.answer(match result {
            Ok((answer, range)) => Ok(Done { answer, entries: recorded.get(range).unwrap_or_default().to_vec() }),
            Err(refusal) => Err(ExecuteError::Refused(refusal)),
        });
    }
}
