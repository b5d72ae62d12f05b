//! Swaps: offered, taken whole or in part, declined, withdrawn, lapsed.

use jiff::Timestamp;

use super::exception::{check_stretch, from_now, taken};
use super::text::{check_optional, check_room, invalid};
use super::{active_person, rota_in_use, swap_notice};
use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::duty::KeptRota;
use crate::event::Event;
use crate::id::{PersonId, RotaId, SwapId};
use crate::limits::{REASON, SWAPS_OF_PERSON, SWAPS_OF_ROTA};
use crate::state::Stream;
use crate::swap::{Stretch, Swap, SwapStatus};

pub(crate) use accept::accept;

mod accept;
mod hand_over;
#[cfg(test)]
mod tests;

/// A swap as it was asked for.
pub(crate) struct Offer<'a> {
    pub(crate) id: SwapId,
    pub(crate) rota: RotaId,
    pub(crate) person: PersonId,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) to_person: Option<PersonId>,
    pub(crate) in_return: Option<Stretch>,
    pub(crate) reason: Option<&'a str>,
}

/// Offers a stretch of one's duty; whoever arranges the duty may offer anybody's.
pub(crate) fn offer(d: &mut Deciding<'_>, offer: &Offer<'_>) -> Result<Answer, Refusal> {
    self_or_arranger(d, offer.person)?;
    check_optional("reason", offer.reason, REASON)?;
    let kept = rota_in_use(d, offer.rota)?;
    active_person(d, "person", offer.person)?;
    if let Some(stands) = d.state.swaps.get(&offer.id) {
        return if is_same(stands, offer) { Ok(Answer::Done) } else { Err(taken()) };
    }
    let stretch = from_now(d.now, offer.from, offer.to)?;
    if !has_all(d, &kept, offer.person, stretch) {
        return Err(invalid("from", "they are not on call in this rota for the whole stretch"));
    }
    check_room_for(d, offer, stretch)?;
    if let Some(to) = offer.to_person {
        check_taker(d, &kept, (to, "to_person"), stretch)?;
    }
    if let Some(asked) = offer.in_return {
        let Some(to) = offer.to_person else {
            return Err(invalid("in_return", "ask for a stretch in return of one person: say which in to_person"));
        };
        check_stretch(asked)?;
        check_return(d, &kept, offer.person, to, asked)?;
    }
    let swap = Swap {
        id: offer.id,
        rota: offer.rota,
        from_person: offer.person,
        from: stretch.from,
        to: stretch.to,
        to_person: offer.to_person,
        in_return: offer.in_return,
        reason: offer.reason.map(str::to_owned),
        offered_at: d.now,
        status: SwapStatus::Open,
    };
    d.emit(Stream::Rota(offer.rota), Event::SwapOffered { swap, rest_of: None }, As::default());
    swap_notice::offered(d, offer.id);
    Ok(Answer::Done)
}

/// The one it was offered to says no.
pub(crate) fn decline(d: &mut Deciding<'_>, id: SwapId, by: PersonId) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(by))?;
    let swap = swap_named(d, id)?;
    if swap.to_person != Some(by) {
        return Err(Refusal::Conflict("it was not offered to you by name: there is nothing to decline".to_owned()));
    }
    if matches!(swap.status, SwapStatus::Declined { .. }) {
        return Ok(Answer::Done);
    }
    check_open(&swap)?;
    d.emit(Stream::Rota(swap.rota), Event::SwapDeclined { swap: id, by }, As::default());
    swap_notice::answered(d, id);
    Ok(Answer::Done)
}

/// Takes an offer back.
pub(crate) fn withdraw(d: &mut Deciding<'_>, id: SwapId) -> Result<Answer, Refusal> {
    let swap = swap_named(d, id)?;
    self_or_arranger(d, swap.from_person)?;
    if matches!(swap.status, SwapStatus::Withdrawn { .. }) {
        return Ok(Answer::Done);
    }
    check_open(&swap)?;
    d.emit(Stream::Rota(swap.rota), Event::SwapWithdrawn { swap: id }, As::default());
    Ok(Answer::Done)
}

/// Its time has come, and nobody took it.
pub(crate) fn lapse(d: &mut Deciding<'_>, id: SwapId) {
    if let Some(rota) = d.state.swaps.get(&id).filter(|swap| swap.is_open()).map(|swap| swap.rota) {
        d.emit(Stream::Rota(rota), Event::SwapLapsed { swap: id }, As::default());
        swap_notice::answered(d, id);
    }
}

