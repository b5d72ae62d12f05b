//! What each fact does to a run. Total: whatever a fact says, the run takes it, and the same facts give the same run.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::fact::{Event, Fact, Place, Why};
use super::id::{EffectId, FrameId, InstanceId, Person};
use super::plan::{Def, Hash, Kind, Plan, Skip};
use super::state::{Added, Frame, Instance, Mode, Run, RunStatus, Status};
use crate::limits;

mod frames;
mod steps;

/// The plans that a version may come to, as they were when the run began or was migrated.
pub type Closure = Arc<BTreeMap<Hash, Arc<Plan>>>;

impl Run {
    /// The run that a [`Event::Started`] begins; none for any other fact.
    #[must_use]
    pub fn begin(fact: &Fact, closure: Closure) -> Option<Self> {
        let Event::Started { mode, lead, version, inputs, .. } = &fact.event else { return None };
        let main = Frame {
            id: FrameId::MAIN,
            owner: None,
            place: Place::Main,
            scope: FrameId::MAIN,
            plan: version.clone(),
            depth: 0,
            open: true,
            given_up: false,
        };
        let mut run = Self::empty(*mode, lead.clone(), version.clone(), closure, fact.at);
        run.frames.insert(FrameId::MAIN, main);
        run.begin_records(FrameId::MAIN, version);
        run.records.extend(inputs.iter().map(|(name, value)| ((FrameId::MAIN, name.clone()), value.clone())));
        run.see(fact);
        Some(run)
    }

    fn empty(mode: Mode, lead: Person, version: Hash, closure: Closure, at: Timestamp) -> Self {
        Self {
            mode,
            status: RunStatus::Running,
            started_at: at,
            lead,
            offered: None,
            version,
            closure,
            frames: imbl::OrdMap::new(),
            instances: imbl::OrdMap::new(),
            latest: imbl::OrdMap::new(),
            records: imbl::OrdMap::new(),
            added: imbl::Vector::new(),
            outbox: BTreeMap::new(),
            seen: imbl::OrdSet::new(),
            seen_order: imbl::Vector::new(),
        }
    }

    /// What a plan's records are at first.
    fn begin_records(&mut self, scope: FrameId, plan: &Hash) {
        let Some(plan) = self.closure.get(plan).cloned() else { return };
        let initial = plan.records.iter().filter_map(|(name, def)| Some((name, def.initial.as_ref()?)));
        self.records.extend(initial.map(|(name, value)| ((scope, name.clone()), value.clone())));
    }

    /// Remembers that a command was answered.
    fn see(&mut self, fact: &Fact) {
        let Some(command) = &fact.command else { return };
        if self.seen.insert(command.clone()).is_none() {
            self.seen_order.push_back(command.clone());
            if self.seen_order.len() > limits::COMMANDS
                && let Some(oldest) = self.seen_order.pop_front()
            {
                self.seen.remove(&oldest);
            }
        }
    }

    /// Takes a fact. `closure` is wanted of a migration only: the plans of the version that it names.
    pub fn apply(&mut self, fact: &Fact, closure: Option<&Closure>) {
        self.see(fact);
        match &fact.event {
            Event::Started { .. } | Event::Noted { .. } | Event::AnsweredLate { .. } => {}
            Event::FrameOpened { frame, owner, place, child } => {
                self.open_frame(*frame, *owner, place.clone(), child.clone(), fact.at);
            }
            Event::FrameClosed { frame } => self.close_frame(*frame),
            Event::FrameCancelled { frame, why, .. } => self.cancel_frame(*frame, *why),
            Event::FrameKept { frame, owner } => {
                if let Some(frame) = self.frames.get_mut(frame) {
                    frame.owner = Some(*owner);
                }
            }
            Event::Activated { .. } => self.activate(fact),
            Event::StepAdded { .. } => self.add_step(&fact.event),
            Event::Recorded { scope, name, value } => {
                self.records.insert((*scope, name.clone()), value.clone());
            }
            Event::HandoverOffered { to } => self.offered = Some(to.clone()),
            Event::HandedOver { to } => {
                self.lead = to.clone();
                self.offered = None;
            }
            Event::Paused { .. } => self.status = RunStatus::Paused { since: fact.at },
            Event::Resumed { later_s } => self.resume(*later_s),
            Event::Migrated { version, .. } => self.migrate(version, closure),
            Event::RunCancelled { .. } => {
                self.cancel_frame(FrameId::MAIN, Why::Run);
                self.outbox.clear();
                self.status = RunStatus::Cancelled { at: fact.at };
            }
            Event::Reopened { .. } => self.reopen(),
            Event::RunFinished => self.status = RunStatus::Finished { at: fact.at },
            Event::Requested { .. } | Event::Answered { .. } | Event::Overdue { .. } => self.ask(&fact.event),
            _ => self.change(fact),
        }
    }

