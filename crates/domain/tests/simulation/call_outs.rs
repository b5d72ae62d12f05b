//! Call-outs of a story: begun by somebody who may, for an incident or for none, sometimes stopped; and what people say to
//! them, as they really say it: by text, by key, by link, late, twice, or otherwise than before. A story has a generator of
//! its own for it, and most stories have none.

use std::collections::BTreeMap;

use ctac_domain::attempt::Bearer;
use ctac_domain::call_out::{Ask, Can, Need};
use ctac_domain::command::{Actor, CallOutPlan, Command};
use ctac_domain::directory::Role;
use ctac_domain::event::Event;
use ctac_domain::id::{CallOutId, IncidentId, NotificationId, PersonId};
use ctac_domain::incident::Severity;
use ctac_domain::message::reply::{AttendKey, Meant, Reply, attend_key, meant_by, parse};
use ctac_domain::page::{How, Subject};
use ctac_domain::state::{Recorded, State};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::cell::{self, ROTA};
use super::people::Intent;
use super::random::Random;

/// Of a hundred stories, those with call-outs.
const STORIES: u64 = 20;

/// See the module.
pub(super) struct CallOuts {
    random: Random,
    /// Whether the story has any.
    tells: bool,
    /// As they were asked for.
    pub(super) plans: BTreeMap<CallOutId, CallOutPlan>,
    /// Replies that did not lead where they were meant to.
    pub(super) misread: Vec<String>,
}

