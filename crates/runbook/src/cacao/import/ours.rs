//! A playbook that we wrote, read back.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::cacao::export::{Options, export};
use crate::cacao::graph::continuation;
use crate::cacao::import::{Change, Changed, ImportError};
use crate::cacao::read::{Document, escaped};
use crate::cacao::wire::{Playbook, Step as Object, StepType};
use crate::cacao::{EXTENSION, strip};
use crate::limits;
use crate::model::{Parts, Phase, Runbook, Step, StepKind};
use crate::tlp::Level;

pub(crate) fn runbook(document: &Document) -> Result<(Runbook, Vec<Change>), ImportError> {
    let playbook = &document.playbook;
    let mut reader = Reader { playbook, seen: BTreeSet::new() };
    let start = playbook.workflow_start.as_deref().and_then(|id| playbook.workflow.get(id));
    let first = start.and_then(continuation).ok_or_else(|| ImportError::Extension("no start".to_owned()))?;
    let steps = reader.flow(first, 0)?;
    let parts = parts(playbook, steps)?;
    let runbook = Runbook::new(parts).map_err(ImportError::Runbook)?;
    let service = playbook.targets.values().filter(|target| target.name.as_deref() == Some("CTAC API"));
    let service = service.filter_map(|target| target.address.get("url")?.get(0)?.as_str()).next();
    let mut options = Options::default();
    if let Some(service) = service {
        options.service = service.to_owned();
    }
    let written = export(&runbook, &options).playbook;
    let mut changes = Vec::new();
    compare(&mut changes, String::new(), &document.source, &written);
    Ok((runbook, changes))
}

struct Reader<'a> {
    playbook: &'a Playbook,
    seen: BTreeSet<&'a str>,
}

impl<'a> Reader<'a> {
    /// The steps from here to an end, each with the phase it says it is in.
    fn flow(&mut self, from: &'a str, depth: usize) -> Result<Vec<(Step, Option<usize>)>, ImportError> {
        if depth > limits::DEPTH {
            return Err(ImportError::TooDeep);
        }
        let mut steps = Vec::new();
        let mut at = from;
        loop {
            let object = self.object(at)?;
            if object.kind == Some(StepType::End) {
                return Ok(steps);
            }
            if !self.seen.insert(at) {
                return Err(ImportError::Circle(at.to_owned()));
            }
            let (step, phase) = step(at, object)?;
            let (entries, next) = self.branches(at, object, &step.kind)?;
            let mut branches = Vec::new();
            for entry in entries {
                let inner = self.flow(entry, depth + 1)?;
                branches.push(inner.into_iter().map(|(step, _)| step).collect::<Vec<_>>());
            }
            let mut branches = branches.into_iter();
            let kind = strip::with_branches(&step.kind, &mut |_, _| branches.next().unwrap_or_default());
            steps.push((Step { kind, ..step }, phase));
            at = next;
        }
    }

    fn object(&self, id: &str) -> Result<&'a Object, ImportError> {
        let found = self.playbook.workflow.get(id);
        found.ok_or_else(|| ImportError::NoSuchStep { step: String::new(), to: id.to_owned() })
    }

    /// Where the branches of a step begin, in the order of the page, and where it goes on.
    fn branches(&self, id: &str, object: &'a Object, kind: &StepKind) -> Result<(Vec<&'a str>, &'a str), ImportError> {
        let lost = |what: &str| ImportError::Extension(format!("{id}: {what}"));
        let on = |object: &'a Object| continuation(object).ok_or_else(|| lost("it leads nowhere"));
        let next = on(object)?;
        match kind {
            StepKind::Decision(decision) => {
                let switch = self.object(next)?;
                let entry = |answers: &crate::model::OneOrMore<crate::model::Slug>| {
                    switch.cases.get(answers.first_item().as_str()).map(String::as_str)
                };
                let entries = decision.branches.iter().map(|when| entry(&when.answers));
                let entries: Option<Vec<&str>> = entries.collect();
                Ok((entries.ok_or_else(|| lost("an answer has no case"))?, on(switch)?))
            }
            StepKind::Approval(approval) if object.kind == Some(StepType::WhileCondition) => {
                if approval.approved.is_none() {
                    return Ok((Vec::new(), next));
                }
                let gate = self.object(next)?;
                Ok((vec![gate.on_true.as_deref().ok_or_else(|| lost("no approved branch"))?], on(gate)?))
            }
            StepKind::Approval(approval) => {
                let gate = self.object(next)?;
                let both = [(&approval.approved, &gate.on_false), (&approval.rejected, &gate.on_true)];
                let entries = both.into_iter().filter(|(branch, _)| branch.is_some());
                let entries: Option<Vec<&str>> = entries.map(|(_, entry)| entry.as_deref()).collect();
                Ok((entries.ok_or_else(|| lost("a branch is missing"))?, on(gate)?))
            }
            StepKind::Parallel(_) => Ok((object.next_steps.iter().map(String::as_str).collect(), next)),
            StepKind::Repeat(_) => Ok((vec![object.on_true.as_deref().ok_or_else(|| lost("no pass"))?], next)),
            StepKind::Task(_) | StepKind::Runbook(_) | StepKind::Wait(_) | StepKind::Note | StepKind::Automatic(_) => {
                Ok((Vec::new(), next))
            }
        }
    }
}

