//! The library: what may come into it, and who says that it is to be followed.

use std::sync::Arc;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::plan::Hash;

use super::text::{check_room, check_text, invalid};
use super::{notice, step};
use crate::access::{self, Action, Denied, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::Role;
use crate::event::Event;
use crate::id::PersonId;
use crate::library::{self, Shelf, Standing, Version};
use crate::limits::{NOTICE_S, REASON, RUNBOOK_APPROVALS, RUNBOOK_BYTES, RUNBOOK_VERSIONS, RUNBOOKS, TOLD};
use crate::notice::About;
use crate::state::Stream;

/// Puts a version there, as a draft. The same content again changes nothing.
pub(crate) fn save(d: &mut Deciding<'_>, source: &Arc<str>) -> Result<Answer, Refusal> {
    access::check(d, Action::WriteRunbooks, Object::Cell)?;
    if source.len() > RUNBOOK_BYTES {
        return Err(Refusal::Limit { what: "bytes in a runbook of the library", limit: RUNBOOK_BYTES as u64 });
    }
    let (runbook, version) = library::read(source).map_err(|error| invalid("source", error.to_string()))?;
    let shelf = d.state.library.get(&runbook.id);
    match shelf {
        Some(shelf) if shelf.versions.contains_key(&version) => return Ok(Answer::Done),
        Some(shelf) => {
            check_room("versions of one runbook", shelf.versions.len(), RUNBOOK_VERSIONS)?;
            // A version is told by its instant too, in CACAO: two contents of one instant would be one version to others.
            if shelf.versions.values().any(|it| it.runbook.modified == runbook.modified) {
                let problem = "another version has this `modified`: a changed runbook needs a later one";
                return Err(invalid("modified", problem));
            }
        }
        None => check_room("runbooks in the library", d.state.library.len(), RUNBOOKS)?,
    }
    let event = Event::RunbookSaved { version, source: Arc::clone(source) };
    d.emit(Stream::Runbook(runbook.id), event, As::default());
    Ok(Answer::Done)
}

/// Puts it before those who approve.
pub(crate) fn submit(d: &mut Deciding<'_>, id: PlaybookId, version: &Hash) -> Result<Answer, Refusal> {
    access::check(d, Action::WriteRunbooks, Object::Cell)?;
    match named(d, id, version)?.1.standing {
        Standing::Draft => {}
        Standing::InReview { .. } => return Ok(Answer::Done),
        Standing::Approved { .. } | Standing::Withdrawn { .. } => {
            return Err(Refusal::Conflict("this version has been decided on already".to_owned()));
        }
    }
    let event = Event::RunbookSubmitted { runbook: id, version: version.clone() };
    d.emit(Stream::Runbook(id), event, As::default());
    Ok(Answer::Done)
}

/// Approves it: somebody else than whoever put it there. With enough of them it is the one that is followed.
pub(crate) fn approve(d: &mut Deciding<'_>, id: PlaybookId, version: &Hash) -> Result<Answer, Refusal> {
    access::check(d, Action::ApproveRunbooks, Object::Cell)?;
    let by = somebody(d)?;
    let (_, it) = named(d, id, version)?;
    if !matches!(it.standing, Standing::InReview { .. }) {
        return Err(Refusal::Conflict("only a version in review can be approved: submit it first".to_owned()));
    }
    if it.saved_by == Some(by) {
        return Err(Refusal::Conflict("whoever wrote a version cannot approve it".to_owned()));
    }
    if it.approvals.iter().any(|approval| approval.by == by) {
        return Ok(Answer::Done);
    }
    let in_force = it.approvals.len() + 1 >= RUNBOOK_APPROVALS;
    let event = Event::RunbookApproved { runbook: id, version: version.clone(), in_force };
    d.emit(Stream::Runbook(id), event, As::default());
    Ok(Answer::Done)
}

/// Takes it out of use. Runs of it go on, and say so.
pub(crate) fn withdraw(d: &mut Deciding<'_>, id: PlaybookId, version: &Hash, reason: &str) -> Result<Answer, Refusal> {
    access::check(d, Action::ApproveRunbooks, Object::Cell)?;
    check_text("reason", reason, REASON)?;
    if matches!(named(d, id, version)?.1.standing, Standing::Withdrawn { .. }) {
        return Ok(Answer::Done);
    }
    let event = Event::RunbookWithdrawn { runbook: id, version: version.clone(), reason: reason.to_owned() };
    d.emit(Stream::Runbook(id), event, As::default());
    Ok(Answer::Done)
}

/// One's own organisation takes an approved version as its own.
pub(crate) fn sign_off(d: &mut Deciding<'_>, id: PlaybookId, version: &Hash) -> Result<Answer, Refusal> {
    let by = somebody(d)?;
    let organisation = super::person_named(d, by)?.organisation;
    access::check(d, Action::SignOffRunbooks, Object::Organisation(organisation))?;
    let (_, it) = named(d, id, version)?;
    if !matches!(it.standing, Standing::Approved { .. }) {
        return Err(Refusal::Conflict("only an approved version can be signed off".to_owned()));
    }
    if it.sign_offs.contains_key(&organisation) {
        return Ok(Answer::Done);
    }
    let event = Event::RunbookSignedOff { runbook: id, version: version.clone(), organisation };
    d.emit(Stream::Runbook(id), event, As::default());
    Ok(Answer::Done)
}

/// The review date of the version in force has passed: whoever approved it is told, and whoever administers the cell where
/// none of them is left.
pub(crate) fn nag(d: &mut Deciding<'_>, id: PlaybookId) {
    let Some(current) = d.state.library.get(&id).and_then(|shelf| shelf.current()) else { return };
    let is_active = |person: &PersonId| d.state.people.get(person).is_some_and(|it| it.active);
    let version = current.hash.clone();
    let mut people: Vec<PersonId> = current.approvals.iter().map(|it| it.by).filter(is_active).collect();
    if people.is_empty() {
        let admins = d.state.people.values().filter(|it| it.active && it.roles.contains(&Role::CellAdmin));
        people.extend(admins.map(|it| it.id).take(TOLD));
    }
    d.emit(Stream::Runbook(id), Event::RunbookReviewDue { runbook: id, version }, As::default());
    for person in people {
        notice::raise(d, person, About::ReviewDue { runbook: id }, step::later(d.now, NOTICE_S));
    }
}

fn somebody(d: &Deciding<'_>) -> Result<PersonId, Refusal> {
    match d.context.actor {
        Actor::Person(person) => Ok(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => Err(Denied::NotSignedIn.into()),
    }
}

fn named<'a>(d: &'a Deciding<'_>, id: PlaybookId, version: &Hash) -> Result<(&'a Shelf, &'a Version), Refusal> {
    let shelf = d.state.library.get(&id).ok_or(Refusal::NotFound("runbook"))?;
    let version = shelf.versions.get(version).ok_or(Refusal::NotFound("version of this runbook"))?;
    Ok((shelf, version))
}
