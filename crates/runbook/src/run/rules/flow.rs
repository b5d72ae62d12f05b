//! What follows: the next step of a frame, the end of a frame, what its end means to whatever opened it.

use std::sync::Arc;

use super::{act, lane, repeat, time};
use crate::limits;
use crate::model::Truth;
use crate::run::decide::Deciding;
use crate::run::fact::{Event, Place};
use crate::run::id::{FrameId, InstanceId, Person};
use crate::run::plan::{Def, Hash, Kind, WaitFor};
use crate::run::reject::Reject;
use crate::run::state::{Frame, Instance, RunStatus, Status};
use crate::run::text;

/// Lets everything follow that can.
pub(crate) fn settle(d: &mut Deciding<'_>) -> Result<(), Reject> {
    loop {
        while let Some(frame) = d.unsettled.pop_front() {
            d.has_room()?;
            if d.run.status == RunStatus::Running {
                step(d, frame)?;
            }
        }
        end_waits(d);
        if d.unsettled.is_empty() {
            break;
        }
    }
    finish(d);
    Ok(())
}

/// Whatever waited for a condition that now holds is over.
fn end_waits(d: &mut Deciding<'_>) {
    if d.run.status != RunStatus::Running {
        return;
    }
    let waiting = d.run.instances.values().filter(|it| it.status == Status::Waiting);
    let met = |it: &&Instance| {
        let scope = d.run.frames.get(&it.frame).map(|frame| frame.scope);
        match (scope, d.run.def(it).map(|def| &def.kind)) {
            (Some(scope), Some(Kind::Wait(WaitFor::Until { condition, .. }))) => {
                text::holds(&d.run, scope, condition) == Truth::True
            }
            _ => false,
        }
    };
    let met: Vec<InstanceId> = waiting.filter(met).map(|it| it.id).collect();
    for instance in met {
        done_by_itself(d, instance);
    }
}

/// The run is over when its own steps are, and nothing that was reopened is still to be done.
fn finish(d: &mut Deciding<'_>) {
    let worked = d.run.frames.get(&FrameId::MAIN).is_some_and(|frame| frame.open);
    let busy = d.run.instances.values().any(|it| it.status.is_live());
    if d.run.status == RunStatus::Running && !worked && !busy {
        d.follows(Event::RunFinished);
    }
}

/// The first step of a frame that is not over yet begins, or the frame ends.
fn step(d: &mut Deciding<'_>, id: FrameId) -> Result<(), Reject> {
    let Some(frame) = d.run.frames.get(&id).filter(|frame| frame.open).cloned() else { return Ok(()) };
    let next = d.run.body(&frame).into_iter().find(|def| !is_passed(d, id, def)).cloned();
    let Some(def) = next else { return close(d, &frame) };
    let stands = d.run.latest(id, &def.slug).map(|it| it.status);
    match stands {
        None | Some(Status::Cancelled(_)) => activate(d, &frame, &def, Manner::InTurn).map(drop),
        // Under way, or over with its branch still worked: what was withdrawn from that begins again there.
        Some(_) => {
            let owner = d.run.latest(id, &def.slug).map(|it| it.id);
            let open = owner.into_iter().flat_map(|owner| d.run.opened_by(owner)).filter(|frame| frame.open);
            let open: Vec<FrameId> = open.map(|frame| frame.id).collect();
            open.into_iter().for_each(|frame| d.unsettle(frame));
            Ok(())
        }
    }
}

/// Whether a step is over, and every frame that it opened.
pub(crate) fn is_passed(d: &Deciding<'_>, frame: FrameId, def: &Def) -> bool {
    d.run
        .latest(frame, &def.slug)
        .is_some_and(|it| it.status.is_over() && !d.run.opened_by(it.id).any(|frame| frame.open))
}

/// Why a step begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Its turn has come.
    InTurn,
    /// It was done before its turn.
    Early,
    /// It came into a run that was already past its place.
    Inserted,
}

/// Begins an attempt at a step.
pub(crate) fn activate(
    d: &mut Deciding<'_>,
    frame: &Frame,
    def: &Arc<Def>,
    manner: Manner,
) -> Result<InstanceId, Reject> {
    if d.run.instances.len() >= limits::INSTANCES {
        return Err(Reject::Limit { what: "steps begun in one run", limit: limits::INSTANCES });
    }
    let instance = InstanceId(u32::try_from(d.run.instances.len()).unwrap_or(u32::MAX));
    let attempt = d.run.latest(frame.id, &def.slug).map_or(1, |it| it.attempt.saturating_add(1));
    let (owners, instead) = owners(d, frame, def);
    let event = Event::Activated {
        instance,
        frame: frame.id,
        slug: def.slug.clone(),
        attempt,
        owners,
        due: time::due(d, frame, def),
        early: manner == Manner::Early,
        inserted: manner == Manner::Inserted,
    };
    // By whoever's act it follows from: they may not approve what they set up.
    d.emit(event);
    if let Some(text) = instead {
        d.follows(Event::Noted { instance: Some(instance), text });
    }
    if manner != Manner::Early {
        begin(d, frame, def, instance)?;
    }
    Ok(instance)
}

