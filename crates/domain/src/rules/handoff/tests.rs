//! Handoffs, told as given, when, then.

use crate::command::OnNow;
use crate::limits;
use crate::rules::story::duty::*;
use crate::rules::story::*;

#[test]
fn a_handoff_is_recorded_at_its_instant() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    assert_eq!(story.next_deadline_s(), 60, "the heartbeat");
    assert_eq!(story.kept().next, Some(story.at_s(DAY)));
    story.later(DAY - 1).tick();
    assert_eq!(story.then(), ["ledger.heartbeat"]);
    assert_eq!(story.next_deadline_s(), 1);
    story.later(1).tick();
    assert_eq!(story.handoffs(), [(story.at_s(DAY), vec![ANN], vec![BOB])]);
    assert_eq!(story.entries[0].occurred_at, None, "it was recorded as it happened");
    story.tick();
    assert_eq!(story.then(), Vec::<&str>::new());
}

#[test]
fn what_was_missed_is_recorded_in_order() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    story.later(3 * DAY + HOUR).tick();
    let all = [
        (story.at_s(DAY), vec![ANN], vec![BOB]),
        (story.at_s(2 * DAY), vec![BOB], vec![EVE]),
        (story.at_s(3 * DAY), vec![EVE], vec![ANN]),
    ];
    assert_eq!(story.handoffs(), all);
    let occurred: Vec<_> = story.entries.iter().map(|entry| entry.occurred_at.unwrap()).collect();
    assert_eq!(occurred, all.map(|(at, ..)| at));
}

#[test]
fn much_that_was_missed_is_recorded_over_several_ticks() {
    let mut story = Story::new();
    let mut rota = days(&[ANN, BOB]);
    rota.layers[0].turn = ctac_rota::Turn::of(1, ctac_rota::Unit::Hourly);
    story.saves(rota, OnNow::Keep).unwrap();
    story.later(620 * HOUR).tick();
    assert_eq!(story.handoffs().len() as u64, limits::TICK_ENTRIES);
    assert!(crate::due::needs_tick(&story.state, story.now));
    story.tick();
    assert_eq!(story.handoffs().len(), 120);
    assert!(!crate::due::needs_tick(&story.state, story.now));
}

#[test]
fn an_edit_first_says_what_was_missed() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    story.later(DAY + HOUR);
    story.saves(days(&[ANN, EVE]), OnNow::Keep).unwrap();
    assert_eq!(story.then(), ["rota.on_call_changed", "rota.saved", "rota.on_call_changed"]);
    assert_eq!(story.handoffs(), [(story.at_s(DAY), vec![ANN], vec![BOB]), (story.now, vec![BOB], vec![EVE])]);
}

#[test]
fn a_rota_that_never_changes_is_looked_at_now_and_then() {
    let mut story = Story::on_duty(&[ANN]);
    let looks = story.at_s(DAY * limits::HANDOFF_DAYS);
    assert_eq!(story.kept().next, Some(looks));
    story.later(DAY * limits::HANDOFF_DAYS).tick();
    assert_eq!(story.handoffs(), [(looks, vec![ANN], vec![ANN])]);
    assert_eq!(story.on_now(), [ANN]);
}

#[test]
fn a_page_asks_whoever_is_on_at_that_instant() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    story.asks_days();
    story.later(DAY - 1);
    let page = story.page();
    assert_eq!(story.messages(page, ANN).len(), 1);
    story.later(1);
    let page = story.page();
    assert_eq!((story.messages(page, ANN).len(), story.messages(page, BOB).len()), (0, 1), "before any tick");
}

#[test]
fn the_past_is_bounded() {
    let mut story = Story::new();
    let mut rota = days(&[ANN, BOB]);
    rota.layers[0].turn = ctac_rota::Turn::of(1, ctac_rota::Unit::Hourly);
    story.saves(rota.clone(), OnNow::Keep).unwrap();
    story.later(900 * DAY);
    assert_eq!(story.on_at(HOUR), [BOB], "so long as nothing changes, the rota itself knows");
    rota.layers[0].name = "hours".to_owned();
    story.saves(rota, OnNow::Recount).unwrap();
    let kept = story.kept();
    assert_eq!((kept.past.len(), kept.mark), (limits::PAST_SHIFTS, story.now));
    assert!(kept.known_from >= story.at_s((900 - limits::PAST_DAYS) * DAY));
    assert_eq!(kept.past.front().map(|shift| shift.from), Some(kept.known_from));
    assert_eq!(story.on_at(900 * DAY - 2), story.on_at(900 * DAY - HOUR));
    assert!(!story.on_at(900 * DAY - 2).is_empty());
}
