//! Somebody leaves, told as given, when, then.

use std::sync::Arc;

use ctac_rota::OverrideKind;
use uuid::Uuid;

use crate::command::{Actor, Command};
use crate::event::Event;
use crate::evolve::evolve;
use crate::id::{AbsenceId, EntryId, FeedId, PersonId, RotaId};
use crate::marking::Marking;
use crate::notice::About;
use crate::policy::{CellRota, Duty};
use crate::rules::story::duty::*;
use crate::rules::story::*;
use crate::state::{Recorded, Stream};
use crate::swap::SwapStatus;

fn leaves(person: PersonId) -> Command {
    Command::DeactivatePerson { person, reason: "left".to_owned() }
}

#[test]
fn whoever_leaves_in_the_middle_of_a_shift_is_replaced_by_the_next() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    story.later(DAY + HOUR).tick();
    story.does(CAT, leaves(BOB));
    assert_eq!(story.then(), ["person.deactivated", "rota.saved", "rota.on_call_changed"]);
    assert_eq!(story.handoffs(), [(story.now, vec![BOB], vec![EVE])]);
    assert_eq!(story.on_at(2 * DAY), [ANN]);
    assert_eq!(story.on_at(3 * DAY), [EVE]);
    assert_eq!(story.on_at(DAY), [BOB], "what was stays");
    let kept = story.kept();
    assert_eq!((kept.saved.version, kept.saved.rota.layers[0].groups.len()), (2, 2));
    assert!(story.entries.iter().all(|entry| entry.actor == crate::command::Actor::Person(CAT)));
}

#[test]
fn the_last_of_a_rota_leaves_a_gap_that_is_told() {
    let mut story = Story::on_duty(&[ANN]);
    story.does(CAT, leaves(ANN));
    assert_eq!(story.handoffs(), [(story.now, vec![ANN], vec![])]);
    assert!(story.kept().saved.rota.layers.is_empty());
}

#[test]
fn exceptions_that_put_them_on_do_so_no_more() {
    let mut story = Story::on_duty(&[ANN]);
    let kinds = [
        OverrideKind::Replace { member: member(ANN), by: member(EVE) },
        OverrideKind::Add { member: member(EVE) },
        OverrideKind::Temporary { members: vec![member(EVE), member(BOB)] },
        OverrideKind::Temporary { members: vec![member(EVE)] },
        OverrideKind::Remove { member: member(EVE) },
    ];
    for (number, kind) in (0..).zip(kinds) {
        let from = HOUR * (i64::try_from(number).unwrap() + 1);
        let command = story.add_override(number, from, from + HOUR, kind);
        story.does(CAT, command);
    }
    let on = |story: &Story| (1..6).map(|hour| story.on_at(hour * HOUR)).collect::<Vec<_>>();
    assert_eq!(on(&story), [vec![EVE], vec![ANN, EVE], vec![EVE, BOB], vec![EVE], vec![ANN]]);
    story.does(CAT, leaves(EVE));
    assert_eq!(on(&story), [vec![ANN], vec![ANN], vec![BOB], vec![ANN], vec![ANN]], "never nobody in silence");
    let kinds: Vec<&OverrideKind> = story.kept().overrides.iter().map(|one| &one.kind).collect();
    assert_eq!(
        kinds,
        [&OverrideKind::Temporary { members: vec![member(BOB)] }, &OverrideKind::Remove { member: member(EVE) }]
    );
}

#[test]
fn what_was_theirs_ends_with_them() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    let offer = story.offer(ANN, 3 * DAY, 4 * DAY, None);
    story.does(ANN, offer);
    let (absence, from, to) = (AbsenceId(Uuid::from_u128(1)), story.at_s(DAY), story.at_s(2 * DAY));
    story.does(ANN, Command::AddAbsence { absence, person: ANN, from, to });
    story.does(ANN, Command::CreateFeed { feed: FeedId(Uuid::from_u128(1)), person: ANN, rota: None });
    story.does(CAT, leaves(ANN));
    assert!(matches!(story.swap().status, SwapStatus::Withdrawn { .. }));
    assert!(story.state.absences.is_empty() && story.state.feeds.is_empty());
    assert_eq!(story.on_now(), [BOB]);
}

#[test]
fn what_was_offered_to_them_lapses() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let offer = story.offer(ANN, 2 * DAY, 3 * DAY, Some(EVE));
    story.does(ANN, offer);
    story.does(CAT, leaves(EVE));
    assert!(matches!(story.swap().status, SwapStatus::Lapsed { .. }));
}

#[test]
fn a_rota_with_a_fault_holds_nobody_in_the_cell() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    for (rota, people) in [(0xEE, vec![ANN]), (0xEF, vec![EVE, BOB])] {
        // Saved when there was such a zone.
        let mut gone = days(&people);
        gone.time_zone = "Nowhere/Gone".to_owned();
        let id = RotaId(Uuid::from_u128(rota));
        let (name, duty, deputy, version) = ("Old".to_owned(), Duty::Responder, None, 1);
        let rota = CellRota { id, name, rota: gone, duty, deputy, version };
        let entry = Recorded {
            position: story.state.size,
            stream: Stream::Rota(id),
            seq: 1,
            id: EntryId(Uuid::nil()),
            actor: Actor::Operator,
            organisation: None,
            marking: Marking::Amber,
            named: Vec::new(),
            recorded_at: story.now,
            occurred_at: None,
            kind: "rota.saved".to_owned(),
            event: Some(Arc::new(Event::RotaSaved { rota })),
        };
        evolve(&mut story.state, &entry);
    }
    let (from, to) = (story.at_s(DAY), story.at_s(2 * DAY));
    story.does(BOB, Command::AddAbsence { absence: AbsenceId(Uuid::from_u128(0xEA)), person: BOB, from, to });
    story.does(CAT, leaves(BOB));
    assert!(!story.state.people[&BOB].active);
    assert_eq!(story.state.rotas[&RotaId(Uuid::from_u128(0xEF))].saved.rota.layers[0].groups, [[member(EVE)]]);
}

#[test]
fn the_offerer_hears_that_whom_they_asked_has_left() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let offer = Command::OfferSwap {
        swap: SWAP,
        rota: DAYS,
        person: ANN,
        from: story.at_s(2 * DAY),
        to: story.at_s(3 * DAY),
        to_person: Some(EVE),
        in_return: None,
        reason: None,
    };
    story.does(ANN, offer);
    story.does(CAT, leaves(EVE));
    let told = story.entries.iter().any(|entry| {
        matches!(entry.event.as_deref(), Some(Event::NoticeRaised { person, about: About::SwapAnswered { .. }, .. })
            if *person == ANN)
    });
    assert!(told, "{:?}", story.then());
}
