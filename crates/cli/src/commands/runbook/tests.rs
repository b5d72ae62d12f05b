//! The commands on files: what is begun can be checked, written, read and compared; what is wrong has its exit code.

use std::path::PathBuf;

use crate::args::{CheckRunbooks, DiffRunbooks, FmtRunbooks, NewRunbook, PreviewRunbook, Runbook};
use crate::commands::runbook::run;
use crate::failure::Failure;

fn check(files: &[PathBuf], strict: bool) -> Result<(), Failure> {
    run(Runbook::Check(CheckRunbooks { files: files.to_vec(), strict, json: false }))
}

fn begun(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    let to = folder.path().join(format!("{name}.md"));
    let new = NewRunbook {
        name: name.to_owned(),
        title: None,
        owner: "Head of operations".to_owned(),
        created_by: None,
        to: Some(to.clone()),
    };
    run(Runbook::New(new)).unwrap();
    to
}

#[test]
fn what_is_begun_is_right_but_for_what_is_to_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let file = begun(&folder, "supplier-call");
    check(std::slice::from_ref(&file), false).unwrap();
    // The TODO in it.
    assert!(matches!(check(std::slice::from_ref(&file), true), Err(Failure::NotRight(_))));
    run(Runbook::Fmt(FmtRunbooks { files: vec![file.clone()], check: true })).unwrap();
    run(Runbook::Preview(PreviewRunbook { file: file.clone(), role: None, json: false })).unwrap();
    let role = Some("nobody".to_owned());
    let unknown = run(Runbook::Preview(PreviewRunbook { file: file.clone(), role, json: false }));
    assert!(matches!(unknown, Err(Failure::Usage(said)) if said.contains("incident-manager")));
    // What is there is never overwritten.
    let again = NewRunbook {
        name: "supplier-call".to_owned(),
        title: None,
        owner: "A post".to_owned(),
        created_by: None,
        to: Some(file),
    };
    assert!(matches!(run(Runbook::New(again)), Err(Failure::Io(_))));
}

#[test]
fn a_file_that_is_not_canonical_is_written_anew_and_then_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = begun(&folder, "supplier-call");
    let text = std::fs::read_to_string(&file).unwrap();
    let other = folder.path().join("other.md");
    std::fs::write(&other, text.replace("tlp: AMBER", "tlp:   \"AMBER\"")).unwrap();
    let fmt = |check| run(Runbook::Fmt(FmtRunbooks { files: vec![other.clone()], check }));
    assert!(matches!(fmt(true), Err(Failure::NotRight(_))));
    fmt(false).unwrap();
    fmt(true).unwrap();
    assert_eq!(std::fs::read_to_string(&other).unwrap(), text);
    run(Runbook::Diff(DiffRunbooks { older: file, newer: other, json: true })).unwrap();
}

#[test]
fn a_folder_is_checked_together_and_its_readme_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = begun(&folder, "supplier-call");
    std::fs::write(folder.path().join("README.md"), "# Not a runbook\n").unwrap();
    check(&[folder.path().to_owned()], false).unwrap();
    std::fs::copy(&file, folder.path().join("twice.md")).unwrap();
    assert!(matches!(check(&[folder.path().to_owned()], false), Err(Failure::NotRight(_))), "one version twice");
    std::fs::write(folder.path().join("twice.md"), "---\n---\n").unwrap();
    assert!(matches!(check(&[folder.path().to_owned()], false), Err(Failure::NotRight(_))));
    assert!(matches!(check(&[folder.path().join("none.md")], false), Err(Failure::Io(_))));
}
