//! Somebody takes a swap, or a part of it.

use super::hand_over::{Taken, hand_over};
use super::{check_open, check_return, check_taker, has_all, swap_named};
use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::Role;
use crate::duty::KeptRota;
use crate::event::Event;
use crate::id::{PersonId, SwapId};
use crate::rules::exception::{check_stretch, from_now};
use crate::rules::rota::check_ready;
use crate::rules::text::invalid;
use crate::rules::{rota_in_use, swap_notice};
use crate::state::Stream;
use crate::swap::{Stretch, Swap, SwapStatus};

/// Takes a swap. What was not taken stays on offer, as one or two swaps of its own.
pub(crate) fn accept(d: &mut Deciding<'_>, id: SwapId, by: PersonId, part: Option<Stretch>) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(by))
        .or_else(|_| access::check(d, Action::ArrangeDuty, Object::Cell))?;
    let swap = swap_named(d, id)?;
    if matches!(swap.status, SwapStatus::Accepted { by: taker, .. } if taker == by) {
        return Ok(Answer::Done);
    }
    check_open(&swap)?;
    let kept = rota_in_use(d, swap.rota)?;
    let took = stretch_taken(d, &swap, part)?;
    check_still(d, &kept, &swap, by, took)?;
    let rota = swap.rota;
    d.emit(Stream::Rota(rota), Event::SwapAccepted { swap: id, by, took }, As::default());
    let offerer = swap.from_person;
    hand_over(d, &Taken { swap: id, rota, from: offerer, to: by, stretch: took });
    if let Some(stretch) = swap.in_return {
        hand_over(d, &Taken { swap: id, rota, from: by, to: offerer, stretch });
    }
    offer_rest(d, &swap, took);
    swap_notice::answered(d, id);
    check_ready(d, rota)?;
    check_done(d, &swap, by, took)
}

/// The part that is taken; of a shift under way, what is left of it.
fn stretch_taken(d: &Deciding<'_>, swap: &Swap, part: Option<Stretch>) -> Result<Stretch, Refusal> {
    let Some(part) = part else { return from_now(d.now, swap.from, swap.to) };
    check_stretch(part)?;
    if !swap.stretch().holds(part) {
        return Err(invalid("part", format!("it must lie within {} to {}", swap.from, swap.to)));
    }
    if swap.in_return.is_some() && part != swap.stretch() {
        return Err(invalid("part", "a swap with a stretch in return is taken whole"));
    }
    from_now(d.now, part.from, part.to)
}

/// Whether both sides can still do what was offered.
fn check_still(d: &Deciding<'_>, kept: &KeptRota, swap: &Swap, by: PersonId, took: Stretch) -> Result<(), Refusal> {
    if swap.to_person.is_some_and(|to| to != by) {
        return Err(Refusal::Conflict("it was offered to somebody else by name".to_owned()));
    }
    if swap.to_person.is_none() {
        check_answers(d, by)?;
    }
    if by == swap.from_person {
        return Err(Refusal::Conflict("it is their own: withdraw it instead".to_owned()));
    }
    if !has_all(d, kept, swap.from_person, took) {
        let why = "the rota has changed since: the offerer is no longer on call for all of it; ask them to withdraw \
                   this offer and to make a new one";
        return Err(Refusal::Conflict(why.to_owned()));
    }
    check_taker(d, kept, (by, "by"), took)?;
    swap.in_return.map_or(Ok(()), |asked| check_return(d, kept, swap.from_person, by, asked))
}

/// What is on offer to everybody is for those whose business it is to answer pages, or as whoever arranges the duty says.
fn check_answers(d: &Deciding<'_>, by: PersonId) -> Result<(), Refusal> {
    let roles = d.state.people.get(&by).map(|person| &person.roles);
    if roles.is_some_and(|roles| roles.contains(&Role::Responder) || roles.contains(&Role::IncidentLead)) {
        return Ok(());
    }
    access::check(d, Action::ArrangeDuty, Object::Cell)
}

/// What was not taken, so far as it is not past, stays on offer.
fn offer_rest(d: &mut Deciding<'_>, swap: &Swap, took: Stretch) {
    for rest in swap.stretch().without(took) {
        let Ok(rest) = from_now(d.now, rest.from, rest.to) else { continue };
        let (id, offered_at) = (d.draw_id(), d.now);
        let rest = Swap { id, from: rest.from, to: rest.to, offered_at, ..swap.clone() };
        d.emit(Stream::Rota(swap.rota), Event::SwapOffered { swap: rest, rest_of: Some(swap.id) }, As::default());
    }
}

/// The duty is now as both agreed, whatever other exceptions there are.
fn check_done(d: &Deciding<'_>, swap: &Swap, by: PersonId, took: Stretch) -> Result<Answer, Refusal> {
    let kept = rota_in_use(d, swap.rota)?;
    let returned = swap.in_return.is_none_or(|asked| has_all(d, &kept, swap.from_person, asked));
    if returned && has_all(d, &kept, by, took) {
        return Ok(Answer::Done);
    }
    let why = "another exception of the rota stands against it: ask whoever arranges the duty";
    Err(Refusal::Conflict(why.to_owned()))
}
