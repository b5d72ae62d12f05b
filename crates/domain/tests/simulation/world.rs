//! The world of a story: true time, the ledger, the nodes, the providers, what people are about to do, and the faults.

use std::collections::BTreeMap;
use std::sync::Arc;

use ctac_domain::attempt::{AttemptFinished, Bearer, Room};
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::{Context, decide};
use ctac_domain::due;
use ctac_domain::event::Event;
use ctac_domain::guard::{self, Guard};
use ctac_domain::id::{AttemptId, NotificationId};
use ctac_domain::invariants;
use ctac_domain::page::AttemptOutcome;
use ctac_domain::state::{Alarm, Recorded, State};
use jiff::{SignedDuration, Timestamp};

use super::call_outs::CallOuts;
use super::cell;
use super::duty;
use super::node::Node;
use super::people::{self, Intent};
use super::provider::{Mood, Providers};
use super::random::Random;
use super::receipts::Receipts;

mod log;

/// How long faults happen, in seconds; then it is calm.
const FAULTS_S: i64 = 600;
/// How long calm may last: all waits of the longest policy, then the administrators', and slack for each step.
const CALM_S: i64 = 3 * 3 * 90 + 4 * 300 + 120;
/// Moments of the longest story. One with more turns in circles.
const MOMENTS: usize = 4_000;
/// How long a node has for a call, in seconds.
pub(super) const LEASE_S: u32 = 30;

