//! Each procedure by itself, in CACAO, and beside the others.

use std::collections::{BTreeMap, BTreeSet};

use ctac_runbook::cacao::export::{Options, export};
use ctac_runbook::cacao::import::import;
use ctac_runbook::cacao::{Closure, Document, Mode, lint as rules, read};
use ctac_runbook::model::{Clock, Runbook, Status, Step, StepKind};
use ctac_runbook::{format, lint};

use crate::procedures;

/// In the order of their numbers. The names hold together what cells have agreed on: they do not change.
const NAMES: [&str; 16] = [
    "activation",
    "triage",
    "call-out",
    "ransomware",
    "supplier-compromise",
    "phishing",
    "denial-of-service",
    "data-breach",
    "clinical-outage",
    "medical-device",
    "high-severity-alert",
    "insider",
    "shift-handover",
    "stand-down",
    "review",
    "exercise",
];

/// The deadlines that procedures speak of; two spellings of one would be two clocks in an incident.
const CLOCKS: [&str; 5] = ["hsa-48h", "hsa-update", "ico-72h", "insurer", "nis-72h"];

fn document(runbook: &Runbook) -> Document {
    read(export(runbook, &Options::default()).playbook.to_string().as_bytes()).unwrap()
}

#[test]
fn there_are_sixteen_and_each_file_is_called_as_it_calls_itself() {
    let files: Vec<String> = procedures().into_iter().map(|procedure| procedure.file).collect();
    let expected: Vec<String> =
        NAMES.iter().enumerate().map(|(index, name)| format!("{:02}-{name}.md", index + 1)).collect();
    assert_eq!(files, expected);
    for (procedure, name) in procedures().iter().zip(NAMES) {
        assert_eq!(procedure.runbook.slug.as_str(), name);
    }
}

#[test]
fn each_is_canonical_and_nothing_is_found_in_it() {
    for procedure in procedures() {
        assert_eq!(format::write(&procedure.runbook), procedure.text, "{}", procedure.file);
        assert_eq!(lint::lint(&procedure.runbook), [], "{}", procedure.file);
    }
}

#[test]
fn they_fit_together_without_a_circle() {
    let procedures = procedures();
    let runbooks: Vec<&Runbook> = procedures.iter().map(|procedure| &procedure.runbook).collect();
    let found: Vec<String> = lint::library(&runbooks).into_iter().map(|(_, finding)| finding.to_string()).collect();
    assert_eq!(found, [""; 0]);
}

/// Nobody has adopted them yet, each says what must be confirmed first, and each may be published.
#[test]
fn each_is_a_draft_that_may_be_published_and_is_looked_at_within_a_year() {
    for procedure in procedures() {
        let (file, runbook) = (&procedure.file, &procedure.runbook);
        assert_eq!(runbook.status, Status::Draft, "{file}");
        assert!(["CLEAR", "GREEN"].contains(&runbook.tlp.to_string().as_str()), "{file}: {}", runbook.tlp);
        assert!(!runbook.to_confirm.is_empty(), "{file}");
        let written = runbook.modified.to_zoned(jiff::tz::TimeZone::UTC).date();
        let days = written.until(runbook.review_by).unwrap().get_days();
        assert!((90..=366).contains(&days), "{file}: looked at after {days} days");
    }
}

#[test]
fn each_is_the_same_after_cacao() {
    for procedure in procedures() {
        let text = export(&procedure.runbook, &Options::default()).playbook.to_string();
        let imported = import(text.as_bytes()).unwrap();
        assert!(imported.is_ours, "{}", procedure.file);
        assert_eq!(imported.changes, [], "{}", procedure.file);
        assert_eq!(format::write(&imported.runbook), procedure.text, "{}", procedure.file);
    }
}

/// Which version is called is settled when a run starts: the one in force. Nothing else is found.
#[test]
fn each_keeps_the_rules_of_cacao_among_the_others() {
    let documents: Vec<Document> = procedures().iter().map(|procedure| document(&procedure.runbook)).collect();
    let closure = Closure::of(documents.iter().map(|document| &document.playbook));
    for (document, name) in documents.iter().zip(NAMES) {
        assert_eq!(document.tolerated, [], "{name}");
        let found = rules(document, Mode::Publish, &closure).into_iter().map(|finding| finding.to_string());
        let found: Vec<String> = found.filter(|text| !text.contains("no version is named")).collect();
        assert_eq!(found, [""; 0], "{name}");
    }
}

#[test]
fn a_clock_is_the_same_clock_everywhere() {
    let procedures = procedures();
    let mut clocks: BTreeMap<&str, &Clock> = BTreeMap::new();
    for procedure in &procedures {
        for clock in &procedure.runbook.clocks {
            let first = clocks.entry(clock.slug.as_str()).or_insert(clock);
            assert_eq!(*first, clock, "{}", procedure.file);
        }
    }
    assert_eq!(clocks.into_keys().collect::<Vec<_>>(), CLOCKS);
}

#[test]
fn a_role_is_the_same_role_everywhere() {
    let procedures = procedures();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for role in procedures.iter().flat_map(|procedure| &procedure.runbook.roles) {
        let first = names.entry(role.slug.as_str()).or_insert(role.name.as_str());
        assert_eq!(*first, role.name.as_str());
    }
}

#[test]
fn every_answer_leads_somewhere() {
    for procedure in procedures() {
        for visit in procedure.runbook.steps() {
            let StepKind::Decision(decision) = &visit.step.kind else { continue };
            let led: BTreeSet<&str> =
                decision.branches.iter().flat_map(|when| when.answers.iter()).map(|answer| answer.as_str()).collect();
            for (answer, _) in decision.answers.iter() {
                assert!(led.contains(answer.as_str()), "{}: #{}: {answer}", procedure.file, visit.step.slug);
            }
        }
    }
}

/// Whoever begins a procedure asks about patients, or other people, before anything else that is done.
#[test]
fn people_come_first() {
    for procedure in procedures() {
        let steps = procedure.runbook.steps();
        let first: &Step = steps.iter().map(|visit| visit.step).find(|step| step.kind != StepKind::Note).unwrap();
        let said = format!("{} {}", first.title, first.text.as_str()).to_lowercase();
        assert!(
            ["patient", "harmed", "in danger", "clinical"].iter().any(|word| said.contains(word)),
            "{}: {}",
            procedure.file,
            first.title
        );
    }
}

/// A text or a call is heard by whoever stands near: it says which incident, and not who was hit or how.
#[test]
fn what_goes_to_telephones_names_nobody() {
    for procedure in procedures() {
        for visit in procedure.runbook.steps() {
            for (key, template) in visit.step.kind.templates().into_iter().filter(|(key, _)| *key == "message") {
                for name in template.variables() {
                    assert!(
                        ["incident_id", "alert"].contains(&name.as_str()),
                        "{}: #{}: {key} says {name}",
                        procedure.file,
                        visit.step.slug
                    );
                }
            }
        }
    }
}
