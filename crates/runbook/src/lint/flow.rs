//! What is known, and done, when a step begins.

use std::collections::BTreeSet;

use crate::lint::{Findings, Rule};
use crate::model::{
    Base, Branch, Condition, Decision, Name, Origin, Repeat, Runbook, Slug, Step, StepKind, Visit, Wait,
};

pub(super) fn check(runbook: &Runbook, found: &mut Findings) {
    let steps = runbook.steps();
    let filled: BTreeSet<&Name> =
        steps.iter().flat_map(|visit| visit.step.kind.records()).map(|(name, _)| name).collect();
    let filled = |name: &Name| filled.contains(name) || is_given(runbook, name);
    for (index, visit) in steps.iter().enumerate() {
        match &visit.step.kind {
            StepKind::Repeat(repeat) => self::repeat(visit.step, repeat, &filled, found),
            StepKind::Wait(Wait::Until { condition, .. }) => never_filled(visit.step, condition, &filled, found),
            StepKind::Decision(decision) => idle(visit.step, decision, found),
            StepKind::Task(_)
            | StepKind::Approval(_)
            | StepKind::Parallel(_)
            | StepKind::Runbook(_)
            | StepKind::Wait(Wait::For(_))
            | StepKind::Note
            | StepKind::Automatic(_) => {}
        }
        let before = steps.get(..index).unwrap_or_default();
        known(runbook, visit, before, found);
        base(visit, before, found);
    }
}

/// Whether a variable has a value before any step has been done.
fn is_given(runbook: &Runbook, name: &Name) -> bool {
    runbook.variable(name).is_some_and(|variable| match &variable.origin {
        Origin::Input(_) | Origin::Constant(_) | Origin::Record(Some(_)) => true,
        Origin::Record(None) => false,
    })
}

fn repeat(step: &Step, repeat: &Repeat, filled: &impl Fn(&Name) -> bool, found: &mut Findings) {
    never_filled(step, &repeat.until, filled, found);
    let mut inside = BTreeSet::new();
    records(&repeat.each, &mut inside);
    if !repeat.until.tests().iter().any(|test| inside.contains(&test.variable)) {
        let said = format!("no step in it fills in what it waits for ({})", repeat.until);
        found.step(Rule::EndlessRepeat, &step.slug, "until", said);
    }
}

/// What the steps of a branch fill in.
fn records<'a>(branch: &'a Branch, into: &mut BTreeSet<&'a Name>) {
    for step in &branch.steps {
        into.extend(step.kind.records().into_iter().map(|(name, _)| name));
        for (_, branch) in step.kind.branches() {
            records(branch, into);
        }
    }
}

fn never_filled(step: &Step, condition: &Condition, filled: &impl Fn(&Name) -> bool, found: &mut Findings) {
    for test in condition.tests().iter().filter(|test| !filled(&test.variable)) {
        let said = format!("no step fills in {}; name it under record of one", test.variable);
        found.step(Rule::NeverFilled, &step.slug, "until", said);
    }
}

/// A decision that leads nowhere, and whose answer nobody keeps.
fn idle(step: &Step, decision: &Decision, found: &mut Findings) {
    if decision.branches.is_empty() && decision.record.is_none() {
        let said = "nothing depends on the answer; add branches (#### When …) or a record";
        found.step(Rule::IdleDecision, &step.slug, "", said);
    }
}

/// Whether what a text asks for is known when it is sent: filled in by a step that must have been done.
fn known(runbook: &Runbook, visit: &Visit<'_>, before: &[Visit<'_>], found: &mut Findings) {
    let texts = visit.step.kind.templates().into_iter();
    let own = visit.step.organisation.iter().map(|template| ("organisation", template));
    let mut said: BTreeSet<&Name> = BTreeSet::new();
    for (key, template) in texts.chain(own) {
        for name in template.variables().filter(|name| !is_given(runbook, name)) {
            let is_certain = before.iter().any(|earlier| {
                let fills = earlier.step.kind.records().iter().any(|(record, optional)| *record == name && !optional);
                fills && is_before(&earlier.step.slug, earlier, visit)
            });
            if !is_certain && said.insert(name) {
                let said = format!("{name} may not be known by then: no step that must come before fills it in");
                found.step(Rule::NotYetKnown, &visit.step.slug, key, said);
            }
        }
    }
}

/// A time that counts from a step which is not surely done before.
fn base(visit: &Visit<'_>, before: &[Visit<'_>], found: &mut Findings) {
    let Some(Base::Step(slug)) = visit.step.target.as_ref().map(|target| &target.from) else { return };
    if !before.iter().any(|earlier| is_before(slug, earlier, visit)) {
        let said = format!("the time counts from #{slug}, which is not surely done before this step");
        found.step(Rule::TargetBase, &visit.step.slug, "from", said);
    }
}

/// Whether a step with this slug, found earlier, must have been passed when another begins: whatever branch it is in, the
/// other is in too.
fn is_before(slug: &Slug, earlier: &Visit<'_>, later: &Visit<'_>) -> bool {
    let same_branch = |(index, (step, head, _)): (usize, &(&Step, String, &Branch))| {
        later.path.get(index).is_some_and(|(other, other_head, _)| other.slug == step.slug && other_head == head)
    };
    let must_be_passed = |(step, _, _): &(&Step, String, &Branch)| match &step.kind {
        // Of lanes that are all waited for, every one is passed by whoever comes after them.
        StepKind::Parallel(parallel) => parallel.join == crate::model::Join::All,
        StepKind::Task(_)
        | StepKind::Decision(_)
        | StepKind::Approval(_)
        | StepKind::Repeat(_)
        | StepKind::Runbook(_)
        | StepKind::Wait(_)
        | StepKind::Note
        | StepKind::Automatic(_) => false,
    };
    let is_after = |step: &Step| !later.path.iter().any(|(other, _, _)| other.slug == step.slug);
    earlier.step.slug == *slug
        && earlier
            .path
            .iter()
            .enumerate()
            .all(|(index, level)| same_branch((index, level)) || (must_be_passed(level) && is_after(level.0)))
}
