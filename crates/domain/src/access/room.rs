//! Who may see an incident, enter its room, read each entry, write, and steer.
//!
//! An incident's own marking is a ceiling on who learns that it exists: CLEAR and GREEN, everybody who works in the
//! cell; AMBER, AMBER+STRICT and RED, its members. Beside them, whoever one of its pages notified, and, while nobody
//! leads it, every incident lead: an incident that a rule declared must not be left alone because nobody may see it.
//! A member always sees that their incident exists; what they read there is each entry's own marking.

use super::{Asking, Denied, Object, answering, only_reads};
use crate::directory::Role;
use crate::id::{IncidentId, OrganisationId};
use crate::incident::{EntryIndex, Incident, Membership, RoomRole};
use crate::marking::Marking;

use super::Action;

pub(super) fn can(asking: Asking<'_>, action: Action, object: Object) -> Result<(), Denied> {
    let (id, seq) = match object {
        Object::Incident(id) => (id, None),
        Object::Entry(id, seq) => (id, Some(seq)),
        _ => return Err(Denied::Role),
    };
    if action == Action::BreakGlass {
        // Whoever may break the glass was told of the incident by other means: existence is not hidden from them.
        asking.needs_one_of(&[Role::IncidentLead, Role::Auditor])?;
        return asking.state.incidents.get(&id).map(|_| ()).ok_or(Denied::Hidden);
    }
    let incident = asking.state.incidents.get(&id).ok_or(Denied::Hidden)?;
    match action {
        Action::SeeIncident => see(asking, incident),
        Action::ReadIncident | Action::Export => member(asking, incident).map(|_| ()),
        Action::ReadEntry => read(asking, incident, seq.ok_or(Denied::Role)?),
        Action::Post => writer(asking, incident).map(|_| ()),
        Action::Steer => steer(asking, incident),
        // Without a lead nobody inside could open the door: any incident lead may, on the record.
        Action::ManageMembers if incident.lead.is_none() && asking.holds(Role::IncidentLead) => Ok(()),
        Action::ManageMembers => steer(asking, incident),
        Action::Erase => erase(asking, incident, seq),
        _ => Err(Denied::Role),
    }
}

/// Their membership of an incident, if it counts now.
pub(super) fn member_of(asking: Asking<'_>, id: IncidentId) -> Result<&Membership, Denied> {
    member(asking, asking.state.incidents.get(&id).ok_or(Denied::Hidden)?)
}

/// Whether they may write there now.
pub(super) fn may_write(asking: Asking<'_>, id: IncidentId) -> bool {
    asking.state.incidents.get(&id).is_some_and(|incident| writer(asking, incident).is_ok())
}

fn see(asking: Asking<'_>, incident: &Incident) -> Result<(), Denied> {
    let shared = incident.marking <= Marking::Green && asking.works_in_the_cell();
    let unled = incident.lead.is_none() && asking.holds(Role::IncidentLead);
    if incident.member_at(asking.person.id, asking.at).is_some() || shared || unled || was_paged(asking, incident) {
        Ok(())
    } else {
        Err(Denied::Hidden)
    }
}

fn was_paged(asking: Asking<'_>, incident: &Incident) -> bool {
    let mut pages = incident.pages.iter().filter_map(|id| asking.state.pages.get(id));
    pages.any(|page| answering::was_notified(asking, page))
}

/// Whoever may not know that it exists is told that it does not.
fn member<'a>(asking: Asking<'a>, incident: &'a Incident) -> Result<&'a Membership, Denied> {
    match incident.member_at(asking.person.id, asking.at) {
        Some(membership) => Ok(membership),
        None => see(asking, incident).and(Err(Denied::NotAMember)),
    }
}

fn writer<'a>(asking: Asking<'a>, incident: &'a Incident) -> Result<&'a Membership, Denied> {
    let membership = member(asking, incident)?;
    if membership.writes() && !only_reads(asking.person) { Ok(membership) } else { Err(Denied::ReadOnly) }
}

/// The lead, the loggist, and every incident lead of the cell who works there.
fn steer(asking: Asking<'_>, incident: &Incident) -> Result<(), Denied> {
    let membership = writer(asking, incident)?;
    let steers = incident.lead == Some(asking.person.id)
        || matches!(membership.role, RoomRole::Lead | RoomRole::Loggist)
        || asking.holds(Role::IncidentLead);
    super::only_if(steers)
}

/// Who steers; and for an entry of their own organisation, its administrator who works there.
fn erase(asking: Asking<'_>, incident: &Incident, seq: Option<u64>) -> Result<(), Denied> {
    let membership = writer(asking, incident)?;
    let own = |entry: &EntryIndex| belongs_to(entry, membership.organisation);
    let controls = asking.holds(Role::OrganisationAdmin) && seq.and_then(|seq| incident.entry(seq)).is_some_and(own);
    if controls { Ok(()) } else { steer(asking, incident) }
}

fn read(asking: Asking<'_>, incident: &Incident, seq: u64) -> Result<(), Denied> {
    let membership = incident.member_at(asking.person.id, asking.at);
    let Some(entry) = incident.entry(seq) else { return see(asking, incident).and(Err(Denied::Hidden)) };
    let Some(membership) = membership else {
        see(asking, incident)?;
        let shared = entry.marking <= Marking::Green && asking.works_in_the_cell();
        return if shared { Ok(()) } else { Err(Denied::NotAMember) };
    };
    let shown = match entry.marking {
        Marking::Clear | Marking::Green | Marking::Amber => true,
        Marking::AmberStrict => belongs_to(entry, membership.organisation),
        Marking::Red => entry.author == Some(asking.person.id) || entry.named.contains(&asking.person.id),
    };
    if shown { Ok(()) } else { Err(Denied::Marking) }
}

fn belongs_to(entry: &EntryIndex, organisation: OrganisationId) -> bool {
    entry.organisation == Some(organisation)
}
