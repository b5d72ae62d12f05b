//! The exit codes that scripts rely on.

use std::path::PathBuf;

use super::run;
use crate::args::{Check, Resolve, Rota};
use crate::failure::Failure;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/rotas");

fn demo(name: &str) -> PathBuf {
    PathBuf::from(FOLDER).join(name)
}

fn resolve(file: PathBuf, from: &str, to: &str) -> Result<(), Failure> {
    let (from, to) = (from.to_owned(), to.to_owned());
    run(Rota::Resolve(Resolve { file, from, to, json: false }))
}

fn check(file: PathBuf, from: &str, json: bool) -> Result<(), Failure> {
    let deputy = Some(demo("deputy-lead.toml"));
    run(Rota::Check(Check { file, deputy, from: Some(from.to_owned()), days: 90, json }))
}

#[test]
fn a_stretch_must_be_one_and_not_too_long() {
    let of = |from, to| resolve(demo("duty-lead.yaml"), from, to);
    of("2026-03-28", "2026-03-30 09:00").unwrap();
    let said = |result: Result<(), Failure>| match result {
        Err(Failure::Usage(said)) => said,
        other => panic!("{other:?}"),
    };
    assert_eq!(said(of("2026-03-30", "2026-03-28")), "--to must be after --from");
    assert_eq!(said(of("2026-03-30", "2026-03-30")), "--to must be after --from");
    assert_eq!(
        said(of("2026-01-01", "2076-01-01")),
        "from and to are 18262 days apart; at most 3660 are resolved at once"
    );
    assert!(said(of("yesterday", "2026-03-30")).starts_with("--from \"yesterday\": give a date"));
    assert!(said(of("2026-03-30", "2026-02-30")).starts_with("--to \"2026-02-30\": give a date"));
}

#[test]
fn gaps_and_faults_are_not_right_and_a_missing_file_is_another_matter() {
    check(demo("duty-lead.yaml"), "2026-12-01", false).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for json in [false, true] {
        let before_it_begins = check(demo("duty-lead.yaml"), "2026-01-01", json);
        assert!(matches!(&before_it_begins, Err(Failure::NotRight(said)) if said.starts_with("1 gap in ")));
        let wrong = folder.path().join("wrong.yaml");
        std::fs::write(&wrong, "name: D\nlayers: {}\n").unwrap();
        let refused = check(wrong.clone(), "2026-01-01", json);
        assert!(matches!(&refused, Err(Failure::NotRight(said)) if said.ends_with("cannot be used as it is")));
        assert!(
            matches!(resolve(wrong, "2026-01-01", "2026-02-01"), Err(Failure::Usage(said)) if said.contains("line 2, column 9"))
        );
    }
    assert!(matches!(check(folder.path().join("none.yaml"), "2026-01-01", false), Err(Failure::Io(_))));
}

#[test]
fn an_endless_file_is_refused_at_once() {
    // `/dev/zero` under a name that says YAML: no file could be larger.
    let folder = tempfile::tempdir().unwrap();
    let endless = folder.path().join("endless.yaml");
    std::os::unix::fs::symlink("/dev/zero", &endless).unwrap();
    let refused = resolve(endless, "2026-01-01", "2026-02-01");
    assert!(matches!(refused, Err(Failure::Usage(said)) if said.contains("larger than 1000000 bytes")));
}
