//! The time targets of a procedure fit each other: what is due so long after the run began can be in time when everything that
//! must come before it takes all the time that it has.

use ctac_runbook::model::{Action, Base, Branch, ClockAction, Step, StepKind};

use crate::procedures;

/// When work has come so far, in seconds since the run began, if everything takes all of its time.
#[derive(Clone, Copy, Default)]
struct At {
    /// Everything before is done: then a gate, or what the service does, can begin.
    all: u64,
    /// The last gate is passed: from then on a person may do a task before its turn.
    gate: u64,
}

/// Nothing after it may be done before it.
fn is_gate(kind: &StepKind) -> bool {
    match kind {
        StepKind::Decision(_) | StepKind::Approval(_) => true,
        StepKind::Automatic(it) => matches!(&it.action, Action::Clock(clock) if clock.action == ClockAction::Stop),
        _ => false,
    }
}

fn branches(kind: &StepKind) -> Vec<&Branch> {
    match kind {
        StepKind::Decision(it) => it.branches.iter().map(|when| &when.branch).collect(),
        StepKind::Approval(it) => it.approved.iter().chain(&it.rejected).collect(),
        StepKind::Parallel(it) => it.lanes.iter().map(|lane| &lane.branch).collect(),
        _ => Vec::new(),
    }
}

/// Where the work is after a step; what cannot be in time is put on the list.
fn after(step: &Step, at: At, file: &str, late: &mut Vec<String>) -> At {
    let early = matches!(step.kind, StepKind::Task(_));
    let begins = if early { at.gate } else { at.all };
    let ends = match &step.target {
        Some(target) if matches!(target.from, Base::RunStart | Base::Declared) => {
            let due = target.within.seconds();
            if due < begins {
                late.push(format!(
                    "{file}: #{} is due after {} min, and begins after {}",
                    step.slug,
                    due / 60,
                    begins / 60
                ));
            }
            due.max(begins)
        }
        Some(target) if target.from == Base::Activation => begins + target.within.seconds(),
        _ => begins,
    };
    // A branch is there when its step has come to it; its own gates hold up nothing outside it.
    let opened = At { all: at.all.max(ends), gate: at.all.max(ends) };
    let inner = branches(&step.kind).into_iter().map(|branch| all(&branch.steps, opened, file, late).all);
    let over = inner.fold(opened.all, u64::max);
    // A gate is passed when the branch behind it is worked.
    At { all: over, gate: if is_gate(&step.kind) { over } else { at.gate } }
}

fn all(steps: &[Step], at: At, file: &str, late: &mut Vec<String>) -> At {
    steps.iter().fold(at, |at, step| after(step, at, file, late))
}

#[test]
fn what_is_due_from_the_beginning_can_be_in_time() {
    let mut late = Vec::new();
    for procedure in procedures() {
        let phases = procedure.runbook.phases.iter();
        phases.fold(At::default(), |at, phase| all(&phase.steps, at, &procedure.file, &mut late));
    }
    assert!(late.is_empty(), "\n{}", late.join("\n"));
}
