//! Who is on call is changed in the middle of a story: exceptions, absences, swaps, another order.

use ctac_domain::command::{Actor, Command, OnNow};
use ctac_domain::id::{AbsenceId, OverrideId, PersonId, SwapId};
use ctac_domain::on_call::shifts;
use ctac_domain::state::State;
use ctac_domain::swap::Stretch;
use ctac_rota::{Member, OverrideKind};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::cell::{self, ROTA};
use super::people::Intent;
use super::random::Random;

/// What somebody means to change at once, by what a node knows.
pub(super) fn duty(random: &mut Random, truth: Timestamp, state: &State) -> Option<Intent> {
    let now = Timestamp::from_second(truth.as_second()).ok()?;
    let person = anybody(random);
    let open = state.swaps.values().find(|swap| swap.is_open());
    let (by, command) = match random.between(0, 6) {
        // What is on offer is soon taken, in whole or in part.
        _ if open.is_some() && random.chance(60) => {
            let swap = open?;
            let middle = Timestamp::from_second((swap.from.as_second() + swap.to.as_second()) / 2).ok()?;
            let part = random.chance(50).then_some(Stretch { from: middle, to: swap.to });
            (person, Command::AcceptSwap { swap: swap.id, by: person, part })
        }
        0 | 1 => (cell::person(6), add_override(random, now)),
        2 => (person, add_absence(random, now, person)),
        3 => {
            let absence = state.absences.values().next()?;
            (absence.person, Command::RemoveAbsence { absence: absence.id })
        }
        4 | 5 => offer(random, now, state)?,
        _ => (cell::person(6), reorder(random, state)?),
    };
    let at = truth + SignedDuration::from_millis(random.between(1, 3_000));
    Some(Intent { at, actor: Actor::Person(by), command })
}

fn anybody(random: &mut Random) -> PersonId {
    cell::person(random.between(1, 4).unsigned_abs().into())
}

fn id(random: &mut Random) -> Uuid {
    let seed = random.seed();
    Uuid::from_bytes(*seed.first_chunk().unwrap())
}

fn seconds(random: &mut Random, low: i64, high: i64) -> SignedDuration {
    SignedDuration::from_secs(random.between(low, high))
}

fn add_override(random: &mut Random, now: Timestamp) -> Command {
    let member = |random: &mut Random| Member(anybody(random).to_string());
    let (one, other) = (member(random), member(random));
    let kind = match random.between(0, 4) {
        0 => OverrideKind::Add { member: one },
        1 => OverrideKind::Remove { member: one },
        2 | 3 => OverrideKind::Replace { member: one, by: other },
        _ => OverrideKind::Temporary { members: vec![one] },
    };
    let from = now + seconds(random, -60, 240);
    let to = from + seconds(random, 30, 300);
    Command::AddOverride { rota: ROTA, id: OverrideId(id(random)), from, to, kind, reason: "simulated".to_owned() }
}

fn add_absence(random: &mut Random, now: Timestamp, person: PersonId) -> Command {
    let from = now + seconds(random, 0, 200);
    let to = from + seconds(random, 30, 400);
    Command::AddAbsence { absence: AbsenceId(id(random)), person, from, to }
}

/// Somebody offers the rest of their shift, or one that comes soon.
fn offer(random: &mut Random, now: Timestamp, state: &State) -> Option<(PersonId, Command)> {
    let coming = shifts(state, ROTA, now, now + SignedDuration::from_mins(10)).ok()?;
    let shift = coming.get(usize::try_from(random.between(0, 2)).ok()?)?;
    let person = *shift.people.first()?;
    let (from, to) = (Timestamp::from_second(shift.from.as_second()).ok()?, shift.to);
    let (swap, rota) = (SwapId(id(random)), ROTA);
    Some((person, Command::OfferSwap { swap, rota, person, from, to, to_person: None, in_return: None, reason: None }))
}

fn reorder(random: &mut Random, state: &State) -> Option<Command> {
    let saved = &state.rotas.get(&ROTA)?.saved;
    let mut rota = saved.rota.clone();
    rota.layers.iter_mut().for_each(|layer| layer.groups.rotate_left(1));
    let on_now = if random.chance(50) { OnNow::Keep } else { OnNow::Recount };
    let (id, name, duty, deputy, expect) = (ROTA, saved.name.clone(), saved.duty, saved.deputy, Some(saved.version));
    Some(Command::SaveRota { id, name, rota, duty, deputy, on_now, expect })
}
