//! The rules of swaps, told as given, when, then.

use ctac_rota::OverrideKind;
use uuid::Uuid;

use crate::command::{Command, OnNow};
use crate::id::{AbsenceId, PersonId, SwapId};
use crate::rules::story::duty::*;
use crate::rules::story::*;
use crate::swap::{Stretch, Swap, SwapStatus};

fn accept(by: PersonId, part: Option<Stretch>) -> Command {
    Command::AcceptSwap { swap: SWAP, by, part }
}

fn open(story: &Story) -> Vec<&Swap> {
    story.state.swaps.values().filter(|swap| swap.is_open()).collect()
}

/// Ann offers her second turn (2 to 3 days ahead) to somebody, or to anybody.
fn offered(to_person: Option<PersonId>) -> Story {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let command = story.offer(ANN, 2 * DAY, 3 * DAY, to_person);
    story.does(ANN, command);
    assert_eq!(story.then(), ["swap.offered"]);
    story
}

#[test]
fn a_turn_is_offered_and_taken_and_both_sides_stand_there() {
    let mut story = offered(None);
    story.does(EVE, accept(EVE, None));
    assert_eq!(story.then(), ["swap.accepted", "rota.override_added"]);
    assert_eq!(
        (story.on_at(2 * DAY), story.on_at(3 * DAY - 1), story.on_at(3 * DAY)),
        (vec![EVE], vec![EVE], vec![BOB])
    );
    assert_eq!(story.swap().status, SwapStatus::Accepted { by: EVE, at: story.now });
    assert_eq!(story.swap().from_person, ANN);
    let kept = &story.kept().overrides[0];
    assert_eq!((kept.swap, &kept.kind), (Some(SWAP), &OverrideKind::Replace { member: member(ANN), by: member(EVE) }));
    story.does(EVE, accept(EVE, None));
    assert_eq!(story.then(), Vec::<&str>::new(), "a repeat is the same");
    assert_eq!(story.refused(BOB, accept(BOB, None)), "somebody has taken it already");
}

#[test]
fn whoever_only_looks_on_takes_no_open_offer() {
    let mut story = offered(None);
    let looks_on = [crate::directory::Role::Observer, crate::directory::Role::Auditor];
    for roles in [&[][..], &looks_on] {
        story.state.people.get_mut(&EVE).unwrap().roles = roles.iter().copied().collect();
        assert!(story.refused(EVE, accept(EVE, None)).starts_with("your roles"));
    }
    // Whoever arranges the duty may put anybody on.
    story.does(CAT, accept(EVE, None));
    assert_eq!(story.on_at(2 * DAY), [EVE]);
}

#[test]
fn a_part_is_taken_and_the_rest_stays_on_offer() {
    let mut story = offered(None);
    let part = story.stretch(2 * DAY + HOUR, 2 * DAY + 5 * HOUR);
    story.does(EVE, accept(EVE, Some(part)));
    assert_eq!(story.then(), ["swap.accepted", "rota.override_added", "swap.offered", "swap.offered"]);
    assert_eq!(story.swap().stretch(), part);
    let mut rests: Vec<Stretch> = open(&story).iter().map(|swap| swap.stretch()).collect();
    rests.sort();
    assert_eq!(rests, [story.stretch(2 * DAY, 2 * DAY + HOUR), story.stretch(2 * DAY + 5 * HOUR, 3 * DAY)]);
    assert!(open(&story).iter().all(|swap| swap.from_person == ANN && swap.rota == DAYS));
    assert_eq!(
        (story.on_at(2 * DAY), story.on_at(2 * DAY + HOUR), story.on_at(3 * DAY - 1)),
        (vec![ANN], vec![EVE], vec![ANN])
    );
    let beyond = story.stretch(2 * DAY, 3 * DAY + 1);
    let rest = open(&story)[0].id;
    let refusal = story.refused(EVE, Command::AcceptSwap { swap: rest, by: EVE, part: Some(beyond) });
    assert!(refusal.starts_with("part: it must lie within"), "{refusal}");
}

