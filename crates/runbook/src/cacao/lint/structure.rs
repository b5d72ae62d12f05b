//! L01, L25, L28, L30: shape, unknown properties, bounds, sizes. What the official schemas refuse, this refuses.

use crate::cacao::lint::report::{Report, Rule, at, step_path};
use crate::cacao::read::{Document, Tolerance};
use crate::cacao::wire::{ExternalReference, Playbook, Step, StepType};
use crate::cacao::{is_identifier, is_timestamp};
use crate::limits;

pub(crate) fn check(report: &mut Report, document: &Document) {
    for tolerated in &document.tolerated {
        let rule = match tolerated.what {
            Tolerance::Unknown => {
                report.warning(Rule::L25, &tolerated.path, tolerated.what.to_string());
                continue;
            }
            Tolerance::Shape { .. } | Tolerance::Empty | Tolerance::Version => Rule::L01,
        };
        report.error(rule, &tolerated.path, tolerated.what.to_string());
    }
    let playbook = &document.playbook;
    top(report, playbook);
    bounds(report, playbook);
    definitions(report, playbook);
    for (id, step) in &playbook.workflow {
        self::step(report, id, step);
    }
    let steps = playbook.workflow.values().filter(|step| !matches!(step.kind, Some(StepType::Start | StepType::End)));
    if steps.count() > limits::CACAO_STEPS {
        report.error(Rule::L30, "/workflow", format!("more than {} steps; split it into several", limits::CACAO_STEPS));
    }
    if playbook.signatures.len() > limits::SIGNATURES {
        report.error(Rule::L30, "/signatures", format!("more than {} signatures", limits::SIGNATURES));
    }
}

fn required<T>(report: &mut Report, path: &str, key: &str, value: Option<&T>) {
    if value.is_none() {
        report.error(Rule::L01, path, format!("`{key}` is missing"));
    }
}

fn identifier(report: &mut Report, path: &str, id: Option<&str>) {
    if let Some(id) = id.filter(|id| !is_identifier(id)) {
        report.error(Rule::L01, path, format!("`{id}` is no identifier such as `action--UUID`"));
    }
}

fn top(report: &mut Report, playbook: &Playbook) {
    let required_texts = [
        ("id", &playbook.id),
        ("name", &playbook.name),
        ("created_by", &playbook.created_by),
        ("created", &playbook.created),
        ("modified", &playbook.modified),
        ("workflow_start", &playbook.workflow_start),
    ];
    for (key, value) in required_texts {
        required(report, "", key, value.as_ref());
    }
    if playbook.workflow.is_empty() {
        report.error(Rule::L01, "", "`workflow` is missing or empty");
    }
    for (key, id) in [
        ("/id", &playbook.id),
        ("/created_by", &playbook.created_by),
        ("/workflow_start", &playbook.workflow_start),
        ("/workflow_exception", &playbook.workflow_exception),
    ] {
        identifier(report, key, id.as_deref());
    }
    let lists = [
        ("markings", &playbook.markings),
        ("derived_from", &playbook.derived_from),
        ("related_to", &playbook.related_to),
    ];
    for (key, ids) in lists {
        for (index, id) in ids.iter().enumerate() {
            identifier(report, &format!("/{key}/{index}"), Some(id));
        }
    }
    references(report, "/external_references", &playbook.external_references);
}

/// L28. The schemas have the same bounds.
fn bounds(report: &mut Report, playbook: &Playbook) {
    let bounded = [("/priority", playbook.priority), ("/severity", playbook.severity), ("/impact", playbook.impact)];
    for (path, value) in bounded {
        if let Some(value) = value.filter(|value| !(0..=100).contains(value)) {
            report.error(Rule::L28, path, format!("{value} is not between 0 and 100"));
        }
    }
}

fn references(report: &mut Report, path: &str, references: &[ExternalReference]) {
    for (index, one) in references.iter().enumerate() {
        let path = format!("{path}/{index}");
        required(report, &path, "name", one.name.as_ref());
        let rest = [&one.description, &one.source, &one.url, &one.external_id, &one.reference_id];
        if rest.iter().all(|text| text.is_none()) {
            let text =
                "one of `description`, `source`, `url`, `external_id` and `reference_id` is needed beside the name";
            report.warning(Rule::L01, &path, text);
        }
    }
}

