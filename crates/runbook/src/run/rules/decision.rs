//! Decisions: an answer, and the branch that follows from it.

use jiff::Timestamp;

use super::{flow, task};
use crate::run::decide::Deciding;
use crate::run::fact::{Done, Event, Place, Why};
use crate::run::id::InstanceId;
use crate::run::plan::Kind;
use crate::run::reject::Reject;
use crate::run::state::Instance;

/// A decision is answered.
pub(crate) fn decide(
    d: &mut Deciding<'_>,
    id: InstanceId,
    answer: &str,
    reason: Option<&str>,
    occurred_at: Option<Timestamp>,
) -> Result<(), Reject> {
    d.person()?;
    let (instance, def) = d.live(id)?;
    check(&def.kind, answer)?;
    let (occurred_at, odd_time) = task::said_at(d, &instance, occurred_at);
    let done = Done {
        occurred_at,
        outputs: std::collections::BTreeMap::new(),
        evidence: Vec::new(),
        answer: Some(answer.to_owned()),
        reason: reason.map(str::to_owned),
        odd_time,
    };
    d.emit(Event::Done { instance: id, done });
    answered(d, &instance, &def.kind, answer)
}

/// Whether it is one of the possible answers.
pub(crate) fn check(kind: &Kind, answer: &str) -> Result<(), Reject> {
    let Kind::Decision { answers, .. } = kind else {
        return Err(Reject::Unfitting("it is not a decision"));
    };
    if answers.iter().any(|possible| possible == answer) {
        Ok(())
    } else {
        Err(Reject::NoSuchAnswer { possible: answers.clone() })
    }
}

/// What follows from an answer. Where an earlier attempt was answered otherwise, its branch is given up; where it was
/// answered the same, its branch goes on.
pub(crate) fn answered(d: &mut Deciding<'_>, instance: &Instance, kind: &Kind, answer: &str) -> Result<(), Reject> {
    let Kind::Decision { record, .. } = kind else { return Ok(()) };
    let scope = d.frame(instance.frame)?.scope;
    if let Some(name) = record {
        d.emit(Event::Recorded { scope, name: name.clone(), value: answer.to_owned() });
    }
    let place = Place::Answer { answer: answer.to_owned() };
    let follows = kind.body(&place).is_some().then_some(place);
    follow(d, instance, kind, follows)
}

/// A step that chooses what follows has been answered: its branch is opened. Where an earlier attempt led elsewhere, that
/// branch is given up; where it led the same way, it goes on.
pub(crate) fn follow(
    d: &mut Deciding<'_>,
    instance: &Instance,
    kind: &Kind,
    place: Option<Place>,
) -> Result<(), Reject> {
    let body = place.as_ref().and_then(|place| kind.body(place)).map(<[_]>::as_ptr);
    let earlier = branches_of(d, instance);
    let stays = earlier.iter().find(|(_, taken)| body.is_some() && kind.body(taken).map(<[_]>::as_ptr) == body);
    let stays = stays.map(|(frame, _)| *frame);
    for (frame, _) in earlier.iter().filter(|(frame, _)| Some(*frame) != stays) {
        let reason = "The answer was given again, otherwise.".to_owned();
        d.emit(Event::FrameCancelled { frame: *frame, why: Why::Superseded, reason });
    }
    match (stays, place) {
        (Some(frame), _) => d.follows(Event::FrameKept { frame, owner: instance.id }),
        (None, Some(place)) => flow::open(d, instance.id, place, None).map(drop)?,
        (None, None) => {}
    }
    flow::ended(d, instance.id);
    Ok(())
}

/// The branches of earlier attempts at the same decision that were not given up.
fn branches_of(d: &Deciding<'_>, instance: &Instance) -> Vec<(crate::run::id::FrameId, Place)> {
    let same = |owner: InstanceId| {
        d.run.instance(owner).is_some_and(|it| it.frame == instance.frame && it.slug == instance.slug)
    };
    let frames = d.run.frames.values().filter(|frame| !frame.given_up && frame.owner.is_some_and(same));
    frames.map(|frame| (frame.id, frame.place.clone())).collect()
}
