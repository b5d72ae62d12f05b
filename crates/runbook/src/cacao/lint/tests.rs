//! Each rule: what it finds, and what it lets be. The base keeps every rule; each case is one edit of it.

mod cases;

use serde_json::{Value, json};

use super::*;
use crate::cacao::Playbook;
use crate::cacao::read::document;
use crate::tlp::Level;

/// An id whose UUID ends in this number.
pub(super) fn id(kind: &str, number: u32) -> String {
    format!("{kind}--00000000-0000-4000-8000-{number:012}")
}

/// A step for each type, and the branches and ends they need.
fn workflow() -> serde_json::Map<String, Value> {
    let action = |next: u32, kind: &str| {
        json!({
            "type": "action", "name": "Look", "agent": id("individual", 90), "on_completion": id(kind, next),
            "commands": [{"type": "manual", "command": "Look at __host__:value", "playbook_activity": "eliminate-risk"}],
            "out_args": ["__answer__"],
        })
    };
    let steps = [
        (id("start", 10), json!({"type": "start", "on_completion": id("action", 11)})),
        (id("action", 11), action(12, "parallel")),
        (
            id("parallel", 12),
            json!({"type": "parallel", "next_steps": [id("action", 13), id("end", 15)],
                "on_completion": id("if-condition", 16)}),
        ),
        (id("action", 13), action(14, "end")),
        (id("end", 14), json!({"type": "end"})),
        (id("end", 15), json!({"type": "end"})),
        (
            id("if-condition", 16),
            json!({"type": "if-condition", "condition": "__points__:value >= 3",
                "on_true": id("action", 17), "on_false": id("end", 19), "on_completion": id("switch-condition", 20)}),
        ),
        (id("action", 17), action(18, "end")),
        (id("end", 18), json!({"type": "end"})),
        (id("end", 19), json!({"type": "end"})),
        (
            id("switch-condition", 20),
            json!({"type": "switch-condition", "switch": "__answer__:value",
                "cases": {"yes": id("action", 21), "unknown": id("action", 21), "default": id("end", 23)},
                "on_completion": id("while-condition", 24)}),
        ),
        (id("action", 21), action(22, "end")),
        (id("end", 22), json!({"type": "end"})),
        (id("end", 23), json!({"type": "end"})),
        (
            id("while-condition", 24),
            json!({"type": "while-condition", "condition": "__answer__:value != 'no'",
                "on_true": id("action", 25), "on_completion": id("playbook-action", 27)}),
        ),
        (id("action", 25), action(26, "end")),
        (id("end", 26), json!({"type": "end"})),
        (
            id("playbook-action", 27),
            json!({"type": "playbook-action", "playbook_id": id("playbook", 3),
                "playbook_version": "2026-01-01T00:00:00.000Z", "in_args": ["__host__"], "on_completion": id("action", 28)}),
        ),
        (
            id("action", 28),
            json!({
                "type": "action", "name": "Send", "agent": id("individual", 90), "targets": [id("http-api", 91)],
                "on_success": id("end", 29), "on_failure": id("action", 33), "delay": 1000, "timeout": 60000,
                "commands": [{"type": "http-api", "command": "POST /x HTTP/1.1", "headers": {"content-type": ["text/plain"]},
                    "content": "__host__:value"}],
                "step_extensions": {id("extension-definition", 92): {"slug": "send"}},
            }),
        ),
        (id("end", 29), json!({"type": "end"})),
        (id("action", 31), action(32, "end")),
        (id("end", 32), json!({"type": "end"})),
        (id("action", 33), action(29, "end")),
    ];
    steps.into_iter().collect()
}

