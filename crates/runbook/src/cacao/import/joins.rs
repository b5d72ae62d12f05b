//! Where branches meet that CACAO would have end each for itself: a tail that several lanes flow into, and that a
//! literal executor would run once for each.

use std::collections::BTreeSet;

use crate::cacao::graph::{Edge, branches, continuation, following, reached};
use crate::cacao::wire::{Playbook, Step, StepType};

/// Where a flow goes on from a step, seen from outside: past the branches of a step that goes on by itself, through
/// those of one that does not.
fn level(step: &Step) -> Vec<Edge<'_>> {
    if continuation(step).is_some() {
        following(step)
    } else {
        following(step).into_iter().chain(branches(step)).collect()
    }
}

/// The step that every path from every branch comes to, before it comes to any end: the nearest, where there are
/// several. None where a branch ends without it.
pub(crate) fn join<'a>(playbook: &'a Playbook, step: &'a Step) -> Option<&'a str> {
    let entries: BTreeSet<&str> = branches(step).into_iter().map(|edge| edge.to).collect();
    if entries.len() < 2 {
        return None;
    }
    let mut common: Option<BTreeSet<&str>> = None;
    for entry in &entries {
        let found = reached(playbook, &[entry], level);
        common = Some(common.map_or(found.clone(), |common| common.intersection(&found).copied().collect()));
    }
    let common: BTreeSet<&str> = common?;
    let is_end = |id: &str| playbook.workflow.get(id).is_some_and(|step| step.kind == Some(StepType::End));
    let dominates = |candidate: &str| {
        // Without the candidate no end is reached.
        let around = reached_around(playbook, &entries, candidate);
        !around.iter().any(|id| is_end(id))
    };
    let candidates: Vec<&str> = common.into_iter().filter(|id| !is_end(id) && dominates(id)).collect();
    // The nearest leads to all the others.
    let leads = |from: &str, to: &str| from == to || reached(playbook, &[from], level).contains(to);
    candidates.iter().copied().find(|id| candidates.iter().all(|other| leads(id, other)))
}

fn reached_around<'a>(playbook: &'a Playbook, entries: &BTreeSet<&'a str>, without: &str) -> BTreeSet<&'a str> {
    let from: Vec<&str> = entries.iter().copied().filter(|id| *id != without).collect();
    reached(playbook, &from, |step| level(step).into_iter().filter(|edge| edge.to != without).collect())
}
