//! The world of a story: true time, the ledger, the nodes, the providers, what people are about to do, and the faults.

use std::collections::BTreeMap;
use std::sync::Arc;

use ctac_domain::attempt::{AttemptStarted, Bearer};
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Context, Decision, decide};
use ctac_domain::due;
use ctac_domain::event::Event;
use ctac_domain::evolve::evolve;
use ctac_domain::id::AttemptId;
use ctac_domain::invariants;
use ctac_domain::page::AttemptOutcome;
use ctac_domain::state::{Alarm, Recorded, State};
use jiff::{SignedDuration, Timestamp};

use super::cell;
use super::duty;
use super::node::{Call, Node};
use super::people::{self, Intent};
use super::random::Random;

/// How long faults happen, in seconds; then it is calm.
const FAULTS_S: i64 = 600;
/// How long calm may last: all waits of the longest policy, then the administrators', and slack for each step.
const CALM_S: i64 = 3 * 3 * 90 + 4 * 300 + 120;
/// Moments of the longest story. One with more turns in circles.
const MOMENTS: usize = 4_000;
/// How long a node has for a call, in seconds.
const LEASE_S: u32 = 30;

pub(super) struct World {
    random: Random,
    pub(super) genesis: State,
    pub(super) ledger: Vec<Arc<Recorded>>,
    /// The state that the ledger gives up to an entry: where a node that starts again begins to read, for it would
    /// spend most of a story on reading it from the beginning. The first crash of all moves it from there; the judge
    /// reads it all again.
    read: (State, usize),
    pub(super) nodes: Vec<Node>,
    /// What providers took: which call, when.
    pub(super) deliveries: Vec<(AttemptId, Timestamp)>,
    intents: Vec<Intent>,
    truth: Timestamp,
    calm: bool,
    /// What happened that a ledger does not show.
    pub(super) counts: BTreeMap<&'static str, u32>,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let genesis = cell::genesis(&mut random);
        let intents = people::signals(&mut random, cell::dawn());
        let read = (genesis.clone(), 0);
        let nodes = (0..2).map(|nth| Node::new(nth, &genesis)).collect();
        Self {
            random,
            genesis,
            ledger: Vec::new(),
            read,
            nodes,
            deliveries: Vec::new(),
            intents,
            truth: cell::dawn(),
            calm: false,
            counts: BTreeMap::new(),
        }
    }

    /// Plays to the end; what was found wrong on the way.
    pub(super) fn play(&mut self) -> Vec<String> {
        let faults_end = cell::dawn() + SignedDuration::from_secs(FAULTS_S);
        let end = faults_end + SignedDuration::from_secs(CALM_S);
        let mut wrong = Vec::new();
        for moment in 0.. {
            if moment == MOMENTS {
                wrong.push("it never comes to rest".to_owned());
            }
            if self.truth >= end || !wrong.is_empty() {
                break;
            }
            self.truth = self.next_moment().min(end);
            if !self.calm && self.truth >= faults_end {
                self.fall_calm();
            }
            self.fault();
            self.duty();
            self.providers();
            self.people();
            for nth in 0..self.nodes.len() {
                self.node(nth);
            }
            wrong.extend(self.check());
            if self.calm && self.is_settled() {
                break;
            }
        }
        for node in &mut self.nodes {
            node.catch_up(&self.ledger);
        }
        wrong
    }

    fn note(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// The next moment at which anything may happen, and a little later than that.
    fn next_moment(&mut self) -> Timestamp {
        let intents = self.intents.iter().map(|intent| intent.at);
        let nodes = self.nodes.iter().flat_map(|node| {
            let calls = node.calls.iter().flat_map(|call| [call.sends_at, call.answers.as_ref().map(|(at, _)| *at)]);
            let wakes = due::next_deadline(&node.state).map(|at| at - node.skew);
            let own = if node.is_up() { [wakes, None] } else { [None, node.down_until] };
            calls.chain(own).flatten().collect::<Vec<_>>()
        });
        let next = intents.chain(nodes).min().unwrap_or(self.truth).max(self.truth);
        next + SignedDuration::from_millis(self.random.between(1, 400))
    }

    fn fall_calm(&mut self) {
        self.calm = true;
        for node in &mut self.nodes {
            node.skew /= 4;
            node.down_until = None;
        }
    }

    /// Clocks step, nodes crash and come back.
    fn fault(&mut self) {
        for nth in 0..self.nodes.len() {
            let (crashes, steps) = (!self.calm && self.random.chance(2), !self.calm && self.random.chance(3));
            let skew = SignedDuration::from_millis(self.random.between(-2_000, 2_000));
            let until = self.truth + SignedDuration::from_secs(self.random.between(1, 90));
            let node = &mut self.nodes[nth];
            if node.down_until.is_some_and(|until| until <= self.truth) {
                node.down_until = None;
            }
            if steps {
                node.skew = skew;
            }
            if crashes && node.is_up() {
                self.crash(nth, until);
                self.note("crash");
            }
        }
    }

    /// A node loses what it had in memory.
    fn crash(&mut self, nth: usize, until: Timestamp) {
        self.nodes[nth].crash(&self.read, until);
        let (state, seen) = &mut self.read;
        self.ledger.iter().skip(*seen).for_each(|entry| evolve(state, entry));
        *seen = self.ledger.len();
    }

    /// Now and then somebody changes who is on call.
    fn duty(&mut self) {
        if !self.calm && self.random.chance(4) {
            let nth = usize::from(self.random.chance(50));
            self.intents.extend(duty::duty(&mut self.random, self.truth, &self.nodes[nth].state));
        }
    }

    /// Providers take what nodes send, whether or not the node learns of it.
    fn providers(&mut self) {
        let truth = self.truth;
        let mut taken = Vec::new();
        for node in self.nodes.iter_mut().filter(|node| node.is_up()) {
            for call in &mut node.calls {
                if call.sends_at.is_some_and(|at| at <= truth) {
                    call.sends_at = None;
                    taken.push((call.attempt, call.person, call.bearer));
                }
            }
        }
        for (attempt, person, bearer) in taken {
            self.deliveries.push((attempt, truth));
            if let Bearer::Page(page) = bearer {
                self.intents.extend(people::answer(&mut self.random, truth, person, page));
            }
        }
    }

    /// Whatever people and the source mean to do by now, at a node that is up. What is not answered is said again.
    fn people(&mut self) {
        let (now, later) = std::mem::take(&mut self.intents).into_iter().partition(|it: &Intent| it.at <= self.truth);
        self.intents = later;
        for mut intent in now {
            let nth = usize::from(self.random.chance(50));
            let done = self.nodes[nth].is_up() && self.execute(nth, intent.actor, &intent.command);
            if !done {
                intent.at = self.truth + SignedDuration::from_millis(self.random.between(500, 5_000));
                self.intents.push(intent);
            }
        }
    }

    /// One node does what it must: learns, reports, ticks, claims and calls.
    fn node(&mut self, nth: usize) {
        if !self.nodes[nth].is_up() {
            return;
        }
        if self.calm || self.random.chance(60) {
            self.nodes[nth].catch_up(&self.ledger);
        }
        self.report(nth);
        // Looks at what it knows, which may be old; decides only with everything it can know.
        let (state, now) = (self.nodes[nth].state.clone(), self.nodes[nth].clock(self.truth));
        if due::needs_tick(&state, now) {
            self.execute(nth, Actor::System, &Command::Tick);
        }
        if self.nodes[nth].is_up() && due::pending(&state, now).next().is_some() {
            let limit = usize::try_from(self.random.between(1, 6)).unwrap_or(1);
            let command = Command::ClaimDue { node: self.nodes[nth].id, limit, lease_s: LEASE_S };
            self.execute(nth, Actor::System, &command);
        }
    }

    /// Tells the ledger what came of calls.
    fn report(&mut self, nth: usize) {
        let truth = self.truth;
        let answered = |call: &Call| call.answers.as_ref().is_some_and(|(at, _)| *at <= truth);
        let (answered, open): (Vec<Call>, Vec<Call>) = self.nodes[nth].calls.drain(..).partition(answered);
        self.nodes[nth].calls = open;
        for call in answered {
            let Some((_, outcome)) = call.answers else { continue };
            let Call { bearer, notification, attempt, .. } = call;
            if self.nodes[nth].is_up() {
                self.execute(nth, Actor::System, &Command::FinishAttempt { bearer, notification, attempt, outcome });
            }
        }
    }

    /// One decision under the ledger's lock; whether the caller knows that it was taken.
    fn execute(&mut self, nth: usize, actor: Actor, command: &Command) -> bool {
        if !self.calm && self.random.chance(4) {
            self.note("a write refused");
            return false;
        }
        let seed = self.random.seed();
        let node = &mut self.nodes[nth];
        node.catch_up(&self.ledger);
        let context = Context { actor, now: node.clock(self.truth), seed };
        // A refusal is an answer, too.
        let Ok(Decision { entries, .. }) = decide(&node.state, command, &context) else { return true };
        if matches!(command, Command::EscalateNow { .. }) {
            self.note("escalated by hand");
        }
        self.ledger.extend(entries.iter().cloned());
        if !self.calm && self.random.chance(3) {
            // Written, but the node does not learn that: it starts again.
            let until = self.truth + SignedDuration::from_secs(self.random.between(1, 30));
            self.crash(nth, until);
            self.note("a write whose answer was lost");
            return false;
        }
        self.nodes[nth].catch_up(&self.ledger);
        for entry in &entries {
            self.call(nth, entry);
        }
        true
    }

    /// A node calls a provider for what it has just claimed.
    fn call(&mut self, nth: usize, entry: &Recorded) {
        let Some(started) = entry.event.as_deref().and_then(AttemptStarted::of) else { return };
        let AttemptStarted { bearer, notification, attempt, .. } = started;
        let Some(message) = self.nodes[nth].state.notification(bearer, notification) else { return };
        let person = message.person;
        let sends_at = self.truth + SignedDuration::from_millis(self.random.between(1, 2_000));
        let answers_at = sends_at + SignedDuration::from_millis(self.random.between(1, 2_000));
        let provider = "simulated".to_owned();
        let sent = AttemptOutcome::sent(provider.clone(), attempt.to_string());
        let failed = |again| AttemptOutcome::failed(provider.clone(), "no route", again);
        let (sends, outcome) = match if self.calm { 0 } else { self.random.between(0, 99) } {
            0..=69 => (true, Some(sent)),
            70..=79 => (false, Some(failed(true))),
            80..=86 => (false, Some(failed(false))),
            87..=89 => (self.random.chance(50), Some(AttemptOutcome::Unknown)),
            90..=94 => (true, None),
            _ => (false, None),
        };
        if sends && outcome.is_none() {
            self.note("sent, and the answer lost");
        }
        self.nodes[nth].calls.push(Call {
            bearer,
            notification,
            attempt,
            person,
            sends_at: sends.then_some(sends_at),
            answers: outcome.map(|outcome| (answers_at, outcome)),
        });
    }

    /// What must hold at every moment, of what one node knows.
    fn check(&mut self) -> Vec<String> {
        let nth = usize::from(self.random.chance(50));
        let state = &self.nodes[nth].state;
        if self.random.chance(2) {
            return invariants::check(state).iter().map(ToString::to_string).collect();
        }
        let last = self.ledger.last().and_then(|entry| match entry.event.as_deref() {
            Some(Event::PageRaised { page, .. } | Event::PageStepStarted { page, .. }) => Some(*page),
            _ => None,
        });
        last.map(|page| invariants::check_page(state, page))
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// Whether nothing more can happen but heartbeats.
    fn is_settled(&self) -> bool {
        // Handoffs and telling of them go on for ever; those that have passed are recorded.
        let soon = self.truth + SignedDuration::from_secs(1);
        let over =
            |(at, alarm): &(Timestamp, Alarm)| matches!(alarm, Alarm::Handoff(_) | Alarm::Notices(_)) && *at > soon;
        let quiet =
            |node: &Node| node.seen == self.ledger.len() && node.state.alarms.iter().all(over) && node.calls.is_empty();
        self.intents.is_empty() && self.nodes.iter().all(quiet)
    }
}
