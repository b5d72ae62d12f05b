//! The rules of overrides, told as given, when, then.

use ctac_rota::{Member, OverrideKind};

use crate::command::Command;
use crate::limits;
use crate::rules::story::duty::*;
use crate::rules::story::*;

fn add(person: crate::id::PersonId) -> OverrideKind {
    OverrideKind::Add { member: member(person) }
}

fn replace(person: crate::id::PersonId, by: crate::id::PersonId) -> OverrideKind {
    OverrideKind::Replace { member: member(person), by: member(by) }
}

fn remove(number: u128) -> Command {
    Command::RemoveOverride { rota: DAYS, id: override_id(number), reason: "not needed".to_owned() }
}

#[test]
fn an_override_acts_from_now_on() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    story.later(HOUR);
    let command = story.add_override(1, 0, 2 * HOUR, replace(ANN, EVE));
    story.does(CAT, command.clone());
    assert_eq!(story.handoffs(), [(story.now, vec![ANN], vec![EVE])]);
    assert_eq!(story.kept().overrides[0].from, story.now, "what lay before is cut off");
    assert_eq!((story.on_at(HOUR - 1), story.on_now(), story.on_at(2 * HOUR)), (vec![ANN], vec![EVE], vec![ANN]));
    story.does(CAT, command);
    assert_eq!(story.then(), Vec::<&str>::new(), "a repeat is the same");
    let other = story.add_override(1, 0, 3 * HOUR, replace(ANN, EVE));
    assert_eq!(story.refused(CAT, other), "this id is taken by another: choose a new one");
    story.later(HOUR).tick();
    assert_eq!(story.handoffs(), [(story.now, vec![EVE], vec![ANN])]);
}

#[test]
fn the_past_does_not_change() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    story.later(2 * HOUR);
    let over = story.add_override(1, 0, HOUR, replace(ANN, EVE));
    assert_eq!(story.refused(CAT, over), "to: it is over already: the past does not change");
    let under_way = story.add_override(2, 2 * HOUR, 4 * HOUR, replace(ANN, EVE));
    story.does(CAT, under_way);
    story.later(HOUR);
    story.does(CAT, remove(2));
    assert_eq!(story.then(), ["rota.override_removed", "rota.on_call_changed"]);
    assert_eq!((story.on_at(3 * HOUR - 1), story.on_now()), (vec![EVE], vec![ANN]));
    assert_eq!(story.refused(CAT, remove(2)), "there is no such override");
    let short = story.add_override(3, 3 * HOUR, 4 * HOUR, add(EVE));
    story.does(CAT, short);
    story.later(2 * HOUR);
    assert_eq!(story.refused(CAT, remove(3)), "it is over: the past does not change");
}

#[test]
fn an_override_is_moved_in_one_decision() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let first = story.add_override(1, HOUR, 2 * HOUR, replace(ANN, EVE));
    story.does(CAT, first);
    let (from, to) = (story.at_s(HOUR), story.at_s(3 * HOUR));
    let command = Command::MoveOverride {
        rota: DAYS,
        old: override_id(1),
        id: override_id(2),
        from,
        to,
        kind: replace(ANN, EVE),
        reason: "an hour longer".to_owned(),
    };
    assert!(story.refused(ANN, command.clone()).starts_with("your roles"));
    story.does(CAT, command.clone());
    assert_eq!(story.then(), ["rota.override_added", "rota.override_removed"]);
    assert_eq!((story.on_at(2 * HOUR), story.on_at(3 * HOUR)), (vec![EVE], vec![ANN]));
    assert_eq!(story.kept().overrides.len(), 1);
    story.does(CAT, command);
    assert_eq!(story.then(), Vec::<&str>::new(), "a repeat is the same");
    // Somebody else moved it first: what was looked at is gone.
    let late = Command::MoveOverride {
        rota: DAYS,
        old: override_id(1),
        id: override_id(3),
        from,
        to,
        kind: replace(ANN, EVE),
        reason: "the same".to_owned(),
    };
    assert_eq!(story.refused(CAT, late), "there is no such override");
}

#[test]
fn a_responder_offers_cover_and_no_more() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let own = story.add_override(1, HOUR, 2 * HOUR, add(EVE));
    story.does(EVE, own);
    assert_eq!(story.on_at(HOUR), [ANN, EVE]);
    for other in [add(BOB), replace(ANN, EVE), OverrideKind::Remove { member: member(EVE) }] {
        let command = story.add_override(2, HOUR, 2 * HOUR, other);
        assert!(story.refused(EVE, command).starts_with("your roles"));
    }
    assert!(story.refused(ANN, remove(1)).starts_with("your roles"));
    story.does(EVE, remove(1));
    assert_eq!(story.on_at(HOUR), [ANN]);
}

