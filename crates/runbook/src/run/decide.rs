//! What a command comes to: facts, or a refusal. Decided fact by fact, each applied at once, so that what follows is
//! decided against what came before.

use jiff::Timestamp;

use super::command::{Asked, Command, Which};
use super::fact::{By, Event, Fact};
use super::id::{FrameId, InstanceId, Person};
use super::plan::Def;
use super::reject::Reject;
use super::state::{Frame, Instance, Run, RunStatus};
use crate::limits;
use crate::run::rules;

/// A decision under way.
pub(crate) struct Deciding<'a> {
    pub(crate) run: Run,
    pub(crate) facts: Vec<Fact>,
    pub(crate) asked: &'a Asked<'a>,
    /// Frames in which something may follow.
    pub(crate) unsettled: std::collections::VecDeque<FrameId>,
}

/// What a command comes to, and the run after it. A command that was answered before comes to nothing.
///
/// # Errors
///
/// Why it is refused: the run is as it was.
pub fn decide(run: &Run, command: &Command, asked: &Asked<'_>) -> Result<(Vec<Fact>, Run), Reject> {
    if asked.id.as_ref().is_some_and(|id| run.seen.contains(id)) {
        return Ok((Vec::new(), run.clone()));
    }
    let mut d = Deciding::new(run.clone(), asked);
    d.may_now(command)?;
    dispatch(&mut d, command)?;
    rules::flow::settle(&mut d)?;
    rules::approval::void_changed(&mut d);
    Ok((d.facts, d.run))
}

fn dispatch(d: &mut Deciding<'_>, command: &Command) -> Result<(), Reject> {
    use rules::{act, adhoc, approval, assign, decision, lane, migrate, reopen, repeat, skip, task, time, whole};
    match command {
        Command::Claim { instance, reason } => assign::claim(d, *instance, reason.as_deref()),
        Command::Release { instance } => assign::release(d, *instance),
        Command::Assign { instance, to, reason } => assign::assign(d, *instance, to, reason),
        Command::Complete { which, occurred_at, outputs, evidence, note } => {
            let said = task::Said { occurred_at: *occurred_at, outputs, evidence, note: note.as_deref() };
            match which {
                Which::Now(instance) => task::complete(d, *instance, &said),
                Which::Ahead(frame, slug) => task::complete_ahead(d, *frame, slug, &said),
            }
        }
        Command::Fail { instance, reason } => task::fail(d, *instance, reason),
        Command::Decide { instance, answer, reason, occurred_at } => {
            decision::decide(d, *instance, answer, reason.as_deref(), *occurred_at)
        }
        Command::Approve { instance, digest } => approval::approve(d, *instance, digest),
        Command::Reject { instance, reason } => approval::reject(d, *instance, reason),
        Command::WithdrawApproval { instance } => approval::withdraw(d, *instance),
        Command::Override { instance, reason } => approval::override_it(d, *instance, reason),
        Command::Skip { instance, code, reason, answer } => skip::skip(d, *instance, *code, reason, answer.as_deref()),
        Command::Retry { instance } => act::retry(d, *instance),
        Command::DoByHand { instance, reason } => act::by_hand(d, *instance, reason),
        Command::Judge { instance, go_on, reason } => repeat::judge(d, *instance, *go_on, reason),
        Command::Reopen { instance, reason } => reopen::reopen(d, *instance, reason),
        Command::Confirm { instance } => reopen::confirm(d, *instance),
        Command::Retarget { instance, due, reason } => time::retarget(d, *instance, *due, reason),
        Command::AddStep { frame, title, text, role, before } => {
            adhoc::add(d, *frame, title, text, role.as_deref(), before.as_deref())
        }
        Command::OfferHandover { to } => whole::offer(d, to),
        Command::TakeOver => whole::take_over(d),
        Command::Pause { reason } => whole::pause(d, reason),
        Command::Resume => whole::resume(d),
        Command::Migrate { version } => migrate::migrate(d, version),
        Command::CancelLane { frame, reason } => lane::cancel(d, *frame, reason),
        Command::CancelRun { reason } => whole::cancel(d, reason),
        Command::Note { instance, text } => whole::note(d, *instance, text),
        Command::Answer { effect, outcome } => act::answer(d, *effect, outcome),
        Command::Tick => time::tick(d),
    }
}

