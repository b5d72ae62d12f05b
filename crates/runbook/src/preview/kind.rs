//! What each kind of step comes to, in a sentence.

use crate::model::{Action, Approval, Automatic, ClockAction, Join, OnFailure, Quorum, Runbook, Slug, StepKind, Wait};
use crate::preview::name;

/// The roles besides the step's own that it asks something of.
pub(super) fn asks(kind: &StepKind) -> Vec<&Slug> {
    match kind {
        StepKind::Approval(approval) => approval.by.iter().collect(),
        StepKind::Automatic(Automatic { action: Action::Page(page), .. }) => page.who.iter().collect(),
        StepKind::Automatic(Automatic { action: Action::CallOut(call_out), .. }) => {
            call_out.needs.iter().map(|need| &need.role).collect()
        }
        StepKind::Task(_)
        | StepKind::Decision(_)
        | StepKind::Parallel(_)
        | StepKind::Repeat(_)
        | StepKind::Runbook(_)
        | StepKind::Wait(_)
        | StepKind::Note
        | StepKind::Automatic(_) => Vec::new(),
    }
}

pub(super) fn sentences(runbook: &Runbook, kind: &StepKind) -> Vec<String> {
    match kind {
        StepKind::Task(_) | StepKind::Note => Vec::new(),
        StepKind::Decision(decision) => {
            let answers = decision.answers.iter().map(|(name, words)| match decision.branch(name.as_str()) {
                Some(_) => format!("[ ] {name}: {words}"),
                None => format!("[ ] {name}: {words} (straight on)"),
            });
            std::iter::once("Decide:".to_owned()).chain(answers).collect()
        }
        StepKind::Approval(approval) => vec![self::approval(runbook, approval)],
        StepKind::Parallel(parallel) => vec![match parallel.join {
            Join::All => "At the same time; go on when all lanes are over.".to_owned(),
            Join::Any => "At the same time; go on when one lane is over.".to_owned(),
            Join::Of(count) => format!("At the same time; go on when {count} lanes are over."),
        }],
        StepKind::Repeat(repeat) => {
            let every = repeat.every.map_or_else(String::new, |every| format!(", every {}", every.in_words()));
            vec![format!("Again until {}{every}, at most {} times.", repeat.until, repeat.max)]
        }
        StepKind::Runbook(sub) => vec![format!("Work the runbook {}.", sub.playbook)],
        StepKind::Wait(Wait::For(duration)) => vec![format!("Wait {}.", duration.in_words())],
        StepKind::Wait(Wait::Until { condition, .. }) => vec![format!("Wait until {condition}.")],
        StepKind::Automatic(automatic) => {
            let mut sentences = vec![action(runbook, &automatic.action)];
            if automatic.on_failure == OnFailure::Continue {
                sentences.push("If that fails, go on.".to_owned());
            }
            sentences
        }
    }
}

fn approval(runbook: &Runbook, approval: &Approval) -> String {
    let by = names(runbook, &approval.by);
    let by = if by.is_empty() { "this role".to_owned() } else { by };
    let needs = match approval.needs {
        Quorum::Of(1) => format!("One person of {by} approves or rejects"),
        Quorum::Of(count) => format!("{count} people of {by} approve or reject"),
        Quorum::Each => format!("Somebody of each of {by} approves or rejects"),
    };
    let not = names(runbook, &approval.not_by);
    if not.is_empty() { format!("{needs}.") } else { format!("{needs}; nobody of {not}.") }
}

fn names(runbook: &Runbook, roles: &[Slug]) -> String {
    roles.iter().map(|role| name(runbook, role)).collect::<Vec<_>>().join(", ")
}

fn action(runbook: &Runbook, action: &Action) -> String {
    match action {
        Action::Page(page) => {
            let ack = page
                .ack_within
                .map_or_else(String::new, |within| format!(", to be acknowledged within {}", within.in_words()));
            format!("The service pages {}{ack}: \"{}\"", names(runbook, &page.who), page.message)
        }
        Action::CallOut(call_out) => {
            let needs = call_out.needs.iter().map(|need| format!("{} × {}", need.count, name(runbook, &need.role)));
            let needs = needs.collect::<Vec<_>>().join(", ");
            let within = call_out.answer_within.in_words();
            format!("The service calls out {needs}, to answer within {within}: \"{}\"", call_out.message)
        }
        Action::Sitrep(sitrep) => {
            let who = names(runbook, &sitrep.who);
            let who = if who.is_empty() { String::new() } else { format!(" to {who}") };
            format!("The service drafts the situation report \"{}\"; send it{who}.", sitrep.template)
        }
        Action::Clock(step) => {
            let clock = runbook.clock(step.clock.as_str());
            let label = clock.map_or_else(
                || step.clock.to_string(),
                |clock| format!("{} ({})", clock.name, clock.within.in_words()),
            );
            match step.action {
                ClockAction::Start { .. } => format!("The service starts the clock {label}."),
                ClockAction::Stop => format!("The service stops the clock {label}."),
            }
        }
        Action::Invite(invite) => format!("The service invites {}.", invite.organisation),
        Action::SetSeverity(set) => format!("The service sets the severity to {}: {}", set.severity, set.reason),
        Action::Http(http) => format!("The service calls {} {}.", http.method, http.url),
    }
}