#[test]
fn a_responder_takes_themselves_off_only_where_they_put_themselves_on() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let put_on = story.add_override(1, HOUR, 2 * HOUR, add(EVE));
    story.does(CAT, put_on);
    assert!(story.refused(EVE, remove(1)).starts_with("your roles"));
    // Cover that somebody else took over by a swap is no longer anybody's own offer.
    let own = story.add_override(2, 3 * HOUR, 4 * HOUR, add(EVE));
    story.does(EVE, own);
    let offer = story.offer(EVE, 3 * HOUR, 4 * HOUR, None);
    story.does(EVE, offer);
    story.does(BOB, Command::AcceptSwap { swap: SWAP, by: BOB, part: None });
    let taken: Vec<_> = story.kept().overrides.iter().filter(|one| one.swap.is_some()).map(|one| one.id).collect();
    assert!(!taken.is_empty() && story.on_at(3 * HOUR).contains(&BOB));
    for id in taken {
        let remove = Command::RemoveOverride { rota: DAYS, id, reason: "rather not".to_owned() };
        assert!(story.refused(BOB, remove).starts_with("your roles"));
    }
    assert!(story.on_at(3 * HOUR).contains(&BOB));
}

#[test]
fn one_responder_leaves_room_for_whoever_arranges() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let covers = u128::try_from(limits::COVERS).unwrap();
    for number in 0..covers {
        let own = story.add_override(number, HOUR, 2 * HOUR, add(EVE));
        story.unchecked(crate::command::Actor::Person(EVE), &own).unwrap();
    }
    let one_more = story.add_override(covers, HOUR, 2 * HOUR, add(EVE));
    assert_eq!(story.refused(EVE, one_more.clone()), "no more than 50 offers of cover by one person in a rota");
    story.does(CAT, one_more);
}

#[test]
fn an_override_is_a_stretch_and_names_people() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let mut says = |from_s, to_s, kind| {
        let command = story.add_override(1, from_s, to_s, kind);
        story.refused(CAT, command)
    };
    assert_eq!(says(HOUR, HOUR, add(EVE)), "to: it must be after from");
    assert!(says(HOUR, 500 * DAY, add(EVE)).starts_with("to: at most 400 days"));
    let stranger = crate::id::PersonId(uuid::Uuid::from_u128(99));
    assert!(says(HOUR, DAY, add(stranger)).starts_with("kind: there is no active person"));
    assert!(says(HOUR, DAY, replace(stranger, EVE)).starts_with("kind: there is no person"));
    let team = OverrideKind::Add { member: Member(format!("team/{stranger}")) };
    assert!(says(HOUR, DAY, team).contains("is not a person's id"));
    let crowd = OverrideKind::Temporary { members: vec![member(EVE); 101] };
    assert_eq!(says(HOUR, DAY, crowd), "rota: overrides[0].kind.members: has 101 of them; at most 100 are allowed");
    let command = story.add_override(1, HOUR, DAY, add(EVE));
    let Command::AddOverride { rota, id, from, to, kind, .. } = command else { panic!() };
    let silent = Command::AddOverride { rota, id, from, to, kind, reason: String::new() };
    assert_eq!(story.refused(CAT, silent), "reason: it must not be empty");
}

#[test]
fn there_are_only_so_many() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let count = u128::try_from(limits::OVERRIDES).unwrap();
    for number in 0..count {
        let command = story.add_override(number, HOUR, 2 * HOUR, add(EVE));
        story.unchecked(crate::command::Actor::Person(CAT), &command).unwrap();
    }
    let one_more = story.add_override(count, HOUR, 2 * HOUR, add(EVE));
    assert_eq!(story.refused(CAT, one_more), "no more than 500 overrides of a rota");
    story.later(3 * HOUR);
    let one_more = story.add_override(count, 4 * HOUR, 5 * HOUR, add(EVE));
    story.does(CAT, one_more);
    for number in 0..count {
        let command = story.add_override(count + 1 + number, 4 * HOUR, 5 * HOUR, add(EVE));
        let _full = story.unchecked(crate::command::Actor::Person(CAT), &command);
    }
    let over = story.kept().overrides.iter().filter(|one| one.to <= story.now).count();
    assert_eq!(over, limits::PAST_OVERRIDES, "those long over go");
    assert_eq!(story.kept().ready.rota().overrides.len(), limits::OVERRIDES);
}
