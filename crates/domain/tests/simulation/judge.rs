//! The judge: reads the ledger and the deliveries, never a node's word, and says what should not have happened.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::attempt::{AttemptStarted, Bearer};
use ctac_domain::command::Actor;
use ctac_domain::delivery::Reported;
use ctac_domain::event::Event;
use ctac_domain::evolve::evolve;
use ctac_domain::id::{AttemptId, NotificationId, PageId, PersonId};
use ctac_domain::incident::Severity;
use ctac_domain::invariants;
use ctac_domain::limits;
use ctac_domain::page::{AttemptOutcome, Notification, Subject};
use ctac_domain::policy::Policy;
use ctac_domain::state::{Recorded, State};
use jiff::{SignedDuration, Timestamp};

use super::cell;
use super::world::World;
use call_outs::{CallOuts, Known};
use duty::Book;
use notices::Notices;
use receipts::Told;
use sent::Made;
use steps::Turns;
use storms::Storms;

mod call_outs;
mod duty;
mod notices;
mod receipts;
mod sent;
mod steps;
mod storms;

/// How late a step may be, in seconds.
const SLACK_S: i64 = 2;

/// What the judge knows of a page.
struct Seen {
    subject: Subject,
    policy: Policy,
    severity: Severity,
    /// Whose turn it was last, at steps that ask in turn.
    turns: BTreeMap<usize, usize>,
    place: Option<(usize, u8)>,
    /// When the step under way may give way.
    escalates_at: Timestamp,
    /// Steps that reached nobody, in a row.
    gaps: usize,
    messages: BTreeMap<NotificationId, Message>,
    /// Who declined in the step under way.
    declined: BTreeSet<PersonId>,
    answered: bool,
    exhausted: bool,
    raised_at: Timestamp,
    /// When it was answered, or nobody was left, whichever came first.
    ended_at: Option<Timestamp>,
    /// The entry that answered it.
    answered_by: Option<u64>,
    /// The page's entry before the one at hand.
    before: (String, Timestamp),
    noticed: bool,
}

struct Message {
    person: PersonId,
    due: Timestamp,
    /// Its person declined before it was sent.
    withdrawn: bool,
    calls: u8,
    under_way: Option<AttemptId>,
    /// Its provider said that it arrived.
    arrived: bool,
    /// Its provider said that it did not, and since then nobody said that they would not take it.
    undelivered: bool,
}

