//! Following a newer version from here on. Steps are found again by slug: what is done stays done, under the version it
//! was done under.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::adhoc;
use crate::run::decide::Deciding;
use crate::run::fact::{Event, Place, Why};
use crate::run::id::{FrameId, InstanceId};
use crate::run::plan::{Def, Hash, Plan};
use crate::run::reject::Reject;
use crate::run::state::{Instance, Run, Status};

/// What a migration would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Steps that come in, by slug.
    pub added: Vec<String>,
    /// Steps under way that go.
    pub withdrawn: Vec<InstanceId>,
    /// Steps that are done, whose text has changed since: to be looked at again.
    pub recheck: Vec<InstanceId>,
    /// Steps at which a branch is under way that the newer version has no more: why it cannot be done.
    pub gone: Vec<String>,
}

/// What following `to` would do to a run.
#[must_use]
pub fn preview(run: &Run, to: &Plan) -> Preview {
    let mut preview = Preview::default();
    let Some(from) = run.closure.get(&run.version) else { return preview };
    preview.added = to.steps.keys().filter(|slug| !from.steps.contains_key(*slug)).cloned().collect();
    let ours = |it: &&Instance| run.frames.get(&it.frame).is_some_and(|frame| frame.plan == run.version);
    for it in run.instances.values().filter(ours) {
        if run.latest(it.frame, &it.slug).map(|latest| latest.id) != Some(it.id) || it.slug.starts_with("added.") {
            continue;
        }
        match (to.steps.get(&it.slug), from.steps.get(&it.slug)) {
            (None, _) if it.status.is_live() => preview.withdrawn.push(it.id),
            (Some(new), Some(old)) if new.shown != old.shown && matches!(it.status, Status::Done | Status::Skipped) => {
                preview.recheck.push(it.id);
            }
            _ => {}
        }
    }
    let open = run.frames.values().filter(|frame| frame.open && frame.plan == run.version);
    for frame in open {
        let Some(owner) = frame.owner.and_then(|id| run.instance(id)) else { continue };
        let stays = frame.place == Place::Child || has_body(to, owner, &frame.place);
        if !stays && owner_is_ours(run, owner) {
            preview.gone.push(owner.slug.clone());
        }
    }
    preview
}

fn owner_is_ours(run: &Run, owner: &Instance) -> bool {
    run.frames.get(&owner.frame).is_some_and(|frame| frame.plan == run.version)
}

fn has_body(to: &Plan, owner: &Instance, place: &Place) -> bool {
    to.steps.get(&owner.slug).is_some_and(|def| def.kind.body(place).is_some())
}

pub(crate) fn migrate(d: &mut Deciding<'_>, version: &Hash) -> Result<(), Reject> {
    if d.person()? != d.run.lead {
        return Err(Reject::NotYou("only who leads the run can change its version"));
    }
    if *version == d.run.version {
        return Ok(());
    }
    let closure: Arc<BTreeMap<Hash, Arc<Plan>>> =
        d.asked.world.closure(version).ok_or(Reject::NotFound("version that can be run"))?;
    let to = closure.get(version).cloned().ok_or(Reject::NotFound("version that can be run"))?;
    let ours = d.run.closure.get(&d.run.version).map(|plan| plan.runbook.clone());
    if ours.as_ref() != Some(&to.runbook) {
        return Err(Reject::Unfitting("it is another runbook"));
    }
    let preview = preview(&d.run, &to);
    if let Some(slug) = preview.gone.first() {
        return Err(Reject::BranchGone(slug.clone()));
    }
    d.emit(Event::Migrated { version: version.clone(), closure: closure.keys().cloned().collect() });
    for instance in preview.withdrawn {
        d.follows(Event::Withdrawn { instance, why: Why::Superseded });
    }
    for instance in preview.recheck {
        d.follows(Event::Recheck { instance });
    }
    let open: Vec<FrameId> = d.run.frames.values().filter(|frame| frame.open).map(|frame| frame.id).collect();
    for id in open {
        let Some(frame) = d.run.frames.get(&id) else { continue };
        let body: Vec<Arc<Def>> = d.run.body(frame).into_iter().cloned().collect();
        for def in body.iter().filter(|def| preview.added.contains(&def.slug)) {
            adhoc::begin_if_past(d, id, &def.slug)?;
        }
        d.unsettle(id);
    }
    Ok(())
}
