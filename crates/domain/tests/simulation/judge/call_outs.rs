//! The judge of call-outs: everybody who is meant is asked, again where they do not answer, and nobody once they have or it
//! has ended; it ends exactly when enough of each role have said yes, each person counted once; whoever is not needed is
//! told; and no message of it goes while a page's waits.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::attempt::{AttemptFinished, AttemptStarted, Bearer};
use ctac_domain::call_out::{Ask, Can, Terms, Why};
use ctac_domain::command::{Actor, CallOutPlan};
use ctac_domain::event::Event;
use ctac_domain::id::{AttemptId, CallOutId, NotificationId, PersonId};
use ctac_domain::limits;
use ctac_domain::notice::About;
use ctac_domain::page::{AttemptOutcome, Delivery, Notification};
use ctac_domain::state::{Recorded, State};
use jiff::{SignedDuration, Timestamp};

use super::super::cell;

mod enough;

/// How late anything of a call-out may be once it is calm, in seconds: as of pages.
const SLACK_S: i64 = 24;

/// One call-out, as the ledger has it.
struct Watched {
    terms: Terms,
    /// How often each was asked; 0: cannot be.
    asked: BTreeMap<PersonId, u8>,
    again_at: Option<Timestamp>,
    messages: BTreeMap<NotificationId, Message>,
    /// The latest of each: what, and whether in time.
    answers: BTreeMap<PersonId, (Can, bool)>,
    /// Since which entry and instant each has answered.
    answered: BTreeMap<PersonId, (u64, Timestamp)>,
    ended: Option<Ended>,
    released: BTreeSet<PersonId>,
}

struct Message {
    person: PersonId,
    due: Timestamp,
    calls: u8,
    under_way: Option<AttemptId>,
    /// It failed for good at this instant.
    failed_at: Option<Timestamp>,
    arrived: bool,
}

struct Ended {
    why: Why,
    at: Timestamp,
    position: u64,
    /// Who had been sent something, and what each had said.
    told: BTreeSet<PersonId>,
    answers: BTreeMap<PersonId, (Can, bool)>,
}

/// What the judge knows of call-outs.
#[derive(Default)]
pub(super) struct CallOuts {
    all: BTreeMap<CallOutId, Watched>,
    /// One that has enough: it ends at this instant, before anything else happens.
    enough: Option<(CallOutId, Timestamp)>,
    pub(super) wrong: Vec<String>,
}

/// What is known beside the entry: the ledger's state before it, what was asked for, and who is on call by the judge's book.
pub(super) struct Known<'a> {
    pub(super) state: &'a State,
    pub(super) plans: &'a BTreeMap<CallOutId, CallOutPlan>,
    pub(super) on_call: &'a dyn Fn(Timestamp) -> Vec<PersonId>,
    /// A page's message that waits and might go.
    pub(super) page_waits: &'a dyn Fn(Timestamp) -> bool,
    pub(super) calm_at: Timestamp,
}

