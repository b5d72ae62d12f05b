//! The judge: reads the ledger and the deliveries, never a node's word, and says what should not have happened.

use std::collections::BTreeMap;

use ctac_domain::attempt::{AttemptStarted, Bearer};
use ctac_domain::delivery::Reported;
use ctac_domain::event::Event;
use ctac_domain::evolve::evolve;
use ctac_domain::id::{AttemptId, PageId, PersonId};
use ctac_domain::invariants;
use ctac_domain::page::AttemptOutcome;
use ctac_domain::state::{Recorded, State};
use jiff::Timestamp;

use super::world::World;
use call_outs::{CallOuts, Known};
use duty::Book;
use notices::Notices;
use pages::Seen;
use receipts::Told;
use sent::Made;
use steps::Turns;
use storms::Storms;

mod asked;
mod call_outs;
mod calls;
mod duty;
mod notices;
mod pages;
mod receipts;
mod sent;
mod steps;
mod storms;

/// Everything that is wrong with a story.
pub(super) fn judge(world: &World) -> Vec<String> {
    let mut judge = Judge {
        pages: BTreeMap::new(),
        calls: BTreeMap::new(),
        notices: Notices::default(),
        storms: Storms::default(),
        call_outs: CallOuts::default(),
        calm_at: world.calm_at,
        book: Book::new(&world.genesis),
        state: world.genesis.clone(),
        asked: Vec::new(),
        turns: Turns::default(),
        told: Told::default(),
        wrong: Vec::new(),
    };
    for (position, entry) in (0..).zip(&world.ledger) {
        judge.entry(entry);
        judge.called_out(entry, world);
        judge.follows(position, entry);
        entry.event.as_deref().into_iter().for_each(|event| judge.book.entry(event));
        evolve(&mut judge.state, entry);
    }
    judge.ends(world.calm_at);
    judge.notices.ends(&world.genesis);
    judge.storms.ends(judge.calm_at);
    judge.call_outs.ends(&judge.state, judge.calm_at);
    judge.wrong.append(&mut judge.call_outs.wrong);
    judge.wrong.append(&mut judge.storms.wrong);
    judge.wrong.append(&mut judge.notices.wrong);
    judge.on_call(world);
    judge.deliveries(world);
    judge.replay(world);
    judge.wrong
}

struct Judge {
    pages: BTreeMap<PageId, Seen>,
    calls: BTreeMap<AttemptId, Made>,
    notices: Notices,
    storms: Storms,
    call_outs: CallOuts,
    /// When the faults were over.
    calm_at: Timestamp,
    /// Who is on call, by other means than the rules'.
    book: Book,
    /// As the ledger has it before the entry at hand.
    state: State,
    /// Whom a step asked as on call: the entry's position and instant, and who.
    asked: Vec<(u64, Timestamp, Vec<PersonId>)>,
    turns: Turns,
    told: Told,
    wrong: Vec<String>,
}

