//! One edit for each rule that breaks it, and one that comes near and does not.

use serde_json::{Value, json};

use super::{base, found, id, shown};
use crate::cacao::lint::report::{Mode, Rule, rules};
use crate::tlp::Level;

/// An edit: the place, and what stands there then; none takes it away.
type Edit = (String, Option<Value>);

fn step(number: &str, rest: &str) -> String {
    let (kind, number) = number.rsplit_once('-').unwrap();
    format!("/workflow/{}{rest}", id(kind, number.parse().unwrap()))
}

fn edited(edits: &[Edit]) -> Value {
    let mut playbook = base();
    for (path, value) in edits {
        let (parent, key) = path.rsplit_once('/').unwrap();
        let parent = playbook.pointer_mut(parent).unwrap_or_else(|| panic!("{path}"));
        match (parent, value) {
            (Value::Object(object), Some(value)) => drop(object.insert(key.to_owned(), value.clone())),
            (Value::Object(object), None) => drop(object.remove(key).unwrap()),
            (Value::Array(items), Some(value)) => items.push(value.clone()),
            _ => panic!("{path}"),
        }
    }
    playbook
}

/// For each rule: edits that break it, and edits that do not.
#[expect(clippy::too_many_lines, reason = "a table of thirty rules")]
fn cases() -> Vec<(Rule, Vec<Edit>, Vec<Edit>)> {
    let set = |path: String, value: Value| vec![(path, Some(value))];
    let drop = |path: String| vec![(path, None)];
    let top = |path: &str, value: Value| vec![(path.to_owned(), Some(value))];
    let tlp = format!("/data_marking_definitions/{}/created", Level::Amber.marking_id());
    let tlp_name = format!("/data_marking_definitions/{}", Level::Green.marking_id());
    let extension = step("action-28", &format!("/step_extensions/{}", id("extension-definition", 92)));
    let info = format!("/authentication_info_definitions/{}", id("http-basic", 93));
    let loose = |number: u32| -> Edit { (step(&format!("end-{number}"), ""), Some(json!({"type": "end"}))) };
    let variable = |name: &str| -> Vec<Edit> { set(format!("/playbook_variables/{name}"), json!({"type": "string"})) };
    vec![
        (Rule::L01, top("/name", json!(7)), top("/description", json!(""))),
        (
            Rule::L02,
            set(step("action-11", "/agent"), json!(id("group", 1))),
            set(step("action-11", "/targets"), json!([id("individual", 90)])),
        ),
        (Rule::L03, top("/workflow_start", json!(id("action", 11))), set(step("start-10", "/name"), json!("Begin"))),
        (
            Rule::L04,
            [11, 13, 17, 21, 25, 28, 31, 33]
                .map(|number| (step(&format!("action-{number}"), ""), None))
                .into_iter()
                .chain([(step("playbook-action-27", ""), None)])
                .collect(),
            drop(step("action-11", "")),
        ),
        (Rule::L05, drop(step("action-28", "/on_success")), drop(step("action-28", "/on_failure"))),
        (
            Rule::L06,
            set(step("action-28", "/on_completion"), json!(id("end", 29))),
            drop(step("action-28", "/on_failure")),
        ),
        (Rule::L07, set(step("end-29", "/type"), json!("start")), set(step("end-29", "/name"), json!("start"))),
        (Rule::L08, vec![loose(90)], vec![loose(94)]),
        (
            Rule::L09,
            top("/modified", json!("2026-01-12T09:00:00Z")),
            top("/modified", json!("2026-02-12T09:00:00.123Z")),
        ),
        (
            Rule::L10,
            set(step("action-13", "/on_completion"), json!(id("end", 18))),
            vec![(step("action-13", "/on_completion"), Some(json!(id("end", 95)))), loose(95)],
        ),
        (
            Rule::L11,
            set(step("action-25", "/on_completion"), json!(id("while-condition", 24))),
            set(step("action-33", "/on_completion"), json!(id("end", 29))),
        ),
        (Rule::L12, vec![loose(94)], set(step("end-29", "/description"), json!("reached"))),
        (
            Rule::L13,
            set(step("action-11", "/commands/0/command_b64"), json!("eA==")),
            set(step("action-11", "/commands/0"), json!({"type": "manual", "command_b64": "eA=="})),
        ),
        (
            Rule::L14,
            set(step("if-condition-16", "/condition"), json!("__gone__:value = 1")),
            set(step("if-condition-16", "/condition"), json!("__points__:value < 1 OR __answer__:value = 'no'")),
        ),
        (Rule::L15, variable("__1st__"), variable("__first__")),
        (
            Rule::L16,
            top("/playbook_types", json!(["notification"])),
            vec![
                ("/playbook_types".to_owned(), Some(json!(["notification"]))),
                ("/playbook_activities".to_owned(), Some(json!(["compose-content"]))),
            ],
        ),
        (
            Rule::L17,
            top("/playbook_processing_summary/manual_playbook", json!(true)),
            top("/playbook_processing_summary/manual_playbook", json!(false)),
        ),
        (Rule::L18, set(step("action-11", "/timeout"), json!(60_000)), set(step("action-28", "/timeout"), json!(0))),
        (
            Rule::L19,
            set(format!("{info}/password"), json!("left here")),
            set(format!("{info}/password"), json!("__host__:value")),
        ),
        (
            Rule::L20,
            drop(step("switch-condition-20", "/cases/default")),
            drop(step("switch-condition-20", "/cases/unknown")),
        ),
        (Rule::L21, top("/valid_until", json!("2026-01-12T09:00:00Z")), drop("/valid_until".to_owned())),
        (Rule::L22, set(tlp, json!("2022-10-02T00:00:00.000Z")), set(tlp_name, Level::Green.marking())),
        (
            Rule::L23,
            drop(step("playbook-action-27", "/playbook_version")),
            set(step("playbook-action-27", "/name"), json!("Call")),
        ),
        (Rule::L24, set(format!("{extension}/Slug"), json!("x")), set(format!("{extension}/a_1"), json!("x"))),
        (
            Rule::L25,
            set(step("parallel-12", "/agent"), json!(id("individual", 90))),
            set(step("parallel-12", "/owner"), json!(id("identity", 2))),
        ),
        (
            Rule::L26,
            set(step("action-11", "/out_args"), json!(["__answer__:value"])),
            set(step("action-11", "/out_args"), json!(["__points__"])),
        ),
        (
            Rule::L27,
            set(step("action-28", "/commands/0/command"), json!("GET get HTTP1.1")),
            set(step("action-28", "/commands/0/command"), json!("GET /a?b=__host__:value HTTP/1.1")),
        ),
        (Rule::L28, top("/priority", json!(101)), top("/priority", json!(100))),
        (
            Rule::L29,
            set(step("parallel-12", "/next_steps/2"), json!(id("end", 15))),
            vec![(step("parallel-12", "/next_steps/2"), Some(json!(id("end", 94)))), loose(94)],
        ),
        (
            Rule::L30,
            top("/signatures", json!(vec![json!({"type": "jss"}); 51])),
            top("/signatures", json!(vec![json!({"type": "jss"}); 50])),
        ),
    ]
}