fn step(id: &str, object: &Object) -> Result<(Step, Option<usize>), ImportError> {
    let lost = |what: &str| ImportError::Extension(format!("{id}: {what}"));
    let extension = object.extensions.get(EXTENSION).ok_or_else(|| lost("it is not a step of ours"))?;
    let meta = extension.get("step_meta").and_then(Value::as_object).ok_or_else(|| lost("no `step_meta`"))?;
    let mut step = meta.clone();
    step.insert("slug".to_owned(), extension.get("slug").cloned().unwrap_or_default());
    step.insert("title".to_owned(), json!(object.name));
    step.insert("text".to_owned(), json!(object.description.as_deref().unwrap_or_default()));
    let phase = extension.get("phase").and_then(Value::as_u64).and_then(|phase| usize::try_from(phase).ok());
    let step: Step = serde_json::from_value(Value::Object(step)).map_err(|error| lost(&error.to_string()))?;
    Ok((step, phase))
}

fn parts(playbook: &Playbook, steps: Vec<(Step, Option<usize>)>) -> Result<Parts, ImportError> {
    let extension = playbook.extensions.get(EXTENSION);
    let lost = |what: &str| ImportError::Extension(what.to_owned());
    let front = extension.and_then(|one| one.get("runbook")?.as_object()).ok_or_else(|| lost("no `runbook`"))?;
    let phases = extension.and_then(|one| one.get("phase_list")?.as_array()).ok_or_else(|| lost("no `phase_list`"))?;
    let mut front = front.clone();
    told(&mut front, playbook);
    front.insert("phases".to_owned(), json!([]));
    let mut parts: Parts = serde_json::from_value(Value::Object(front)).map_err(|error| lost(&error.to_string()))?;
    for phase in phases {
        let mut phase = phase.as_object().cloned().unwrap_or_default();
        phase.insert("steps".to_owned(), json!([]));
        let phase: Phase = serde_json::from_value(Value::Object(phase)).map_err(|error| lost(&error.to_string()))?;
        parts.phases.push(phase);
    }
    let mut current = 0;
    for (step, phase) in steps {
        current = phase.unwrap_or(current).max(current);
        let phase = parts.phases.get_mut(current).ok_or_else(|| lost("a step of a phase that is not there"))?;
        phase.steps.push(step);
    }
    Ok(parts)
}

/// What CACAO says itself.
fn told(front: &mut Map<String, Value>, playbook: &Playbook) {
    let strictest = playbook.markings.iter().filter_map(|id| Level::of_marking(id)).max();
    let tlp = strictest.map(|level| level.label().trim_start_matches("TLP:"));
    let references: Vec<Value> = playbook.external_references.iter().map(|one| json!(one)).collect();
    front.extend([
        ("id".to_owned(), json!(playbook.id)),
        ("title".to_owned(), json!(playbook.name)),
        ("created".to_owned(), json!(playbook.created)),
        ("modified".to_owned(), json!(playbook.modified)),
        ("created_by".to_owned(), json!(playbook.created_by)),
        ("tlp".to_owned(), json!(tlp)),
        ("types".to_owned(), json!(playbook.playbook_types)),
        ("activities".to_owned(), json!(playbook.playbook_activities)),
        ("priority".to_owned(), json!(playbook.priority)),
        ("severity".to_owned(), json!(playbook.severity)),
        ("impact".to_owned(), json!(playbook.impact)),
        ("labels".to_owned(), json!(playbook.labels)),
        ("sectors".to_owned(), json!(playbook.industry_sectors)),
        ("valid_from".to_owned(), json!(playbook.valid_from)),
        ("valid_until".to_owned(), json!(playbook.valid_until)),
        ("derived_from".to_owned(), json!(playbook.derived_from)),
        ("purpose".to_owned(), json!(playbook.description.as_deref().unwrap_or_default())),
        ("references".to_owned(), json!(references)),
    ]);
}

/// Where what is there is not what we would write. Signatures are no content.
fn compare(changes: &mut Vec<Change>, path: String, found: &Value, written: &Value) {
    if changes.len() >= limits::FINDINGS {
        return;
    }
    match (found, written) {
        (Value::Object(found), Value::Object(written)) => {
            let keys: BTreeSet<&String> = found.keys().chain(written.keys()).collect();
            for key in keys.into_iter().filter(|key| !(path.is_empty() && *key == "signatures")) {
                let path = format!("{path}/{}", escaped(key));
                match (found.get(key), written.get(key)) {
                    (Some(found), Some(written)) => compare(changes, path, found, written),
                    (Some(_), None) => changes.push(Change { path, what: Changed::Edited("it is left out") }),
                    (None, _) => changes.push(Change { path, what: Changed::Edited("it is put in again") }),
                }
            }
        }
        (Value::Array(found), Value::Array(written)) if found.len() == written.len() => {
            for (index, (found, written)) in found.iter().zip(written).enumerate() {
                compare(changes, format!("{path}/{index}"), found, written);
            }
        }
        (found, written) if found == written => {}
        _ => changes.push(Change { path, what: Changed::Edited("the runbook says what the extension says") }),
    }
}
