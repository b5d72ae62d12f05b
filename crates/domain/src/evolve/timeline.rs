//! The index of an incident's timeline: every entry of its stream, whatever its kind, also when its body is gone; and
//! which pages and posts belong to it.

use std::sync::Arc;

use crate::command::Actor;
use crate::event::Event;
use crate::id::{ClientId, IncidentId};
use crate::incident::{EntryIndex, Incident};
use crate::state::{Recorded, State, Stream};

/// Takes an entry into its incident's index. Comes last, when a declared incident is there.
pub(super) fn index(state: &mut State, recorded: &Recorded) {
    let Stream::Incident(id) = recorded.stream else { return };
    let page = recorded.event.as_deref().and_then(|event| page_of(state, event));
    change(state, id, |incident| {
        if recorded.seq != incident.head() + 1 {
            return;
        }
        let author = author(recorded);
        incident.entries.push_back(EntryIndex {
            position: recorded.position,
            kind: recorded.kind.clone(),
            marking: recorded.marking,
            author,
            organisation: recorded.organisation,
            named: recorded.named.clone(),
            struck_by: None,
            erased: false,
        });
        if let (Some(author), Some(client_id)) = (author, recorded.event.as_deref().and_then(post_of)) {
            incident.posts.insert(client_id, (author, recorded.seq));
        }
        if let Some(page) = page.filter(|page| !incident.pages.contains(page)) {
            incident.pages.push(page);
        }
    });
}

/// Changes an incident, if there is one.
pub(super) fn change(state: &mut State, id: IncidentId, how: impl FnOnce(&mut Incident)) {
    if let Some(incident) = state.incidents.get_mut(&id) {
        how(Arc::make_mut(incident));
    }
}

/// Changes the incident in whose timeline an entry stands.
pub(super) fn change_own(state: &mut State, recorded: &Recorded, how: impl FnOnce(&mut Incident)) {
    if let Stream::Incident(id) = recorded.stream {
        change(state, id, how);
    }
}

/// The person whose act it was, if it was one's.
pub(super) fn author(recorded: &Recorded) -> Option<crate::id::PersonId> {
    match recorded.actor {
        Actor::Person(id) => Some(id),
        Actor::System | Actor::Operator | Actor::Integration(_) => None,
    }
}

/// The page that an entry brings to its incident: one raised there, or that of an alert linked to it.
fn page_of(state: &State, event: &Event) -> Option<crate::id::PageId> {
    match event {
        Event::PageRaised { page, .. } => Some(*page),
        Event::AlertLinked { alert, .. } => state.alerts.get(alert)?.page,
        _ => None,
    }
}

/// The client's id of what a person posted.
fn post_of(event: &Event) -> Option<ClientId> {
    match event {
        Event::Note { client_id, .. }
        | Event::Decision { client_id, .. }
        | Event::ActionSet { client_id, .. }
        | Event::ActionDone { client_id, .. }
        | Event::SeverityChanged { client_id, .. }
        | Event::CategoryChanged { client_id, .. }
        | Event::StatusChanged { client_id, .. }
        | Event::LeadChanged { client_id, .. }
        | Event::Corrected { client_id, .. }
        | Event::Asked { client_id, .. } => Some(*client_id),
        _ => None,
    }
}
