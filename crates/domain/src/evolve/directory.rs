//! Organisations, people and the ways to reach them.

use crate::directory::Person;
use crate::event::Event;
use crate::id::PersonId;
use crate::state::State;

pub(super) fn happened(state: &mut State, event: &Event) {
    match event {
        Event::OrganisationAdded { organisation } => {
            state.organisations.insert(organisation.id, organisation.clone());
        }
        Event::PersonAdded { person } => {
            state.people.insert(person.id, person.clone());
        }
        Event::PersonRolesChanged { person, roles } => {
            change(state, *person, |person| person.roles = roles.iter().copied().collect());
        }
        Event::PersonDeactivated { person, .. } => change(state, *person, |person| person.active = false),
        Event::ContactAdded { person, contact } => change(state, *person, |person| {
            person.contacts.insert(contact.id, contact.clone());
        }),
        Event::ContactRemoved { person, contact } => change(state, *person, |person| {
            person.contacts.remove(contact);
        }),
        Event::PersonRulesChanged { person, rules } => change(state, *person, |person| person.rules.clone_from(rules)),
        _ => {}
    }
}

fn change(state: &mut State, id: PersonId, how: impl FnOnce(&mut Person)) {
    if let Some(person) = state.people.get_mut(&id) {
        how(person);
    }
}