impl CallOuts {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed.rotate_left(17) ^ 0xca11);
        let tells = random.chance(STORIES);
        Self { random, tells, plans: BTreeMap::new(), misread: Vec::new() }
    }

    /// Some hold more than one role, so that whom to count for what is a question.
    pub(super) fn prepare(&mut self, genesis: &mut State) {
        for nth in 1..=5 {
            for role in [Role::Loggist, Role::Communications] {
                if self.tells
                    && self.random.chance(40)
                    && let Some(person) = genesis.people.get_mut(&cell::person(nth))
                {
                    person.roles.insert(role);
                }
            }
        }
    }

    /// The administrator convenes the cell, once, or twice at a time.
    pub(super) fn first(&mut self, dawn: Timestamp) -> Vec<Intent> {
        let many = if self.tells { self.random.between(1, 2) } else { 0 };
        let begun = (0..many).map(|_| {
            let at = dawn + SignedDuration::from_millis(self.random.between(0, 500_000));
            self.begin(at, cell::person(6), None)
        });
        begun.collect::<Vec<_>>().concat()
    }

    /// Whoever has just taken an incident's page calls others out for it.
    pub(super) fn follow(&mut self, state: &State, entry: &Recorded, truth: Timestamp) -> Vec<Intent> {
        let Some(Event::PageAcknowledged { page, by: Some(by), .. }) = entry.event.as_deref() else {
            return Vec::new();
        };
        let subject = state.pages.get(page).map(|page| page.subject);
        let Some(Subject::Incident { incident }) = subject.filter(|_| self.tells) else { return Vec::new() };
        if self.plans.len() > 3 || self.random.chance(40) {
            return Vec::new();
        }
        let at = truth + SignedDuration::from_millis(self.random.between(100, 20_000));
        self.begin(at, *by, Some(incident))
    }

    /// A call-out begins, is asked for twice now and then, and may be stopped.
    fn begin(&mut self, at: Timestamp, by: PersonId, incident: Option<IncidentId>) -> Vec<Intent> {
        let random = &mut self.random;
        let id = CallOutId(Uuid::from_bytes(*random.seed().first_chunk().unwrap()));
        let plan = plan(random, incident);
        self.plans.insert(id, plan.clone());
        let actor = Actor::Person(by);
        let start = Intent { at, actor, command: Command::StartCallOut { call_out: id, plan } };
        let mut all = vec![start.clone()];
        if random.chance(10) {
            all.push(Intent { at: at + SignedDuration::from_millis(random.between(0, 5_000)), ..start });
        }
        if random.chance(25) {
            let at = at + SignedDuration::from_millis(random.between(1_000, 240_000));
            all.push(Intent { at, actor, command: Command::StopCallOut { call_out: id } });
        }
        all
    }

    /// What somebody says on having a call-out's message.
    pub(super) fn answer(
        &mut self,
        state: &State,
        at: Timestamp,
        person: PersonId,
        (call_out, message): (CallOutId, NotificationId),
    ) -> Vec<Intent> {
        let many = match self.random.between(0, 99) {
            0..=29 => 0,
            30..=79 => 1,
            _ => 2,
        };
        let (mut all, mut at, mut last) = (Vec::new(), at, None);
        for _ in 0..many {
            let most = if self.random.chance(85) { 90_000 } else { 900_000 };
            at += SignedDuration::from_millis(self.random.between(500, most));
            // Now and then the very same again: a message that came twice.
            let said = last.filter(|_| self.random.chance(30));
            let (can, how) = said.unwrap_or_else(|| self.say(state, person, (call_out, message)));
            last = Some((can, how));
            let command = Command::AnswerCallOut { call_out, can, how };
            all.push(Intent { at, actor: Actor::Person(person), command });
        }
        all
    }

    /// An answer, by one of the ways there are; what was written or pressed must mean this call-out and what they meant.
    fn say(&mut self, state: &State, person: PersonId, (id, message): (CallOutId, NotificationId)) -> (Can, How) {
        let random = &mut self.random;
        let minutes = [5, 15, 30, 60, 120][usize::try_from(random.between(0, 4)).unwrap_or(0)];
        let can = if random.chance(70) { Can::Yes { minutes } } else { Can::No };
        match random.between(0, 3) {
            0 => {
                let digit = ['1', '4', '5', '6', '2', '0'][usize::try_from(random.between(0, 5)).unwrap_or(0)];
                let Some(AttendKey::Can(can)) = attend_key(digit) else {
                    self.misread.push(format!("key {digit} says nothing to a call-out"));
                    return (can, How::Dtmf);
                };
                (can, How::Dtmf)
            }
            1 => (can, How::Link),
            2 => (can, How::Api),
            _ => {
                let code = state.notification(Bearer::CallOut(id), message).and_then(|it| it.code).unwrap_or(0);
                let text = match can {
                    Can::Yes { minutes } if random.chance(50) => format!("{code} {minutes}"),
                    Can::Yes { minutes } => format!("Yes {code} in {minutes} mins"),
                    Can::No if random.chance(50) => format!("{code} 0"),
                    Can::No => format!("no, {code}"),
                };
                let said = match parse(&text) {
                    Reply::Attend(Some(code), 0) | Reply::Decline(Some(code)) => Some((code, Can::No)),
                    Reply::Attend(Some(code), minutes) => Some((code, Can::Yes { minutes })),
                    _ => None,
                };
                let meant = said.map(|(code, said)| (meant_by(state, person, Some(code), true), said));
                if meant != Some((Meant::CallOut(id), can)) {
                    self.misread.push(format!("{text:?} to call-out {id} is read as {meant:?}"));
                }
                (can, How::Sms)
            }
        }
    }
}

fn plan(random: &mut Random, incident: Option<IncidentId>) -> CallOutPlan {
    let ask = match random.between(0, 3) {
        0 => vec![Ask::Role { role: Role::Responder }, Ask::Person { person: cell::person(6) }],
        1 => vec![Ask::Rota { rota: ROTA }, Ask::Role { role: Role::Responder }],
        2 => (1..=4).map(|nth| Ask::Person { person: cell::person(nth) }).collect(),
        _ => vec![Ask::Role { role: Role::Responder }],
    };
    let needs = [(Role::Responder, 2), (Role::Loggist, 1), (Role::Communications, 1), (Role::CellAdmin, 1)];
    let needs = needs.into_iter().filter_map(|(role, most)| {
        let count = u16::try_from(random.between(1, most)).unwrap_or(1);
        random.chance(45).then_some(Need { role, count })
    });
    let needs = needs.collect();
    let seconds = |random: &mut Random, least, most| u32::try_from(random.between(least, most)).unwrap_or(60);
    CallOutPlan {
        incident,
        severity: incident.is_none().then_some(Severity::S2),
        reason: None,
        ask,
        needs,
        within_min: seconds(random, 10, 90),
        for_s: seconds(random, 60, 400),
        again_after_s: random.chance(70).then(|| seconds(random, 60, 150)),
        join: None,
    }
}
