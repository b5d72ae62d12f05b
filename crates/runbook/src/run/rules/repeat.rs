//! Loops: tested before each pass, never without an end, and a person's to judge where the test has no answer.

use super::{flow, time};
use crate::model::Truth;
use crate::run::decide::Deciding;
use crate::run::fact::{Event, Place};
use crate::run::id::{EffectId, InstanceId};
use crate::run::plan::Kind;
use crate::run::reject::Reject;
use crate::run::request::{Ask, Request};
use crate::run::state::{Instance, Mode, Status};
use crate::run::text;

/// Whether there is another pass, and when.
pub(crate) fn test(d: &mut Deciding<'_>, id: InstanceId) -> Result<(), Reject> {
    let instance = d.instance(id)?.clone();
    let def = d.def(&instance)?;
    let Kind::Repeat { until, max, on_limit, .. } = &def.kind else { return Ok(()) };
    let scope = d.frame(instance.frame)?.scope;
    match text::holds(&d.run, scope, until) {
        Truth::True => {
            flow::done_by_itself(d, id);
            return Ok(());
        }
        // What nobody has looked at yet is not yet so; after a pass that did not say, a person does.
        Truth::Unknown if instance.passes > 0 => {
            let reason = "Whether it is finished is not recorded.".to_owned();
            d.follows(Event::JudgementNeeded { instance: id, reason });
            return Ok(());
        }
        Truth::Unknown | Truth::False => {}
    }
    if instance.passes < *max {
        return next(d, &instance);
    }
    let reason = format!("It was done {max} times, which is its limit.");
    d.follows(Event::JudgementNeeded { instance: id, reason });
    if !on_limit.is_empty() {
        let message = format!("\"{}\" was done {max} times and is not finished. Say whether it goes on.", def.title);
        let what = Ask::Page { roles: on_limit.clone(), people: Vec::new(), message, ack_within_s: None };
        let request = Request { what, exercise: d.run.mode == Mode::Exercise };
        d.follows(Event::Requested { effect: EffectId::Limit(id, instance.passes), request, patience_ends: None });
    }
    Ok(())
}

/// The next pass begins so long after the last one began, or at once where that is past: no burst of what was missed.
fn next(d: &mut Deciding<'_>, instance: &Instance) -> Result<(), Reject> {
    let def = d.def(instance)?;
    let Kind::Repeat { every_s, .. } = &def.kind else { return Ok(()) };
    let last = instance.pass_began.map(|began| time::later(began, *every_s));
    match last {
        Some(at) if at > d.now() => {
            d.follows(Event::WaitsUntil { instance: instance.id, until: Some(at) });
            Ok(())
        }
        _ => begin(d, instance.id),
    }
}

/// A pass begins.
pub(crate) fn begin(d: &mut Deciding<'_>, id: InstanceId) -> Result<(), Reject> {
    let pass = d.instance(id)?.passes.saturating_add(1);
    flow::open(d, id, Place::Pass { pass }, None).map(drop)
}

/// Somebody says whether it goes on.
pub(crate) fn judge(d: &mut Deciding<'_>, id: InstanceId, go_on: bool, reason: &str) -> Result<(), Reject> {
    d.person()?;
    let (instance, _) = d.live(id)?;
    if instance.status != Status::Judgement {
        return Err(Reject::Unfitting("nobody is asked whether it goes on"));
    }
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    d.emit(Event::Judged { instance: id, go_on, reason: reason.to_owned() });
    if go_on {
        let instance = d.instance(id)?.clone();
        return next(d, &instance);
    }
    flow::done_by_itself(d, id);
    Ok(())
}