pub(super) struct World {
    pub(super) random: Random,
    pub(super) genesis: State,
    pub(super) ledger: Vec<Arc<Recorded>>,
    /// The state that all of the ledger gives, and how much that is: what a node has that reads to the end. It is found
    /// once for all of them; the judge, who reads the ledger by itself, compares.
    pub(super) head: (State, usize),
    /// The same of a while ago: where a node that starts again begins to read, for it would spend most of a story on
    /// reading from the beginning.
    read: (State, usize),
    /// The last call of a notification, where nobody knows what came of it, as `ctac-engine` remembers.
    pub(super) unknown: BTreeMap<NotificationId, AttemptId>,
    pub(super) nodes: Vec<Node>,
    pub(super) providers: Providers,
    pub(super) receipts: Receipts,
    pub(super) call_outs: CallOuts,
    intents: Vec<Intent>,
    pub(super) truth: Timestamp,
    pub(super) calm: bool,
    /// The ledger's time when it fell calm.
    pub(super) calm_at: Timestamp,
    /// What happened that a ledger does not show.
    pub(super) counts: BTreeMap<&'static str, u32>,
    /// Calls that had left a node when it was lost, so that nobody knows what came of them.
    pub(super) calls_lost: usize,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut genesis = cell::genesis(&mut random);
        let mut intents = people::signals(&mut random, cell::dawn());
        let mut call_outs = CallOuts::new(seed);
        call_outs.prepare(&mut genesis);
        intents.extend(call_outs.first(cell::dawn()));
        let (head, read) = ((genesis.clone(), 0), (genesis.clone(), 0));
        let nodes = (0..2).map(|nth| Node::new(nth, &genesis)).collect();
        Self {
            random,
            genesis,
            ledger: Vec::new(),
            head,
            read,
            unknown: BTreeMap::new(),
            nodes,
            providers: Providers::new(),
            receipts: Receipts::new(seed),
            call_outs,
            intents,
            truth: cell::dawn(),
            calm: false,
            calm_at: cell::dawn(),
            counts: BTreeMap::new(),
            calls_lost: 0,
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
            self.deliver();
            self.receive();
            self.people();
            for nth in 0..self.nodes.len() {
                self.node(nth);
            }
            wrong.extend(self.check());
            if self.calm && self.is_settled() {
                break;
            }
        }
        let head = self.head.clone();
        self.nodes.iter_mut().for_each(|node| node.learn(&head));
        wrong.append(&mut self.call_outs.misread);
        wrong
    }

    pub(super) fn note(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// The next moment at which anything may happen, and a little later than that.
    fn next_moment(&mut self) -> Timestamp {
        let intents = self.intents.iter().map(|intent| intent.at).min();
        let nodes = self.nodes.iter().filter_map(|node| {
            node.acts();
            let calls = node.calls.iter().map(|call| call.next(node.skew)).min();
            let wakes = due::next_deadline(&node.state).map(|at| at - node.skew);
            let own = if node.is_up() { [wakes, calls] } else { [None, node.down_until] };
            own.into_iter().flatten().min()
        });
        let next = nodes.chain(intents).chain(self.providers.next()).chain(self.receipts.next()).min();
        next.unwrap_or(self.truth).max(self.truth) + SignedDuration::from_millis(self.random.between(1, 400))
    }

    fn fall_calm(&mut self) {
        self.calm = true;
        self.providers.fall_calm();
        for node in &mut self.nodes {
            node.skew /= 4;
            node.down_until = None;
        }
        let clocks = self.nodes.iter().map(|node| node.clock(self.truth)).max();
        self.calm_at = clocks.unwrap_or(self.truth).max(self.head.0.recorded_at);
    }

    /// Clocks step and jump, nodes crash and come back, providers fail and recover.
    fn fault(&mut self) {
        for nth in 0..self.nodes.len() {
            let (crashes, steps) = (!self.calm && self.random.chance(2), !self.calm && self.random.chance(3));
            let far = if self.random.chance(6) { 40_000 } else { 2_000 };
            let skew = SignedDuration::from_millis(self.random.between(-far, far));
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
            if steps && skew.abs() > SignedDuration::from_secs(2) {
                self.note("a clock jumped");
            }
        }
        let changed = if self.calm { None } else { self.providers.change(&mut self.random) };
        match changed {
            Some(Mood::Slow) => self.note("a provider was slow"),
            Some(Mood::Dead) => self.note("a provider was dead"),
            Some(Mood::Hung) => self.note("a provider hung"),
            Some(Mood::Well) | None => {}
        }
    }

    /// A node loses what it had in memory.
    pub(super) fn crash(&mut self, nth: usize, until: Timestamp) {
        self.calls_lost += self.nodes[nth].crash(&self.read, until);
        self.read = self.head.clone();
    }

    /// Now and then somebody changes who is on call.
    fn duty(&mut self) {
        if !self.calm && self.random.chance(4) {
            let nth = usize::from(self.random.chance(50));
            self.intents.extend(duty::duty(&mut self.random, self.truth, &self.nodes[nth].state));
        }
    }

    /// Providers take what reached them, whether or not a node learns of it; and people have it.
    fn deliver(&mut self) {
        for (person, bearer, lead) in self.providers.take(self.truth) {
            match bearer {
                Bearer::Page(page) => {
                    // What the message told of, as its code answers for.
                    let all = ctac_domain::message::reply::carried_by(&self.head.0, page, lead);
                    self.intents.extend(people::answer(&mut self.random, self.truth, person, (page, all)));
                }
                Bearer::CallOut(id) => {
                    self.intents.extend(self.call_outs.answer(&self.head.0, self.truth, person, (id, lead)));
                }
                Bearer::Notice(_) => {}
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

    /// One node does what it must: learns, calls, reports, ticks, claims.
    fn node(&mut self, nth: usize) {
        if !self.nodes[nth].is_up() {
            return;
        }
        if self.calm || self.random.chance(60) {
            self.nodes[nth].learn(&self.head);
        }
        self.calls(nth);
        if !self.nodes[nth].is_up() {
            return;
        }
        // Looks at what it knows, which may be old; decides only with everything it can know.
        let node = &self.nodes[nth];
        node.acts();
        let now = node.clock(self.truth);
        if due::needs_tick(&node.state, now) {
            self.execute(nth, Actor::System, &Command::Tick);
        }
        let node = &self.nodes[nth];
        if node.is_up() && due::pending(&node.state, now).next().is_some() {
            let limit = usize::try_from(self.random.between(1, 6)).unwrap_or(1);
            let command = Command::ClaimDue { node: node.id, limit, room: Room::of(limit), lease_s: LEASE_S };
            self.execute(nth, Actor::System, &command);
        }
        self.ask_for_the_unheard(nth);
    }

    /// One decision under the ledger's lock; whether the caller knows that it was taken.
    pub(super) fn execute(&mut self, nth: usize, actor: Actor, command: &Command) -> bool {
        if !self.calm && self.random.chance(4) {
            self.note("a write refused");
            return false;
        }
        let seed = self.random.seed();
        let node = &mut self.nodes[nth];
        if guard::holds(Guard::Version) {
            node.learn(&self.head);
        }
        node.acts();
        let context = Context { actor, now: node.clock(self.truth), seed };
        // A refusal is an answer, too.
        let Ok(decision) = decide(&node.state, command, &context) else { return true };
        if matches!(command, Command::EscalateNow { .. }) {
            self.note("escalated by hand");
        }
        let entries = self.append(nth, decision);
        if !self.calm && self.random.chance(3) {
            // Written, but the node does not learn that: it starts again.
            let until = self.truth + SignedDuration::from_secs(self.random.between(1, 30));
            self.crash(nth, until);
            self.note("a write whose answer was lost");
            return false;
        }
        self.nodes[nth].learn(&self.head);
        for entry in &entries {
            if let Some(Event::PageStepStarted { page, .. }) = entry.event.as_deref() {
                self.nodes[nth].timers.insert(*page);
            }
            self.call(nth, entry);
            self.asked(entry);
            self.intents.extend(self.call_outs.follow(&self.head.0, entry, self.truth));
        }
        true
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
        // A node's clock may be ahead of the truth: what it recorded at its own time is then due by that time.
        let soon = self.truth.max(self.head.0.recorded_at) + SignedDuration::from_secs(1);
        let over =
            |(at, alarm): &(Timestamp, Alarm)| matches!(alarm, Alarm::Handoff(_) | Alarm::Notices(_)) && *at > soon;
        let quiet =
            |node: &Node| node.seen == self.ledger.len() && node.calls.is_empty() && node.state.alarms.iter().all(over);
        let told = self.receipts.next().is_none();
        self.intents.is_empty() && told && self.providers.next().is_none() && self.nodes.iter().all(quiet)
    }
}
