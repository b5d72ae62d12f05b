//! Organisations, people, teams, absences, and the ways to reach people.

use jiff::Timestamp;

use super::rota::{refit_person, refit_team};
use super::test_page;
use crate::directory::{Flag, Person};
use crate::duty::Absence;
use crate::event::Event;
use crate::id::{AbsenceId, ContactId, PersonId};
use crate::limits::PAST_ABSENCES;
use crate::state::{Recorded, State};

pub(super) fn happened(state: &mut State, recorded: &Recorded, event: &Event) {
    let at = recorded.recorded_at;
    match event {
        Event::OrganisationAdded { organisation } => {
            state.organisations.insert(organisation.id, organisation.clone());
        }
        Event::PersonAdded { person } => {
            state.people.insert(person.id, person.clone());
            test_page::plan(state, person.id, at);
        }
        Event::PersonRolesChanged { person, roles } => {
            change(state, *person, |person| person.roles = roles.iter().copied().collect());
        }
        Event::PersonDeactivated { person, .. } => {
            change(state, *person, |person| person.active = false);
            test_page::plan(state, *person, at);
            refit_person(state, *person, at);
        }
        Event::PersonPreferencesSet { person, preferences } => {
            let before = state.people.get(person).and_then(|it| it.preferences.time_zone.clone());
            change(state, *person, |person| person.preferences = preferences.clone());
            if before != preferences.time_zone {
                test_page::plan_anew(state, *person, at);
            }
            super::told::look_for(state, *person);
        }
        Event::TeamSaved { team } => {
            state.teams.insert(team.id, team.clone());
            refit_team(state, team.id, at);
        }
        Event::AbsenceAdded { absence } => absent(state, absence, at),
        Event::AbsenceRemoved { absence } => {
            if let Some(gone) = state.absences.remove(absence) {
                refit_person(state, gone.person, at);
            }
        }
        Event::ContactAdded { person, contact } => {
            change(state, *person, |person| {
                person.contacts.insert(contact.id, contact.clone());
                if !person.order.is_empty() && !person.order.contains(&contact.id) {
                    person.order.push(contact.id);
                }
            });
            test_page::plan(state, *person, at);
        }
        Event::ContactRemoved { person, contact } => {
            change(state, *person, |person| {
                person.contacts.remove(contact);
                person.order.retain(|it| it != contact);
            });
            state.verifications.remove(contact);
            test_page::plan(state, *person, at);
        }
        Event::PersonContactsOrdered { person, order } => {
            change(state, *person, |person| person.order.clone_from(order));
        }
        Event::ContactFlagged { person, contact, flag } => mark(state, *person, *contact, Some(*flag)),
        Event::ContactUnflagged { person, contact } => mark(state, *person, *contact, None),
        Event::PersonRulesChanged { person, rules } => change(state, *person, |person| person.rules.clone_from(rules)),
        _ => {}
    }
}

fn change(state: &mut State, id: PersonId, how: impl FnOnce(&mut Person)) {
    if let Some(person) = state.people.get_mut(&id) {
        how(person);
    }
}

fn mark(state: &mut State, person: PersonId, contact: ContactId, flag: Option<Flag>) {
    change(state, person, |person| {
        if let Some(contact) = person.contacts.get_mut(&contact) {
            contact.flag = flag;
        }
    });
}

/// Somebody is away. Of what is long over, the person's oldest goes.
fn absent(state: &mut State, absence: &Absence, at: Timestamp) {
    state.absences.insert(absence.id, absence.clone());
    let over = state.absences.values().filter(|one| one.person == absence.person && one.to <= at);
    let over: Vec<(Timestamp, AbsenceId)> = over.map(|one| (one.to, one.id)).collect();
    if over.len() > PAST_ABSENCES
        && let Some((_, oldest)) = over.iter().min()
    {
        state.absences.remove(oldest);
    }
    refit_person(state, absence.person, at);
}
