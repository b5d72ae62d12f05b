//! L03 to L06, L10 to L12, L29: where a workflow begins, goes on and ends.

use std::collections::{BTreeMap, BTreeSet};

use crate::cacao::graph::{branches, circles, continuation, edges, following, is_end, reached, roots};
use crate::cacao::lint::report::{Report, Rule, step_path};
use crate::cacao::wire::{Playbook, Step, StepType};

pub(crate) fn check(report: &mut Report, playbook: &Playbook) {
    begins_and_ends(report, playbook);
    for (id, step) in &playbook.workflow {
        leads_on(report, id, step);
        twice(report, playbook, id, step);
    }
    own_ends(report, playbook);
    for (id, by) in circles(playbook) {
        let text = "this leads back to a step that leads here; only a `while-condition` repeats";
        report.error(Rule::L11, &step_path(id, &by), text);
    }
    let found = reached(playbook, &roots(playbook), edges);
    for id in playbook.workflow.keys().filter(|id| !found.contains(id.as_str())) {
        report.warning(Rule::L12, &step_path(id, ""), "no step leads here");
    }
}

/// L03, L04.
fn begins_and_ends(report: &mut Report, playbook: &Playbook) {
    let of = |kinds: &[StepType]| -> Vec<&String> {
        let is_one = |step: &Step| step.kind.is_some_and(|kind| kinds.contains(&kind));
        playbook.workflow.iter().filter(|(_, step)| is_one(step)).map(|(id, _)| id).collect()
    };
    let starts = of(&[StepType::Start]);
    match starts.as_slice() {
        [only] if Some(*only) == playbook.workflow_start.as_ref() => {}
        [only] => report.error(Rule::L03, "/workflow_start", format!("this is not the start step, `{only}`")),
        [] => report.error(Rule::L03, "/workflow", "there is no start step"),
        _ => report.error(Rule::L03, "/workflow", format!("there are {} start steps; one is right", starts.len())),
    }
    if of(&[StepType::Action, StepType::PlaybookAction]).is_empty() {
        report.error(Rule::L04, "/workflow", "there is no action and no call of a playbook");
    }
    if of(&[StepType::End]).is_empty() {
        report.error(Rule::L04, "/workflow", "there is no end");
    }
}

/// L05, L06.
fn leads_on(report: &mut Report, id: &str, step: &Step) {
    let path = step_path(id, "");
    if step.on_completion.is_some() && (step.on_success.is_some() || step.on_failure.is_some()) {
        report.error(
            Rule::L06,
            &path,
            "`on_completion` stands with `on_success` or `on_failure`; keep one of the two ways",
        );
    }
    match step.kind {
        Some(StepType::End) if !following(step).is_empty() => {
            report.error(Rule::L06, &path, "an end leads nowhere");
        }
        Some(StepType::Start) if step.on_success.is_some() || step.on_failure.is_some() => {
            report.error(Rule::L06, &path, "a start neither succeeds nor fails; use `on_completion`");
        }
        _ => {}
    }
    let Some(kind) = step.kind.filter(|kind| *kind != StepType::End) else { return };
    if continuation(step).is_some() {
        return;
    }
    if step.on_failure.is_some() {
        report.error(Rule::L05, &path, "it leads on when it failed and nowhere when it succeeded");
    } else if kind.is_branching() {
        report.ours(Rule::L05, &path, "it leads nowhere when its branches have ended");
    } else {
        report.error(Rule::L05, &path, "it leads nowhere; every branch ends with an `end`");
    }
}

/// L29. Two cases of a switch may name one branch; lanes may not, nor may both sides of an if.
fn twice(report: &mut Report, playbook: &Playbook, id: &str, step: &Step) {
    let mut seen = BTreeMap::new();
    for edge in branches(step) {
        let Some(first) = seen.insert(edge.to, edge.by.clone()) else { continue };
        let is_switch = step.kind == Some(StepType::SwitchCondition);
        if !is_switch || is_end(playbook, edge.to) {
            report.error(Rule::L29, &step_path(id, &edge.by), format!("`{}` is named by `{first}` too", edge.to));
        }
    }
}

/// L10: each branch reaches an end, and no other branch and no outer flow reaches the same.
fn own_ends(report: &mut Report, playbook: &Playbook) {
    let mut owners: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for root in roots(playbook) {
        for end in ends(playbook, root) {
            owners.entry(end).or_default().insert("the main flow".to_owned());
        }
    }
    for (id, step) in &playbook.workflow {
        let mut entries = BTreeSet::new();
        for edge in branches(step).into_iter().filter(|edge| playbook.workflow.contains_key(edge.to)) {
            if !entries.insert(edge.to) {
                continue;
            }
            let found = ends(playbook, edge.to);
            if found.is_empty() {
                report.ours(Rule::L10, &step_path(id, &edge.by), "this branch reaches no end");
            }
            for end in found {
                owners.entry(end).or_default().insert(format!("{} of {id}", edge.by));
            }
        }
    }
    for (end, owners) in owners.into_iter().filter(|(_, owners)| owners.len() > 1) {
        let names: Vec<String> = owners.into_iter().take(4).collect();
        report.ours(Rule::L10, &step_path(end, ""), format!("this end is shared by {}", names.join(" and ")));
    }
}

/// The ends that a flow reaches on its own level: what happens in the branches of its steps is theirs.
fn ends<'a>(playbook: &'a Playbook, from: &'a str) -> Vec<&'a str> {
    let level = reached(playbook, &[from], following);
    level.into_iter().filter(|id| is_end(playbook, id)).collect()
}
