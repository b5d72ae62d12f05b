//! What becomes of an alert: the first routing rule whose condition holds says so.

use crate::alert::Signal;
use crate::decide::Deciding;
use crate::id::{AlertId, IncidentId, IntegrationId, PolicyId};
use crate::limits;
use crate::page::Subject;
use crate::policy::{Policy, Route};
use crate::rules::{incident, page};

/// Sends an alert there.
pub(crate) fn follow(
    d: &mut Deciding<'_>,
    (integration, alert): (IntegrationId, AlertId),
    signal: &Signal,
    route: &Route,
) {
    match route {
        Route::Record => {}
        Route::Page { policy, severity } => {
            let policy = policy_of(d, *policy);
            page::raise(d, Subject::Alert { alert, integration }, *severity, &policy);
        }
        Route::Declare { policy, severity, marking } => {
            let policy = policy_of(d, *policy);
            let incident: IncidentId = d.draw_id();
            incident::declare(d, incident, title(&signal.summary), *severity, *marking, vec![alert]);
            page::raise(d, Subject::Incident { incident }, *severity, &policy);
        }
    }
}

/// The policy as it stands. Should there be none, the administrators are paged: a page is never lost.
pub(crate) fn policy_of(d: &Deciding<'_>, id: PolicyId) -> Policy {
    d.state.policies.get(&id).cloned().unwrap_or_else(page::administrators)
}

/// An incident's title from a summary: one line, not too long.
fn title(summary: &str) -> String {
    let line: String = summary.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    if line.chars().nth(limits::TITLE).is_none() {
        return line.to_owned();
    }
    line.chars().take(limits::TITLE - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
