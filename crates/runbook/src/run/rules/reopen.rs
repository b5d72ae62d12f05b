//! Undoing: what was done is done again, as a new attempt. Nothing is overwritten, and nothing that left the building is
//! pretended back.

use super::flow::{self, Manner};
use crate::run::decide::Deciding;
use crate::run::fact::{Event, Why};
use crate::run::id::{FrameId, InstanceId};
use crate::run::plan::Kind;
use crate::run::reject::Reject;
use crate::run::state::{Instance, Status};

/// Reopens a step that is over. What follows in its frame and was not begun by anybody is withdrawn, to come again in
/// its turn; what people did stays and is marked, to be looked at again; what was sent is named as irreversible. In a
/// frame that is over the flow does not turn back.
pub(crate) fn reopen(d: &mut Deciding<'_>, id: InstanceId, reason: &str) -> Result<(), Reject> {
    d.person()?;
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    let instance = d.instance(id)?.clone();
    let def = d.def(&instance)?;
    if d.run.latest(instance.frame, &instance.slug).map(|it| it.id) != Some(id) {
        return Err(Reject::OldAttempt);
    }
    if !matches!(instance.status, Status::Done | Status::Skipped) {
        return Err(Reject::Unfitting("it is not over"));
    }
    if !matches!(def.kind, Kind::Task | Kind::Decision { .. } | Kind::Approval { .. } | Kind::Act(_)) {
        return Err(Reject::Unfitting("reopen the step inside it that is to be done again"));
    }
    let frame = d.frame(instance.frame)?.clone();
    if frame.given_up {
        return Err(Reject::NoLonger);
    }
    let later = later_in(d, frame.id, &instance.slug);
    d.emit(Event::Reopened {
        instance: id,
        reason: reason.to_owned(),
        irreversible: irreversible(d, &instance, &later),
    });
    for it in later {
        follow_up(d, &it);
    }
    flow::activate(d, &frame, &def, Manner::Inserted).map(drop)
}

/// The latest attempts at the steps behind one, in its frame, and in the branches that they or it opened.
fn later_in(d: &Deciding<'_>, frame: FrameId, slug: &str) -> Vec<Instance> {
    let Some(frame) = d.run.frames.get(&frame) else { return Vec::new() };
    let body = d.run.body(frame);
    let behind = body.iter().skip_while(|def| def.slug != slug).skip(1);
    let mut found: Vec<Instance> = behind.filter_map(|def| d.run.latest(frame.id, &def.slug)).cloned().collect();
    let mut inside: Vec<InstanceId> = found.iter().map(|it| it.id).collect();
    while let Some(owner) = inside.pop() {
        for frame in d.run.opened_by(owner) {
            let within = d.run.latest.iter().filter(|((of, _), _)| *of == frame.id).map(|(_, id)| *id);
            for it in within.filter_map(|id| d.run.instance(id)) {
                inside.push(it.id);
                found.push(it.clone());
            }
        }
    }
    found
}

fn follow_up(d: &mut Deciding<'_>, it: &Instance) {
    match it.status {
        Status::Done | Status::Skipped if !it.recheck => d.follows(Event::Recheck { instance: it.id }),
        Status::Ready if it.claimed.is_none() && !it.by_hand && it.votes.is_empty() => {
            d.follows(Event::Withdrawn { instance: it.id, why: Why::Withdrawn });
        }
        _ => {}
    }
}

/// What was sent because of a step, and cannot be called back.
fn irreversible(d: &Deciding<'_>, instance: &Instance, later: &[Instance]) -> Vec<String> {
    let own =
        d.run.opened_by(instance.id).flat_map(|frame| d.run.instances.values().filter(move |it| it.frame == frame.id));
    let sent = own.chain(later.iter()).chain(std::iter::once(instance)).filter(|it| it.tries > 0 && !it.by_hand);
    let mut titles: Vec<String> = sent.filter_map(|it| d.run.def(it)).map(|def| def.title.clone()).collect();
    titles.sort();
    titles.dedup();
    titles
}

/// What was based on a reopened answer was looked at again, and stands.
pub(crate) fn confirm(d: &mut Deciding<'_>, id: InstanceId) -> Result<(), Reject> {
    d.person()?;
    if !d.instance(id)?.recheck {
        return Err(Reject::Unfitting("nobody is asked to look at it again"));
    }
    d.emit(Event::Confirmed { instance: id });
    Ok(())
}