#[test]
fn each_rule_finds_what_breaks_it_and_lets_be_what_does_not() {
    let mut listed = Vec::new();
    let mut seen = Vec::new();
    for (rule, broken, kept) in cases() {
        let of = |edits: &[Edit]| {
            let mut findings = found(&edited(edits), Mode::Publish);
            findings.retain(|finding| finding.rule == rule);
            findings
        };
        let findings = of(&broken);
        assert!(!findings.is_empty(), "{rule:?} finds nothing");
        listed.push(shown(&findings));
        assert_eq!(shown(&of(&kept)), "", "{rule:?} finds what is right");
        seen.push(rule);
    }
    assert_eq!(seen, rules());
    insta::assert_snapshot!("rules", listed.join("\n"));
}

/// What each rule has beside its first case.
#[test]
fn further_faults_of_the_rules() {
    let set = |path: String, value: Value| vec![(path, Some(value))];
    let http = |command: Value| set(step("action-28", "/commands/0"), command);
    let edits = [
        (Rule::L01, set("/workflow_start".to_owned(), json!("start--1"))),
        (Rule::L01, set(step("parallel-12", "/next_steps"), json!([id("end", 15)]))),
        (Rule::L01, set(step("action-11", "/type"), json!("single"))),
        (Rule::L01, set("/playbook_variables/__n__".to_owned(), json!({"type": "integer", "value": 5}))),
        (Rule::L02, set(step("action-11", "/commands/0/command"), json!("Look at (__lost__:value)"))),
        (Rule::L02, set(step("playbook-action-27", "/playbook_id"), json!(id("playbook", 8)))),
        (Rule::L02, set("/markings".to_owned(), json!([Level::Red.marking_id()]))),
        (Rule::L06, set(step("end-29", "/on_completion"), json!(id("end", 18)))),
        (Rule::L06, set(step("start-10", "/on_success"), json!(id("end", 18)))),
        (
            Rule::L08,
            vec![("/workflow/end--00000000-0000-7000-8000-000000000094".to_owned(), Some(json!({"type": "end"})))],
        ),
        (Rule::L09, set("/modified".to_owned(), json!("2025-01-12T09:00:00.000Z"))),
        (Rule::L13, http(json!({"type": "openc2-http", "command": "POST / HTTP/1.1"}))),
        (Rule::L13, http(json!({"type": "sigma", "command": "x"}))),
        (Rule::L13, http(json!({"type": "manual", "command_b64": "?"}))),
        (Rule::L14, set(step("if-condition-16", "/condition"), json!("__points__:value >= 'many'"))),
        (Rule::L14, set(step("if-condition-16", "/condition"), json!("__points__ == 3"))),
        (Rule::L14, set(step("action-11", "/out_args"), json!(["__fixed__"]))),
        (Rule::L15, set(step("action-11", "/step_variables"), json!({"__host__": {"type": "string"}}))),
        (Rule::L18, set(step("action-28", "/delay"), json!(-5))),
        (Rule::L20, set(step("switch-condition-20", "/cases/not sure"), json!(id("end", 23)))),
        (Rule::L21, set("/revoked".to_owned(), json!(true))),
        (Rule::L22, set(format!("/data_marking_definitions/{}", id("marking-tlp", 96)), Level::Red.marking())),
        (Rule::L26, set(step("action-11", "/in_args"), json!(["__nobody__"]))),
        (Rule::L27, set(step("action-28", "/commands/0/headers/accept"), json!("text/plain"))),
        (Rule::L27, set(step("action-28", "/targets"), json!([id("individual", 90)]))),
        (Rule::L29, set(step("if-condition-16", "/on_false"), json!(id("action", 17)))),
    ];
    let mut listed = Vec::new();
    for (rule, edits) in edits {
        let mut findings = found(&edited(&edits), Mode::Publish);
        findings.retain(|finding| finding.rule == rule);
        assert!(!findings.is_empty(), "{rule:?} finds nothing in {edits:?}");
        listed.push(shown(&findings));
    }
    insta::assert_snapshot!("further", listed.join("\n"));
}
