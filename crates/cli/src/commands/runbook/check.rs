//! `ctac runbook check`: everything that is wrong with files, and what could be better, with line and column.

use std::path::PathBuf;

use ctac_runbook::format::{self, Parsed, Spot};
use ctac_runbook::lint::{self, Finding, Level, Rule};
use serde_json::json;

use crate::args::CheckRunbooks;
use crate::commands::runbook;
use crate::failure::Failure;
use crate::out;

/// One thing to say about a file.
struct Said {
    file: PathBuf,
    spot: Option<Spot>,
    level: Level,
    rule: &'static str,
    text: String,
}

/// Checks each file alone, and all together.
pub(super) fn run(check: &CheckRunbooks) -> Result<(), Failure> {
    let mut all = Vec::new();
    let mut read: Vec<(PathBuf, Parsed)> = Vec::new();
    for file in runbook::files(&check.files)? {
        let given = runbook::bytes(&file)?;
        match format::parse_bytes(&given) {
            Ok(parsed) => {
                all.extend(alone(&file, &parsed, &given));
                if check.strict && format::write(&parsed.runbook).as_bytes() != given {
                    let text = "is not in canonical form; run ctac runbook fmt".to_owned();
                    all.push(Said { file: file.clone(), spot: None, level: Level::Error, rule: "canonical", text });
                }
                read.push((file, parsed));
            }
            Err(faults) => all.extend(faults.into_iter().map(|fault| {
                let spot = fault.spot;
                let text = format::FileFault { spot: None, ..fault }.to_string();
                Said { file: file.clone(), spot, level: Level::Error, rule: "format", text }
            })),
        }
    }
    let runbooks: Vec<_> = read.iter().map(|(_, parsed)| &parsed.runbook).collect();
    for (index, finding) in lint::library(&runbooks) {
        if let Some((file, parsed)) = read.get(index) {
            all.push(found(file, parsed, &finding));
        }
    }
    if check.strict {
        all.iter_mut().for_each(|said| said.level = Level::Error);
    }
    all.sort_by(|one, other| (&one.file, one.spot).cmp(&(&other.file, other.spot)));
    report(check, &all, &read)
}

fn alone(file: &std::path::Path, parsed: &Parsed, given: &[u8]) -> Vec<Said> {
    let warnings = parsed.warnings.iter().map(|warning| Said {
        file: file.to_owned(),
        spot: Some(warning.spot),
        level: Level::Warning,
        rule: "comment",
        text: warning.said.to_owned(),
    });
    let findings = lint::lint(&parsed.runbook);
    let said = findings.iter().map(|finding| {
        let said = found(file, parsed, finding);
        let spot = said.spot.and_then(|spot| word_in(given, finding, spot)).or(said.spot);
        Said { spot, ..said }
    });
    warnings.chain(said).collect()
}

/// Where a word stands that a finding is about, from the heading of its step on.
fn word_in(given: &[u8], finding: &Finding, from: Spot) -> Option<Spot> {
    if !matches!(finding.rule, Rule::Placeholder | Rule::ApprovedPlaceholder) {
        return None;
    }
    let word = finding.said.strip_prefix("the text says ")?.split(':').next()?;
    let text = std::str::from_utf8(given).ok()?;
    let mut lines = (1..).zip(text.lines()).skip(from.line.saturating_sub(1));
    lines.find_map(|(line, text)| {
        let column = text.get(..text.find(word)?)?.chars().count() + 1;
        Some(Spot { line, column })
    })
}

fn found(file: &std::path::Path, parsed: &Parsed, finding: &Finding) -> Said {
    Said {
        file: file.to_owned(),
        spot: parsed.spots.find(&finding.place),
        level: finding.rule.level(),
        rule: finding.rule.as_str(),
        text: format!("{}: {}", finding.place, finding.said),
    }
}

fn report(check: &CheckRunbooks, all: &[Said], read: &[(PathBuf, Parsed)]) -> Result<(), Failure> {
    for said in all {
        let level = if said.level == Level::Error { "error" } else { "warning" };
        if check.json {
            let (line, column) = said.spot.map(|spot| (spot.line, spot.column)).unzip();
            out::json(&json!({
                "file": said.file.display().to_string(), "line": line, "column": column,
                "level": level, "rule": said.rule, "text": said.text,
            }))?;
        } else {
            let at = said.spot.map(|spot| format!(":{}:{}", spot.line, spot.column)).unwrap_or_default();
            out::line(&format!("{}{at}: {level}: {} [{}]", said.file.display(), said.text, said.rule))?;
        }
    }
    let errors = all.iter().filter(|said| said.level == Level::Error).count();
    let warnings = all.len() - errors;
    if errors > 0 {
        return Err(Failure::NotRight(format!("{errors} to put right, {warnings} to look at")));
    }
    if !check.json {
        for (file, parsed) in read {
            let steps = parsed.runbook.steps().len();
            out::line(&format!("{}: {} ({steps} steps) is right", file.display(), parsed.runbook.title))?;
        }
    }
    Ok(())
}