/// A playbook with every type of step, that keeps every rule.
pub(super) fn base() -> Value {
    let text = |value: Value| json!({"type": "string", "value": value});
    json!({
        "type": "playbook", "spec_version": "cacao-2.0", "id": id("playbook", 1), "name": "Base",
        "created_by": id("identity", 2), "created": "2026-01-12T09:00:00.000Z", "modified": "2026-01-12T09:00:00.000Z",
        "playbook_types": ["mitigation"], "playbook_activities": ["eliminate-risk"], "severity": 50,
        "valid_from": "2026-01-12T09:00:00Z", "valid_until": "2027-01-12T09:00:00.5Z",
        "playbook_processing_summary": {
            "external_playbooks": true, "parallel_processing": true, "if_logic": true, "while_logic": true,
            "switch_logic": true, "temporal_logic": true, "data_markings": true, "extensions": true,
        },
        "markings": [Level::Amber.marking_id()],
        "data_marking_definitions": {Level::Amber.marking_id(): Level::Amber.marking()},
        "playbook_variables": {
            "__host__": {"type": "string", "value": "", "external": true},
            "__answer__": text(Value::Null), "__points__": {"type": "integer", "value": "0"},
            "__fixed__": {"type": "string", "value": "x", "constant": true},
        },
        "workflow_start": id("start", 10), "workflow_exception": id("action", 31),
        "workflow": workflow(),
        "agent_definitions": {id("individual", 90): {"type": "individual", "name": "Duty lead"}},
        "target_definitions": {id("http-api", 91): {"type": "http-api", "name": "API",
            "address": {"url": ["https://ctac.example.nhs.uk"]}, "authentication_info": id("http-basic", 93)}},
        "authentication_info_definitions": {id("http-basic", 93): {"type": "http-basic", "kms": true,
            "kms_key_identifier": "api"}},
        "extension_definitions": {id("extension-definition", 92): {"type": "extension-definition", "name": "Ours",
            "created_by": id("identity", 2), "schema": "https://ctac.example.nhs.uk/x.json", "version": "1.0.0"}},
    })
}

/// A playbook that is called, and what it calls.
fn called(number: u32, calls: Option<u32>) -> Value {
    let mut playbook = json!({
        "type": "playbook", "spec_version": "cacao-2.0", "id": id("playbook", number), "name": "Called",
        "modified": "2026-01-01T00:00:00.000Z", "workflow": {},
    });
    if let Some(other) = calls {
        playbook["workflow"][id("playbook-action", 70)] =
            json!({"type": "playbook-action", "playbook_id": id("playbook", other)});
    }
    playbook
}

/// The findings, with these playbooks at hand.
pub(super) fn found_with(source: &Value, mode: Mode, others: &[Value]) -> Vec<Finding> {
    let others: Vec<Playbook> = others.iter().map(|one| document(one.clone()).unwrap().playbook).collect();
    lint(&document(source.clone()).unwrap(), mode, &Closure::of(&others))
}

pub(super) fn found(source: &Value, mode: Mode) -> Vec<Finding> {
    found_with(source, mode, &[called(3, None)])
}

pub(super) fn shown(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_base_keeps_every_rule() {
    assert_eq!(shown(&found(&base(), Mode::Publish)), "");
}

#[test]
fn calls_are_followed_to_a_circle_and_to_their_depth() {
    let circle = found_with(&base(), Mode::Publish, &[called(3, Some(4)), called(4, Some(1))]);
    assert!(shown(&circle).contains("L23 error"), "{}", shown(&circle));
    let circle = found_with(&base(), Mode::Publish, &[called(3, Some(4)), called(4, Some(3))]);
    assert!(shown(&circle).contains("a playbook calls itself"), "{}", shown(&circle));
    let chain = |length: u32| -> Vec<Value> {
        (3..3 + length).map(|number| called(number, (number + 1 < 3 + length).then_some(number + 1))).collect()
    };
    assert_eq!(shown(&found_with(&base(), Mode::Publish, &chain(5))), "");
    assert!(shown(&found_with(&base(), Mode::Publish, &chain(6))).contains("more than 5 deep"));
}

#[test]
fn what_others_do_often_is_a_warning_on_import() {
    let mut shared = base();
    shared["workflow"][id("action", 13)]["on_completion"] = json!(id("end", 15));
    let lowest = |mode| found(&shared, mode).iter().find(|one| one.rule == Rule::L10).map(|one| one.severity);
    assert_eq!([lowest(Mode::Publish), lowest(Mode::Import)], [Some(Severity::Error), Some(Severity::Warning)]);
}

#[test]
fn a_workflow_of_thousands_in_a_row_is_checked_at_once() {
    let mut long = base();
    let workflow = long["workflow"].as_object_mut().unwrap();
    for number in 1000..3900 {
        workflow.insert(id("end", number), json!({"type": "end", "on_completion": id("end", number + 1)}));
    }
    assert!(crate::cacao::read(long.to_string().as_bytes()).is_ok());
    assert_eq!(found(&long, Mode::Import).len(), crate::limits::FINDINGS);
}