impl CallOuts {
    fn check(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(otherwise());
        }
    }

    pub(super) fn entry(&mut self, entry: &Recorded, event: &Event, known: &Known<'_>) {
        let at = entry.recorded_at;
        if let Some((id, since)) = self.enough.filter(|(_, since)| *since != at) {
            self.enough = None;
            self.wrong.push(format!("call-out {id} had enough at {since}, and went on"));
        }
        match event {
            Event::CallOutStarted { call_out, terms } => self.started(*call_out, terms, at, known),
            Event::CallOutAsked { call_out, notifications, unreachable, again_at } => {
                self.asked(*call_out, (notifications, unreachable), (at, *again_at), known);
            }
            Event::CallOutAnswered { call_out, person, can, late, .. } => {
                self.answered((*call_out, *person), (*can, *late), (entry.position, at), known);
            }
            Event::CallOutEnded { call_out, why } => self.ended(*call_out, *why, entry, known),
            Event::NoticeRaised { person, about: About::CallOutOver { call_out, .. }, .. } => {
                let again = self.all.get_mut(call_out).is_none_or(|it| !it.released.insert(*person));
                self.check(!again, || format!("{person} is told twice that call-out {call_out} is over"));
            }
            Event::CallOutDelivery { call_out, notification, delivery, .. } => {
                let Some(it) = self.all.get_mut(call_out).and_then(|it| it.messages.get_mut(notification)) else {
                    return;
                };
                match delivery {
                    Delivery::Delivered => it.arrived = true,
                    Delivery::Failed { .. } => it.failed_at = Some(at),
                }
            }
            _ => self.called(event, at, known),
        }
    }

    fn started(&mut self, id: CallOutId, terms: &Terms, at: Timestamp, known: &Known<'_>) {
        let Some(plan) = known.plans.get(&id) else { return self.wrong.push(format!("nobody began call-out {id}")) };
        let everybody: BTreeSet<PersonId> = plan.ask.iter().flat_map(|ask| meant(*ask, at, known)).collect();
        let asked: BTreeSet<PersonId> = terms.people.iter().copied().collect();
        self.check(asked == everybody, || format!("call-out {id} asks {asked:?}, not {everybody:?}"));
        self.check(asked.len() == terms.people.len(), || format!("call-out {id} asks somebody twice"));
        let until = at + SignedDuration::from_secs(plan.for_s.into());
        self.check(terms.until == until, || format!("call-out {id} lasts until {}, not {until}", terms.until));
        self.check(terms.needs == plan.needs, || format!("call-out {id} needs something else than was said"));
        let watched = Watched {
            terms: terms.clone(),
            asked: BTreeMap::new(),
            again_at: None,
            messages: BTreeMap::new(),
            answers: BTreeMap::new(),
            answered: BTreeMap::new(),
            ended: None,
            released: BTreeSet::new(),
        };
        let again = self.all.insert(id, watched);
        self.check(again.is_none(), || format!("call-out {id} began twice"));
    }

    /// All at first; then, when it is time, all who have not answered; or one whom nothing reached.
    fn asked(
        &mut self,
        id: CallOutId,
        (messages, unreachable): (&[Notification], &[PersonId]),
        (at, again_at): (Timestamp, Option<Timestamp>),
        known: &Known<'_>,
    ) {
        let Some(it) = self.all.get_mut(&id) else { return self.wrong.push(format!("{id} asks before it began")) };
        let people: BTreeSet<PersonId> = messages.iter().map(|it| it.person).collect();
        let none = |person: &PersonId| known.state.people.get(person).is_none_or(|it| !it.is_reachable());
        let mut wrong = Vec::new();
        if it.ended.is_some() {
            wrong.push(format!("call-out {id} asks {people:?} after its end"));
        }
        if it.asked.is_empty() {
            let all: BTreeSet<PersonId> = it.terms.people.iter().copied().collect();
            let (cannot, can): (BTreeSet<PersonId>, BTreeSet<PersonId>) = all.into_iter().partition(none);
            if people != can || unreachable.iter().copied().collect::<BTreeSet<_>>() != cannot {
                wrong.push(format!("call-out {id} asks {people:?} at first, not {can:?}"));
            }
        } else if it.again_at.is_some_and(|due| at >= due) && again_at != it.again_at {
            let open = it.open();
            if people != open {
                wrong.push(format!("call-out {id} asks {people:?} again, not {open:?}"));
            }
        } else {
            let failed = |person| it.messages.values().any(|it| it.person == person && it.failed_at == Some(at));
            let others = people.len() == 1 && people.iter().all(|person| failed(*person) && it.open().contains(person));
            if !others || again_at != it.again_at {
                wrong.push(format!("call-out {id} asks {people:?} at {at}, before it is time"));
            }
        }
        it.again_at = again_at;
        it.asked.extend(unreachable.iter().map(|person| (*person, 0)));
        people.iter().for_each(|person| *it.asked.entry(*person).or_default() += 1);
        for new in messages {
            let Notification { person, due, .. } = *new;
            let message = Message { person, due, calls: 0, under_way: None, failed_at: None, arrived: false };
            it.messages.insert(new.id, message);
        }
        self.wrong.append(&mut wrong);
    }

    fn answered(
        &mut self,
        (id, person): (CallOutId, PersonId),
        (can, late): (Can, bool),
        (position, at): (u64, Timestamp),
        known: &Known<'_>,
    ) {
        let Some(it) = self.all.get_mut(&id) else { return };
        let coming = matches!(it.answers.get(&person), Some((Can::Yes { .. }, true)));
        let counts = it.ended.is_none() || coming && matches!(can, Can::Yes { .. });
        it.answers.insert(person, (can, !late));
        it.answered.entry(person).or_insert((position, at));
        if it.ended.is_none() && enough::is_enough(known.state, &it.terms, &it.answers) {
            self.enough = Some((id, at));
        }
        self.check(late != counts, || format!("{person}'s answer to call-out {id} is late: {late}"));
    }

    fn ended(&mut self, id: CallOutId, why: Why, entry: &Recorded, known: &Known<'_>) {
        let at = entry.recorded_at;
        let enough = self.enough.take_if(|(of, _)| *of == id).is_some();
        let Some(it) = self.all.get_mut(&id) else { return };
        let right = match why {
            Why::Filled => enough,
            Why::TimedOut => !enough && at >= it.terms.until,
            Why::Stopped => !enough && matches!(entry.actor, Actor::Person(_)),
        };
        let (twice, until) = (it.ended.is_some(), it.terms.until);
        let told = it.messages.values().filter(|it| it.calls > 0).map(|it| it.person).collect();
        it.ended = Some(Ended { why, at, position: entry.position, told, answers: it.answers.clone() });
        let latest = until.max(known.calm_at) + SignedDuration::from_secs(SLACK_S);
        self.check(right, || format!("call-out {id} ended {why:?} at {at}, with enough: {enough}, until {until}"));
        self.check(!twice, || format!("call-out {id} ended twice"));
        self.check(at <= latest, || format!("call-out {id} ended at {at}, due by {latest}"));
    }

    /// A call begins or ends: one at a time, when it is due, for somebody who is still asked, and behind every page.
    fn called(&mut self, event: &Event, at: Timestamp, known: &Known<'_>) {
        if let Some(AttemptStarted { bearer: Bearer::CallOut(id), notification, attempt, .. }) =
            AttemptStarted::of(event)
        {
            self.check(!(known.page_waits)(at), || format!("call-out {id} goes before a page that waits, at {at}"));
            let Some(it) = self.all.get_mut(&id) else { return };
            let (over, until) = (it.ended.is_some(), it.terms.until);
            let Some(message) = it.messages.get_mut(&notification) else {
                return self.wrong.push(format!("a call for nothing, of call-out {id}"));
            };
            let answered = it.answered.contains_key(&message.person);
            let idle = message.under_way.replace(attempt).is_none();
            message.calls += 1;
            let due = message.due <= at && message.calls <= limits::ATTEMPTS_IN_ALL && !message.arrived;
            self.check(!over && at < until, || format!("call-out {id} is sent on after its end"));
            self.check(!answered, || format!("somebody who has answered call-out {id} is asked once more"));
            self.check(idle && due, || format!("a message of call-out {id} goes twice or before it is due"));
        }
        let Some(ended) = AttemptFinished::of(event) else { return };
        let Bearer::CallOut(id) = ended.bearer else { return };
        let Some(it) = self.all.get_mut(&id) else { return };
        let over = it.ended.is_some();
        let Some(message) = it.messages.get_mut(&ended.notification) else { return };
        let needed = !over && !it.answered.contains_key(&message.person) && !message.arrived;
        let was = message.under_way.take();
        message.due = ended.again_at.unwrap_or(Timestamp::MAX);
        let failed = ended.again_at.is_none() && !matches!(ended.outcome, AttemptOutcome::Sent { .. });
        message.failed_at = failed.then_some(at);
        let helps = matches!(ended.outcome, AttemptOutcome::Unknown | AttemptOutcome::Failed { again: true, .. });
        let soon = at + SignedDuration::from_secs(limits::AGAIN_LATER_S.into()) < it.terms.until;
        let again = ended.again_at.is_some();
        let right = !again || needed && helps;
        let tried = again || !(needed && helps && soon && message.calls < limits::ATTEMPTS);
        self.check(was == Some(ended.attempt), || format!("a call ended that was not under way, of call-out {id}"));
        self.check(right && tried, || {
            format!("call-out {id}: again at {:?} after {:?}", ended.again_at, ended.outcome)
        });
    }

    /// Since which entry nobody needed a message: its call-out had ended, or its person had answered.
    pub(super) fn over_since(&self, id: CallOutId, notification: NotificationId) -> Option<u64> {
        let it = self.all.get(&id)?;
        let person = it.messages.get(&notification)?.person;
        let answered = it.answered.get(&person).map(|(position, _)| *position);
        it.ended.iter().map(|ended| ended.position).chain(answered).min()
    }

    /// All have ended in time, and until then everybody was asked who was to be, and again.
    pub(super) fn ends(&mut self, state: &State, calm_at: Timestamp) {
        let mut wrong = Vec::new();
        for (id, it) in &self.all {
            let Some(ended) = &it.ended else {
                wrong.push(format!("call-out {id} never ended"));
                continue;
            };
            let slack = SignedDuration::from_secs(SLACK_S);
            for message in it.messages.values() {
                let over = it.answered.get(&message.person).map_or(ended.at, |(_, at)| ended.at.min(*at));
                if message.calls == 0 && message.due.max(calm_at) + slack < over {
                    wrong.push(format!("call-out {id} never sent a message to {} that was due", message.person));
                }
            }
            let late = it.again_at.is_some_and(|again| again.max(calm_at) + slack < ended.at);
            let open = it.asked.iter().filter(|(person, times)| {
                let silent = it.answered.get(*person).is_none_or(|(_, at)| *at >= ended.at);
                silent && (1..limits::CALL_OUT_TIMES).contains(*times)
            });
            if late && open.count() > 0 {
                wrong.push(format!("call-out {id} did not ask again at {:?}", it.again_at));
            }
            wrong.extend(enough::release(state, (*id, &it.terms), ended, &it.released));
        }
        self.wrong.append(&mut wrong);
    }
}

impl Watched {
    /// Who has not answered, and may be asked once more.
    fn open(&self) -> BTreeSet<PersonId> {
        let asked = self.asked.iter().filter(|(_, times)| (1..limits::CALL_OUT_TIMES).contains(*times));
        asked.map(|(person, _)| *person).filter(|person| !self.answered.contains_key(person)).collect()
    }
}

/// Whom one part of the list means.
fn meant(ask: Ask, at: Timestamp, known: &Known<'_>) -> Vec<PersonId> {
    match ask {
        Ask::Person { person } => vec![person],
        Ask::Role { role } => {
            known.state.people.values().filter(|it| it.roles.contains(&role)).map(|it| it.id).collect()
        }
        Ask::Rota { rota } if rota == cell::ROTA => (known.on_call)(at),
        // None is in the story.
        Ask::Rota { .. } | Ask::Team { .. } | Ask::Members | Ask::Responders { .. } => Vec::new(),
    }
}
