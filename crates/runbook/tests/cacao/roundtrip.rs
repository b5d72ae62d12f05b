//! Markdown → CACAO → Markdown, and what an edit in between does.

use ctac_runbook::cacao::export::{Options, Profile, export};
use ctac_runbook::cacao::import::import;
use ctac_runbook::cacao::{Closure, Document, Mode, Severity, lint, read};
use ctac_runbook::model::Runbook;
use ctac_runbook::{canonical, format};

pub(crate) fn fixture() -> Runbook {
    format::parse(include_str!("../fixtures/ransomware.md")).unwrap().0
}

pub(crate) fn document(runbook: &Runbook) -> Document {
    read(export(runbook, &Options::default()).playbook.to_string().as_bytes()).unwrap()
}

/// The errors of the rules; what is called is not at hand.
pub(crate) fn errors(document: &Document) -> Vec<String> {
    let findings = lint(document, Mode::Publish, &Closure::default());
    let findings = findings.into_iter().filter(|finding| finding.severity == Severity::Error);
    findings.map(|finding| finding.to_string()).filter(|text| !text.ends_with("is not at hand")).collect()
}

#[test]
fn markdown_is_the_same_after_cacao() {
    let runbook = fixture();
    let text = export(&runbook, &Options::default()).playbook.to_string();
    let imported = import(text.as_bytes()).unwrap();
    assert!(imported.is_ours);
    assert_eq!(imported.changes, []);
    assert_eq!(imported.runbook, runbook);
    assert_eq!(format::write(&imported.runbook), format::write(&runbook));
}

#[test]
fn what_is_written_keeps_the_rules_and_is_pinned() {
    let runbook = fixture();
    let document = document(&runbook);
    assert_eq!(document.tolerated, []);
    assert_eq!(errors(&document), [""; 0]);
    let pretty = serde_json::to_string_pretty(&document.source).unwrap();
    insta::assert_snapshot!("ransomware", pretty);
}

#[test]
fn the_same_runbook_has_the_same_hash_and_ids() {
    let hash = |runbook: &Runbook| canonical::content_hash(&export(runbook, &Options::default()).playbook).unwrap();
    assert_eq!(hash(&fixture()), hash(&fixture()));
}

/// Somebody changed a title and a time target elsewhere: the title is taken, the other is said.
#[test]
fn what_others_edited_in_ours_is_taken_or_said() {
    let text = export(&fixture(), &Options::default()).playbook.to_string();
    let edited = text.replace("\"name\":\"Ransomware in a member organisation\"", "\"name\":\"Ransomware, revised\"");
    assert_ne!(edited, text);
    let imported = import(edited.as_bytes()).unwrap();
    assert_eq!(imported.runbook.title.as_str(), "Ransomware, revised");
    let mut source: serde_json::Value = serde_json::from_str(&text).unwrap();
    source["severity"] = serde_json::json!(12);
    source["x_theirs"] = serde_json::json!("kept in the source");
    let imported = import(source.to_string().as_bytes()).unwrap();
    assert_eq!(imported.runbook.severity, Some(12));
    let said: Vec<String> = imported.changes.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["/x_theirs: somebody has changed this since we wrote it; it is left out"]);
}

#[test]
fn soarca_gets_what_it_can_run_and_the_rest_is_said() {
    let options = Options { profile: Profile::Soarca, ..Options::default() };
    let exported = export(&fixture(), &options);
    let document = read(exported.playbook.to_string().as_bytes()).unwrap();
    let types: std::collections::BTreeSet<&str> =
        document.playbook.workflow.values().filter_map(|step| Some(step.kind?.as_str())).collect();
    assert!(!types.contains("parallel") && !types.contains("switch-condition"), "{types:?}");
    for step in document.playbook.workflow.values() {
        if let Some(condition) = &step.condition {
            assert_eq!(condition.split(' ').count(), 3, "{condition}");
            assert!(!condition.contains('\''), "{condition}");
        }
        let agent = step.agent.as_deref().map(|agent| &document.playbook.agents[agent]);
        assert!(agent.is_none_or(|agent| agent.kind.as_deref() == Some("soarca")));
    }
    // Two answers that share a branch are two ifs that share its end, and that is said.
    let errors: Vec<String> = errors(&document).into_iter().filter(|text| !text.starts_with("L10")).collect();
    assert_eq!(errors, [""; 0]);
    let said: Vec<String> = exported.left_out.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("soarca", said.join("\n"));
}
