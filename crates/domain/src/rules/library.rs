//! The library: what may come into it, and who says that it is to be followed.

use std::collections::BTreeMap;

use ctac_runbook::lint::{self, Rule};
use ctac_runbook::model::{PlaybookId, Runbook, StepKind};
use ctac_runbook::run::plan::Hash;

use super::text::{check_room, check_text, invalid};
use super::{notice, step};
use crate::access::{self, Action, Denied, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::Role;
use crate::event::Event;
use crate::id::PersonId;
use crate::library::{Shelf, Standing, Version, Written};
use crate::limits::{NOTICE_S, REASON, RUN_PLANS, RUNBOOK_APPROVALS, RUNBOOK_VERSIONS, RUNBOOKS, TOLD};
use crate::notice::About;
use crate::state::Stream;

/// Puts a version there, as a draft. The same content again changes nothing.
pub(crate) fn save(d: &mut Deciding<'_>, written: &Written) -> Result<Answer, Refusal> {
    access::check(d, Action::WriteRunbooks, Object::Cell)?;
    let (runbook, version) = (written.runbook(), written.version());
    let shelf = d.state.library.get(&runbook.id);
    match shelf {
        Some(shelf) if shelf.versions.contains_key(version) => return Ok(Answer::Done),
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
    let event = Event::RunbookSaved { version: version.clone(), source: written.source().clone() };
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
    fits(d, it)?;
    let in_force = it.approvals.len() + 1 >= RUNBOOK_APPROVALS;
    let event = Event::RunbookApproved { runbook: id, version: version.clone(), in_force };
    d.emit(Stream::Runbook(id), event, As::default());
    Ok(Answer::Done)
}

/// Runbooks that call each other come to an end: with this version in force, and everything it calls as it is in force, none
/// leads back to itself or too deep. The circle may have been closed by an edit of any of them.
fn fits(d: &Deciding<'_>, version: &Version) -> Result<(), Refusal> {
    let mut together: BTreeMap<PlaybookId, &Runbook> = BTreeMap::new();
    let mut wanted = vec![&*version.runbook];
    while let Some(runbook) = wanted.pop() {
        if together.len() >= RUN_PLANS || together.insert(runbook.id, runbook).is_some() {
            continue;
        }
        let called = runbook.steps().into_iter().filter_map(|visit| match &visit.step.kind {
            StepKind::Runbook(sub) => Some(sub.playbook),
            _ => None,
        });
        let in_force = called.filter_map(|id| d.state.library.get(&id)?.current());
        wanted.extend(in_force.map(|it| &*it.runbook).filter(|it| !together.contains_key(&it.id)));
    }
    let runbooks: Vec<&Runbook> = together.into_values().collect();
    let found =
        lint::library(&runbooks).into_iter().find(|(_, it)| matches!(it.rule, Rule::RunbookCycle | Rule::RunbookDepth));
    found.map_or(Ok(()), |(index, finding)| {
        let title = runbooks.get(index).map(|it| it.title.to_string()).unwrap_or_default();
        Err(Refusal::Conflict(format!("in {title:?}, {}: {}: put that right first", finding.place, finding.said)))
    })
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
