//! L16, L17: types, activities, and the summary of what a playbook uses.

use crate::cacao::lint::report::{Report, Rule};
use crate::cacao::wire::{Playbook, ProcessingSummary, StepType};

/// Each type of the vocabulary (section 3.1.1) and the activities that it must have (section 3.1.2).
pub(crate) const TYPES: [(&str, &[&str]); 8] = [
    ("attack", &["step-sequence"]),
    ("detection", &["match-indicator"]),
    ("engagement", &["prepare-engagement", "execute-operation", "analyze-engagement-results"]),
    ("investigation", &["identify-indicators"]),
    ("mitigation", &["eliminate-risk"]),
    ("notification", &["compose-content"]),
    ("prevention", &["configure-systems"]),
    ("remediation", &["restore-capabilities"]),
];

pub(crate) fn check(report: &mut Report, playbook: &Playbook) {
    activities(report, playbook);
    summary(report, playbook);
}

/// L16.
fn activities(report: &mut Report, playbook: &Playbook) {
    for (index, kind) in playbook.playbook_types.iter().enumerate() {
        let path = format!("/playbook_types/{index}");
        let Some((_, needed)) = TYPES.iter().find(|(name, _)| name == kind) else {
            report.warning(Rule::L16, &path, format!("`{kind}` is not in the vocabulary"));
            continue;
        };
        let missing = needed.iter().filter(|activity| !playbook.playbook_activities.iter().any(|one| one == *activity));
        for activity in missing {
            report.ours(Rule::L16, &path, format!("a playbook of type `{kind}` has the activity `{activity}`"));
        }
    }
}

/// What a playbook uses, of what it holds.
pub(crate) fn derived(playbook: &Playbook) -> ProcessingSummary {
    let has = |kind: StepType| playbook.workflow.values().any(|step| step.kind == Some(kind));
    let commands = || playbook.workflow.values().flat_map(|step| &step.commands);
    let timed = playbook.workflow.values().any(|step| step.delay.is_some() || step.timeout.is_some());
    let extended = playbook.workflow.values().any(|step| !step.extensions.is_empty())
        || playbook.agents.values().chain(playbook.targets.values()).any(|one| !one.extensions.is_empty())
        || playbook.authentication_info.values().any(|one| !one.extensions.is_empty());
    ProcessingSummary {
        manual_playbook: Some(
            commands().next().is_some() && commands().all(|command| command.kind.as_deref() == Some("manual")),
        ),
        external_playbooks: Some(has(StepType::PlaybookAction)),
        parallel_processing: Some(has(StepType::Parallel)),
        if_logic: Some(has(StepType::IfCondition)),
        while_logic: Some(has(StepType::WhileCondition)),
        switch_logic: Some(has(StepType::SwitchCondition)),
        temporal_logic: Some(timed || playbook.valid_from.is_some() || playbook.valid_until.is_some()),
        data_markings: Some(!playbook.markings.is_empty()),
        digital_signatures: Some(!playbook.signatures.is_empty()),
        countersigned_signatures: Some(playbook.signatures.iter().any(|one| one.signature.is_some())),
        extensions: Some(extended || !playbook.extensions.is_empty()),
        unknown: std::collections::BTreeMap::new(),
    }
}

/// L17. Signatures come and go without a new version: what the summary says of them is not held against it.
fn summary(report: &mut Report, playbook: &Playbook) {
    let Some(said) = &playbook.processing_summary else { return };
    let is = derived(playbook);
    for (key, said, is) in [
        ("manual_playbook", said.manual_playbook, is.manual_playbook),
        ("external_playbooks", said.external_playbooks, is.external_playbooks),
        ("parallel_processing", said.parallel_processing, is.parallel_processing),
        ("if_logic", said.if_logic, is.if_logic),
        ("while_logic", said.while_logic, is.while_logic),
        ("switch_logic", said.switch_logic, is.switch_logic),
        ("temporal_logic", said.temporal_logic, is.temporal_logic),
        ("data_markings", said.data_markings, is.data_markings),
        ("extensions", said.extensions, is.extensions),
    ] {
        let is = is.unwrap_or_default();
        let path = format!("/playbook_processing_summary/{key}");
        match said {
            Some(said) if said != is => {
                report.error(Rule::L17, &path, format!("it says {said}; the playbook says {is}"))
            }
            None if is => report.warning(Rule::L17, &path, "the playbook uses this and the summary does not say so"),
            _ => {}
        }
    }
}
