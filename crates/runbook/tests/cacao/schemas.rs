//! The official schemas (draft-07): what we write passes them, and what they refuse our rules refuse.

use std::collections::BTreeMap;

use ctac_runbook::cacao::export::{Options, Profile, export};
use ctac_runbook::cacao::{Closure, Mode, Severity, lint, read};
use serde_json::{Value, json};

use crate::data::{files, folder};
use crate::roundtrip::fixture;

/// The schema of a playbook, with those it refers to; none where there are none at hand.
pub(crate) fn validator() -> Option<jsonschema::Validator> {
    let folder = folder("schemas")?;
    let schemas: BTreeMap<String, Value> = files(&folder, ".json")
        .into_iter()
        .map(|path| {
            let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            (schema["$id"].as_str().unwrap().to_owned(), schema)
        })
        .collect();
    let (_, top) = schemas.iter().find(|(id, _)| id.ends_with("/playbook.json")).unwrap();
    let mut registry = jsonschema::Registry::new();
    for (id, schema) in &schemas {
        registry = registry.add(id, schema.clone()).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft7).with_registry(&registry);
    Some(options.build(top).unwrap())
}

pub(crate) fn refusals(validator: &jsonschema::Validator, playbook: &Value) -> Vec<String> {
    validator.iter_errors(playbook).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn what_we_write_passes_the_official_schemas() {
    let Some(validator) = validator() else { return };
    for profile in [Profile::Standard, Profile::Soarca] {
        let exported = export(&fixture(), &Options { profile, ..Options::default() });
        assert_eq!(refusals(&validator, &exported.playbook), [""; 0], "{profile:?}");
    }
}

/// Edits of a playbook that the schemas refuse: so do our rules, without them.
#[test]
fn what_the_schemas_refuse_our_rules_refuse() {
    let Some(validator) = validator() else { return };
    let base = export(&fixture(), &Options::default()).playbook;
    let id_of = |kind: &str| {
        base["workflow"].as_object().unwrap().keys().find(|id| id.starts_with(&format!("{kind}--"))).unwrap().clone()
    };
    let (action, end, start) = (id_of("action"), id_of("end"), id_of("start"));
    let (parallel, switch, repeat) = (id_of("parallel"), id_of("switch-condition"), id_of("while-condition"));
    let of = |id: &str, rest: &str| format!("/workflow/{id}{rest}");
    let edits: Vec<(String, Option<Value>)> = vec![
        ("/name".into(), None),
        ("/workflow_start".into(), None),
        ("/created".into(), None),
        ("/id".into(), Some(json!("playbook--x"))),
        ("/created_by".into(), Some(json!("nobody"))),
        ("/created".into(), Some(json!("2026-01-12 09:00"))),
        ("/priority".into(), Some(json!(101))),
        ("/severity".into(), Some(json!("high"))),
        ("/playbook_activities".into(), Some(json!([]))),
        ("/labels".into(), Some(json!([]))),
        ("/labels".into(), Some(json!([1]))),
        ("/markings".into(), Some(json!(["TLP:RED"]))),
        ("/revoked".into(), Some(json!("no"))),
        ("/external_references".into(), Some(json!([{"url": "https://example.org"}]))),
        ("/playbook_processing_summary/if_logic".into(), Some(json!("yes"))),
        ("/playbook_variables/__n__".into(), Some(json!({"type": "integer", "value": 5}))),
        ("/playbook_variables/__n__".into(), Some(json!({"value": "5"}))),
        ("/signatures".into(), Some(json!([]))),
        (of(&action, "/type"), Some(json!("single"))),
        (of(&action, "/commands"), None),
        (of(&action, "/commands"), Some(json!([]))),
        (of(&action, "/commands"), Some(json!([{"command": "x"}]))),
        (of(&action, "/agent"), None),
        (of(&action, "/delay"), Some(json!(0))),
        (of(&action, "/timeout"), Some(json!("1s"))),
        (of(&action, "/on_completion"), Some(json!("next"))),
        (of(&action, "/step_extensions"), Some(json!({}))),
        (of(&end, "/on_completion"), Some(json!(end))),
        (of(&start, "/on_failure"), Some(json!(end))),
        (of(&parallel, "/next_steps"), Some(json!([end]))),
        (of(&parallel, "/next_steps"), None),
        (of(&switch, "/switch"), None),
        (of(&switch, "/cases"), None),
        (of(&switch, "/cases/yes"), Some(json!("nowhere"))),
        (of(&repeat, "/condition"), None),
        (of(&repeat, "/on_true"), Some(json!(7))),
    ];
    for (path, value) in edits {
        let mut edited = base.clone();
        let (parent, key) = path.rsplit_once('/').unwrap();
        let parent = edited.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value.clone() {
            Some(value) => drop(parent.insert(key.to_owned(), value)),
            None => drop(parent.remove(key)),
        }
        assert!(!refusals(&validator, &edited).is_empty(), "the schemas accept {path} {value:?}");
        let Ok(document) = read(edited.to_string().as_bytes()) else { continue };
        let before = lint(&read(base.to_string().as_bytes()).unwrap(), Mode::Publish, &Closure::default());
        let found = lint(&document, Mode::Publish, &Closure::default());
        let new = found.iter().any(|one| one.severity == Severity::Error && !before.contains(one));
        assert!(new, "our rules accept {path} {value:?}");
    }
}

/// Their examples: wherever the schemas refuse one, we find an error; and ours of the worked example passes both.
#[test]
fn their_examples_are_judged_alike() {
    let Some(validator) = validator() else { return };
    for path in files(&folder("examples").unwrap(), ".json")
        .into_iter()
        .chain(files(&folder("worked-example").unwrap(), ".json"))
    {
        let text = std::fs::read(&path).unwrap();
        let Ok(document) = read(&text) else { continue };
        if !refusals(&validator, &document.source).is_empty() {
            let found = lint(&document, Mode::Publish, &Closure::default());
            assert!(found.iter().any(|one| one.severity == Severity::Error), "{}", path.display());
        }
    }
}
