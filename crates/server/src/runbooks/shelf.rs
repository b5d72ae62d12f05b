//! A runbook of the library as its caller may see it.

use std::sync::Arc;

use ctac_api::runbooks::{Approval, RunbookSummary, RunbookVersion, RunbookView, SignOff};
use ctac_domain::access::{Action, Object, can};
use ctac_domain::library::{Shelf, Standing, Version};
use ctac_domain::state::State;
use ctac_runbook::model::{PlaybookId, Tlp};
use ctac_runbook::preview::outline::trigger;
use ctac_runbook::run::plan::Hash;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::refused::Refused;

/// What a runbook is called in an address: its id, or its slug.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Named(pub(crate) String);

/// Whether a caller may read a runbook: everybody of the cell, unless it is marked for fewer. There it is for those who
/// write and approve runbooks.
///
/// # Errors
/// They may not.
pub(crate) fn readable(state: &State, caller: Caller, shelf: &Shelf) -> Result<(), Refused> {
    caller.may(state, Action::ReadConfiguration, Object::Cell)?;
    let strict = |it: &Version| matches!(it.runbook.tlp, Tlp::AmberStrict | Tlp::Red);
    if shelf.versions.values().any(strict) {
        caller.may(state, Action::WriteRunbooks, Object::Cell)?;
    }
    Ok(())
}

/// A runbook by its id or its slug.
///
/// # Errors
/// There is none, or it is not for the caller to read.
pub(crate) fn shelf(state: &State, caller: Caller, named: &Named) -> Result<Arc<Shelf>, Refused> {
    let Named(named) = named;
    let found = match named.parse::<PlaybookId>() {
        Ok(id) => state.library.get(&id),
        Err(_) => state.library.values().find(|it| shown(it).is_some_and(|it| it.runbook.slug.as_str() == named)),
    };
    let shelf = found.ok_or_else(Refused::not_found)?;
    readable(state, caller, shelf).map_err(|_| Refused::not_found())?;
    Ok(Arc::clone(shelf))
}

/// A version of a runbook.
///
/// # Errors
/// It has none of that name.
pub(crate) fn version_in<'a>(shelf: &'a Shelf, version: &Hash) -> Result<&'a Version, Refused> {
    shelf.versions.get(version).ok_or_else(Refused::not_found)
}

/// The version that stands for the runbook: the one that is followed, else the one that came last.
pub(crate) fn shown(shelf: &Shelf) -> Option<&Version> {
    shelf.current().or_else(|| shelf.latest())
}

/// The day, in the United Kingdom.
pub(crate) fn today(app: &App) -> Date {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    app.clock.now().to_zoned(zone).date()
}

/// A standing's word.
pub(crate) const fn standing(it: &Standing) -> &'static str {
    match it {
        Standing::Draft => "draft",
        Standing::InReview { .. } => "in-review",
        Standing::Approved { .. } => "approved",
        Standing::Withdrawn { .. } => "withdrawn",
    }
}

/// A runbook in a list; none: it has no version, which does not happen.
pub(crate) fn summary(shelf: &Shelf, today: Date) -> Option<RunbookSummary> {
    let (version, latest) = (shown(shelf)?, shelf.latest()?);
    let runbook = &version.runbook;
    Some(RunbookSummary {
        id: shelf.id,
        slug: runbook.slug.to_string(),
        title: runbook.title.to_string(),
        tlp: runbook.tlp.to_string(),
        owner: runbook.owner.to_string(),
        review_by: runbook.review_by.to_string(),
        overdue: runbook.review_by < today,
        in_force: shelf.in_force.clone(),
        latest: latest.hash.clone(),
        standing: standing(&latest.standing).to_owned(),
        versions: shelf.versions.len(),
        triggers: runbook.triggers.iter().map(trigger).collect(),
        signed_off: version.sign_offs.keys().copied().collect(),
    })
}

/// What the caller may do with runbooks at all, by the words of [`RunbookView::can`].
pub(crate) fn can_do(state: &State, caller: Caller) -> Vec<String> {
    let own = state.people.get(&caller.person).map(|it| Object::Organisation(it.organisation));
    let words = [
        ("write", Action::WriteRunbooks, Some(Object::Cell)),
        ("approve", Action::ApproveRunbooks, Some(Object::Cell)),
        ("sign-off", Action::SignOffRunbooks, own),
    ];
    let may = |action, object: Option<Object>| object.is_some_and(|it| can(state, caller.actor(), action, it).is_ok());
    words.into_iter().filter(|(_, action, object)| may(*action, *object)).map(|(word, ..)| word.to_owned()).collect()
}

/// A runbook with its versions; what its caller may do is not said yet.
pub(crate) fn view(shelf: &Shelf, today: Date) -> Option<RunbookView> {
    let newest_first = shelf.order.iter().rev().filter_map(|hash| shelf.versions.get(hash));
    let versions = newest_first.map(|it| version(shelf, it)).collect();
    Some(RunbookView { runbook: summary(shelf, today)?, versions, can: Vec::new() })
}

fn version(shelf: &Shelf, it: &Version) -> RunbookVersion {
    let sign_offs = it.sign_offs.iter();
    RunbookVersion {
        version: it.hash.clone(),
        modified: it.runbook.modified,
        saved_by: it.saved_by,
        saved_at: it.saved_at,
        standing: standing(&it.standing).to_owned(),
        reason: match &it.standing {
            Standing::Withdrawn { reason, .. } => Some(reason.clone()),
            Standing::Draft | Standing::InReview { .. } | Standing::Approved { .. } => None,
        },
        in_force: shelf.in_force.as_ref() == Some(&it.hash),
        approvals: it.approvals.iter().map(|it| Approval { by: it.by, at: it.at }).collect(),
        sign_offs: sign_offs.map(|(id, it)| SignOff { organisation: *id, by: it.by, at: it.at }).collect(),
    }
}