impl Judge {
    fn check(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(otherwise());
        }
    }

    /// What judges of their own look at.
    fn others(&mut self, entry: &Recorded, event: &Event) {
        self.notices.entry(entry, event);
        Reported::of(event).iter().for_each(|said| self.reported(said, entry.position));
        self.storms.entry(entry, event, self.calm_at);
    }

    /// What the judge of call-outs looks at.
    fn called_out(&mut self, entry: &Recorded, world: &World) {
        let Some(event) = entry.event.as_deref() else { return };
        let (book, storms) = (&self.book, &self.storms);
        let known = Known {
            state: &self.state,
            plans: &world.call_outs.plans,
            on_call: &|at| book.on_call(at),
            page_waits: &|at| storms.page_waits(at),
            calm_at: self.calm_at,
        };
        self.call_outs.entry(entry, event, &known);
    }

    fn entry(&mut self, entry: &Recorded) {
        let Some(event) = entry.event.as_deref() else { return };
        let at = entry.recorded_at;
        self.others(entry, event);
        match event {
            Event::NoticeAttemptStarted { .. } | Event::CallOutAttemptStarted { .. } => {
                let call = AttemptStarted::of(event);
                self.calls.extend(call.map(|it| (it.attempt, Made::of(it.bearer, it.notification, entry.position))));
            }
            Event::NoticeAttemptFinished { attempt, outcome: AttemptOutcome::Unknown, .. }
            | Event::CallOutAttemptFinished { attempt, outcome: AttemptOutcome::Unknown, .. } => {
                self.lost(*attempt, entry.position);
            }
            Event::PageRaised { page, subject, severity, policy } => {
                self.raised(*page, *subject, (policy, *severity), at);
            }
            Event::PageStepStarted { page, step, round, notifications, unreachable, escalates_at, turn } => {
                self.step(entry, *page, (*step, *round), notifications);
                self.asked(entry.position, *page, (*step, *turn), notifications, unreachable, at);
                if let Some(seen) = self.pages.get_mut(page) {
                    seen.escalates_at = *escalates_at;
                }
            }
            Event::PageAttemptStarted { page, notification, attempt, .. } => {
                let made = Made::of(Bearer::Page(*page), *notification, entry.position);
                let again = self.calls.insert(*attempt, made);
                self.check(again.is_none(), || format!("page {page}: two claims for one call"));
                self.call((*page, *notification, *attempt), at);
            }
            Event::PageFolded { attempt, notifications, .. } => {
                for (page, notification) in
                    notifications.iter().filter_map(|it| Some((it.bearer.page()?, it.notification)))
                {
                    if let Some(made) = self.calls.get_mut(attempt) {
                        made.carries(page, notification);
                    }
                    self.call((page, notification, *attempt), at);
                }
            }
            Event::PageFoldedFinished { attempt, notifications, outcome, again_at } => {
                for (page, notification) in
                    notifications.iter().filter_map(|it| Some((it.bearer.page()?, it.notification)))
                {
                    self.finished((page, notification, *attempt), outcome, *again_at);
                    if let Some(seen) = self.pages.get_mut(&page) {
                        seen.before = ("page.attempt_finished".to_owned(), at);
                    }
                }
            }
            Event::PageAttemptFinished { page, notification, attempt, outcome, again_at } => {
                if *outcome == AttemptOutcome::Unknown {
                    self.lost(*attempt, entry.position);
                }
                self.finished((*page, *notification, *attempt), outcome, *again_at);
            }
            Event::PageAcknowledged { page, .. } | Event::PageCancelled { page } => {
                self.answered(*page, entry.position, at);
            }
            Event::PageExhausted { page } => self.exhausted(*page, at),
            Event::PageDeclined { page, by } => self.declined(*page, *by),
            _ => {}
        }
        if let (Some(page), kind) = (page_of(event), entry.kind.clone())
            && let Some(seen) = self.pages.get_mut(&page)
        {
            seen.before = (kind, at);
        }
    }

    /// An entry stands where it says, and after what came before it.
    fn follows(&mut self, position: u64, entry: &Recorded) {
        let (since, head) = (self.state.recorded_at, self.state.head_of(&entry.stream));
        self.check(entry.position == position, || format!("entry {position} says it is {}", entry.position));
        self.check(entry.recorded_at >= since, || format!("time runs backwards at {position}"));
        self.check(entry.seq == head + 1, || format!("a hole before {position}"));
    }

    /// The ledger alone, from its beginning, gives every node's state again, and it is sound.
    fn replay(&mut self, world: &World) {
        let same = world.nodes.iter().all(|node| node.state == self.state);
        self.check(same, || "a node's state is not what the ledger gives".to_owned());
        self.wrong.extend(invariants::check(&self.state).iter().map(ToString::to_string));
    }
}

fn page_of(event: &Event) -> Option<PageId> {
    match event {
        Event::PageRaised { page, .. }
        | Event::PageStepStarted { page, .. }
        | Event::PageAttemptStarted { page, .. }
        | Event::PageAttemptFinished { page, .. }
        | Event::PageDelivery { page, .. }
        | Event::PageAcknowledged { page, .. }
        | Event::PageDeclined { page, .. }
        | Event::PageExhausted { page }
        | Event::PageCancelled { page } => Some(*page),
        _ => None,
    }
}
