//! The rules of `rota`, told as given, when, then.

use ctac_rota::{Absence, Member, Override, OverrideKind};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::command::{Actor, Command, OnNow};
use crate::decide::{Answer, Refusal};
use crate::duty::{CoverageGap, CoverageSingle};
use crate::id::{PersonId, RotaId};
use crate::limits;
use crate::policy::Duty;
use crate::rules::story::duty::*;
use crate::rules::story::*;

const OTHER: RotaId = RotaId(Uuid::from_u128(72));

fn saved(id: RotaId, people: &[PersonId], deputy: Option<RotaId>, expect: Option<u64>) -> Command {
    let (name, rota, duty, on_now) = (format!("Rota {id}"), days(people), Duty::Lead, OnNow::Keep);
    Command::SaveRota { id, name, rota, duty, deputy, on_now, expect }
}

#[test]
fn another_order_keeps_whoever_is_on_unless_told_otherwise() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    assert_eq!(story.handoffs(), [(story.now, vec![], vec![ANN])], "a new rota says who is on");
    story.later(HOUR);
    story.saves(days(&[BOB, ANN, EVE]), OnNow::Keep).unwrap();
    assert_eq!((story.then(), story.on_now()), (vec!["rota.saved"], vec![ANN]));
    assert_eq!((story.on_at(DAY), story.on_at(2 * DAY)), (vec![EVE], vec![BOB]));
    story.saves(days(&[BOB, ANN, EVE]), OnNow::Recount).unwrap();
    assert_eq!(story.then(), ["rota.saved", "rota.on_call_changed"]);
    assert_eq!(story.handoffs(), [(story.now, vec![ANN], vec![BOB])]);
    assert_eq!((story.on_now(), story.on_at(HOUR - 1)), (vec![BOB], vec![ANN]), "what was stays");
}

#[test]
fn whoever_is_taken_out_in_the_middle_of_a_shift_is_replaced_by_the_next() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    story.later(HOUR).saves(days(&[BOB, EVE]), OnNow::Keep).unwrap();
    assert_eq!(story.handoffs(), [(story.now, vec![ANN], vec![BOB])]);
    assert_eq!((story.on_at(0), story.on_at(DAY)), (vec![ANN], vec![EVE]));
}

#[test]
fn whoever_stands_in_for_somebody_absent_is_kept_too() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    let (absence, from, to) = (crate::id::AbsenceId(Uuid::from_u128(1)), story.now, story.at_s(DAY));
    story.does(ANN, Command::AddAbsence { absence, person: ANN, from, to });
    assert_eq!(story.on_now(), [BOB]);
    story.later(HOUR).saves(days(&[EVE, BOB, ANN]), OnNow::Keep).unwrap();
    assert_eq!((story.on_now(), story.handoffs()), (vec![BOB], vec![]));
}

#[test]
fn an_answer_that_was_lost_is_given_again() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    let edit = || saved(DAYS, &[BOB, ANN], None, Some(1));
    story.later(HOUR);
    assert_eq!(story.does(CAT, edit()), Answer::Version(2));
    assert_eq!(story.does(CAT, edit()), Answer::Version(2));
    assert_eq!(story.then(), Vec::<&str>::new());
    assert!(story.refused(ANN, edit()).starts_with("your roles"));
}

#[test]
fn exceptions_have_commands_of_their_own() {
    let mut story = Story::new();
    let (from, to) = (story.now, story.at_s(60));
    let mut rota = days(&[ANN]);
    rota.overrides = vec![Override { from, to, kind: OverrideKind::Add { member: member(BOB) } }];
    let refusal = story.saves(rota, OnNow::Keep).unwrap_err().to_string();
    assert_eq!(refusal, "rota.overrides: leave them out: an override is added and removed by itself");
    let mut rota = days(&[ANN]);
    rota.absences = vec![Absence { member: member(BOB), from, to }];
    let refusal = story.saves(rota, OnNow::Keep).unwrap_err().to_string();
    assert_eq!(refusal, "rota.absences: leave them out: an absence is added and removed by itself");
}

#[test]
fn a_fault_names_its_place() {
    let mut story = Story::new();
    let mut says = |name: &str| {
        let mut rota = days(&[ANN, BOB]);
        rota.layers[0].groups[1].push(Member(name.to_owned()));
        story.saves(rota, OnNow::Keep).unwrap_err().to_string()
    };
    let nobody = Uuid::from_u128(999).to_string();
    assert_eq!(says(&nobody), format!("rota: layers[0].groups[1][1]: there is no active person {nobody}"));
    let team = format!("team/{nobody}");
    assert_eq!(says(&team), format!("rota: layers[0].groups[1][1]: there is no {team}"));
    let other_spelling = format!("{{{}}}", BOB);
    assert!(says(&other_spelling).contains("there is no active person {"));
}

#[test]
fn a_deputy_is_another_rota_and_stands_in_one_way_only() {
    let mut story = Story::on_duty(&[ANN]);
    assert!(story.refused(CAT, saved(OTHER, &[BOB], Some(OTHER), None)).starts_with("deputy: a rota cannot stand in"));
    let unknown = RotaId(Uuid::from_u128(73));
    assert!(story.refused(CAT, saved(OTHER, &[BOB], Some(unknown), None)).starts_with("deputy: there is no rota"));
    story.does(CAT, saved(OTHER, &[BOB], Some(DAYS), None));
    let refusal = story.refused(CAT, saved(DAYS, &[ANN], Some(OTHER), Some(1)));
    assert!(refusal.starts_with("deputy: a rota cannot stand in"), "{refusal}");
    let kept = &story.state.rotas[&OTHER].saved;
    assert_eq!((kept.duty, kept.deputy), (Duty::Lead, Some(DAYS)));
}