/// Oneself, or whoever arranges the duty.
fn self_or_arranger(d: &Deciding<'_>, person: PersonId) -> Result<(), Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(person))
        .or_else(|_| access::check(d, Action::ArrangeDuty, Object::Cell))
}

fn swap_named(d: &Deciding<'_>, id: SwapId) -> Result<Swap, Refusal> {
    d.state.swaps.get(&id).cloned().ok_or(Refusal::NotFound("swap"))
}

fn check_open(swap: &Swap) -> Result<(), Refusal> {
    let why = match swap.status {
        SwapStatus::Open => return Ok(()),
        SwapStatus::Accepted { .. } => "somebody has taken it already",
        SwapStatus::Declined { .. } => "it was declined: it can be offered anew",
        SwapStatus::Withdrawn { .. } => "it was withdrawn",
        SwapStatus::Lapsed { .. } => "nobody took it in time, and it lapsed",
    };
    Err(Refusal::Conflict(why.to_owned()))
}

fn is_same(stands: &Swap, offer: &Offer<'_>) -> bool {
    (stands.rota, stands.from_person, stands.to_person) == (offer.rota, offer.person, offer.to_person)
        && (stands.in_return, stands.reason.as_deref()) == (offer.in_return, offer.reason)
        && stands.to <= offer.to
        && stands.from >= offer.from
}

/// One stretch is offered once at a time, and there are only so many offers.
fn check_room_for(d: &Deciding<'_>, offer: &Offer<'_>, stretch: Stretch) -> Result<(), Refusal> {
    let open = || d.state.swaps.values().filter(|swap| swap.is_open() && swap.rota == offer.rota);
    let theirs = || open().filter(|swap| swap.from_person == offer.person);
    if theirs().any(|swap| swap.stretch().overlaps(stretch)) {
        return Err(Refusal::Conflict("a part of it is on offer already: withdraw that offer first".to_owned()));
    }
    check_room("open swaps of one person in a rota", theirs().count(), SWAPS_OF_PERSON)?;
    check_room("open swaps of a rota", open().count(), SWAPS_OF_ROTA)
}

/// Whether somebody is on call for all of a stretch that is still to come.
fn has_all(d: &Deciding<'_>, kept: &KeptRota, person: PersonId, stretch: Stretch) -> bool {
    let from = stretch.from.max(d.now);
    let Ok(shifts) = kept.shifts(from, stretch.to) else { return false };
    let mut at = from;
    for shift in shifts {
        if shift.from > at || !shift.people.contains(&person) {
            return false;
        }
        at = shift.to;
    }
    at >= stretch.to
}

/// Whether somebody is on call in some of a stretch that is still to come.
fn has_some(d: &Deciding<'_>, kept: &KeptRota, person: PersonId, stretch: Stretch) -> bool {
    let shifts = kept.shifts(stretch.from.max(d.now), stretch.to).unwrap_or_default();
    shifts.iter().any(|shift| shift.people.contains(&person))
}

/// Somebody who may take a stretch: here, reachable, not away, and not on call anyway.
fn check_taker(
    d: &Deciding<'_>,
    kept: &KeptRota,
    (person, field): (PersonId, &'static str),
    stretch: Stretch,
) -> Result<(), Refusal> {
    if !active_person(d, field, person)?.is_reachable() {
        return Err(invalid(field, "they have no verified contact: nobody could page them"));
    }
    let away =
        |one: &crate::duty::Absence| one.person == person && stretch.overlaps(Stretch { from: one.from, to: one.to });
    if d.state.absences.values().any(away) {
        return Err(Refusal::Conflict("they are absent then: their absence must be removed first".to_owned()));
    }
    if has_some(d, kept, person, stretch) {
        return Err(Refusal::Conflict("they are on call in this rota then already".to_owned()));
    }
    Ok(())
}

/// What is asked in return: to come, all of it the other's duty, and the offerer free to take it.
fn check_return(
    d: &Deciding<'_>,
    kept: &KeptRota,
    offerer: PersonId,
    other: PersonId,
    asked: Stretch,
) -> Result<(), Refusal> {
    if asked.from <= d.now {
        return Err(invalid("in_return", "it must lie in the future"));
    }
    if !has_all(d, kept, other, asked) {
        let why = "the other is not on call for the whole stretch asked in return: offer anew with one that they are";
        return Err(Refusal::Conflict(why.to_owned()));
    }
    check_taker(d, kept, (offerer, "person"), asked)
}
