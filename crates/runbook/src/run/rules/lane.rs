//! Lanes: when enough of them are over, and giving one up.

use super::flow;
use crate::run::decide::Deciding;
use crate::run::fact::{Event, Place, Why};
use crate::run::id::{FrameId, InstanceId};
use crate::run::plan::Join;
use crate::run::reject::Reject;

/// When enough lanes are over the step is done, once; those that are not needed are given up.
pub(crate) fn join(d: &mut Deciding<'_>, owner: InstanceId, join: Join) -> Result<(), Reject> {
    let lanes: Vec<_> = d.run.opened_by(owner).map(|frame| (frame.id, frame.open)).collect();
    let over = lanes.iter().filter(|(_, open)| !open).count();
    let enough = match join {
        Join::All => over == lanes.len(),
        Join::AtLeast(wanted) => over == lanes.len() || over >= usize::try_from(wanted).unwrap_or(usize::MAX),
    };
    if !enough {
        return Ok(());
    }
    for (frame, _) in lanes.iter().filter(|(_, open)| *open) {
        let reason = "Enough of the other lanes are done.".to_owned();
        d.follows(Event::FrameCancelled { frame: *frame, why: Why::Lane, reason });
    }
    flow::done_by_itself(d, owner);
    Ok(())
}

/// Gives up one lane; the others go on.
pub(crate) fn cancel(d: &mut Deciding<'_>, id: FrameId, reason: &str) -> Result<(), Reject> {
    d.person()?;
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    let frame = d.frame(id)?.clone();
    let (Place::Lane { .. }, Some(owner)) = (&frame.place, frame.owner) else {
        return Err(Reject::Unfitting("only a lane can be given up by itself"));
    };
    if !frame.open {
        return Err(Reject::NoLonger);
    }
    d.emit(Event::FrameCancelled { frame: id, why: Why::Lane, reason: reason.to_owned() });
    let (owner, def) = d.live(owner)?;
    if let crate::run::plan::Kind::Parallel { join: wanted, .. } = &def.kind {
        join(d, owner.id, *wanted)?;
    }
    Ok(())
}
