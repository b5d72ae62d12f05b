//! Doing a step: a person's assertion, with what they found and what shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::flow::{self, Manner};
use crate::limits;
use crate::run::decide::Deciding;
use crate::run::fact::{Done, Event, Evidence};
use crate::run::id::{FrameId, InstanceId};
use crate::run::plan::{Def, Kind, Wanted};
use crate::run::reject::Reject;
use crate::run::state::{Instance, Status};

/// What somebody says of a step they did.
pub(crate) struct Said<'a> {
    pub(crate) occurred_at: Option<Timestamp>,
    pub(crate) outputs: &'a BTreeMap<String, String>,
    pub(crate) evidence: &'a [Evidence],
    pub(crate) note: Option<&'a str>,
}

/// An attempt under way is done.
pub(crate) fn complete(d: &mut Deciding<'_>, id: InstanceId, said: &Said<'_>) -> Result<(), Reject> {
    d.person()?;
    let (instance, def) = d.live(id)?;
    let fits = match def.kind {
        Kind::Task => true,
        Kind::Act(_) | Kind::Child { .. } | Kind::Wait(_) => instance.by_hand || instance.status == Status::Unknown,
        _ => false,
    };
    if !fits {
        return Err(Reject::Unfitting("answer it, approve it, or take it over by hand first"));
    }
    done(d, &instance, &def, said)
}

/// A step is done before its turn: flagged, and never past a gate.
pub(crate) fn complete_ahead(d: &mut Deciding<'_>, frame: FrameId, slug: &str, said: &Said<'_>) -> Result<(), Reject> {
    d.person()?;
    let frame = d.frame(frame)?.clone();
    if !frame.open {
        return Err(Reject::NoLonger);
    }
    let body: Vec<Arc<Def>> = d.run.body(&frame).into_iter().cloned().collect();
    let at = body.iter().position(|def| def.slug == slug).ok_or(Reject::NotFound("step here"))?;
    let def = body.get(at).cloned().ok_or(Reject::NotFound("step here"))?;
    match d.run.latest(frame.id, slug).map(|it| (it.id, it.status)) {
        Some((id, status)) if status.is_live() => return complete(d, id, said),
        Some((_, Status::Cancelled(_))) | None => {}
        Some((id, _)) => return d.live(id).map(drop).and(Err(Reject::NoLonger)),
    }
    if def.kind != Kind::Task {
        return Err(Reject::Unfitting("only a plain step can be done before its turn"));
    }
    let before = body.iter().take(at);
    let gate = before.filter(|it| !flow::is_passed(d, frame.id, it)).find(|it| it.kind.is_gate());
    if let Some(gate) = gate {
        return Err(Reject::Gate { title: gate.title.clone() });
    }
    let id = flow::activate(d, &frame, &def, Manner::Early)?;
    let (instance, def) = d.live(id)?;
    done(d, &instance, &def, said)
}

fn done(d: &mut Deciding<'_>, instance: &Instance, def: &Def, said: &Said<'_>) -> Result<(), Reject> {
    if said.evidence.len() > limits::EVIDENCE {
        return Err(Reject::Limit { what: "pieces of evidence", limit: limits::EVIDENCE });
    }
    let long = |text: &str| text.len() > limits::VALUE_BYTES;
    if said.note.is_some_and(long) || said.evidence.iter().any(|it| long(&it.label) || long(&it.value)) {
        return Err(Reject::Limit { what: "bytes of a note or a piece of evidence", limit: limits::VALUE_BYTES });
    }
    let shown = |name: &str| said.evidence.iter().any(|it| it.label == name && !it.value.trim().is_empty());
    let missing: Vec<String> = missing(&def.evidence, shown);
    if !missing.is_empty() {
        return Err(Reject::EvidenceMissing(missing));
    }
    check_outputs(d, instance, def, said.outputs)?;
    let (occurred_at, odd_time) = said_at(d, instance, said.occurred_at);
    let done = Done {
        occurred_at,
        outputs: said.outputs.clone(),
        evidence: said.evidence.to_vec(),
        answer: None,
        reason: said.note.map(str::to_owned),
        odd_time,
    };
    d.emit(Event::Done { instance: instance.id, done });
    record_all(d, instance, said.outputs)?;
    flow::ended(d, instance.id);
    Ok(())
}

/// What is required and not there.
fn missing(wanted: &[Wanted], is_there: impl Fn(&str) -> bool) -> Vec<String> {
    wanted.iter().filter(|it| it.required && !is_there(&it.name)).map(|it| it.name.clone()).collect()
}

/// Each value that the step must give is there and is of its record's kind; nothing else is given.
fn check_outputs(
    d: &Deciding<'_>,
    instance: &Instance,
    def: &Def,
    outputs: &BTreeMap<String, String>,
) -> Result<(), Reject> {
    let missing: Vec<String> = missing(&def.outputs, |name| outputs.contains_key(name));
    if !missing.is_empty() {
        return Err(Reject::OutputsMissing(missing));
    }
    outputs.iter().try_for_each(|(name, value)| check_value(d, instance.frame, name, value))
}

/// A value fits the record that it is for.
pub(crate) fn check_value(d: &Deciding<'_>, frame: FrameId, name: &str, value: &str) -> Result<(), Reject> {
    let bad = |why: String| Err(Reject::BadValue { name: name.to_owned(), why });
    let scope = d.frame(d.frame(frame)?.scope)?;
    let Some(record) = d.run.plan(scope).and_then(|plan| plan.records.get(name)) else {
        return bad("this runbook has no such record".to_owned());
    };
    if record.constant {
        return bad("it is fixed and cannot be changed".to_owned());
    }
    if value.len() > limits::VALUE_BYTES {
        return bad(format!("at most {} bytes", limits::VALUE_BYTES));
    }
    record.check(value).or_else(bad)
}

/// What a step found is known from here on.
pub(crate) fn record_all(
    d: &mut Deciding<'_>,
    instance: &Instance,
    outputs: &BTreeMap<String, String>,
) -> Result<(), Reject> {
    let scope = d.frame(instance.frame)?.scope;
    for (name, value) in outputs {
        d.emit(Event::Recorded { scope, name: name.clone(), value: value.clone() });
    }
    Ok(())
}

/// When it is said to have happened, never later than now, and whether that is odd: before the run began or before the
/// step was to be done, in the future, or long before it was said.
pub(crate) fn said_at(d: &Deciding<'_>, instance: &Instance, said: Option<Timestamp>) -> (Timestamp, bool) {
    let now = d.now();
    let Some(said) = said else { return (now, false) };
    let late = now.duration_since(said) > SignedDuration::from_secs(limits::LATE_WORD_S);
    let skewed = said.duration_since(now) > SignedDuration::from_secs(limits::CLOCK_SKEW_S);
    (said.min(now), skewed || late || said < instance.activated_at && !instance.early)
}

/// It cannot be done, or went wrong: that is said, and whoever leads is told by its being late at once.
pub(crate) fn fail(d: &mut Deciding<'_>, id: InstanceId, reason: &str) -> Result<(), Reject> {
    d.person()?;
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    let (instance, def) = d.live(id)?;
    d.emit(Event::Failed { instance: id, reason: reason.to_owned() });
    if matches!(def.kind, Kind::Act(_)) && !instance.by_hand {
        d.follows(Event::ByHand { instance: id, reason: reason.to_owned() });
    }
    Ok(())
}