#[test]
fn a_rota_that_is_needed_is_not_retired() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let retire = |expect| Command::RetireRota { id: DAYS, expect };
    story.does(CAT, saved(OTHER, &[BOB], Some(DAYS), None));
    let refusal = story.refused(CAT, retire(Some(1)));
    assert!(refusal.contains("as its deputy: change it first"), "{refusal}");
    story.does(CAT, saved(OTHER, &[BOB], None, Some(1)));
    story.asks_days();
    assert_eq!(story.refused(CAT, retire(Some(1))), "the policy \"First\" asks this rota: change it first");
    story.policy(&[(&[ANN], 60)], 0);
    assert_eq!(story.when(Actor::Person(CAT), &retire(None)), Err(Refusal::Stale { actual: 1 }));
    assert!(story.refused(ANN, retire(Some(1))).starts_with("your roles"));
}

#[test]
fn a_retired_rota_answers_for_the_past_only() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let offer = story.offer(ANN, DAY * 2, DAY * 3, None);
    story.does(ANN, offer);
    story.later(HOUR);
    let retire = || Command::RetireRota { id: DAYS, expect: Some(1) };
    assert_eq!(story.does(CAT, retire()), Answer::Version(2));
    assert_eq!(story.then(), ["swap.withdrawn", "rota.retired", "rota.on_call_changed"]);
    assert_eq!(story.handoffs(), [(story.now, vec![ANN], vec![])]);
    assert_eq!((story.on_at(HOUR - 1), story.on_now(), story.on_at(DAY)), (vec![ANN], vec![], vec![]));
    let own = |alarm: &crate::state::Alarm| matches!(alarm, crate::state::Alarm::Due(..));
    assert!(story.state.alarms.iter().all(|(_, alarm)| own(alarm)), "but for the notices of the offer");
    assert_eq!(story.does(CAT, retire()), Answer::Version(2));
    let refusal = story.saves(days(&[ANN]), OnNow::Keep).unwrap_err().to_string();
    assert_eq!(refusal, "this rota was retired: make a new one");
    let add = story.add_override(1, DAY, 2 * DAY, OverrideKind::Add { member: member(BOB) });
    assert_eq!(story.refused(CAT, add), "this rota was retired: make a new one");
}

#[test]
fn a_note_is_left_by_whoever_is_on() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let note = |text: &str| Command::LeaveHandoffNote { rota: DAYS, text: text.to_owned() };
    story.does(ANN, note("Switch 3 is being watched."));
    let left = story.kept().note.clone().unwrap();
    assert_eq!((left.by, left.at, left.text.as_str()), (Some(ANN), story.now, "Switch 3 is being watched."));
    story.does(ANN, note("Switch 3 is being watched."));
    assert_eq!(story.then(), Vec::<&str>::new());
    assert!(story.refused(BOB, note("All quiet.")).starts_with("your roles"));
    story.does(CAT, note("All quiet."));
    assert!(story.refused(ANN, note(" ")).starts_with("text: it must not be empty"));
    assert!(story.refused(ANN, note(&"x".repeat(limits::NOTE + 1))).starts_with("text: at most"));
}

#[test]
fn coverage_is_kept_once_and_says_how_much_more_there_is() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let (from, to) = (story.now, story.at_s(DAY));
    let gap = |nth: i64| CoverageGap {
        from: from + SignedDuration::from_secs(nth),
        to: from + SignedDuration::from_secs(nth + 1),
        unreachable: vec![DAN],
    };
    let singles = vec![CoverageSingle { from, to, person: ANN }];
    let gaps: Vec<CoverageGap> = (0..105).map(gap).collect();
    let found = Command::RecordCoverage { rota: DAYS, horizon: to, gaps, singles };
    assert!(story.refused(CAT, found.clone()).starts_with("your roles"));
    story.when(Actor::System, &found).unwrap();
    let kept = story.kept().coverage.clone().unwrap();
    assert_eq!((kept.gaps.len(), kept.more_gaps, kept.singles.len(), kept.more_singles), (100, 5, 1, 0));
    story.when(Actor::System, &found).unwrap();
    assert_eq!(story.then(), Vec::<&str>::new());
}

#[test]
fn a_rota_holds_no_more_people_than_an_entry_of_a_handoff() {
    use crate::directory::Role;
    use crate::event::Event;
    use crate::limits::ROTA_PEOPLE;

    let mut story = Story::on_duty(&[ANN]);
    let people: Vec<PersonId> =
        (0..=ROTA_PEOPLE as u128).map(|nth| PersonId(Uuid::from_u128(u128::MAX - nth))).collect();
    for person in &people {
        story.state.people.insert(*person, somebody(*person, Role::Responder, &[]));
    }
    let all_on = |people: &[PersonId], first: PersonId| {
        let mut rota = days(&[first]);
        rota.layers[0].groups.push(people.iter().map(|person| member(*person)).collect());
        rota
    };
    let refusal = story.saves(all_on(&people, people[0]), OnNow::Keep).unwrap_err().to_string();
    assert_eq!(refusal, "no more than 700 people in one rota");
    story.saves(all_on(&people[1..], people[1]), OnNow::Keep).unwrap();
    // The largest entries there can be: all of them come on, and others than those who were.
    let was = people[1..].to_vec();
    let event = Event::RotaOnCallChanged { rota: DAYS, at: story.now, is: was.clone(), was };
    assert!(event.encode().unwrap().len() < 60 * 1024);
}
