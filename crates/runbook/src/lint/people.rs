//! Who is asked: approvers there are, reminders that reach somebody else.

use crate::lint::{Findings, Rule};
use crate::model::{Approval, Quorum, RoleKind, Runbook, Slug, Step, StepKind};

pub(super) fn check(runbook: &Runbook, found: &mut Findings) {
    for visit in runbook.steps() {
        let step = visit.step;
        let role = step.role.as_ref().unwrap_or(&runbook.lead);
        if let StepKind::Approval(approval) = &step.kind {
            self::approval(runbook, step, approval, role, found);
        }
        if step.target.is_none() && matches!(step.kind, StepKind::Approval(_) | StepKind::Decision(_)) {
            let said = "everything after it waits for it, and nobody is reminded; add within";
            found.step(Rule::NoTarget, &step.slug, "", said);
        }
        let levels = step.target.iter().flat_map(|target| &target.on_overdue);
        if levels.clone().next().is_some() && levels.clone().all(|level| level.page == *role) {
            let said = format!("{role} is told at its own lateness already; name somebody else");
            found.step(Rule::OverdueToItself, &step.slug, "on_overdue", said);
        }
    }
}

fn approval(runbook: &Runbook, step: &Step, approval: &Approval, role: &Slug, found: &mut Findings) {
    let by: Vec<&Slug> = if approval.by.is_empty() { vec![role] } else { approval.by.iter().collect() };
    let left: Vec<&Slug> = by.iter().copied().filter(|role| !approval.not_by.contains(role)).collect();
    let are_single =
        left.iter().all(|slug| runbook.role(slug.as_str()).is_some_and(|role| role.kind == RoleKind::Individual));
    let said = match approval.needs {
        Quorum::Each if left.len() < by.len() => "a role must approve that may not (by and not_by)".to_owned(),
        _ if left.is_empty() => "no role is left that may approve (by and not_by)".to_owned(),
        Quorum::Of(needs) if are_single && left.len() < usize::from(needs) => {
            format!(
                "{needs} people must approve, and there are roles for {} only; add to by, or make one a group",
                left.len()
            )
        }
        Quorum::Each | Quorum::Of(_) => return,
    };
    found.step(Rule::NoApprover, &step.slug, "needs", said);
}