    /// It is over.
    fn end_instance(&mut self, id: InstanceId, status: Status) {
        if let Some(instance) = self.instances.get_mut(&id) {
            instance.status = status;
            instance.wake_at = None;
        }
        self.drop_act(id);
    }

    /// Nobody waits for the answer any more.
    fn drop_act(&mut self, id: InstanceId) {
        self.outbox.retain(|effect, _| !matches!(effect, EffectId::Act(of, _) if *of == id));
    }

    fn activate(&mut self, fact: &Fact) {
        let Event::Activated { instance, frame, slug, attempt, owners, due, early, inserted } = &fact.event else {
            return;
        };
        let version = self.frames.get(frame).map_or_else(|| self.version.clone(), |frame| frame.plan.clone());
        let new = Instance {
            id: *instance,
            frame: *frame,
            slug: slug.clone(),
            attempt: *attempt,
            status: Status::Ready,
            activated_at: fact.at,
            version,
            owners: owners.clone(),
            claimed: None,
            due: *due,
            told: 0,
            tellings: 0,
            by_hand: false,
            early: *early,
            inserted: *inserted,
            recheck: false,
            wake_at: None,
            tries: 0,
            passes: 0,
            pass_began: None,
            asked_by: fact.by.person().cloned(),
            votes: Vec::new(),
            skip_asked: None,
            ended: None,
        };
        self.latest.insert((*frame, slug.clone()), *instance);
        self.instances.insert(*instance, new);
    }

    fn reopen(&mut self) {
        if matches!(self.status, RunStatus::Finished { .. }) {
            self.status = RunStatus::Running;
        }
    }

    fn add_step(&mut self, event: &Event) {
        let Event::StepAdded { frame, slug, title, text, role, before } = event else { return };
        let def = Def {
            slug: slug.clone(),
            title: title.clone(),
            phase: String::new(),
            text: text.clone(),
            kind: Kind::Task,
            role: role.clone(),
            organisation: None,
            target: None,
            levels: Vec::new(),
            skip: Skip::Reason,
            evidence: Vec::new(),
            outputs: Vec::new(),
            shown: Hash(String::new()),
        };
        self.added.push_back(Added { frame: *frame, before: before.clone(), def: Arc::new(def) });
    }

    fn resume(&mut self, later_s: i64) {
        self.status = RunStatus::Running;
        let later = SignedDuration::from_secs(later_s);
        let shift = |at: Timestamp| at.checked_add(later).unwrap_or(Timestamp::MAX);
        let live: Vec<InstanceId> = self.instances.values().filter(|it| it.status.is_live()).map(|it| it.id).collect();
        for id in live {
            let Some(instance) = self.instances.get_mut(&id) else { continue };
            instance.due = instance.due.map(shift);
            instance.wake_at = instance.wake_at.map(shift);
        }
    }

    /// What the world is asked for, and what it answered.
    fn ask(&mut self, event: &Event) {
        match event {
            Event::Requested { effect, request, patience_ends } => {
                self.outbox.insert(*effect, request.clone());
                if let EffectId::Act(instance, tries) = *effect
                    && let Some(instance) = self.instances.get_mut(&instance)
                {
                    instance.status = Status::Sending;
                    instance.tries = tries;
                    instance.wake_at = *patience_ends;
                }
            }
            Event::Answered { effect, .. } => {
                self.outbox.remove(effect);
            }
            Event::Overdue { instance, level, .. } => {
                if let Some(instance) = self.instances.get_mut(instance) {
                    instance.told = *level;
                    instance.tellings = instance.tellings.saturating_add(1);
                }
            }
            _ => {}
        }
    }
}