impl<'a> Deciding<'a> {
    pub(crate) fn new(run: Run, asked: &'a Asked<'a>) -> Self {
        Self { run, facts: Vec::new(), asked, unsettled: std::collections::VecDeque::new() }
    }

    /// Whether the run takes such a command as it stands.
    fn may_now(&self, command: &Command) -> Result<(), Reject> {
        let engine = matches!(command, Command::Answer { .. } | Command::Tick);
        if engine != (self.asked.by == By::Engine) {
            return Err(Reject::EngineOnly);
        }
        // What the world answers is recorded whenever it comes, and a word may always be added.
        let always = engine || matches!(command, Command::Note { .. });
        match self.run.status {
            _ if always => Ok(()),
            RunStatus::Running => Ok(()),
            RunStatus::Paused { .. } => match command {
                Command::Resume
                | Command::CancelRun { .. }
                | Command::OfferHandover { .. }
                | Command::TakeOver
                | Command::Assign { .. } => Ok(()),
                _ => Err(Reject::RunIs("paused: resume it first")),
            },
            RunStatus::Finished { .. } => match command {
                Command::Reopen { .. } | Command::Confirm { .. } => Ok(()),
                _ => Err(Reject::RunIs("finished")),
            },
            RunStatus::Cancelled { .. } => Err(Reject::RunIs("cancelled")),
        }
    }

    pub(crate) const fn now(&self) -> Timestamp {
        self.asked.now
    }

    /// Who asks; a machine never gets here, which [`Self::may_now`] has seen to.
    pub(crate) fn person(&self) -> Result<Person, Reject> {
        self.asked.by.person().cloned().ok_or(Reject::NotYou("a person must do this"))
    }

    /// Records what the asker did.
    pub(crate) fn emit(&mut self, event: Event) {
        self.record(event, self.asked.by.clone());
    }

    /// Records what follows by itself.
    pub(crate) fn follows(&mut self, event: Event) {
        self.record(event, By::Engine);
    }

    fn record(&mut self, event: Event, by: By) {
        // The first fact stands for the command: whoever has it has them all, for they are kept together.
        let command = if self.facts.is_empty() { self.asked.id.clone() } else { None };
        let fact = Fact { at: self.asked.now, by, command, event };
        let closure = match &fact.event {
            Event::Migrated { version, .. } => self.asked.world.closure(version),
            _ => None,
        };
        self.run.apply(&fact, closure.as_ref());
        self.facts.push(fact);
    }

    pub(crate) fn has_room(&self) -> Result<(), Reject> {
        let limit = limits::FACTS;
        if self.facts.len() < limit { Ok(()) } else { Err(Reject::Limit { what: "facts of one command", limit }) }
    }

    /// Whoever holds a role, or the deputy of it that somebody holds, and then which that is.
    pub(crate) fn held(&self, frame: &Frame, role: &str) -> (Vec<Person>, Option<&str>) {
        let holders = |role: &str| self.asked.world.holders(role);
        match self.run.plan(frame) {
            Some(plan) => plan.held(role, holders),
            None => (holders(role), None),
        }
    }

    pub(crate) fn frame(&self, id: FrameId) -> Result<&Frame, Reject> {
        self.run.frames.get(&id).ok_or(Reject::NotFound("part of the run"))
    }

    pub(crate) fn instance(&self, id: InstanceId) -> Result<&Instance, Reject> {
        self.run.instance(id).ok_or(Reject::NotFound("step"))
    }

    pub(crate) fn def(&self, instance: &Instance) -> Result<std::sync::Arc<Def>, Reject> {
        self.run.def(instance).cloned().ok_or(Reject::NotFound("step in this version"))
    }

    /// An attempt on which something can be done, with what it is an attempt at.
    pub(crate) fn live(&self, id: InstanceId) -> Result<(Instance, std::sync::Arc<Def>), Reject> {
        let instance = self.instance(id)?;
        let latest = self.run.latest.get(&(instance.frame, instance.slug.clone()));
        if latest != Some(&id) {
            return Err(Reject::OldAttempt);
        }
        if let Some(ended) = &instance.ended {
            return Err(Reject::AlreadyOver { by: ended.by.as_ref().map(|by| by.0.clone()) });
        }
        if !instance.status.is_live() {
            return Err(Reject::NoLonger);
        }
        Ok((instance.clone(), self.def(instance)?))
    }

    pub(crate) fn unsettle(&mut self, frame: FrameId) {
        self.unsettled.push_back(frame);
    }
}
