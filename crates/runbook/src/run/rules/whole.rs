//! What is done with the run as a whole: led by another, paused, given up, noted upon.

use crate::limits;
use crate::run::decide::Deciding;
use crate::run::fact::Event;
use crate::run::id::{FrameId, InstanceId, Person};
use crate::run::reject::Reject;
use crate::run::state::RunStatus;

/// "Will you lead?"
pub(crate) fn offer(d: &mut Deciding<'_>, to: &Person) -> Result<(), Reject> {
    if d.person()? != d.run.lead {
        return Err(Reject::NotYou("only who leads the run can hand it over"));
    }
    if !d.asked.world.is_active(to) {
        return Err(Reject::NotFound("person who can lead"));
    }
    if *to == d.run.lead {
        return Err(Reject::Unfitting("they lead it already"));
    }
    d.emit(Event::HandoverOffered { to: to.clone() });
    Ok(())
}

/// "I lead now."
pub(crate) fn take_over(d: &mut Deciding<'_>) -> Result<(), Reject> {
    let person = d.person()?;
    if d.run.offered.as_ref() != Some(&person) {
        return Err(Reject::NotYou("the run was not offered to you"));
    }
    d.emit(Event::HandedOver { to: person });
    Ok(())
}

pub(crate) fn pause(d: &mut Deciding<'_>, reason: &str) -> Result<(), Reject> {
    d.person()?;
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    d.emit(Event::Paused { reason: reason.to_owned() });
    Ok(())
}

/// On it goes: what was due is due so much later as the pause was long, and what could not begin begins.
pub(crate) fn resume(d: &mut Deciding<'_>) -> Result<(), Reject> {
    d.person()?;
    let RunStatus::Paused { since } = d.run.status else { return Err(Reject::RunIs("not paused")) };
    let later_s = d.now().duration_since(since).as_secs().max(0);
    d.emit(Event::Resumed { later_s });
    let open: Vec<FrameId> = d.run.frames.values().filter(|frame| frame.open).map(|frame| frame.id).collect();
    open.into_iter().for_each(|frame| d.unsettle(frame));
    Ok(())
}

/// Gives the run up; never with a legal clock that nobody answers for.
pub(crate) fn cancel(d: &mut Deciding<'_>, reason: &str) -> Result<(), Reject> {
    d.person()?;
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    let clocks = d.asked.world.clocks_without_owner();
    if !clocks.is_empty() {
        return Err(Reject::ClocksWithoutOwner(clocks));
    }
    d.emit(Event::RunCancelled { reason: reason.to_owned() });
    Ok(())
}

pub(crate) fn note(d: &mut Deciding<'_>, instance: Option<InstanceId>, text: &str) -> Result<(), Reject> {
    d.person()?;
    if let Some(instance) = instance {
        d.instance(instance)?;
    }
    if text.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    if text.len() > limits::VALUE_BYTES {
        return Err(Reject::Limit { what: "bytes of a note", limit: limits::VALUE_BYTES });
    }
    d.emit(Event::Noted { instance, text: text.to_owned() });
    Ok(())
}
