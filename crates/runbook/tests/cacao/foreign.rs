//! Playbooks by others, in the shapes that the field has: tails that lanes share, branches in branches, failures, limits.

use ctac_runbook::cacao::import::{Changed, ImportError, Imported, import};
use ctac_runbook::cacao::{ReadError, read};
use ctac_runbook::format;
use ctac_runbook::limits;
use ctac_runbook::model::{Step, StepKind};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// An id of this kind, whose UUID is of version 4 and ends in the number.
fn id(kind: &str, number: usize) -> String {
    format!("{kind}--00000000-0000-4000-8000-{number:012}")
}

/// A playbook of these steps: `(kind, number, object)`.
fn playbook(steps: &[(&str, usize, Value)], first: (&str, usize)) -> Value {
    let mut workflow = Map::new();
    workflow.insert(id("start", 1), json!({"type": "start", "on_completion": id(first.0, first.1)}));
    for (kind, number, object) in steps {
        let mut object = object.clone();
        object["type"] = json!(kind);
        workflow.insert(id(kind, *number), object);
    }
    json!({
        "type": "playbook", "spec_version": "cacao-2.0", "id": id("playbook", 2), "name": "By others",
        "created_by": id("identity", 3), "created": "2026-01-12T09:00:00.000Z", "modified": "2026-01-12T09:00:00.000Z",
        "workflow_start": id("start", 1), "workflow": workflow,
        "agent_definitions": {id("individual", 4): {"type": "individual", "name": "Network lead"}},
        "playbook_variables": {"__Tally-Count__": {"type": "integer", "value": "0"}},
    })
}

fn action(name: &str, next: (&str, usize)) -> Value {
    let command = json!({"type": "manual", "command": name});
    json!({"name": name, "commands": [command], "agent": id("individual", 4), "on_completion": id(next.0, next.1)})
}

fn imported(playbook: &Value) -> Imported {
    let imported = import(playbook.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    // What is made can be written and read.
    assert_eq!(format::parse(&format::write(&imported.runbook)).unwrap().0, imported.runbook);
    imported
}

fn titles(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.title.as_str()).collect()
}

fn main_steps(imported: &Imported) -> &[Step] {
    &imported.runbook.phases[0].steps
}

/// Four lanes that all flow into the same two steps, of a parallel that goes nowhere itself: a literal executor would
/// close the ticket four times.
fn shared_tail() -> Value {
    let lane = |number| ("action", number, action(&format!("Lane {number}"), ("action", 30)));
    let lanes: Vec<String> = (20..24).map(|number| id("action", number)).collect();
    playbook(
        &[
            ("action", 10, action("Open the ticket", ("parallel", 11))),
            ("parallel", 11, json!({"name": "Mitigate", "next_steps": lanes})),
            lane(20),
            lane(21),
            lane(22),
            lane(23),
            ("action", 30, action("All gateways finish", ("action", 31))),
            ("action", 31, action("Close the ticket", ("end", 40))),
            ("end", 40, json!({})),
        ],
        ("action", 10),
    )
}

#[test]
fn a_tail_that_lanes_share_is_run_once_and_that_is_said() {
    let imported = imported(&shared_tail());
    assert_eq!(
        titles(main_steps(&imported)),
        ["Open the ticket", "Mitigate", "All gateways finish", "Close the ticket"]
    );
    let StepKind::Parallel(parallel) = &main_steps(&imported)[1].kind else { panic!() };
    let lanes: Vec<Vec<&str>> = parallel.lanes.iter().map(|lane| titles(&lane.branch.steps)).collect();
    assert_eq!(lanes, [["Lane 20"], ["Lane 21"], ["Lane 22"], ["Lane 23"]]);
    let rewritten: Vec<&str> = imported
        .changes
        .iter()
        .filter(|one| one.what == Changed::SharedTail(id("action", 30)))
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(rewritten, [format!("/workflow/{}", id("parallel", 11))]);
    assert!(!imported.changes.iter().any(|one| matches!(one.what, Changed::Copied(_))));
}

/// One lane has an end of its own: then the tail is not every lane's, and stands in those that lead to it.
#[test]
fn a_tail_that_some_lanes_share_stands_in_each_of_them() {
    let mut playbook = shared_tail();
    playbook["workflow"][id("action", 23)]["on_completion"] = json!(id("end", 41));
    playbook["workflow"][id("end", 41)] = json!({"type": "end"});
    let imported = imported(&playbook);
    assert_eq!(titles(main_steps(&imported)), ["Open the ticket", "Mitigate"]);
    let StepKind::Parallel(parallel) = &main_steps(&imported)[1].kind else { panic!() };
    let lanes: Vec<usize> = parallel.lanes.iter().map(|lane| lane.branch.steps.len()).collect();
    assert_eq!(lanes, [3, 3, 3, 1]);
    assert!(imported.changes.iter().any(|one| one.what == Changed::Copied(id("action", 31))));
}

