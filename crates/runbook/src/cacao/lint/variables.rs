//! L14, L15, L20, L26, and the variables of L02.

use std::collections::{BTreeMap, BTreeSet};

use crate::cacao::lint::report::{Report, Rule, at, step_path};
use crate::cacao::wire::{Playbook, Step, StepType, Variable};
use crate::condition::{self, Scope, VariableName, VariableType};

pub(crate) fn check(report: &mut Report, playbook: &Playbook) {
    for name in playbook.variables.keys() {
        named(report, &at("playbook_variables", name, ""), name);
    }
    let local = locals(playbook);
    for (id, step) in &playbook.workflow {
        for name in step.variables.keys() {
            let path = step_path(id, &format!("step_variables/{name}"));
            named(report, &path, name);
            if playbook.variables.contains_key(name) {
                report.warning(
                    Rule::L15,
                    &path,
                    "the playbook has a variable of this name: only the step's is changed",
                );
            }
        }
        let visible = Visible { playbook, step, local: &local };
        tested(report, id, step, &visible);
        arguments(report, id, step, &visible);
        texts(report, id, step, &visible);
    }
}

/// What a step's conditions and texts may name: its own variables, the playbook's; and, in the field, those of any
/// other step (section 10.18.1 gives a step's variables to what it references, and nobody keeps to it).
struct Visible<'a> {
    playbook: &'a Playbook,
    step: &'a Step,
    local: &'a BTreeMap<&'a str, &'a Variable>,
}

impl Visible<'_> {
    fn find(&self, name: &str) -> Option<&Variable> {
        let own = self.step.variables.get(name).or_else(|| self.playbook.variables.get(name));
        own.or_else(|| self.local.get(name).copied())
    }

    fn scope(&self, names: &[&str]) -> Scope {
        let known = |name: &&str| {
            let kind = VariableType::named(self.find(name)?.kind.as_deref().unwrap_or_default());
            Some(((*name).to_owned(), condition::Variable::new(kind, None)))
        };
        names.iter().filter_map(known).collect()
    }
}

fn locals(playbook: &Playbook) -> BTreeMap<&str, &Variable> {
    let all = playbook.workflow.values().flat_map(|step| &step.variables);
    all.map(|(name, variable)| (name.as_str(), variable)).collect()
}

/// L15.
fn named(report: &mut Report, path: &str, name: &str) {
    if let Err(problem) = VariableName::new(name) {
        report.error(Rule::L15, path, problem.to_string());
    }
}

/// L14, L20.
fn tested(report: &mut Report, id: &str, step: &Step, visible: &Visible<'_>) {
    if let Some(text) = &step.condition {
        let path = step_path(id, "condition");
        match condition::parse(text) {
            Ok(read) => {
                for note in read.notes {
                    report.warning(Rule::L14, &path, format!("{note}; it is read as `{}`", read.condition));
                }
                for misfit in read.condition.misfits(&visible.scope(&read.condition.variables())) {
                    report.error(Rule::L14, &path, misfit.to_string());
                }
            }
            Err(error) => report.error(Rule::L14, &path, error.to_string()),
        }
    }
    if let Some(text) = &step.switch {
        let path = step_path(id, "switch");
        match condition::parse_variable(text) {
            Ok((name, notes)) => {
                for note in notes {
                    report.warning(Rule::L14, &path, format!("{note}; it is read as `{name}:value`"));
                }
                if visible.find(name.as_str()).is_none() {
                    report.error(Rule::L14, &path, format!("`{name}` is not declared"));
                }
            }
            Err(error) => report.error(Rule::L14, &path, error.to_string()),
        }
        covered(report, id, step);
    }
}

/// L20. The answers are declared in our extension; a foreign switch without a default leaves a hole.
fn covered(report: &mut Report, id: &str, step: &Step) {
    for case in step.cases.keys().filter(|case| !is_key(case)) {
        report.ours(Rule::L20, &step_path(id, "cases"), format!("`{case}`: letters, digits, `_` and `-` only"));
    }
    if step.cases.contains_key("default") {
        return;
    }
    let answers = crate::cacao::answers(step);
    if answers.is_empty() {
        report.ours(Rule::L20, &step_path(id, "cases"), "no `default`: another value leads nowhere");
    }
    for answer in answers.iter().filter(|answer| !step.cases.contains_key(*answer)) {
        report.error(Rule::L20, &step_path(id, "cases"), format!("the answer `{answer}` has no case"));
    }
}

/// The rule for dictionary keys (section 10.7).
fn is_key(key: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    !key.is_empty() && key.len() <= 250 && key.chars().all(plain)
}

/// L26, and the constants of L14.
fn arguments(report: &mut Report, id: &str, step: &Step, visible: &Visible<'_>) {
    for (key, names) in [("in_args", &step.in_args), ("out_args", &step.out_args)] {
        for (index, name) in names.iter().enumerate() {
            let path = step_path(id, &format!("{key}/{index}"));
            let bare = name.strip_suffix(":value");
            if bare.is_some() {
                report.ours(Rule::L26, &path, "arguments are names: leave `:value` out");
            }
            match visible.find(bare.unwrap_or(name)) {
                None => report.error(Rule::L26, &path, format!("`{name}` is not declared")),
                Some(Variable { constant: Some(true), .. }) if key == "out_args" => {
                    report.error(Rule::L14, &path, format!("`{name}` is constant and cannot be given a value"));
                }
                Some(_) => {}
            }
        }
    }
    if step.kind != Some(StepType::PlaybookAction) && step.playbook_id.is_some() {
        report.warning(Rule::L25, &step_path(id, "playbook_id"), "only a call has this");
    }
}

/// L02: every `__name__:value` in what is sent or shown is declared; else the name itself would be sent.
fn texts(report: &mut Report, id: &str, step: &Step, visible: &Visible<'_>) {
    let mut undeclared = BTreeSet::new();
    for command in &step.commands {
        let headers = command.headers.values().filter_map(|values| values.as_array()).flatten();
        let headers = headers.filter_map(|value| value.as_str());
        let texts = [command.command.as_deref(), command.content.as_deref()];
        for name in texts.into_iter().flatten().chain(headers).flat_map(interpolated) {
            if visible.find(name).is_none() {
                undeclared.insert(name.to_owned());
            }
        }
    }
    for name in undeclared {
        report.error(
            Rule::L02,
            &step_path(id, "commands"),
            format!("`{name}:value` is not declared: it would be sent as it is"),
        );
    }
}

/// The names of the variables in a text.
pub(crate) fn interpolated(text: &str) -> Vec<&str> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    let before = text.match_indices(":value").filter_map(|(at, _)| text.get(..at));
    let names = before.filter_map(|before| {
        let start = before.rfind(|character| !is_part(character));
        let start =
            start.map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
        before.get(start..)
    });
    names.filter(|name| VariableName::new(name).is_ok()).collect()
}
