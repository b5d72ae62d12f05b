//! What programs decide by must not move.

use std::collections::BTreeSet;

use ctac_domain::access::Denied;
use ctac_domain::decide::Refusal;

use super::{Kind, Problem};

#[test]
fn every_kind_has_its_page_and_every_page_its_kind() {
    let kinds: BTreeSet<String> = Kind::ALL.iter().map(|kind| format!("{}.md", kind.slug())).collect();
    assert_eq!(kinds.len(), Kind::ALL.len(), "two kinds share a slug");
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/problems");
    let files: BTreeSet<String> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(kinds, files);
    for kind in Kind::ALL {
        assert!(
            kind.page().starts_with(&format!("# {}\n", kind.title())),
            "{} does not begin with its title",
            kind.slug()
        );
        assert!(kind.page().contains(&format!("HTTP status: {}\n", kind.status())), "{}: status", kind.slug());
        assert!(kind.page().contains("## What to do\n"), "{}: what to do", kind.slug());
    }
}

#[test]
fn what_is_hidden_looks_exactly_like_what_is_not_there() {
    let hidden = Problem::from(&Refusal::Denied(Denied::Hidden));
    let unknown = Problem::from(&Refusal::NotFound("incident"));
    assert_eq!(hidden, unknown);
}

#[test]
fn a_problem_is_read_back_as_written() {
    let refusal = Refusal::Invalid { field: "title", problem: "is empty; say in one line what is wrong".to_owned() };
    let problem = Problem::from(&refusal).with_retry_after(2);
    let json = serde_json::to_string(&problem).unwrap();
    insta::assert_snapshot!(json, @r#"{"type":"/problems/invalid-field","title":"A field cannot be right","status":422,"detail":"Title: is empty; say in one line what is wrong.","errors":[{"field":"title","problem":"is empty; say in one line what is wrong"}],"retry_after":2}"#);
    assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
    assert!(serde_json::from_str::<Problem>(&json.replace("invalid-field", "nonsense")).is_err());
}

#[test]
fn types_and_statuses_are_stable() {
    let table: Vec<String> = Kind::ALL.iter().map(|kind| format!("{} {}", kind.status(), kind.slug())).collect();
    insta::assert_snapshot!(table.join("\n"));
}
