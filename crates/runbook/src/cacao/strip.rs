//! What our extension holds: a runbook and its steps without what CACAO says itself, so that nothing is said twice.

use serde_json::{Map, Value, json};

use crate::model::{Approval, Branch, Decision, Lane, Parallel, Parts, Repeat, Runbook, Step, StepKind, When};

/// The keys of a runbook that CACAO has properties for.
pub(crate) const TOLD: [&str; 17] = [
    "id",
    "title",
    "created",
    "modified",
    "created_by",
    "tlp",
    "types",
    "activities",
    "priority",
    "severity",
    "impact",
    "labels",
    "sectors",
    "valid_from",
    "valid_until",
    "derived_from",
    "purpose",
];

/// The front matter, and the phases without their steps.
pub(crate) fn front(runbook: &Runbook) -> Value {
    let parts: &Parts = runbook;
    let mut front = json!(parts).as_object().cloned().unwrap_or_default();
    for key in TOLD {
        front.remove(key);
    }
    // CACAO's references are these, and `references` may say that there are none.
    front.remove("references");
    let phases: Vec<Value> =
        runbook.phases.iter().map(|phase| json!({"title": phase.title, "text": phase.text})).collect();
    front.remove("phases");
    let front: Map<String, Value> = front.into_iter().filter(|(_, value)| !value.is_null()).collect();
    json!({"runbook": front, "phase_list": phases})
}

/// A step without its slug, title, text, and the steps of its branches.
pub(crate) fn meta(step: &Step) -> Value {
    let emptied = Step { kind: with_branches(&step.kind, &mut |_, _| Vec::new()), ..step.clone() };
    let mut meta = json!(emptied).as_object().cloned().unwrap_or_default();
    for key in ["slug", "title", "text"] {
        meta.remove(key);
    }
    Value::Object(meta.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

/// A kind of step with other steps in its branches, which are counted from 0 in the order of the page.
pub(crate) fn with_branches(kind: &StepKind, steps: &mut impl FnMut(usize, &Branch) -> Vec<Step>) -> StepKind {
    let mut index = 0;
    let mut of = |branch: &Branch| {
        let made = Branch { steps: steps(index, branch), ..branch.clone() };
        index += 1;
        made
    };
    match kind {
        StepKind::Decision(decision) => StepKind::Decision(Decision {
            branches: decision
                .branches
                .iter()
                .map(|when| When { branch: of(&when.branch), answers: when.answers.clone() })
                .collect(),
            ..decision.clone()
        }),
        StepKind::Approval(approval) => StepKind::Approval(Approval {
            approved: approval.approved.as_ref().map(&mut of),
            rejected: approval.rejected.as_ref().map(&mut of),
            ..approval.clone()
        }),
        StepKind::Parallel(parallel) => {
            let lanes: Vec<Lane> =
                parallel.lanes.iter().map(|lane| Lane { branch: of(&lane.branch), name: lane.name.clone() }).collect();
            // As many as before: the length fits.
            let lanes = lanes.try_into().unwrap_or_else(|_| parallel.lanes.clone());
            StepKind::Parallel(Parallel { lanes, join: parallel.join })
        }
        StepKind::Repeat(repeat) => StepKind::Repeat(Repeat { each: of(&repeat.each), ..repeat.clone() }),
        StepKind::Task(_) | StepKind::Runbook(_) | StepKind::Wait(_) | StepKind::Note | StepKind::Automatic(_) => {
            kind.clone()
        }
    }
}