fn definitions(report: &mut Report, playbook: &Playbook) {
    for (dictionary, definitions) in
        [("agent_definitions", &playbook.agents), ("target_definitions", &playbook.targets)]
    {
        for (id, one) in definitions {
            required(report, &at(dictionary, id, ""), "type", one.kind.as_ref());
            required(report, &at(dictionary, id, ""), "name", one.name.as_ref());
            identifier(report, &at(dictionary, id, "authentication_info"), one.authentication_info.as_deref());
        }
    }
    for (id, marking) in &playbook.marking_definitions {
        let path = at("data_marking_definitions", id, "");
        for (key, value) in [
            ("type", &marking.kind),
            ("id", &marking.id),
            ("created_by", &marking.created_by),
            ("created", &marking.created),
        ] {
            required(report, &path, key, value.as_ref());
        }
    }
    for (id, extension) in &playbook.extension_definitions {
        let path = at("extension_definitions", id, "");
        for (key, value) in [
            ("type", &extension.kind),
            ("name", &extension.name),
            ("created_by", &extension.created_by),
            ("schema", &extension.schema),
            ("version", &extension.version),
        ] {
            required(report, &path, key, value.as_ref());
        }
    }
    for (name, variable) in &playbook.variables {
        self::variable(report, &at("playbook_variables", name, ""), variable);
    }
    for (id, one) in &playbook.authentication_info {
        required(report, &at("authentication_info_definitions", id, ""), "type", one.kind.as_ref());
    }
}

fn variable(report: &mut Report, path: &str, variable: &crate::cacao::Variable) {
    required(report, path, "type", variable.kind.as_ref());
    if variable.value.as_ref().is_some_and(|value| !(value.is_string() || value.is_null())) {
        let text = "a value is a text, numbers and booleans too, or null where it is not known";
        report.error(Rule::L01, &format!("{path}/value"), text);
    }
}

/// What a step of a type must have, and what only other types have.
fn step(report: &mut Report, id: &str, step: &Step) {
    let path = step_path(id, "");
    required(report, &path, "type", step.kind.as_ref());
    let Some(kind) = step.kind else { return };
    for (key, is_there, holders, is_required) in own(step) {
        let holds = holders.contains(&kind);
        if holds && is_required && !is_there {
            report.error(Rule::L01, &path, format!("`{key}` is missing"));
        }
        if !holds && is_there {
            let text = format!("a step of type {} has no `{key}`; it is kept", kind.as_str());
            report.warning(Rule::L25, &step_path(id, key), text);
        }
    }
    if kind == StepType::Parallel && step.next_steps.len() < 2 {
        report.error(Rule::L01, &step_path(id, "next_steps"), "a parallel has two lanes or more");
    }
    for edge in crate::cacao::graph::edges(step) {
        identifier(report, &step_path(id, &edge.by), Some(edge.to));
    }
    for (key, value) in [("owner", &step.owner), ("agent", &step.agent), ("playbook_id", &step.playbook_id)] {
        identifier(report, &step_path(id, key), value.as_deref());
    }
    for (index, target) in step.targets.iter().enumerate() {
        identifier(report, &step_path(id, &format!("targets/{index}")), Some(target));
    }
    if step.playbook_version.as_deref().is_some_and(|version| !is_timestamp(version)) {
        report.error(Rule::L01, &step_path(id, "playbook_version"), "a version is the `modified` of the playbook");
    }
    references(report, &step_path(id, "external_references"), &step.external_references);
    for (index, command) in step.commands.iter().enumerate() {
        required(report, &step_path(id, &format!("commands/{index}")), "type", command.kind.as_ref());
    }
    for (name, one) in &step.variables {
        variable(report, &step_path(id, &format!("step_variables/{name}")), one);
    }
}

/// Each property that only some types have: whether it is there, who has it, whether those need it.
fn own(step: &Step) -> [(&'static str, bool, &'static [StepType], bool); 13] {
    use StepType::{Action, IfCondition, Parallel, PlaybookAction, SwitchCondition, WhileCondition};
    [
        ("commands", !step.commands.is_empty(), &[Action], true),
        ("agent", step.agent.is_some(), &[Action], true),
        ("targets", !step.targets.is_empty(), &[Action], false),
        ("in_args", !step.in_args.is_empty(), &[Action, PlaybookAction], false),
        ("out_args", !step.out_args.is_empty(), &[Action, PlaybookAction], false),
        ("playbook_id", step.playbook_id.is_some(), &[PlaybookAction], true),
        ("playbook_version", step.playbook_version.is_some(), &[PlaybookAction], false),
        ("next_steps", !step.next_steps.is_empty(), &[Parallel], true),
        ("condition", step.condition.is_some(), &[IfCondition, WhileCondition], true),
        ("on_true", step.on_true.is_some(), &[IfCondition, WhileCondition], true),
        ("on_false", step.on_false.is_some(), &[IfCondition], false),
        ("switch", step.switch.is_some(), &[SwitchCondition], true),
        ("cases", !step.cases.is_empty(), &[SwitchCondition], true),
    ]
}
