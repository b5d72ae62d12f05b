//! What is never held for others: the first that a contact is sent for an incident, or for a group of alerts.

use crate::id::{ContactId, PageId};
use crate::page::Subject;
use crate::state::State;

/// Whether a page's first message to a contact is such a first. An alert of a source that is not grouped is not: in a storm
/// each is one of very many. Nor is one that was held and goes its way when its group is over.
pub(super) fn is_first(state: &State, page: PageId) -> bool {
    let Some(page) = state.pages.get(&page) else { return false };
    match page.subject {
        // A run asks once, of those whom it means.
        Subject::Incident { .. } | Subject::Run { .. } => true,
        Subject::Alert { alert, integration } => {
            let grouped = state.integrations.get(&integration).is_some_and(|it| it.handling.group.is_some());
            grouped && state.alerts.get(&alert).is_some_and(|alert| alert.raised_at == page.raised_at)
        }
        Subject::Exhausted { .. } | Subject::Gap { .. } | Subject::Test { .. } => false,
    }
}

/// Whether a contact was sent something for the page before, or is to be.
pub(super) fn was_told(state: &State, page: PageId, contact: ContactId) -> bool {
    state.pages.get(&page).is_some_and(|page| page.contacts.contains(&contact))
}
