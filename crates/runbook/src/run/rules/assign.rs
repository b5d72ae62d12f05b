//! Who does a step: claimed by oneself, given by another. Neither moves its time target.

use crate::run::decide::Deciding;
use crate::run::fact::Event;
use crate::run::id::{InstanceId, Person};
use crate::run::reject::Reject;

/// "I do this." Of one that somebody else does: with a reason.
pub(crate) fn claim(d: &mut Deciding<'_>, id: InstanceId, reason: Option<&str>) -> Result<(), Reject> {
    let person = d.person()?;
    let (instance, _) = d.live(id)?;
    match &instance.claimed {
        Some((who, _)) if *who == person => return Ok(()),
        Some(_) if reason.is_none_or(|reason| reason.trim().is_empty()) => return Err(Reject::NoReason),
        _ => {}
    }
    if let (Some(_), Some(reason)) = (&instance.claimed, reason) {
        d.emit(Event::Noted { instance: Some(id), text: format!("Taken over: {reason}") });
    }
    d.emit(Event::Claimed { instance: id });
    Ok(())
}

/// "I do not after all."
pub(crate) fn release(d: &mut Deciding<'_>, id: InstanceId) -> Result<(), Reject> {
    let person = d.person()?;
    let (instance, _) = d.live(id)?;
    if instance.claimed.as_ref().is_none_or(|(who, _)| *who != person) {
        return Err(Reject::NotYou("only who does a step can give it back"));
    }
    d.emit(Event::Released { instance: id });
    Ok(())
}

/// "You do this."
pub(crate) fn assign(d: &mut Deciding<'_>, id: InstanceId, to: &Person, reason: &str) -> Result<(), Reject> {
    d.person()?;
    let (instance, _) = d.live(id)?;
    if !d.asked.world.is_active(to) {
        return Err(Reject::NotFound("person who can be given steps"));
    }
    if instance.owners.as_slice() == [to.clone()] && instance.claimed.is_none() {
        return Ok(());
    }
    d.emit(Event::Assigned { instance: id, to: to.clone(), reason: reason.to_owned() });
    Ok(())
}
