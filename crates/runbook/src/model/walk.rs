//! Every step of a runbook, with where it stands.

use crate::model::control::Branch;
use crate::model::runbook::{Parts, Phase};
use crate::model::step::Step;

/// A step and where it stands.
#[derive(Debug, Clone)]
pub struct Visit<'a> {
    /// The step.
    pub step: &'a Step,
    /// The phase that it, or the outermost step that has its branch, is in.
    pub phase: &'a Phase,
    /// The branches that it lies in, the outermost first, each with the step that has it and what leads into it.
    pub path: Vec<(&'a Step, String, &'a Branch)>,
}

/// Every step, depth first. What is deeper than a runbook may be is not followed.
pub(crate) fn steps(parts: &Parts) -> Vec<Visit<'_>> {
    let mut found = Vec::new();
    for phase in &parts.phases {
        // What is still to be visited, the next one last.
        let mut waiting: Vec<Visit<'_>> = reversed(phase, &[], &phase.steps);
        while let Some(visit) = waiting.pop() {
            if visit.path.len() <= crate::limits::DEPTH {
                for (head, branch) in visit.step.kind.branches().into_iter().rev() {
                    let mut path = visit.path.clone();
                    path.push((visit.step, head, branch));
                    waiting.extend(reversed(phase, &path, &branch.steps));
                }
            }
            found.push(visit);
        }
    }
    found
}

fn reversed<'a>(phase: &'a Phase, path: &[(&'a Step, String, &'a Branch)], steps: &'a [Step]) -> Vec<Visit<'a>> {
    steps.iter().rev().map(|step| Visit { step, phase, path: path.to_vec() }).collect()
}
