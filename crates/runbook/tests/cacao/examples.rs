//! Playbooks by others: what is found in each, and what becomes of it.

use ctac_runbook::cacao::import::import;
use ctac_runbook::cacao::{Closure, Mode, lint, read};
use ctac_runbook::format;

use crate::data::{files, folder};

#[test]
fn each_example_by_others_has_its_findings() {
    let Some(folder) = folder("examples") else { return };
    let manifest: Vec<serde_json::Value> =
        serde_json::from_slice(&std::fs::read(folder.join("MANIFEST.json")).unwrap()).unwrap();
    let mut seen = 0;
    for path in files(&folder, ".json") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "MANIFEST.json" {
            continue;
        }
        assert!(manifest.iter().any(|one| one["file"] == name.as_str()), "{name} is not in the manifest");
        let text = std::fs::read(&path).unwrap();
        let mut said = Vec::new();
        match read(&text) {
            Ok(document) => {
                let findings = lint(&document, Mode::Import, &Closure::default());
                // A playbook of hundreds of the same is pinned by its first of each rule and their number.
                let mut of_rule = std::collections::BTreeMap::new();
                for finding in &findings {
                    of_rule.entry((finding.rule, finding.severity)).or_insert_with(Vec::new).push(finding);
                }
                for findings in of_rule.values() {
                    said.extend(findings.iter().take(3).map(ToString::to_string));
                    said.extend((findings.len() > 3).then(|| format!("    and {} more", findings.len() - 3)));
                }
            }
            Err(error) => said.push(format!("refused: {error}")),
        }
        match import(&text) {
            Ok(imported) => {
                said.push(format!("imported with {} steps:", imported.runbook.steps().len()));
                let mut changes: Vec<String> = imported.changes.iter().map(ToString::to_string).collect();
                let more = changes.len().saturating_sub(20);
                changes.truncate(20);
                said.extend(changes.into_iter().map(|change| format!("    {change}")));
                said.extend((more > 0).then(|| format!("    and {more} more")));
                let markdown = format::write(&imported.runbook);
                assert_eq!(format::parse(&markdown).unwrap().0, imported.runbook, "{name}");
            }
            Err(error) => said.push(format!("not imported: {error}")),
        }
        insta::assert_snapshot!(name.trim_end_matches(".json").to_owned(), said.join("\n"));
        seen += 1;
    }
    assert_eq!(seen, manifest.len());
}