/// An if in a lane in a switch, each with its own end; a failure that leads elsewhere; a handler of failures.
#[test]
fn branches_in_branches_and_failures_are_people_s_questions() {
    let mut failing = action("Block", ("end", 52));
    failing.as_object_mut().unwrap().remove("on_completion");
    failing["on_success"] = json!(id("end", 52));
    failing["on_failure"] = json!(id("action", 21));
    let mut playbook = playbook(
        &[
            (
                "switch-condition",
                10,
                json!({
                    "name": "Which?", "switch": "__Tally-Count__", "on_completion": id("end", 50),
                    "cases": {"one case": id("if-condition", 11), "two": id("end", 51), "default": id("action", 22)},
                }),
            ),
            (
                "if-condition",
                11,
                json!({"name": "Many?", "condition": "__Tally-Count__:value > 3", "on_true": id("action", 20),
                "on_false": id("end", 54), "on_completion": id("end", 53)}),
            ),
            ("action", 20, failing),
            ("action", 21, action("Block by hand", ("end", 55))),
            ("action", 22, action("Ask", ("end", 56))),
            ("action", 23, action("Ring the lead", ("end", 57))),
            ("end", 50, json!({})),
            ("end", 51, json!({})),
            ("end", 52, json!({})),
            ("end", 53, json!({})),
            ("end", 54, json!({})),
            ("end", 55, json!({})),
            ("end", 56, json!({})),
            ("end", 57, json!({})),
        ],
        ("switch-condition", 10),
    );
    playbook["workflow_exception"] = json!(id("action", 23));
    insta::assert_snapshot!("branches", format::write(&imported(&playbook).runbook));
}

#[test]
fn a_while_becomes_a_repeat_that_a_person_ends() {
    let playbook = playbook(
        &[
            (
                "while-condition",
                10,
                json!({"name": "Until clean", "condition": "__Tally-Count__:value != 0",
                "on_true": id("action", 20), "on_completion": id("playbook-action", 30)}),
            ),
            ("action", 20, action("Clean one", ("end", 50))),
            (
                "playbook-action",
                30,
                json!({"name": "Hand over", "playbook_id": id("playbook", 9),
                "in_args": ["__Tally-Count__"], "on_completion": id("end", 51)}),
            ),
            ("end", 50, json!({})),
            ("end", 51, json!({})),
        ],
        ("while-condition", 10),
    );
    insta::assert_snapshot!("while", format::write(&imported(&playbook).runbook));
}

fn error(playbook: &Value) -> ImportError {
    import(playbook.to_string().as_bytes()).unwrap_err()
}

#[test]
fn what_cannot_be_followed_is_refused_by_name() {
    let mut old = shared_tail();
    old["spec_version"] = json!("1.1");
    assert_eq!(error(&old), ImportError::Read(ReadError::OldVersion("1.1".to_owned())));
    let mut other = shared_tail();
    other["spec_version"] = json!("cacao-3.0");
    assert!(matches!(error(&other), ImportError::Read(ReadError::UnknownVersion(_))));
    assert_eq!(error(&json!({"type": "bundle"})), ImportError::Read(ReadError::NotAPlaybook));
    let mut single = shared_tail();
    single["workflow"][id("action", 30)]["type"] = json!("single");
    assert_eq!(error(&single), ImportError::UnknownStep { step: id("action", 30) });
    let mut circle = shared_tail();
    circle["workflow"][id("action", 31)]["on_completion"] = json!(id("action", 10));
    assert!(matches!(error(&circle), ImportError::Circle(_)));
    let mut lost = shared_tail();
    lost["workflow"][id("action", 31)]["on_completion"] = json!(id("end", 99));
    assert_eq!(error(&lost), ImportError::NoSuchStep { step: id("action", 31), to: id("end", 99) });
    let mut nameless = shared_tail();
    nameless["id"] = json!("playbook--1");
    assert!(matches!(error(&nameless), ImportError::Property { .. }));
}

