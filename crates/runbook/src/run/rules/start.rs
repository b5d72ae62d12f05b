//! The beginning of a run: a version with everything it may come to, and what its caller says at first.

use std::collections::BTreeMap;

use super::flow;
use crate::limits;
use crate::run::apply::Closure;
use crate::run::command::Asked;
use crate::run::decide::Deciding;
use crate::run::fact::{Event, Fact};
use crate::run::id::{FrameId, Person};
use crate::run::plan::Hash;
use crate::run::reject::Reject;
use crate::run::state::{Mode, Run};

/// What a run begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Whether it is real.
    pub mode: Mode,
    /// Who answers for it.
    pub lead: Person,
    /// Which version.
    pub version: Hash,
    /// What its caller says: the values of its inputs.
    pub inputs: BTreeMap<String, String>,
}

/// Begins a run.
///
/// # Errors
///
/// The version is not known, an input is not of its kind or is missing.
pub fn start(start: &Start, asked: &Asked<'_>) -> Result<(Vec<Fact>, Run), Reject> {
    let closure: Closure = asked.world.closure(&start.version).ok_or(Reject::NotFound("version that can be run"))?;
    let plan = closure.get(&start.version).cloned().ok_or(Reject::NotFound("version that can be run"))?;
    for (name, value) in &start.inputs {
        let bad = |why: &str| Reject::BadValue { name: name.clone(), why: why.to_owned() };
        let record = plan.records.get(name).ok_or_else(|| bad("this runbook has no such input"))?;
        if !record.input {
            return Err(bad("it is not an input: it is found out on the way"));
        }
        if value.len() > limits::VALUE_BYTES {
            return Err(bad("it is too long"));
        }
        record.check(value).map_err(|why| bad(&why))?;
    }
    let needed = plan.records.iter().filter(|(_, record)| record.input && record.initial.is_none());
    let missing: Vec<String> =
        needed.filter(|(name, _)| !start.inputs.contains_key(*name)).map(|(name, _)| name.clone()).collect();
    if !missing.is_empty() {
        return Err(Reject::OutputsMissing(missing));
    }
    let event = Event::Started {
        mode: start.mode,
        lead: start.lead.clone(),
        version: start.version.clone(),
        closure: closure.keys().cloned().collect(),
        inputs: start.inputs.clone(),
    };
    let fact = Fact { at: asked.now, by: asked.by.clone(), command: asked.id.clone(), event };
    let run = Run::begin(&fact, closure).ok_or(Reject::NotFound("version that can be run"))?;
    let mut d = Deciding::new(run, asked);
    d.facts.push(fact);
    d.unsettle(FrameId::MAIN);
    flow::settle(&mut d)?;
    Ok((d.facts, d.run))
}