#[test]
fn the_rest_of_a_shift_under_way_goes_over_at_once() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    story.later(HOUR);
    let command = story.offer(ANN, 0, DAY, None);
    story.does(ANN, command);
    assert_eq!((story.swap().from, story.swap().lapses_at()), (story.now, story.at_s(DAY)));
    story.later(HOUR);
    story.does(EVE, accept(EVE, None));
    assert_eq!(story.handoffs(), [(story.now, vec![ANN], vec![EVE])]);
    assert_eq!((story.on_at(2 * HOUR - 1), story.on_now(), story.on_at(DAY)), (vec![ANN], vec![EVE], vec![BOB]));
    assert_eq!(story.swap().from, story.now, "what was taken");
}

#[test]
fn one_turn_is_given_for_another() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let Command::OfferSwap { swap, rota, person, from, to, .. } = story.offer(ANN, 2 * DAY, 3 * DAY, None) else {
        panic!()
    };
    let in_return = Some(story.stretch(5 * DAY, 6 * DAY));
    let offer = |to_person, in_return| Command::OfferSwap {
        swap,
        rota,
        person,
        from,
        to,
        to_person,
        in_return,
        reason: Some("a wedding".to_owned()),
    };
    assert!(story.refused(ANN, offer(None, in_return)).starts_with("in_return: ask for a stretch in return of one"));
    let own = Some(story.stretch(4 * DAY, 5 * DAY));
    assert!(story.refused(ANN, offer(Some(BOB), own)).contains("not on call for the whole stretch asked in return"));
    story.does(ANN, offer(Some(BOB), in_return));
    let half = story.stretch(2 * DAY, 2 * DAY + HOUR);
    assert_eq!(story.refused(BOB, accept(BOB, Some(half))), "part: a swap with a stretch in return is taken whole");
    assert_eq!(story.refused(EVE, accept(EVE, None)), "it was offered to somebody else by name");
    story.does(BOB, accept(BOB, None));
    assert_eq!(story.then(), ["swap.accepted", "rota.override_added", "rota.override_added"]);
    assert_eq!((story.on_at(2 * DAY), story.on_at(5 * DAY)), (vec![BOB], vec![ANN]));
    assert_eq!((story.on_at(4 * DAY), story.on_at(3 * DAY)), (vec![ANN], vec![BOB]));
}

#[test]
fn a_turn_that_came_by_a_swap_can_be_swapped_on_and_back() {
    let mut story = offered(None);
    story.does(EVE, accept(EVE, None));
    let second = SwapId(Uuid::from_u128(171));
    let (from, to) = (story.at_s(2 * DAY + HOUR), story.at_s(2 * DAY + 2 * HOUR));
    let offer = |swap, person| Command::OfferSwap {
        swap,
        rota: DAYS,
        person,
        from,
        to,
        to_person: None,
        in_return: None,
        reason: None,
    };
    story.does(EVE, offer(second, EVE));
    story.does(BOB, Command::AcceptSwap { swap: second, by: BOB, part: None });
    let on = |story: &Story| [2 * DAY, 2 * DAY + HOUR, 2 * DAY + 2 * HOUR].map(|at| story.on_at(at));
    assert_eq!(on(&story), [vec![EVE], vec![BOB], vec![EVE]]);
    let third = SwapId(Uuid::from_u128(172));
    story.does(BOB, offer(third, BOB));
    story.does(ANN, Command::AcceptSwap { swap: third, by: ANN, part: None });
    assert_eq!(on(&story), [vec![EVE], vec![ANN], vec![EVE]]);
}

#[test]
fn only_ones_own_duty_is_offered_and_only_once() {
    let mut story = offered(None);
    assert!(story.refused(BOB, story_offer(ANN, 4)).starts_with("your roles"));
    assert_eq!(
        story.refused(BOB, story_offer(BOB, 4)),
        "from: they are not on call in this rota for the whole stretch"
    );
    assert_eq!(story.refused(ANN, story_offer(ANN, 2)), "a part of it is on offer already: withdraw that offer first");
    story.does(CAT, story_offer(ANN, 4));
}

/// A second offer, of the turn that begins so many days ahead.
fn story_offer(person: PersonId, day: i64) -> Command {
    let story = Story::new();
    let swap = SwapId(Uuid::from_u128(200));
    let (from, to) = (story.at_s(day * DAY), story.at_s((day + 1) * DAY));
    Command::OfferSwap { swap, rota: DAYS, person, from, to, to_person: None, in_return: None, reason: None }
}