/// As many actions in a row.
fn row(count: usize) -> Value {
    let mut steps: Vec<(&str, usize, Value)> = (0..count)
        .map(|number| {
            let next = if number + 1 == count { ("end", 9_000) } else { ("action", 1_000 + number + 1) };
            ("action", 1_000 + number, action("Again", next))
        })
        .collect();
    steps.push(("end", 9_000, json!({})));
    playbook(&steps, ("action", 1_000))
}

#[test]
fn five_hundred_steps_are_brought_in_and_one_more_is_refused() {
    assert_eq!(imported(&row(limits::CACAO_STEPS)).runbook.steps().len(), limits::CACAO_STEPS);
    let refused = read(row(limits::CACAO_STEPS + 1).to_string().as_bytes()).unwrap_err();
    assert!(matches!(refused, ReadError::TooMany { found: 501, most: 500, .. }), "{refused}");
}

/// Ifs that each lead two ways to the next: written out there would be two to the power of their number.
#[test]
fn what_would_grow_without_bound_is_refused() {
    let mut steps = Vec::new();
    for number in (100..160).step_by(3) {
        let next = ("if-condition", number + 3);
        let name = format!("If {number}");
        steps.push(("if-condition", number, json!({"name": name, "condition": "__Tally-Count__:value = 1",
            "on_true": id("action", number + 1), "on_false": id("action", number + 2), "on_completion": id("end", 900)})));
        steps.push(("action", number + 1, action("Yes", next)));
        steps.push(("action", number + 2, action("No", next)));
    }
    steps.push((
        "if-condition",
        160,
        json!({"name": "Last", "condition": "__Tally-Count__:value = 1",
        "on_true": id("end", 901), "on_completion": id("end", 902)}),
    ));
    steps.extend([900, 901, 902].map(|number| ("end", number, json!({}))));
    let refused = error(&playbook(&steps, ("if-condition", 100)));
    assert!(matches!(refused, ImportError::TooMany | ImportError::TooDeep), "{refused}");
}

/// HTML, step blocks, braces and control characters in texts by others.
#[test]
fn texts_by_others_are_harmless() {
    let mut playbook = shared_tail();
    let nasty =
        "<script>alert(1)</script>\n\n## A phase {#x}\n\n```step\nkind: note\n```\n{org} __x__:value \u{202e}\u{7}";
    playbook["description"] = json!(nasty);
    playbook["workflow"][id("action", 30)]["description"] = json!(nasty);
    playbook["workflow"][id("action", 30)]["name"] = json!("<b>{org}</b> ###");
    playbook["workflow"][id("action", 31)]["commands"][0]["command"] = json!(nasty);
    insta::assert_snapshot!("harmless", format::write(&imported(&playbook).runbook));
}

/// A value somewhere in a document, replaced.
fn mutated(base: &Value, places: &[(usize, Value)]) -> Value {
    let mut pointers = vec![String::new()];
    fn collect(value: &Value, path: &str, pointers: &mut Vec<String>) {
        let mut add = |key: &str, value: &Value| {
            let path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
            collect(value, &path, pointers);
            pointers.push(path);
        };
        match value {
            Value::Object(entries) => entries.iter().for_each(|(key, value)| add(key, value)),
            Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| add(&index.to_string(), value)),
            _ => {}
        }
    }
    collect(base, "", &mut pointers);
    let mut edited = base.clone();
    for (place, value) in places {
        if let Some(found) = edited.pointer_mut(&pointers[place % pointers.len()]) {
            *found = value.clone();
        }
    }
    edited
}

fn anything() -> impl Strategy<Value = Value> {
    let steps: Vec<Value> = [10, 11, 20, 30, 31, 40]
        .iter()
        .flat_map(|number| ["action", "parallel", "end", "if-condition"].map(|kind| json!(id(kind, *number))))
        .collect();
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        prop::sample::select(steps.clone()),
        prop::collection::vec(prop::sample::select(steps), 0..4).prop_map(Value::from),
        prop::sample::select(vec![
            "start",
            "end",
            "action",
            "parallel",
            "if-condition",
            "while-condition",
            "switch-condition"
        ])
        .prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// The body of the fuzz target `cacao`: whatever is changed in a playbook, ours or by others, it is brought in or
    /// refused; and what is brought in can be written, read, and given out again.
    #[test]
    fn whatever_is_changed_is_brought_in_or_refused(
        is_ours in any::<bool>(),
        places in prop::collection::vec((any::<usize>(), anything()), 1..4),
    ) {
        let base = if is_ours { crate::roundtrip::document(&crate::roundtrip::fixture()).source } else { shared_tail() };
        ctac_runbook::fuzz::cacao(mutated(&base, &places).to_string().as_bytes());
    }
}