impl Seen {
    /// The sum of its waits, and a little for each: a node looks at its clock some tenths of a second late.
    fn longest(&self) -> SignedDuration {
        let rounds = i64::from(self.policy.repeats) + 1;
        let waits: i64 = self.policy.steps.iter().map(|step| i64::from(step.wait_s) + SLACK_S).sum();
        SignedDuration::from_secs(waits * rounds + SLACK_S)
    }
}

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
                let twice = self.pages.get_mut(page).is_none_or(|seen| {
                    seen.ended_at.get_or_insert(at);
                    seen.answered_by.get_or_insert(entry.position);
                    std::mem::replace(&mut seen.answered, true)
                });
                self.check(!twice, || format!("page {page} was answered twice"));
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

    fn raised(&mut self, page: PageId, subject: Subject, (policy, severity): (&Policy, Severity), at: Timestamp) {
        let seen = Seen {
            subject,
            policy: policy.clone(),
            severity,
            turns: BTreeMap::new(),
            place: None,
            escalates_at: at,
            gaps: 0,
            messages: BTreeMap::new(),
            declined: BTreeSet::new(),
            answered: false,
            exhausted: false,
            raised_at: at,
            ended_at: None,
            answered_by: None,
            before: (String::new(), at),
            noticed: false,
        };
        self.pages.insert(page, seen);
        if let Subject::Exhausted { page: about } = subject {
            let known = self.pages.get_mut(&about).is_some_and(|seen| {
                seen.noticed = true;
                seen.exhausted && !matches!(seen.subject, Subject::Exhausted { .. })
            });
            self.check(known, || format!("administrators are paged about page {about}, which is not exhausted"));
        }
    }

    /// Steps come in their order and never early, unless a person, a failure or a gap made the last one pointless.
    fn step(&mut self, entry: &Recorded, page: PageId, place: (usize, u8), notifications: &[Notification]) {
        let at = entry.recorded_at;
        let Some(seen) = self.pages.get_mut(&page) else {
            return self.wrong.push(format!("a step of page {page}, which was never raised"));
        };
        let expected = steps::expected(&seen.policy, seen.severity, seen.place, at);
        let in_order = expected == Some(place);
        let pointless = matches!(
            seen.before.0.as_str(),
            "page.declined" | "page.attempt_finished" | "page.delivery" | "page.step_started"
        ) && seen.before.1 == at;
        let timely = at >= seen.escalates_at || pointless || matches!(entry.actor, Actor::Person(_));
        let over = seen.answered || seen.exhausted;
        seen.place = Some(place);
        seen.declined.clear();
        seen.gaps = if notifications.is_empty() { seen.gaps + 1 } else { 0 };
        for notification in notifications {
            let message = Message {
                person: notification.person,
                due: notification.due,
                withdrawn: false,
                calls: 0,
                under_way: None,
                arrived: false,
                undelivered: false,
            };
            seen.messages.insert(notification.id, message);
        }
        self.check(in_order, || format!("page {page} went to {place:?}, not {expected:?}"));
        self.check(timely, || format!("page {page} went on before its time, at {at}"));
        self.check(!over, || format!("page {page} went on after its end"));
    }

    /// A step asks exactly those whom its targets mean at that instant.
    fn asked(
        &mut self,
        position: u64,
        page: PageId,
        (step, turn): (usize, Option<usize>),
        notifications: &[Notification],
        unreachable: &[PersonId],
        at: Timestamp,
    ) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let mut asked: Vec<PersonId> = notifications.iter().map(|it| it.person).chain(unreachable.to_vec()).collect();
        asked.sort();
        asked.dedup();
        let Some(of) = seen.policy.steps.get(step) else { return };
        let mut on_duty = Vec::new();
        let (mut meant, due) = self.turns.meant(&self.state, (of, step), (&mut seen.turns, &mut on_duty), at);
        for people in &on_duty {
            let others = self.book.on_call(at);
            if *people != others {
                self.wrong.push(format!("{people:?} count as on call at {at}; by the ledger it is {others:?}"));
            }
        }
        meant.sort();
        meant.dedup();
        self.asked.extend(on_duty.into_iter().map(|people| (position, at, people)));
        self.check(asked == meant, || format!("page {page} asked {asked:?}, not {meant:?}"));
        self.check(turn == due, || format!("page {page} took turn {turn:?}, not {due:?}"));
    }

    /// Whoever was asked as on call at an instant is who the ledger's handoffs say was on call then, and who the rota
    /// says today that was.
    fn on_call(&mut self, world: &World) {
        let mut handoffs = Vec::new();
        for entry in &world.ledger {
            if let Some(Event::RotaOnCallChanged { at, was, is, .. }) = entry.event.as_deref() {
                handoffs.push((*at, entry.position, was.clone(), is.clone()));
            }
        }
        let chained = handoffs.windows(2).all(|pair| pair[0].3 == pair[1].2 && pair[0].0 <= pair[1].0);
        self.check(chained, || "the handoffs of the ledger do not follow each other".to_owned());
        let Some(kept) = self.state.rotas.get(&cell::ROTA).cloned() else { return };
        let first = world.genesis.rotas.get(&cell::ROTA).map(|kept| kept.on_now.clone()).unwrap_or_default();
        for (position, at, people) in std::mem::take(&mut self.asked) {
            // Two things may happen at one instant: what was recorded there after the step may count or not.
            let last = |counts: &dyn Fn(u64) -> bool| {
                let before = handoffs.iter().rev().find(|it| it.0 < at || it.0 == at && counts(it.1));
                before.map_or(&first, |it| &it.3)
            };
            let told = [last(&|_| true), last(&|other| other < position)];
            let known = kept.next.is_none_or(|next| next > at);
            let agrees = !known || told.contains(&&people);
            self.check(agrees, || format!("{people:?} were asked at {at}, and the handoffs say {told:?}"));
            let later = handoffs.iter().any(|it| it.0 == at && it.1 > position);
            let today = kept.on_call(at);
            self.check(later || today == people, || format!("{people:?} were asked at {at}; it was {today:?}"));
        }
    }

    /// A call is made when it is due, by one node at a time, not too often, and never after an answer.
    fn call(&mut self, (page, notification, attempt): (PageId, NotificationId, AttemptId), at: Timestamp) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let answered = seen.answered;
        let Some(message) = seen.messages.get_mut(&notification) else {
            return self.wrong.push(format!("a call for nothing, of page {page}"));
        };
        let withdrawn = message.withdrawn;
        let (due, before) = (message.due, message.under_way.replace(attempt));
        message.calls += 1;
        let calls = message.calls;
        self.check(!answered, || format!("page {page} was sent on after it was answered"));
        self.check(!withdrawn, || format!("page {page} was sent to somebody who had declined"));
        self.check(at >= due, || format!("page {page} was sent at {at}, due {due}"));
        self.check(before.is_none(), || format!("page {page}: two calls at once for one message"));
        self.check(calls <= limits::ATTEMPTS_IN_ALL, || format!("page {page}: {calls} calls for one message"));
    }

    /// A call that may not have gone through is made again, so long as anybody needs it.
    fn finished(
        &mut self,
        (page, notification, attempt): (PageId, NotificationId, AttemptId),
        outcome: &AttemptOutcome,
        again_at: Option<Timestamp>,
    ) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let answered = seen.answered;
        let Some(message) = seen.messages.get_mut(&notification) else { return };
        message.due = again_at.unwrap_or(Timestamp::MAX);
        let was = message.under_way.take();
        let (arrived, calls, was_undelivered) = (message.arrived, message.calls, message.undelivered);
        message.undelivered &= !matches!(outcome, AttemptOutcome::Failed { .. });
        let may_help = matches!(outcome, AttemptOutcome::Unknown | AttemptOutcome::Failed { again: true, .. });
        let needed = !answered && !seen.declined.contains(&message.person) && message.calls < limits::ATTEMPTS_IN_ALL;
        self.check(was == Some(attempt), || format!("a call ended that was not under way, of page {page}"));
        // It was taken before and did not arrive: then it is not tried for hours.
        let spent = was_undelivered && calls >= limits::ATTEMPTS;
        let again = if arrived { Some(false) } else { (!spent).then_some(may_help && needed) };
        let right = again.is_none_or(|again| again_at.is_some() == again);
        self.check(right, || format!("page {page}: again at {again_at:?}"));
    }

    /// What was to be sent to somebody who declined is not.
    fn declined(&mut self, page: PageId, by: PersonId) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        seen.declined.insert(by);
        for message in seen.messages.values_mut().filter(|it| it.person == by && it.under_way.is_none()) {
            message.withdrawn = true;
        }
    }

    /// Nobody is left only when everybody was asked, or when everybody in turn could not be.
    fn exhausted(&mut self, page: PageId, at: Timestamp) {
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let all_asked = steps::expected(&seen.policy, seen.severity, seen.place, at).is_none();
        let none_reached = seen.gaps >= steps::open(&seen.policy, seen.severity, at);
        let over = seen.answered || seen.exhausted;
        seen.exhausted = true;
        seen.ended_at.get_or_insert(at);
        self.check(all_asked || none_reached, || format!("page {page} gave up before its last step"));
        self.check(!over, || format!("page {page} gave up after its end"));
    }

    /// Every page comes to its end, and nobody answering is loud.
    fn ends(&mut self, calm_at: Timestamp) {
        let mut wrong = Vec::new();
        for (page, seen) in &self.pages {
            let latest = seen.raised_at.max(calm_at) + seen.longest();
            match seen.ended_at {
                None => wrong.push(format!("page {page} never came to its end")),
                Some(at) if at > latest => wrong.push(format!("page {page} ended at {at}, which was due by {latest}")),
                Some(_) => {}
            }
            if seen.exhausted
                && !seen.noticed
                && !matches!(seen.subject, Subject::Exhausted { .. } | Subject::Gap { .. })
            {
                wrong.push(format!("page {page} ran out of people in silence"));
            }
            if seen.messages.values().any(|message| message.under_way.is_some()) {
                wrong.push(format!("page {page}: nobody knows what came of a call"));
            }
            if !seen.answered && seen.messages.values().any(|message| message.calls == 0 && !message.withdrawn) {
                wrong.push(format!("page {page}: a message was never sent, though nobody answered"));
            }
        }
        self.wrong.extend(wrong);
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
