//! The workflow as a graph: which step leads to which, and by which property.

use std::collections::{BTreeMap, BTreeSet};

use crate::cacao::wire::{Playbook, Step, StepType};

/// One pointer of a step to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edge<'a> {
    /// The property, and the case or the number in it: `on_true`, `cases/yes`, `next_steps/0`.
    pub(crate) by: String,
    pub(crate) to: &'a str,
}

/// What follows a step on its own level.
pub(crate) fn following(step: &Step) -> Vec<Edge<'_>> {
    let named =
        [("on_completion", &step.on_completion), ("on_success", &step.on_success), ("on_failure", &step.on_failure)];
    named.into_iter().filter_map(|(by, to)| Some(Edge { by: by.to_owned(), to: to.as_deref()? })).collect()
}

/// Where a step goes on when its work is done and went well.
pub(crate) fn continuation(step: &Step) -> Option<&str> {
    step.on_completion.as_deref().or(step.on_success.as_deref())
}

/// Where the branches of a step begin.
pub(crate) fn branches(step: &Step) -> Vec<Edge<'_>> {
    let lanes = step.next_steps.iter().enumerate();
    let lanes = lanes.map(|(index, to)| Edge { by: format!("next_steps/{index}"), to });
    let cases =
        step.cases.iter().map(|(case, to)| Edge { by: format!("cases/{}", crate::cacao::read::escaped(case)), to });
    let named = [("on_true", &step.on_true), ("on_false", &step.on_false)];
    let named = named.into_iter().filter_map(|(by, to)| Some(Edge { by: by.to_owned(), to: to.as_deref()? }));
    named.chain(lanes).chain(cases).collect()
}

/// Every pointer of a step.
pub(crate) fn edges(step: &Step) -> Vec<Edge<'_>> {
    following(step).into_iter().chain(branches(step)).collect()
}

/// Where a run of the workflow may begin: its start, and what no step handles. The start that is there, where the one
/// named is not.
pub(crate) fn roots(playbook: &Playbook) -> Vec<&str> {
    let named = playbook.workflow_start.as_deref().filter(|id| playbook.workflow.contains_key(*id));
    let is_start = |step: &Step| step.kind == Some(StepType::Start);
    let there = || playbook.workflow.iter().find(|(_, step)| is_start(step)).map(|(id, _)| id.as_str());
    named.or_else(there).into_iter().chain(playbook.workflow_exception.as_deref()).collect()
}

/// Every step that is reached from `from`, itself with them, by these pointers.
pub(crate) fn reached<'a>(
    playbook: &'a Playbook,
    from: &[&'a str],
    by: impl Fn(&'a Step) -> Vec<Edge<'a>>,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&str> = from.to_vec();
    while let Some(id) = waiting.pop() {
        let Some((id, step)) = playbook.workflow.get_key_value(id) else { continue };
        if found.insert(id.as_str()) {
            waiting.extend(by(step).into_iter().map(|edge| edge.to));
        }
    }
    found
}

/// A step from which pointers lead back to itself, with the pointer that closes the circle; one for each circle found.
/// No recursion: a workflow of thousands of steps in a row is no deeper than one.
pub(crate) fn circles(playbook: &Playbook) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut state: BTreeMap<&str, bool> = BTreeMap::new();
    for root in playbook.workflow.keys() {
        if state.contains_key(root.as_str()) {
            continue;
        }
        let mut path: Vec<(&str, Vec<Edge<'_>>)> = Vec::new();
        let open = |id: &str| playbook.workflow.get(id).map(edges).unwrap_or_default();
        state.insert(root, true);
        path.push((root, open(root)));
        while let Some((id, rest)) = path.last_mut() {
            let id = *id;
            let Some(edge) = rest.pop() else {
                state.insert(id, false);
                path.pop();
                continue;
            };
            let Some((to, _)) = playbook.workflow.get_key_value(edge.to) else { continue };
            match state.get(to.as_str()) {
                Some(true) => found.push((id, edge.by)),
                Some(false) => {}
                None => {
                    state.insert(to, true);
                    path.push((to, open(to)));
                }
            }
        }
    }
    found
}

/// Whether it is an `end`.
pub(crate) fn is_end(playbook: &Playbook, id: &str) -> bool {
    playbook.workflow.get(id).is_some_and(|step| step.kind == Some(StepType::End))
}
