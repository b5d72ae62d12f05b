//! The steps: what they have in common, how they lie in each other.

use std::collections::BTreeSet;

use crate::limits;
use crate::model::check::names::Names;
use crate::model::check::{Found, kind};
use crate::model::fault::{Place, Problem};
use crate::model::runbook::Parts;
use crate::model::step::{Skip, Step, StepKind};
use crate::model::target::{Base, Escalation};
use crate::model::walk::Visit;

pub(super) fn check(parts: &Parts, names: &Names<'_>, found: &mut Found) {
    for (index, phase) in parts.phases.iter().enumerate() {
        if phase.title.as_str().starts_with("Branch:") {
            found.add(Place::Phase(index), Problem::PhaseTitle);
        }
    }
    let visits = parts.steps();
    match visits.len() {
        0 => found.add(Place::Phase(0), Problem::NoStep),
        count if count > limits::STEPS => return found.add(Place::Phase(0), Problem::Steps { found: count }),
        _ => {}
    }
    let retired = parts.retired.iter().collect();
    let mut slugs = Slugs { seen: BTreeSet::new(), retired };
    for visit in &visits {
        let step = visit.step;
        slugs.check(&step.slug, &Place::Step(step.slug.clone(), String::new()), found);
        for (_, branch) in step.kind.branches() {
            if let Some(name) = &branch.name {
                slugs.check(&name.slug, &Place::Branch(name.slug.clone()), found);
            }
        }
        nesting(visit, found);
        common(step, names, found);
        kind::check(parts, step, names, found);
    }
}

/// The slugs that steps and branches have so far.
struct Slugs<'a> {
    seen: BTreeSet<&'a crate::model::word::Slug>,
    retired: BTreeSet<&'a crate::model::word::Slug>,
}

impl<'a> Slugs<'a> {
    fn check(&mut self, slug: &'a crate::model::word::Slug, place: &Place, found: &mut Found) {
        if !self.seen.insert(slug) {
            found.add(place.clone(), Problem::Twice(slug.clone()));
        }
        if self.retired.contains(slug) {
            found.add(place.clone(), Problem::Retired(slug.clone()));
        }
    }
}

/// A page has headings for one level of branches; the others stand below.
fn nesting(visit: &Visit<'_>, found: &mut Found) {
    let place = || Place::Step(visit.step.slug.clone(), "branches".to_owned());
    let is_inner = visit.path.last().is_some_and(|(_, _, branch)| branch.name.is_none());
    let branches = visit.step.kind.branches();
    if is_inner && branches.iter().any(|(_, branch)| branch.name.is_none()) {
        found.add(place(), Problem::Deep);
    }
    if visit.path.len() == limits::DEPTH && !branches.is_empty() {
        found.add(place(), Problem::TooDeep);
    }
    // The two of an approval have places of their own.
    let is_free = matches!(visit.step.kind, StepKind::Decision(_) | StepKind::Parallel(_));
    if is_free && !branches.is_sorted_by_key(|(_, branch)| branch.name.is_some()) {
        found.add(place(), Problem::BranchOrder);
    }
}

fn common(step: &Step, names: &Names<'_>, found: &mut Found) {
    let at = |key: &str| Place::Step(step.slug.clone(), key.to_owned());
    if let Some(role) = &step.role {
        names.role(found, || at("role"), role);
    }
    if let Some(organisation) = &step.organisation {
        names.template(found, || at("organisation"), organisation);
    }
    if let Skip::Approval(role) = &step.skip {
        names.role(found, || at("skip"), role);
    }
    found.length(|| at("evidence"), step.evidence.len(), 0, limits::ITEMS);
    let mut seen = BTreeSet::new();
    for evidence in &step.evidence {
        if !seen.insert(&evidence.name) {
            found.add(at("evidence"), Problem::Again(evidence.name.to_string()));
        }
    }
    if let Some(target) = &step.target {
        match &target.from {
            Base::Activation | Base::RunStart | Base::Declared => {}
            Base::Step(slug) if *slug == step.slug => found.add(at("from"), Problem::Itself),
            Base::Step(slug) => names.step(found, || at("from"), slug),
            Base::Clock(clock) => names.clock(found, || at("from"), clock),
        }
        escalations(&target.on_overdue, &|| at("on_overdue"), names, found);
    }
    without(step, found);
}

pub(super) fn escalations(levels: &[Escalation], place: &dyn Fn() -> Place, names: &Names<'_>, found: &mut Found) {
    for level in levels {
        names.role(found, place, &level.page);
    }
    let seconds = |level: &Escalation| level.after.map_or(0, crate::model::Duration::seconds);
    if !levels.is_sorted_by(|earlier, later| seconds(earlier) < seconds(later)) {
        found.add(place(), Problem::Escalations);
    }
}

/// What a kind of step cannot have.
fn without(step: &Step, found: &mut Found) {
    let name = step.kind.name();
    let is_led = matches!(step.kind, StepKind::Parallel(_) | StepKind::Repeat(_) | StepKind::Wait(_) | StepKind::Note);
    let is_note = matches!(step.kind, StepKind::Note);
    let has_skip = step.skip != Skip::Reason;
    let faults = [
        (is_led && !step.evidence.is_empty(), "evidence"),
        (is_note && step.target.is_some(), "within"),
        (is_note && step.organisation.is_some(), "organisation"),
        (has_skip && matches!(step.kind, StepKind::Note | StepKind::Approval(_)), "skip"),
    ];
    for (_, key) in faults.into_iter().filter(|(is_wrong, _)| *is_wrong) {
        found.add(Place::Step(step.slug.clone(), key.to_owned()), Problem::NotForKind(name));
    }
}