/// Who is to do a step: whoever holds its role, else whoever holds its deputy, else the lead of the run; and, where it is
/// not the first, that it is so.
fn owners(d: &Deciding<'_>, frame: &Frame, def: &Def) -> (Vec<Person>, Option<String>) {
    let Some(role) = def.role.as_deref() else { return (Vec::new(), None) };
    match d.held(frame, role) {
        (people, None) if !people.is_empty() => (people, None),
        (people, Some(deputy)) => {
            (people, Some(format!("Nobody holds the role {role}: its deputy, {deputy}, is asked instead.")))
        }
        (_, None) => {
            let text = format!("Nobody holds the role {role}: the lead of the run is asked instead.");
            (vec![d.run.lead.clone()], Some(text))
        }
    }
}

fn begin(d: &mut Deciding<'_>, frame: &Frame, def: &Def, instance: InstanceId) -> Result<(), Reject> {
    match &def.kind {
        Kind::Task | Kind::Decision { .. } | Kind::Approval { .. } => Ok(()),
        Kind::Parallel { lanes, .. } => {
            for lane in lanes {
                open(d, instance, Place::Lane { title: lane.title.clone() }, None)?;
            }
            Ok(())
        }
        Kind::Repeat { .. } => repeat::test(d, instance),
        Kind::Child { version, pass, .. } => child(d, frame, instance, version, pass),
        Kind::Wait(what) => {
            let after_s = match what {
                WaitFor::Time(seconds) => Some(*seconds),
                WaitFor::Until { patience_s, .. } => *patience_s,
            };
            let until = after_s.map(|after_s| time::later(d.now(), after_s));
            d.follows(Event::WaitsUntil { instance, until });
            Ok(())
        }
        Kind::Note => {
            done_by_itself(d, instance);
            Ok(())
        }
        Kind::Act(act) => {
            act::request(d, frame, instance, def, act, 1);
            Ok(())
        }
    }
}

/// Opens a stretch of steps.
pub(crate) fn open(
    d: &mut Deciding<'_>,
    owner: InstanceId,
    place: Place,
    child: Option<Hash>,
) -> Result<FrameId, Reject> {
    if d.run.frames.len() >= limits::FRAMES {
        return Err(Reject::Limit { what: "branches, lanes and passes of one run", limit: limits::FRAMES });
    }
    let frame = FrameId(u32::try_from(d.run.frames.len()).unwrap_or(u32::MAX));
    d.follows(Event::FrameOpened { frame, owner, place, child });
    d.unsettle(frame);
    Ok(frame)
}

fn child(
    d: &mut Deciding<'_>,
    frame: &Frame,
    instance: InstanceId,
    version: &Hash,
    pass: &[(String, String)],
) -> Result<(), Reject> {
    let known = d.run.closure.contains_key(version);
    if !known || usize::from(frame.depth) >= limits::CALLS {
        let why = if known { "it is called too deep" } else { "that runbook is not there" };
        d.follows(Event::ByHand { instance, reason: format!("The sub-runbook cannot be run: {why}.") });
        return Ok(());
    }
    let opened = open(d, instance, Place::Child, Some(version.clone()))?;
    for (theirs, ours) in pass {
        if let Some(value) = d.run.record(frame.scope, ours).map(str::to_owned) {
            d.follows(Event::Recorded { scope: opened, name: theirs.clone(), value });
        }
    }
    Ok(())
}

/// Every step of a frame is over.
fn close(d: &mut Deciding<'_>, frame: &Frame) -> Result<(), Reject> {
    d.follows(Event::FrameClosed { frame: frame.id });
    let Some(owner) = frame.owner.and_then(|id| d.run.instance(id)).cloned() else { return Ok(()) };
    d.unsettle(owner.frame);
    if !owner.status.is_live() {
        // A branch: its decision was over when the answer was given.
        return Ok(());
    }
    let Some(def) = d.run.def(&owner).cloned() else { return Ok(()) };
    match &def.kind {
        Kind::Parallel { join, .. } => lane::join(d, owner.id, *join),
        Kind::Repeat { .. } => repeat::test(d, owner.id),
        Kind::Child { give_back, .. } => give_back_to(d, frame, &owner, give_back),
        Kind::Task | Kind::Decision { .. } | Kind::Approval { .. } | Kind::Wait(_) | Kind::Note | Kind::Act(_) => {
            Ok(())
        }
    }
}

fn give_back_to(
    d: &mut Deciding<'_>,
    child: &Frame,
    owner: &Instance,
    give_back: &[(String, String)],
) -> Result<(), Reject> {
    let scope = d.frame(owner.frame)?.scope;
    for (ours, theirs) in give_back {
        if let Some(value) = d.run.record(child.id, theirs).map(str::to_owned) {
            d.follows(Event::Recorded { scope, name: ours.clone(), value });
        }
    }
    done_by_itself(d, owner.id);
    Ok(())
}

/// A step is done without anybody's doing.
pub(crate) fn done_by_itself(d: &mut Deciding<'_>, instance: InstanceId) {
    let done = text::done_at(d.now());
    d.follows(Event::Done { instance, done });
    ended(d, instance);
}

/// A step is over: others may count from it, and its frame goes on.
pub(crate) fn ended(d: &mut Deciding<'_>, instance: InstanceId) {
    let Some(frame) = d.run.instance(instance).map(|it| it.frame) else { return };
    time::count_from(d, instance);
    d.unsettle(frame);
}
