//! One function for each command; the match below only says which.

use crate::command::Command;
use crate::decide::{Answer, Deciding, Refusal};

mod alert;
mod answer;
mod attempt;
mod clock;
mod incident;
mod membership;
mod page;
mod route;
mod step;
#[cfg(test)]
mod story;

/// Sends a command to its rule.
pub(crate) fn dispatch(d: &mut Deciding<'_>, command: &Command) -> Result<Answer, Refusal> {
    match command {
        // set-up, directory, configuration, access, incidents
        // alerts, pages, time
        Command::RaiseAlert { dedup_key, signal } => alert::raise(d, dedup_key, signal),
        Command::AcknowledgeAlert { dedup_key } => alert::acknowledge(d, dedup_key),
        Command::ResolveAlert { dedup_key } => alert::resolve(d, dedup_key),
        Command::Acknowledge { page, how } => answer::acknowledge(d, *page, *how),
        Command::Decline { page } => answer::decline(d, *page),
        Command::EscalateNow { page } => answer::escalate_now(d, *page),
        Command::Tick => clock::tick(d),
        Command::ClaimDue { node, limit, lease_s } => attempt::claim_due(d, *node, *limit, *lease_s),
        Command::FinishAttempt { page, notification, attempt, outcome } => {
            attempt::finish(d, *page, *notification, *attempt, outcome)
        }
        _ => Err(Refusal::NotFound("rule")),
    }
}
