//! Automatic steps: the world is asked, and answers, or does not. A failure is never the end of a run: it becomes a
//! person's task.

use std::collections::BTreeMap;

use super::{flow, task, time};
use crate::limits;
use crate::run::decide::Deciding;
use crate::run::fact::{Done, Event};
use crate::run::id::{EffectId, InstanceId};
use crate::run::plan::{Act, Def, Kind};
use crate::run::reject::Reject;
use crate::run::request::{Outcome, Request};
use crate::run::state::{Frame, Instance, Mode, Status};
use crate::run::text;

/// Asks the world.
pub(crate) fn request(d: &mut Deciding<'_>, frame: &Frame, id: InstanceId, def: &Def, act: &Act, tries: u8) {
    let filled = text::fill(&act.action, def.organisation.as_ref(), |name| d.run.record(frame.scope, name));
    match filled {
        Ok(what) => {
            let request = Request { what, exercise: d.run.mode == Mode::Exercise };
            let patience_ends = act.patience_s.map(|patience_s| time::later(d.now(), patience_s));
            d.follows(Event::Requested { effect: EffectId::Act(id, tries), request, patience_ends });
        }
        Err(name) => {
            let reason = format!("{name} is not known yet, and this cannot be done without it.");
            d.follows(Event::ByHand { instance: id, reason });
        }
    }
}

/// What the world answered.
pub(crate) fn answer(d: &mut Deciding<'_>, effect: EffectId, outcome: &Outcome) -> Result<(), Reject> {
    let id = effect.instance();
    let instance = d.instance(id)?.clone();
    if !d.run.outbox.contains_key(&effect) {
        d.emit(Event::AnsweredLate { effect, outcome: outcome.clone() });
        return Ok(());
    }
    d.emit(Event::Answered { effect, outcome: outcome.clone() });
    match effect {
        EffectId::Act(..) => acted(d, &instance, outcome),
        EffectId::Overdue(..) | EffectId::Limit(..) | EffectId::Override(_) => {
            if let Outcome::Failed { reason, .. } = outcome {
                let text = format!("Somebody was to be told, and could not be: {reason}");
                d.follows(Event::Noted { instance: Some(id), text });
            }
            Ok(())
        }
    }
}

fn acted(d: &mut Deciding<'_>, instance: &Instance, outcome: &Outcome) -> Result<(), Reject> {
    let def = d.def(instance)?;
    let Kind::Act(act) = &def.kind else { return Ok(()) };
    match outcome {
        Outcome::Done { reference, outputs } => {
            let (mut fitting, mut others) = (BTreeMap::new(), Vec::new());
            for (name, value) in outputs {
                match task::check_value(d, instance.frame, name, value) {
                    Ok(()) => drop(fitting.insert(name.clone(), value.clone())),
                    Err(reject) => others.push(reject.to_string()),
                }
            }
            let outputs = fitting;
            let reason = (!reference.is_empty()).then(|| reference.clone());
            let done = Done { outputs: outputs.clone(), reason, ..text::done_at(d.now()) };
            d.follows(Event::Done { instance: instance.id, done });
            task::record_all(d, instance, &outputs)?;
            if !others.is_empty() {
                let text = format!("The answer held what cannot be recorded: {}", others.join("; "));
                d.follows(Event::Noted { instance: Some(instance.id), text });
            }
            flow::ended(d, instance.id);
            Ok(())
        }
        Outcome::Failed { reason, again } => {
            failed(d, instance, act, reason, *again);
            Ok(())
        }
        Outcome::Unknown => {
            if act.retries().is_some_and(|retries| instance.tries <= most(retries.max(limits::UNKNOWN_AGAIN))) {
                again(d, instance);
            } else {
                d.follows(Event::OutcomeUnknown { instance: instance.id });
            }
            Ok(())
        }
    }
}

/// It failed, or took too long: the same road for both.
pub(crate) fn failed(d: &mut Deciding<'_>, instance: &Instance, act: &Act, reason: &str, could_help: bool) {
    if could_help && instance.tries <= most(act.retries().unwrap_or(0)) {
        again(d, instance);
    } else if act.goes_on {
        d.follows(Event::WentOn { instance: instance.id, reason: reason.to_owned() });
        flow::done_by_itself(d, instance.id);
    } else {
        d.follows(Event::ByHand { instance: instance.id, reason: reason.to_owned() });
    }
}

/// After how many tries there may be another, with so many retries: all in all no more than [`limits::TRIES`].
fn most(retries: u8) -> u8 {
    retries.min(limits::TRIES - 1)
}

/// Each time twice as long after the last, with no chance in it: the same run does the same.
fn again(d: &mut Deciding<'_>, instance: &Instance) {
    let wait_s = limits::TRY_AGAIN_S.saturating_mul(1 << instance.tries.saturating_sub(1).min(6));
    d.follows(Event::TryAgain { instance: instance.id, at: time::later(d.now(), wait_s) });
}

/// Somebody asks for another try: of one that waits, whose outcome is not known, or that a person was to do.
pub(crate) fn retry(d: &mut Deciding<'_>, id: InstanceId) -> Result<(), Reject> {
    d.person()?;
    let (instance, def) = d.live(id)?;
    let Kind::Act(act) = &def.kind else { return Err(Reject::Unfitting("it is not automatic")) };
    if instance.status == Status::Sending {
        return Err(Reject::Unfitting("it is being tried now"));
    }
    if instance.tries >= limits::TRIES {
        return Err(Reject::Limit { what: "tries of one step", limit: usize::from(limits::TRIES) });
    }
    let frame = d.frame(instance.frame)?.clone();
    d.emit(Event::Retried { instance: id });
    request(d, &frame, id, &def, act, instance.tries.saturating_add(1));
    Ok(())
}

/// A person does it.
pub(crate) fn by_hand(d: &mut Deciding<'_>, id: InstanceId, reason: &str) -> Result<(), Reject> {
    d.person()?;
    let (_, def) = d.live(id)?;
    if !matches!(def.kind, Kind::Act(_)) {
        return Err(Reject::Unfitting("it is not automatic"));
    }
    d.emit(Event::ByHand { instance: id, reason: reason.to_owned() });
    Ok(())
}

/// Patience with the world is over, or it is time for the next try.
pub(crate) fn wake(d: &mut Deciding<'_>, instance: &Instance, def: &Def, act: &Act) -> Result<(), Reject> {
    let frame = d.frame(instance.frame)?.clone();
    match instance.status {
        Status::Sending => {
            d.follows(Event::GaveUpWaiting { instance: instance.id });
            failed(d, instance, act, "No answer came in time.", true);
        }
        Status::Waiting => request(d, &frame, instance.id, def, act, instance.tries.saturating_add(1)),
        _ => {}
    }
    Ok(())
}
