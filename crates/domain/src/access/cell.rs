//! What concerns the cell's people: oneself, and those one administers.

use super::{Asking, Denied, Object, only_if};
use crate::directory::Role;

/// One's own things, and nobody else's.
pub(super) fn manage_self(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    only_if(match object {
        Object::Cell => true,
        Object::Person(id) => id == asking.person.id,
        _ => false,
    })
}

/// One's own, and the totals; everybody's for who arranges the duty, their own people's for who administers an
/// organisation.
pub(super) fn read_fairness(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    if manage_self(asking, object).is_ok() || asking.needs_one_of(&[Role::CellAdmin, Role::IncidentLead]).is_ok() {
        return Ok(());
    }
    asking.needs_one_of(&[Role::OrganisationAdmin])?;
    let Object::Person(id) = object else { return Err(Denied::Role) };
    match asking.state.people.get(&id) {
        Some(person) if person.organisation == asking.person.organisation => Ok(()),
        Some(_) => Err(Denied::Organisation),
        None => Err(Denied::Hidden),
    }
}

/// The cell's administrators: everybody. An organisation's: its own people, but nobody who administers the cell,
/// whose telephone number would be the key to everything.
pub(super) fn manage_people(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    if asking.holds(Role::CellAdmin) {
        return Ok(());
    }
    asking.needs_one_of(&[Role::OrganisationAdmin])?;
    let own = asking.person.organisation;
    match object {
        Object::Organisation(id) if id == own => Ok(()),
        Object::Organisation(_) => Err(Denied::Organisation),
        Object::Person(id) => match asking.state.people.get(&id) {
            Some(person) if person.organisation != own => Err(Denied::Organisation),
            Some(person) => only_if(!person.roles.contains(&Role::CellAdmin)),
            None => Err(Denied::Hidden),
        },
        _ => Err(Denied::Role),
    }
}

/// As [`manage_people`]; but whoever knows a first password can be that person until they replace it: an organisation's
/// administrator gives none to whoever holds a role that they could not give.
pub(super) fn give_sign_in(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    manage_people(asking, object)?;
    let Object::Person(id) = object else { return Err(Denied::Role) };
    let holder = asking.state.people.get(&id).ok_or(Denied::Hidden)?;
    let above = |role: &Role| holder.roles.contains(role);
    only_if(asking.holds(Role::CellAdmin) || !Role::OF_THE_CELL.iter().any(above))
}

/// Whoever answers for an organisation takes a runbook as its own.
pub(super) fn sign_off(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    asking.needs_one_of(&[Role::OrganisationAdmin, Role::IncidentLead])?;
    match object {
        Object::Organisation(id) if id == asking.person.organisation => Ok(()),
        Object::Organisation(_) => Err(Denied::Organisation),
        _ => Err(Denied::Role),
    }
}
