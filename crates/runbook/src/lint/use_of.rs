//! What is declared, and what is used.

use std::collections::BTreeSet;

use crate::lint::{Findings, Rule};
use crate::model::{Action, Automatic, Base, Name, Origin, Place, Runbook, Skip, Slug, Step, StepKind, Wait};

pub(super) fn check(runbook: &Runbook, found: &mut Findings) {
    let steps = runbook.steps();
    let roles = runbook.roles.iter().filter_map(|role| role.deputy.as_ref());
    let roles: BTreeSet<&Slug> =
        steps.iter().flat_map(|visit| self::roles(visit.step)).chain(roles).chain([&runbook.lead]).collect();
    for role in runbook.roles.iter().filter(|role| !roles.contains(&role.slug)) {
        let place = Place::Front(format!("roles.{}", role.slug));
        found.add(
            Rule::UnusedRole,
            place,
            format!("the role {} does nothing; give it a step or take it away", role.slug),
        );
    }
    let asked: BTreeSet<&Name> = steps.iter().flat_map(|visit| names(visit.step)).collect();
    for variable in &runbook.variables {
        let is_filled =
            steps.iter().any(|visit| visit.step.kind.records().iter().any(|(name, _)| **name == variable.name));
        // What a step fills in is of use by itself: it is in the record of the run.
        let is_used = asked.contains(&variable.name) || (is_filled && matches!(variable.origin, Origin::Record(_)));
        if !is_used {
            let place = Place::Front(format!("records.{}", variable.name));
            let said = format!("nothing fills in {0} or asks for it; use it or take it away", variable.name);
            found.add(Rule::UnusedVariable, place, said);
        }
    }
    clocks(runbook, found);
}

/// Every role that a step names.
fn roles(step: &Step) -> Vec<&Slug> {
    let mut roles: Vec<&Slug> = step.role.iter().collect();
    if let Skip::Approval(role) = &step.skip {
        roles.push(role);
    }
    roles.extend(step.target.iter().flat_map(|target| &target.on_overdue).map(|level| &level.page));
    match &step.kind {
        StepKind::Approval(approval) => roles.extend(approval.by.iter().chain(&approval.not_by)),
        StepKind::Repeat(repeat) => roles.extend(repeat.on_limit.iter().map(|level| &level.page)),
        StepKind::Automatic(Automatic { action: Action::Page(page), .. }) => roles.extend(&page.who),
        StepKind::Automatic(Automatic { action: Action::CallOut(call_out), .. }) => {
            roles.extend(call_out.needs.iter().map(|need| &need.role));
        }
        StepKind::Automatic(Automatic { action: Action::Sitrep(sitrep), .. }) => roles.extend(&sitrep.who),
        StepKind::Task(_)
        | StepKind::Decision(_)
        | StepKind::Parallel(_)
        | StepKind::Runbook(_)
        | StepKind::Wait(_)
        | StepKind::Note
        | StepKind::Automatic(_) => {}
    }
    roles
}

/// Every variable whose value a step asks for.
fn names(step: &Step) -> Vec<&Name> {
    let mut names: Vec<&Name> =
        step.kind.templates().into_iter().flat_map(|(_, template)| template.variables()).collect();
    names.extend(step.organisation.iter().flat_map(|template| template.variables()));
    match &step.kind {
        StepKind::Repeat(repeat) => names.extend(repeat.until.tests().iter().map(|test| &test.variable)),
        StepKind::Wait(Wait::Until { condition, .. }) => {
            names.extend(condition.tests().iter().map(|test| &test.variable));
        }
        StepKind::Runbook(sub) => names.extend(sub.pass.iter().map(|pass| &pass.ours)),
        StepKind::Automatic(Automatic { action: Action::Clock(clock), .. }) => names.extend(clock.since()),
        StepKind::Task(_)
        | StepKind::Decision(_)
        | StepKind::Approval(_)
        | StepKind::Parallel(_)
        | StepKind::Wait(_)
        | StepKind::Note
        | StepKind::Automatic(_) => {}
    }
    names
}

fn clocks(runbook: &Runbook, found: &mut Findings) {
    let steps = runbook.steps();
    let mut started: BTreeSet<&Slug> = BTreeSet::new();
    let mut stopped: BTreeSet<&Slug> = BTreeSet::new();
    for visit in &steps {
        let StepKind::Automatic(Automatic { action: Action::Clock(clock), .. }) = &visit.step.kind else { continue };
        let done = if clock.starts() { &mut started } else { &mut stopped };
        done.insert(&clock.clock);
        if visit.step.organisation.is_none() {
            let said = "does not say whose clock it is; add organisation";
            found.step(Rule::WhoseClock, &visit.step.slug, "clock", said);
        }
    }
    let is_base = |clock: &Slug| {
        let targets = steps.iter().filter_map(|visit| visit.step.target.as_ref());
        targets.into_iter().any(|target| target.from == Base::Clock(clock.clone()))
    };
    for clock in &runbook.clocks {
        let place = Place::Front(format!("clocks.{}", clock.slug));
        let slug = &clock.slug;
        match (started.contains(slug), stopped.contains(slug)) {
            (true, true) => {}
            (false, false) if is_base(slug) => {}
            (false, false) => found.add(Rule::UnusedClock, place, format!("no step starts or stops {slug}")),
            (true, false) => {
                let said = format!("{slug} is started here and stopped nowhere; say in a step who stops it, and when");
                found.add(Rule::HalfClock, place, said);
            }
            (false, true) => {
                let said = format!("{slug} is stopped here and started nowhere");
                found.add(Rule::HalfClock, place, said);
            }
        }
    }
}
