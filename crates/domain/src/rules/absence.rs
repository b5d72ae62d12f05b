//! Absences: somebody cannot be on call for a while. With nobody to stand in it shows as a gap; that is said, not
//! forbidden.

use jiff::Timestamp;

use super::contact::self_or_manager;
use super::exception::{from_now, taken};
use super::person_named;
use super::rota::{check_ready, ready_rotas};
use super::text::{check_room, invalid};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::duty::Absence;
use crate::event::Event;
use crate::id::{AbsenceId, PersonId};
use crate::limits::ABSENCES;
use crate::state::Stream;
use crate::swap::Stretch;

/// One's own, or of whomever one manages.
pub(crate) fn add(
    d: &mut Deciding<'_>,
    id: AbsenceId,
    person: PersonId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Answer, Refusal> {
    self_or_manager(d, person)?;
    if !person_named(d, person)?.active {
        return Err(invalid("person", "they have left the cell"));
    }
    if let Some(stands) = d.state.absences.get(&id) {
        let same = stands.person == person && stands.to == to && stands.from >= from;
        return if same { Ok(Answer::Done) } else { Err(taken()) };
    }
    let Stretch { from, to } = from_now(d.now, from, to)?;
    let now = d.now;
    let theirs = d.state.absences.values().filter(|one| one.person == person && one.to > now);
    check_room("absences of one person", theirs.count(), ABSENCES)?;
    let named = ready_rotas(d, |kept| kept.names(person));
    d.emit(Stream::Directory, Event::AbsenceAdded { absence: Absence { id, person, from, to } }, As::default());
    named.into_iter().try_for_each(|rota| check_ready(d, rota))?;
    Ok(Answer::Done)
}

/// They are back: from now on.
pub(crate) fn remove(d: &mut Deciding<'_>, id: AbsenceId) -> Result<Answer, Refusal> {
    let absence = d.state.absences.get(&id).cloned().ok_or(Refusal::NotFound("absence"))?;
    self_or_manager(d, absence.person)?;
    if absence.to <= d.now {
        return Err(Refusal::Conflict("it is over: the past does not change".to_owned()));
    }
    d.emit(Stream::Directory, Event::AbsenceRemoved { absence: id }, As::default());
    Ok(Answer::Done)
}

#[cfg(test)]
mod tests;
