//! Runbooks together: which calls which, and whether what is handed over is what is asked for.

use std::collections::BTreeMap;

use crate::limits;
use crate::lint::{Finding, Findings, Rule};
use crate::model::{Name, Origin, Place, PlaybookId, Runbook, Status, Step, StepKind, SubRunbook};

/// What is found in runbooks only together: each finding with the place of its runbook among those given.
#[must_use]
pub fn library(runbooks: &[&Runbook]) -> Vec<(usize, Finding)> {
    let mut all = Vec::new();
    let by_id: BTreeMap<PlaybookId, usize> =
        runbooks.iter().enumerate().rev().map(|(index, runbook)| (runbook.id, index)).collect();
    for (index, runbook) in runbooks.iter().enumerate() {
        let mut found = Findings::default();
        same(index, runbooks, &mut found);
        for visit in runbook.steps() {
            let StepKind::Runbook(sub) = &visit.step.kind else { continue };
            match by_id.get(&sub.playbook).and_then(|index| runbooks.get(*index)) {
                Some(other) => handover(visit.step, sub, other, &mut found),
                None => {
                    let said = format!("{} is not among the runbooks given; give it too", sub.playbook);
                    found.step(Rule::UnknownRunbook, &visit.step.slug, "use", said);
                }
            }
        }
        calls(runbook, runbooks, &by_id, &mut found);
        all.extend(found.sorted().into_iter().map(|finding| (index, finding)));
    }
    all
}

/// Two runbooks with one name, or one id in one version.
fn same(index: usize, runbooks: &[&Runbook], found: &mut Findings) {
    let Some(runbook) = runbooks.get(index) else { return };
    for other in runbooks.get(..index).unwrap_or_default() {
        let said = match (other.slug == runbook.slug, other.id == runbook.id) {
            (true, true) if other.modified == runbook.modified => "the same version of this runbook is there already",
            (true, true) | (false, false) => continue,
            (true, false) => "another runbook has this name",
            (false, true) => "another runbook has this id",
        };
        let key = if other.id == runbook.id { "id" } else { "runbook" };
        found.add(Rule::SameName, Place::Front(key.to_owned()), format!("{said}: {}", other.title));
    }
}

fn handover(step: &Step, sub: &SubRunbook, other: &Runbook, found: &mut Findings) {
    if other.status == Status::Withdrawn {
        found.step(Rule::Withdrawn, &step.slug, "use", format!("{} was withdrawn", other.title));
    }
    let is_input =
        |name: &Name| other.variable(name).is_some_and(|variable| matches!(variable.origin, Origin::Input(_)));
    for pass in sub.pass.iter().filter(|pass| !is_input(&pass.theirs)) {
        found.step(Rule::Handover, &step.slug, "pass", format!("{} has no input called {}", other.title, pass.theirs));
    }
    let needed = other.variables.iter().filter(|variable| variable.origin == Origin::Input(None));
    for variable in needed.filter(|variable| !sub.pass.iter().any(|pass| pass.theirs == variable.name)) {
        let said = format!("{} needs {}; add it to pass", other.title, variable.name);
        found.step(Rule::Handover, &step.slug, "pass", said);
    }
    for pass in sub.returns.iter().filter(|pass| other.variable(&pass.theirs).is_none()) {
        found.step(
            Rule::Handover,
            &step.slug,
            "return",
            format!("{} knows nothing called {}", other.title, pass.theirs),
        );
    }
}

/// Looks for circles, and for calls too deep, from one runbook down.
fn calls(runbook: &Runbook, runbooks: &[&Runbook], by_id: &BTreeMap<PlaybookId, usize>, found: &mut Findings) {
    // Breadth first, a level at a time: each runbook is looked at once, at its least depth and its greatest that counts.
    let mut level: BTreeMap<PlaybookId, Option<&crate::model::Slug>> = BTreeMap::from([(runbook.id, None)]);
    for _ in 0..limits::CALLS {
        let mut next = BTreeMap::new();
        for (id, first) in &level {
            let Some(caller) = by_id.get(id).and_then(|index| runbooks.get(*index)) else { continue };
            for visit in caller.steps() {
                let StepKind::Runbook(sub) = &visit.step.kind else { continue };
                // The finding is shown at the step of the runbook looked at.
                let at = first.or_else(|| runbook.step(visit.step.slug.as_str()).map(|step| &step.slug));
                if let (true, Some(slug)) = (sub.playbook == runbook.id, at) {
                    let said = "the runbook called here leads back to this one";
                    return found.step(Rule::RunbookCycle, slug, "use", said);
                }
                next.insert(sub.playbook, at);
            }
        }
        level = next;
    }
    if let Some(slug) = level.into_values().flatten().next() {
        let said = format!("runbooks call each other more than {} deep from here", limits::CALLS);
        found.step(Rule::RunbookDepth, slug, "use", said);
    }
}
