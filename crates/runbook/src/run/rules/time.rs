//! Time: by when a step is to be done, who is told when it is late, and what wakes by itself.

use jiff::{SignedDuration, Timestamp};

use super::{act, flow, repeat};
use crate::run::decide::Deciding;
use crate::run::fact::Event;
use crate::run::id::{EffectId, InstanceId, Person};
use crate::run::plan::{Base, Def, Kind, WaitFor};
use crate::run::reject::Reject;
use crate::run::request::{Ask, Request};
use crate::run::state::{Frame, Instance, Mode, Run, RunStatus};

/// An instant some seconds later.
pub(crate) fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

/// By when a step that begins now is to be done; none where it has no target, or that which it counts from has not
/// happened.
pub(crate) fn due(d: &Deciding<'_>, frame: &Frame, def: &Def) -> Option<Timestamp> {
    let target = def.target.as_ref()?;
    let base = match &target.base {
        Base::Activation => d.now(),
        Base::RunStart => d.run.started_at,
        Base::Clock(clock) => d.asked.world.clock_started(clock.as_str())?,
        Base::Declared => d.asked.world.declared_at()?,
        Base::Step(slug) => {
            let ended = d.run.instances.values().filter(|it| it.slug == slug.as_str());
            let same_scope = |it: &&Instance| d.run.frames.get(&it.frame).is_some_and(|of| of.scope == frame.scope);
            ended.filter(same_scope).filter_map(|it| it.ended.as_ref()).map(|ended| ended.occurred_at).max()?
        }
    };
    Some(later(base, target.within_s))
}

/// A step is over: steps whose targets count from it now have one.
pub(crate) fn count_from(d: &mut Deciding<'_>, id: InstanceId) {
    let Some(slug) = d.run.instance(id).map(|it| it.slug.clone()) else { return };
    let waits = |def: &Def| {
        def.target.as_ref().is_some_and(|target| matches!(&target.base, Base::Step(of) if of.as_str() == slug))
    };
    let waiting = d.run.instances.values().filter(|it| it.status.is_live() && it.due.is_none());
    let waiting: Vec<InstanceId> =
        waiting.filter(|it| d.run.def(it).is_some_and(|def| waits(def))).map(|it| it.id).collect();
    for instance in waiting {
        let Some((frame, def)) = d
            .run
            .instance(instance)
            .and_then(|it| Some((d.run.frames.get(&it.frame)?.clone(), std::sync::Arc::clone(d.run.def(it)?))))
        else {
            continue;
        };
        if let Some(due) = due(d, &frame, &def) {
            let reason = "What it counts from is done.".to_owned();
            d.follows(Event::Retargeted { instance, due, reason });
        }
    }
}

/// Somebody sets another target.
pub(crate) fn retarget(d: &mut Deciding<'_>, id: InstanceId, due: Timestamp, reason: &str) -> Result<(), Reject> {
    d.person()?;
    d.live(id)?;
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    d.emit(Event::Retargeted { instance: id, due, reason: reason.to_owned() });
    Ok(())
}

/// When a level of lateness comes next for an attempt: the instant, and the level, from 1.
fn next_level(run: &Run, instance: &Instance) -> Option<(Timestamp, u8)> {
    let due = instance.due.filter(|_| instance.status.is_live())?;
    let def = run.def(instance)?;
    let level = def.levels.get(usize::from(instance.told))?;
    Some((later(due, level.after_s), instance.told.saturating_add(1)))
}

/// When something next happens by itself; none: only people can move it on.
#[must_use]
pub fn next_deadline(run: &Run) -> Option<Timestamp> {
    if run.status != RunStatus::Running {
        return None;
    }
    let live = run.instances.values().filter(|it| it.status.is_live());
    live.flat_map(|it| [it.wake_at, next_level(run, it).map(|(at, _)| at)]).flatten().min()
}

/// Everything that is due happens.
pub(crate) fn tick(d: &mut Deciding<'_>) -> Result<(), Reject> {
    if d.run.status != RunStatus::Running {
        return Ok(());
    }
    let now = d.now();
    let live: Vec<InstanceId> = d.run.instances.values().filter(|it| it.status.is_live()).map(|it| it.id).collect();
    for id in live {
        let Some(instance) = d.run.instance(id).cloned() else { continue };
        overdue(d, &instance, now);
        if instance.status.is_live() && instance.wake_at.is_some_and(|at| at <= now) {
            wake(d, &instance)?;
        }
    }
    Ok(())
}

/// The highest level that has come is told, and those below it are not told one after the other: after a night without
/// power nobody is sent three messages about one step.
fn overdue(d: &mut Deciding<'_>, instance: &Instance, now: Timestamp) {
    let (Some(due), Some(def)) = (instance.due, d.run.def(instance).cloned()) else { return };
    let come = def.levels.iter().take_while(|level| later(due, level.after_s) <= now).count();
    let level = u8::try_from(come).unwrap_or(u8::MAX);
    if level <= instance.told {
        return;
    }
    d.follows(Event::Overdue { instance: instance.id, level, due });
    let told = def.levels.get(come.saturating_sub(1));
    // Whoever has left meanwhile is told nothing: then whose step it was first, then whoever leads the run.
    let active = |it: &&Person| d.asked.world.is_active(it);
    let doing: Vec<_> = instance.claimed.iter().map(|(who, _)| who).filter(active).cloned().collect();
    let people = if doing.is_empty() { instance.owners.iter().filter(active).cloned().collect() } else { doing };
    let role = told.and_then(|level| level.role.clone());
    let people = if role.is_some() { Vec::new() } else { people };
    let message = format!("\"{}\" is overdue.", def.title);
    let what = Ask::Page { roles: role.into_iter().collect(), people, message, ack_within_s: None };
    let request = Request { what, exercise: d.run.mode == Mode::Exercise };
    d.follows(Event::Requested {
        effect: EffectId::Overdue(instance.id, instance.tellings.saturating_add(1)),
        request,
        patience_ends: None,
    });
}

fn wake(d: &mut Deciding<'_>, instance: &Instance) -> Result<(), Reject> {
    let def = d.def(instance)?;
    match &def.kind {
        Kind::Wait(WaitFor::Time(_)) => {
            flow::done_by_itself(d, instance.id);
            Ok(())
        }
        Kind::Wait(WaitFor::Until { .. }) => {
            let reason = "What it waits for has not come about.".to_owned();
            d.follows(Event::ByHand { instance: instance.id, reason });
            Ok(())
        }
        Kind::Repeat { .. } => repeat::begin(d, instance.id),
        Kind::Act(act) => act::wake(d, instance, &def, act),
        Kind::Approval { .. } => {
            d.follows(Event::ApprovalsVoid { instance: instance.id });
            Ok(())
        }
        Kind::Task | Kind::Decision { .. } | Kind::Parallel { .. } | Kind::Child { .. } | Kind::Note => Ok(()),
    }
}
