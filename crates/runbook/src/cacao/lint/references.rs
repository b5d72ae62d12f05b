//! L02, L22, L24: what is named is there; the TLP objects are the fixed ones; extensions' properties have good names.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cacao::lint::closure::Closure;
use crate::cacao::lint::report::{Report, Rule, at, step_path};
use crate::cacao::wire::{AgentTarget, Marking, Playbook, Step, StepType};
use crate::tlp::Level;

/// The Layout Extension, whose properties `x` and `y` are shorter than its own rule allows.
pub(crate) const LAYOUT: &str = "extension-definition--418ee24c-9cb1-46d9-afa5-309e01aabc7f";

pub(crate) fn check(report: &mut Report, playbook: &Playbook, closure: &Closure<'_>) {
    for (path, id) in
        [("/workflow_start", &playbook.workflow_start), ("/workflow_exception", &playbook.workflow_exception)]
    {
        resolve(report, path, id.as_deref(), &playbook.workflow, "workflow");
    }
    for (id, step) in &playbook.workflow {
        of_step(report, playbook, id, step, closure);
    }
    for (dictionary, definitions) in
        [("agent_definitions", &playbook.agents), ("target_definitions", &playbook.targets)]
    {
        for (id, one) in definitions {
            let path = at(dictionary, id, "authentication_info");
            let dictionary = "authentication_info_definitions";
            resolve(report, &path, one.authentication_info.as_deref(), &playbook.authentication_info, dictionary);
            extended(report, playbook, &at("agent_definitions", id, "agent_target_extensions"), &one.extensions);
        }
    }
    for (index, id) in playbook.markings.iter().enumerate() {
        let path = format!("/markings/{index}");
        resolve(report, &path, Some(id), &playbook.marking_definitions, "data_marking_definitions");
    }
    extended(report, playbook, "/playbook_extensions", &playbook.extensions);
    for (id, marking) in &playbook.marking_definitions {
        tlp(report, id, marking);
    }
}

fn resolve<T>(report: &mut Report, path: &str, id: Option<&str>, definitions: &BTreeMap<String, T>, dictionary: &str) {
    if let Some(id) = id.filter(|id| !definitions.contains_key(*id)) {
        report.error(Rule::L02, path, format!("`{id}` is not in `{dictionary}`"));
    }
}

fn of_step(report: &mut Report, playbook: &Playbook, id: &str, step: &Step, closure: &Closure<'_>) {
    for edge in crate::cacao::graph::edges(step) {
        resolve(report, &step_path(id, &edge.by), Some(edge.to), &playbook.workflow, "workflow");
    }
    resolve(report, &step_path(id, "agent"), step.agent.as_deref(), &playbook.agents, "agent_definitions");
    for (index, target) in step.targets.iter().enumerate() {
        let path = step_path(id, &format!("targets/{index}"));
        // The prose keeps agents and targets apart; the field does not always.
        let either: BTreeMap<&String, &AgentTarget> = playbook.targets.iter().chain(&playbook.agents).collect();
        if !either.contains_key(target) {
            report.error(Rule::L02, &path, format!("`{target}` is not in `target_definitions`"));
        }
    }
    extended(report, playbook, &step_path(id, "step_extensions"), &step.extensions);
    if let (Some(StepType::PlaybookAction), Some(called)) = (step.kind, &step.playbook_id)
        && closure.find(called, step.playbook_version.as_deref()).is_none()
    {
        report.ours(Rule::L02, &step_path(id, "playbook_id"), format!("the playbook `{called}` is not at hand"));
    }
}

/// An extension that is used is declared, is an object, and its properties are named by the rule (section 8).
fn extended(report: &mut Report, playbook: &Playbook, path: &str, extensions: &BTreeMap<String, Value>) {
    for (id, value) in extensions {
        let path = format!("{path}/{}", crate::cacao::read::escaped(id));
        if !playbook.extension_definitions.contains_key(id) {
            report.ours(Rule::L02, &path, "this extension is not in `extension_definitions`");
        }
        let Value::Object(properties) = value else {
            report.ours(Rule::L24, &path, "an extension is an object");
            continue;
        };
        for name in properties.keys().filter(|name| id != LAYOUT && !is_good(name)) {
            let text = format!("`{name}`: small letters, digits and `_`, 3 to 250 of them");
            report.ours(Rule::L24, &path, text);
        }
    }
}

fn is_good(name: &str) -> bool {
    let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
    (3..=250).contains(&name.len()) && name.chars().all(plain)
}

fn tlp(report: &mut Report, id: &str, marking: &Marking) {
    if marking.kind.as_deref() != Some("marking-tlp") {
        return;
    }
    let path = at("data_marking_definitions", id, "");
    let Some(level) = marking.tlpv2_level.as_deref().and_then(Level::of_label) else {
        report.error(Rule::L22, &path, "`tlpv2_level` is one of TLP:CLEAR, GREEN, AMBER, AMBER+STRICT and RED");
        return;
    };
    let same = serde_json::to_value(marking).is_ok_and(|value| value == level.marking());
    if id != level.marking_id() || !same {
        let text = format!("{} has the fixed object {}; use it as it is", level.label(), level.marking_id());
        report.error(Rule::L22, &path, text);
    }
}
