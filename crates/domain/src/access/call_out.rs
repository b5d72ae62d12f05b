//! Who may call people out, read what they said, and answer.
//!
//! For an incident: whoever runs it, and every incident lead and administrator of the cell who may know that it exists.
//! Without one: the cell's incident leads and administrators. A call-out is read by the members of its incident, or by
//! whoever may start one for the cell; whoever it asks answers it, and reads their own part of it, which is the edge's to
//! cut out.

use super::{Action, Asking, Denied, Object, only_if, room};
use crate::call_out::CallOut;
use crate::directory::Role;
use crate::id::{CallOutId, IncidentId};

/// Start one for the cell or an incident, stop one.
pub(super) fn start_or_stop(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    match object {
        Object::Cell => asking.needs_one_of(&[Role::IncidentLead, Role::CellAdmin]),
        Object::Incident(id) => for_incident(asking, id),
        Object::CallOut(id) => {
            let stands = find(asking, id)?;
            let may = match stands.terms.incident {
                Some(incident) => for_incident(asking, incident),
                None => start_or_stop(asking, Object::Cell),
            };
            // Whoever may not see it is not told that there is one.
            may.map_err(|denied| if reads(asking, stands) { denied } else { Denied::Hidden })
        }
        _ => Err(Denied::Role),
    }
}

/// All of it.
pub(super) fn read(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    match object {
        Object::Cell => start_or_stop(asking, object),
        Object::Incident(id) => room::member_of(asking, id).map(|_| ()),
        Object::CallOut(id) => {
            if reads(asking, find(asking, id)?) {
                Ok(())
            } else {
                Err(Denied::Hidden)
            }
        }
        _ => Err(Denied::Role),
    }
}

/// Whoever was asked, and nobody for them.
pub(super) fn answer(asking: Asking<'_>, object: Object) -> Result<(), Denied> {
    let Object::CallOut(id) = object else { return Err(Denied::Role) };
    let stands = find(asking, id)?;
    if stands.asks(asking.person.id) {
        return Ok(());
    }
    if reads(asking, stands) { Err(Denied::Role) } else { Err(Denied::Hidden) }
}

fn find<'a>(asking: Asking<'a>, id: CallOutId) -> Result<&'a CallOut, Denied> {
    asking.state.call_outs.get(&id).map(AsRef::as_ref).ok_or(Denied::Hidden)
}

fn reads(asking: Asking<'_>, stands: &CallOut) -> bool {
    match stands.terms.incident {
        Some(incident) => room::member_of(asking, incident).is_ok(),
        None => asking.needs_one_of(&[Role::IncidentLead, Role::CellAdmin]).is_ok(),
    }
}

fn for_incident(asking: Asking<'_>, id: IncidentId) -> Result<(), Denied> {
    let object = Object::Incident(id);
    if room::can(asking, Action::Steer, object).is_ok() {
        return Ok(());
    }
    room::can(asking, Action::SeeIncident, object)?;
    only_if(asking.needs_one_of(&[Role::IncidentLead, Role::CellAdmin]).is_ok())
}
