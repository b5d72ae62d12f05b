//! Who may read alerts and pages, and who may answer a page.
//!
//! A page may be answered by whoever it notified, by the writing members of its incident, and, while nobody has it, by
//! a colleague: any responder or incident lead, so that "you take it" works at three in the morning; an alert's, once it
//! is exhausted, by an administrator too. Taking an incident's page makes one a member of it, so no colleague takes the
//! page of an incident that is marked AMBER+STRICT or RED (there, only those who were asked), and no administrator
//! takes any incident's: they are told that it ran out of people, and find somebody.

use super::{Asking, Denied, Object, only_if, room};
use crate::directory::Role;
use crate::id::{IncidentId, PageId};
use crate::marking::Marking;
use crate::page::{Page, PageStatus};
use crate::state::Stream;

/// Roles that read what the cell's sources say. Administrators do: they must see that routing works.
const READERS: [Role; 6] =
    [Role::Responder, Role::IncidentLead, Role::Loggist, Role::Communications, Role::Intake, Role::CellAdmin];

/// Alerts and pages of the cell, of one incident, or one page.
pub(super) fn read(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    match object {
        Object::Cell => asking.needs_one_of(&READERS),
        Object::Incident(id) => room::member_of(asking, id).map(|_| ()),
        Object::Page(id) => {
            let page = asking.state.pages.get(&id).ok_or(Denied::Hidden)?;
            if may_read(asking, page) { Ok(()) } else { Err(Denied::Hidden) }
        }
        _ => Err(Denied::Role),
    }
}

/// Acknowledge, decline, escalate.
pub(super) fn answer(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    let Object::Page(id) = object else { return Err(Denied::Role) };
    let page = asking.state.pages.get(&id).ok_or(Denied::Hidden)?;
    let incident = incident_of(asking, id);
    let works_there = incident.is_some_and(|incident| room::may_write(asking, incident));
    if was_notified(asking, page) || works_there || is_colleague(asking, page, incident) {
        return Ok(());
    }
    if may_read(asking, page) { Err(Denied::Role) } else { Err(Denied::Hidden) }
}

/// Put an alert off, or close it: whoever its page asked, and whoever responds in the cell.
pub(super) fn snooze(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    let asked = match object {
        Object::Page(id) => asking.state.pages.get(&id).is_some_and(|page| was_notified(asking, page)),
        _ => false,
    };
    if asked { Ok(()) } else { asking.needs_one_of(&[Role::Responder, Role::IncidentLead]) }
}

fn may_read(asking: Asking<'_>, page: &Page) -> bool {
    if page.subject.is_test() {
        // Nobody's affair but its person's: who can be reached is told to administrators by other means.
        return was_notified(asking, page);
    }
    let incident = incident_of(asking, page.id);
    was_notified(asking, page)
        || is_colleague(asking, page, incident)
        || match incident {
            Some(incident) => room::member_of(asking, incident).is_ok(),
            None => asking.needs_one_of(&READERS).is_ok(),
        }
}

/// Whether a page ever told this person.
pub(super) fn was_notified(asking: Asking<'_>, page: &Page) -> bool {
    page.notifications.values().any(|notification| notification.person == asking.person.id)
}

fn is_colleague(asking: Asking<'_>, page: &Page, incident: Option<IncidentId>) -> bool {
    let roles: &[Role] = match page.status {
        _ if page.subject.is_test() => &[],
        PageStatus::Exhausted { .. } if incident.is_none() => &[Role::Responder, Role::IncidentLead, Role::CellAdmin],
        PageStatus::Active | PageStatus::Exhausted { .. } => &[Role::Responder, Role::IncidentLead],
        PageStatus::Acknowledged { .. } | PageStatus::Cancelled { .. } => &[],
    };
    let incident = incident.and_then(|incident| asking.state.incidents.get(&incident));
    let open_enough = incident.is_none_or(|incident| incident.marking <= Marking::Amber);
    open_enough && only_if(roles.iter().any(|role| asking.holds(*role))).is_ok()
}

fn incident_of(asking: Asking<'_>, page: PageId) -> Option<IncidentId> {
    match asking.state.stream_of_page(page) {
        Some(Stream::Incident(incident)) => Some(incident),
        _ => None,
    }
}
