//! `ctac runbook import`: a CACAO playbook as a runbook, and what was found and changed on the way.

use ctac_runbook::cacao::import::{Imported, import};
use ctac_runbook::cacao::{Closure, Finding, Mode, Severity, lint, read};
use ctac_runbook::format;
use serde_json::json;

use crate::args::ImportPlaybook;
use crate::commands::playbook;
use crate::failure::Failure;
use crate::out;

/// Brings in a playbook. What is said goes to standard error: standard output is the runbook.
///
/// # Errors
/// A file that cannot be read, used or written; a playbook of which no runbook can be made.
pub fn run(args: &ImportPlaybook) -> Result<(), Failure> {
    let bytes = playbook::bytes(&args.file, ctac_runbook::limits::CACAO_BYTES)?;
    if args.to.as_ref().is_some_and(|to| to.exists()) {
        let to = args.to.as_deref().map(|to| to.display().to_string()).unwrap_or_default();
        return Err(Failure::Usage(format!("{to} is there already; nothing was written")));
    }
    let imported = match import(&bytes) {
        Ok(imported) => imported,
        Err(error) => {
            // Where it can be read at all, the rules say more than the first thing that stood in the way.
            if let Ok(document) = read(&bytes) {
                said(args, &lint(&document, Mode::Import, &Closure::default()))?;
            }
            return Err(playbook::unusable(&args.file, &error));
        }
    };
    said(args, &imported.findings)?;
    changed(args, &imported)?;
    let text = format::write(&imported.runbook);
    match &args.to {
        Some(to) if !args.check => playbook::write(Some(to), &text),
        None if !args.check && !args.json => playbook::write(None, &text),
        _ => Ok(()),
    }
}

fn said(args: &ImportPlaybook, findings: &[Finding]) -> Result<(), Failure> {
    for finding in findings {
        if args.json {
            let level = if finding.severity == Severity::Error { "error" } else { "warning" };
            let rule = format!("{:?}", finding.rule);
            out::json(&json!({"path": finding.path, "level": level, "rule": rule, "text": finding.text}))?;
        } else {
            eprintln!("{finding}");
        }
    }
    Ok(())
}

fn changed(args: &ImportPlaybook, imported: &Imported) -> Result<(), Failure> {
    for change in &imported.changes {
        if args.json {
            let text = change.what.to_string();
            out::json(&json!({"path": change.path, "level": "changed", "rule": null, "text": text}))?;
        } else {
            eprintln!("changed {change}");
        }
    }
    if args.json {
        return out::json(&json!({"content_hash": imported.content_hash, "is_ours": imported.is_ours}));
    }
    let (steps, hash) = (imported.runbook.steps().len(), &imported.content_hash);
    eprintln!("{}: {steps} steps, version sha256:{hash}", imported.runbook.title);
    Ok(())
}
