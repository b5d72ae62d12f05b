//! Organisations, people and their roles.

use imbl::{OrdMap, OrdSet};

use super::text::{check_line, check_room, check_text, invalid};
use super::{leave, membership, person_named};
use crate::access::{self, Action, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::{Organisation, Person, Preferences, Role};
use crate::event::Event;
use crate::id::{OrganisationId, PersonId};
use crate::limits::{DIRECTORY, REASON, TITLE};
use crate::state::Stream;

pub(crate) fn add_organisation(d: &mut Deciding<'_>, organisation: &Organisation) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageOrganisations, Object::Cell)?;
    check_line("organisation.name", &organisation.name, TITLE)?;
    match d.state.organisations.get(&organisation.id) {
        Some(stands) if stands == organisation => return Ok(Answer::Done),
        Some(_) => return Err(Refusal::Conflict("another organisation has this id".to_owned())),
        None => check_room("organisations", d.state.organisations.len(), DIRECTORY)?,
    }
    d.emit(Stream::Directory, Event::OrganisationAdded { organisation: organisation.clone() }, As::default());
    Ok(Answer::Done)
}

pub(crate) fn add_person(
    d: &mut Deciding<'_>,
    id: PersonId,
    organisation: OrganisationId,
    roles: &[Role],
) -> Result<Answer, Refusal> {
    access::check(d, Action::ManagePeople, Object::Organisation(organisation))?;
    if !d.state.organisations.contains_key(&organisation) {
        return Err(Refusal::NotFound("organisation"));
    }
    let roles: OrdSet<Role> = roles.iter().copied().collect();
    may_give(d, &OrdSet::new(), &roles)?;
    match d.state.people.get(&id) {
        Some(stands) if stands.organisation == organisation && stands.roles == roles => return Ok(Answer::Done),
        Some(_) => return Err(Refusal::Conflict("another person has this id".to_owned())),
        None => check_room("people", d.state.people.len(), DIRECTORY)?,
    }
    let (contacts, rules, order, preferences) = (OrdMap::new(), Vec::new(), Vec::new(), Preferences::default());
    let person = Person { id, organisation, roles, contacts, rules, order, preferences, active: true };
    d.emit(Stream::Directory, Event::PersonAdded { person }, As::default());
    Ok(Answer::Done)
}

pub(crate) fn change_roles(d: &mut Deciding<'_>, id: PersonId, roles: &[Role]) -> Result<Answer, Refusal> {
    access::check(d, Action::ManagePeople, Object::Person(id))?;
    let before = person_named(d, id)?.roles.clone();
    let roles: OrdSet<Role> = roles.iter().copied().collect();
    may_give(d, &before, &roles)?;
    if before == roles {
        return Ok(Answer::Done);
    }
    if !roles.contains(&Role::CellAdmin) {
        keeps_an_admin_without(d, id)?;
    }
    let roles = roles.into_iter().collect();
    d.emit(Stream::Directory, Event::PersonRolesChanged { person: id, roles }, As::default());
    Ok(Answer::Done)
}

/// A person leaves: they can do nothing from this entry on, their memberships end with it, and where they were on call
/// the next in order is.
pub(crate) fn deactivate_person(d: &mut Deciding<'_>, id: PersonId, reason: &str) -> Result<Answer, Refusal> {
    access::check(d, Action::ManagePeople, Object::Person(id))?;
    check_text("reason", reason, REASON)?;
    let Some(person) = d.state.people.get(&id) else { return Err(Refusal::NotFound("person")) };
    if !person.active {
        return Ok(Answer::Done);
    }
    keeps_an_admin_without(d, id)?;
    let event = Event::PersonDeactivated { person: id, reason: reason.to_owned() };
    d.emit(Stream::Directory, event, As::default());
    membership::end_all_of(d, id);
    leave::end_duty_of(d, id);
    Ok(Answer::Done)
}

/// An organisation's administrator gives and takes the roles that reach no further than its own people's work.
fn may_give(d: &Deciding<'_>, before: &OrdSet<Role>, after: &OrdSet<Role>) -> Result<(), Refusal> {
    let by_the_cell = match d.context.actor {
        Actor::Person(id) => access::cell_admins(&d.state).any(|admin| admin == id),
        Actor::System | Actor::Operator | Actor::Integration(_) => true,
    };
    let changes = |role: &Role| before.contains(role) != after.contains(role);
    if by_the_cell || !Role::OF_THE_CELL.iter().any(changes) {
        return Ok(());
    }
    Err(invalid("roles", "only the cell's administrators give or take cell-admin, auditor and incident-lead"))
}

/// A cell that nobody administers could never be administered again.
fn keeps_an_admin_without(d: &Deciding<'_>, id: PersonId) -> Result<(), Refusal> {
    let mut admins = access::cell_admins(&d.state);
    let is_one = access::cell_admins(&d.state).any(|admin| admin == id);
    if is_one && admins.all(|admin| admin == id) {
        return Err(Refusal::Conflict(
            "this is the cell's last administrator: make somebody else one first".to_owned(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
