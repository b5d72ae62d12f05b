//! Every file of `config/rotas` and every example of its README is a rota; the schema is committed and knows every key.

use std::collections::BTreeSet;
use std::path::Path;

use super::{parse_yaml, said};
use crate::compile;
use crate::file::{FileProblem, RotaFile, parse, parse_toml, schema};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/rotas");

#[test]
fn every_file_is_a_rota_without_gaps() {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(FOLDER).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if name == "README.md" || name == "rota.schema.json" {
            continue;
        }
        let file = parse(&name, &std::fs::read(entry.path()).unwrap())
            .unwrap_or_else(|faults| panic!("{name}: {}", said(&faults)));
        let ready = compile(&file.rota).unwrap();
        let gaps =
            ready.gaps("2026-01-05T09:00:00Z".parse().unwrap(), "2030-01-01T00:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(gaps, [], "{name}");
        names.insert(file.name);
    }
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        ["Deputy lead", "Deputy responder", "Duty lead", "Duty responder"]
    );
}

#[test]
fn every_example_is_a_rota() {
    let text = std::fs::read_to_string(Path::new(FOLDER).join("README.md")).unwrap();
    let mut examples = 0;
    // Odd pieces are what stands between fences.
    for fenced in text.split("```").skip(1).step_by(2) {
        let (language, example) = fenced.split_once('\n').unwrap();
        let parsed: Result<RotaFile, _> = match language {
            "yaml" => parse_yaml(example),
            "toml" => parse_toml(example),
            "sh" => continue,
            _ => panic!("an example in {language:?}"),
        };
        examples += 1;
        parsed.unwrap_or_else(|faults| panic!("{example}\n{}", said(&faults)));
    }
    assert!(examples >= 8, "{examples}");
}

#[test]
fn the_schema_is_generated_and_committed() {
    let made = schema().unwrap();
    let path = Path::new(FOLDER).join("rota.schema.json");
    // One way to make it and to check it: `cargo xtask generate` sets the variable.
    if std::env::var_os("CTAC_GENERATE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(committed == made, "config/rotas/rota.schema.json is out of date: cargo xtask generate");
}

/// The keys that a wrong one in this file could have been.
fn known(text: &str) -> BTreeSet<String> {
    let faults = parse_yaml(text).unwrap_err();
    let known = faults.into_iter().find_map(|fault| match fault.problem {
        FileProblem::UnknownKey { known, .. } => Some(known),
        _ => None,
    });
    known.unwrap().into_iter().map(str::to_owned).collect()
}

#[test]
fn the_schema_knows_the_keys_that_are_read() {
    let schema: serde_json::Value = serde_json::from_str(&schema().unwrap()).unwrap();
    let of = |pointer: &str| -> BTreeSet<String> {
        let object = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
        assert_eq!(object["additionalProperties"], false, "{pointer}");
        object["properties"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(of(""), known("zzzzzzzz: 1"));
    let places = [
        ("/$defs/PersonDocument", "people: { a: { zzzzzzzz: 1 } }"),
        ("/$defs/LayerDocument", "layers: [{ zzzzzzzz: 1 }]"),
        ("/$defs/TurnDocument", "layers: [{ turn: { zzzzzzzz: 1 } }]"),
        ("/$defs/RestrictionDocument", "layers: [{ restrictions: [{ zzzzzzzz: 1 }] }]"),
        ("/$defs/OverrideDocument", "overrides: [{ zzzzzzzz: 1 }]"),
        ("/$defs/AbsenceDocument", "absences: [{ zzzzzzzz: 1 }]"),
    ];
    for (pointer, text) in places {
        assert_eq!(of(pointer), known(text), "{pointer}");
    }
    assert_eq!(schema["required"], serde_json::json!(["name", "time_zone", "people", "layers"]));
}