#[test]
fn whoever_takes_it_can_be_reached_and_is_free() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let unreachable = story.offer(ANN, 2 * DAY, 3 * DAY, Some(DAN));
    let refusal = story.refused(ANN, unreachable);
    assert_eq!(refusal, "to_person: they have no verified contact: nobody could page them");
    let own = story.offer(ANN, 2 * DAY, 3 * DAY, Some(ANN));
    assert_eq!(story.refused(ANN, own), "they are on call in this rota then already");
    let command = story.offer(ANN, 2 * DAY, 3 * DAY, None);
    story.does(ANN, command);
    assert_eq!(story.refused(DAN, accept(DAN, None)), "by: they have no verified contact: nobody could page them");
    assert_eq!(story.refused(ANN, accept(ANN, None)), "it is their own: withdraw it instead");
    let both = story.add_override(1, 2 * DAY, 3 * DAY, OverrideKind::Add { member: member(BOB) });
    story.does(CAT, both);
    assert_eq!(story.refused(BOB, accept(BOB, None)), "they are on call in this rota then already");
    let (absence, from, to) = (AbsenceId(Uuid::from_u128(1)), story.at_s(DAY), story.at_s(5 * DAY));
    story.does(EVE, Command::AddAbsence { absence, person: EVE, from, to });
    assert!(story.refused(EVE, accept(EVE, None)).starts_with("they are absent then"));
}

#[test]
fn an_offer_that_the_rota_overtook_says_what_to_do() {
    let mut story = offered(None);
    story.saves(days(&[BOB, ANN]), OnNow::Recount).unwrap();
    let refusal = story.refused(EVE, accept(EVE, None));
    assert!(refusal.starts_with("the rota has changed since") && refusal.contains("ask them to withdraw"), "{refusal}");
}

#[test]
fn it_is_declined_or_withdrawn() {
    let mut story = offered(Some(EVE));
    let decline = |by| Command::DeclineSwap { swap: SWAP, by };
    assert!(story.refused(BOB, decline(BOB)).starts_with("it was not offered to you by name"));
    story.does(EVE, decline(EVE));
    story.does(EVE, decline(EVE));
    assert_eq!(story.refused(EVE, accept(EVE, None)), "it was declined: it can be offered anew");
    assert_eq!(story.refused(ANN, Command::WithdrawSwap { swap: SWAP }), "it was declined: it can be offered anew");
    let mut story = offered(None);
    assert!(story.refused(BOB, Command::WithdrawSwap { swap: SWAP }).starts_with("your roles"));
    story.does(ANN, Command::WithdrawSwap { swap: SWAP });
    assert_eq!(story.refused(EVE, accept(EVE, None)), "it was withdrawn");
}

#[test]
fn it_lapses_when_the_stretch_begins() {
    let mut story = offered(None);
    story.later(2 * DAY - 1).tick();
    assert!(story.swap().is_open());
    story.later(1).tick();
    assert_eq!(story.then(), ["rota.on_call_changed", "swap.lapsed"]);
    assert_eq!(story.swap().status, SwapStatus::Lapsed { at: story.now });
    assert_eq!(story.on_now(), [ANN], "the offerer has the duty");
    assert_eq!(story.refused(EVE, accept(EVE, None)), "nobody took it in time, and it lapsed");
}

#[test]
fn there_are_only_so_many() {
    let mut story = Story::on_duty(&[ANN]);
    for hour in 1..=20 {
        let swap = SwapId(Uuid::from_u128(300 + hour));
        let hour = i64::try_from(hour).unwrap();
        let (from, to) = (story.at_s(hour * HOUR), story.at_s((hour + 1) * HOUR));
        let (rota, person) = (DAYS, ANN);
        story.does(
            ANN,
            Command::OfferSwap { swap, rota, person, from, to, to_person: None, in_return: None, reason: None },
        );
    }
    assert_eq!(story.refused(ANN, story_offer(ANN, 4)), "no more than 20 open swaps of one person in a rota");
}
