//! What is never held for others: the first that a contact is sent for an incident, or for a group of alerts.

use crate::id::{ContactId, PageId};
use crate::page::Subject;
use crate::state::State;

/// Whether a page's first message to a contact is such a first. An alert that is of no group is not: in a storm each is
/// one of very many.
pub(super) fn is_first(state: &State, page: PageId) -> bool {
    match state.pages.get(&page).map(|page| page.subject) {
        Some(Subject::Incident { .. }) => true,
        Some(Subject::Alert { alert, integration }) => {
            let key = state.alerts.get(&alert).and_then(|alert| alert.group.as_ref());
            let group = key.and_then(|key| state.groups.get(&integration)?.get(key));
            group.is_some_and(|group| group.first == alert)
        }
        Some(Subject::Exhausted { .. } | Subject::Gap { .. }) | None => false,
    }
}

/// Whether a contact was sent something for the page before, or is to be.
pub(super) fn was_told(state: &State, page: PageId, contact: ContactId) -> bool {
    state.pages.get(&page).is_some_and(|page| page.contacts.contains(&contact))
}
