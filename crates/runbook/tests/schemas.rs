//! The JSON Schemas: the committed files are those that the code makes, they take what the parser takes, and refuse what is
//! broken.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail as a test does")]

use ctac_runbook::{format, schema};
use serde_json::Value;

const RANSOMWARE: &str = include_str!("fixtures/ransomware.md");
const SPECIFICATION: &str = include_str!("../../../runbooks/README.md");

#[test]
fn the_committed_schemas_are_those_of_the_code() {
    for (name, made) in [("front-matter", schema::front_matter()), ("step", schema::step())] {
        let path = format!("{}/../../runbooks/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("CTAC_GENERATE").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            made,
            "CTAC_GENERATE=1 cargo test -p ctac-runbook writes it"
        );
    }
}

fn validator(text: &str) -> jsonschema::Validator {
    jsonschema::draft202012::new(&serde_json::from_str(text).unwrap()).unwrap()
}

/// As the parser reads YAML: only `true` and `false` are truths.
fn yaml(text: &str) -> Value {
    if text.trim().is_empty() {
        return Value::Object(serde_json::Map::new());
    }
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { strict_booleans: true }).unwrap()
}

/// The front matter, and the blocks, of a file.
fn parts(text: &str) -> (Value, Vec<Value>) {
    let front = text.strip_prefix("---\n").unwrap().split_once("---\n").unwrap().0;
    let blocks = text.split("```step\n").skip(1).map(|rest| yaml(rest.split_once("```").unwrap().0));
    (yaml(front), blocks.collect())
}

#[test]
fn they_take_every_fixture() {
    let (front, step) = (validator(&schema::front_matter()), validator(&schema::step()));
    let examples = SPECIFICATION.split("````markdown\n").skip(1).map(|part| part.split_once("````").unwrap().0);
    for text in std::iter::once(RANSOMWARE).chain(examples) {
        let (matter, blocks) = parts(text);
        assert!(
            front.is_valid(&matter),
            "{:?}",
            front.iter_errors(&matter).map(|error| error.to_string()).collect::<Vec<_>>()
        );
        for block in blocks {
            assert!(step.is_valid(&block), "{block}");
        }
    }
}

/// Blocks that the parser refuses for their shape, each in a file that is right but for it.
const BROKEN: [&str; 18] = [
    "kind: task\nanswers: {a: A, b: B}",
    "kind: nonsense",
    "rolle: executive",
    "role: Not a slug",
    "within: 0m",
    "within: 15",
    "from: run-start",
    "skip: sometimes",
    "evidence: one",
    "kind: decision\nanswers: {a: A}",
    "kind: approval\nskip: never",
    "kind: repeat",
    "kind: wait",
    "kind: wait\nfor: 5m\nuntil: contained = yes",
    "kind: note\nwithin: 5m",
    "kind: page\nwho: [executive]",
    "kind: clock\nclock: ico-72h\naction: pause",
    "kind: http\nmethod: TRACE\nurl: https://a.example.org/",
];

#[test]
fn they_refuse_what_the_parser_refuses_for_its_shape() {
    let (front, step) = (validator(&schema::front_matter()), validator(&schema::step()));
    for block in BROKEN {
        assert!(!step.is_valid(&yaml(block)), "the schema takes {block}");
        let text = RANSOMWARE.replacen("kind: note", block, 1);
        assert!(format::parse(&text).is_err(), "the parser takes {block}");
    }
    for (right, wrong) in [
        ("tlp: AMBER", "tlp: PINK"),
        ("status: draft", "status: ready"),
        ("severity: 90", "severity: 101"),
        ("review_by: 2027-01-31", "review_by: soon"),
        ("labels: [ransomware, encryption]", "labels: ransomware"),
        ("owner: Head of operations of the cell", "ovner: Head"),
        ("id: playbook--7c1f5a52-90d4-4e0b", "id: playbook--7c1f5a52-90d4-7e0b"),
        ("  duty-lead: Duty lead of the cell", "  Duty Lead: Duty lead of the cell"),
        ("within: 72h, standing", "within: 72, standing"),
        ("type: timestamp", "type: instant"),
    ] {
        let text = RANSOMWARE.replacen(right, wrong, 1);
        assert_ne!(text, RANSOMWARE, "{right}");
        assert!(!front.is_valid(&parts(&text).0), "the schema takes {wrong}");
        assert!(format::parse(&text).is_err(), "the parser takes {wrong}");
    }
}
