//! `ctac runbook export`: a runbook as a CACAO playbook.

use ctac_runbook::cacao::export::{Options, Profile, export};
use ctac_runbook::cacao::{Closure, Finding, Mode, Rule, Severity, lint, read};
use ctac_runbook::format;

use crate::args::{ExportRunbook, ProfileName};
use crate::commands::playbook;
use crate::failure::Failure;

/// Writes a runbook as a playbook that keeps the rules, or says which it would break and writes nothing.
///
/// # Errors
/// A file that cannot be read, used or written; a playbook that would break a rule.
pub fn run(args: &ExportRunbook) -> Result<(), Failure> {
    let bytes = playbook::bytes(&args.file, ctac_runbook::limits::FILE_BYTES)?;
    let parsed = format::parse_bytes(&bytes).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(|fault| format!("{}: {fault}", args.file.display())).collect();
        Failure::Usage(faults.join("\n"))
    })?;
    let profile = match args.profile {
        ProfileName::Standard => Profile::Standard,
        ProfileName::Soarca => Profile::Soarca,
    };
    let exported = export(&parsed.runbook, &Options { profile, service: args.service.clone() });
    for left_out in &exported.left_out {
        eprintln!("left out: {left_out}");
    }
    let text = playbook::pretty(&exported.playbook)?;
    let document = read(text.as_bytes()).map_err(|error| playbook::unusable(&args.file, &error))?;
    let findings = lint(&document, Mode::Publish, &Closure::default());
    let errors: Vec<String> = findings.iter().filter(|one| counts(one, profile)).map(ToString::to_string).collect();
    if !errors.is_empty() {
        return Err(Failure::NotRight(format!(
            "nothing was written; in CACAO it would break rules:\n{}",
            errors.join("\n")
        )));
    }
    if let Some(to) = args.to.as_deref().filter(|to| !args.overwrite && to.exists()) {
        return Err(Failure::Usage(format!("{} is there already: --overwrite writes over it", to.display())));
    }
    playbook::write(args.to.as_deref(), &text)
}

/// Playbooks that are called are not at hand here; and what a profile cannot keep was said.
fn counts(finding: &Finding, profile: Profile) -> bool {
    let is_call = finding.rule == Rule::L02 && finding.path.ends_with("/playbook_id");
    let is_said = finding.rule == Rule::L10 && profile == Profile::Soarca;
    finding.severity == Severity::Error && !is_call && !is_said
}
