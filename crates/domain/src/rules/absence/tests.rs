//! The rules of absences, told as given, when, then.

use uuid::Uuid;

use crate::command::Command;
use crate::id::{AbsenceId, PersonId};
use crate::rules::story::duty::*;
use crate::rules::story::*;

fn away(story: &Story, number: u128, person: PersonId, from_s: i64, to_s: i64) -> Command {
    let (from, to) = (story.at_s(from_s), story.at_s(to_s));
    Command::AddAbsence { absence: AbsenceId(Uuid::from_u128(number)), person, from, to }
}

fn back(number: u128) -> Command {
    Command::RemoveAbsence { absence: AbsenceId(Uuid::from_u128(number)) }
}

#[test]
fn the_next_in_order_stands_in() {
    let mut story = Story::on_duty(&[ANN, BOB, EVE]);
    story.later(HOUR);
    let command = away(&story, 1, ANN, 0, 2 * HOUR);
    story.does(ANN, command.clone());
    assert_eq!(story.then(), ["absence.added", "rota.on_call_changed"]);
    assert_eq!((story.on_at(HOUR - 1), story.on_now(), story.on_at(2 * HOUR)), (vec![ANN], vec![BOB], vec![ANN]));
    assert_eq!(story.on_at(DAY), [BOB], "the turns of the others stay as they are");
    story.does(ANN, command);
    assert_eq!(story.then(), Vec::<&str>::new());
    story.later(60);
    story.does(CAT, back(1));
    assert_eq!((story.on_at(HOUR + 59), story.on_now()), (vec![BOB], vec![ANN]));
}

#[test]
fn with_nobody_to_stand_in_it_is_a_gap() {
    let mut story = Story::on_duty(&[ANN]);
    let command = away(&story, 1, ANN, DAY, 2 * DAY);
    story.does(ANN, command);
    let gaps = crate::on_call::gaps(&story.state, DAYS, story.now, story.at_s(5 * DAY)).unwrap();
    assert_eq!(gaps, [ctac_rota::Gap { from: story.at_s(DAY), to: story.at_s(2 * DAY) }]);
    assert_eq!(story.kept().next, Some(story.at_s(DAY)), "it is told when it begins");
}

#[test]
fn it_is_ones_own_or_of_whom_one_manages() {
    let mut story = Story::on_duty(&[ANN, BOB]);
    let command = away(&story, 1, ANN, 0, DAY);
    assert!(story.refused(BOB, command.clone()).starts_with("your roles"));
    story.does(CAT, command);
    assert!(story.refused(BOB, back(1)).starts_with("your roles"));
    assert_eq!(story.refused(CAT, back(2)), "there is no such absence");
    story.later(2 * DAY);
    assert_eq!(story.refused(ANN, back(1)), "it is over: the past does not change");
    let over = away(&story, 3, ANN, 0, DAY);
    assert!(story.refused(ANN, over).starts_with("to: it is over already"));
    for number in 10..60 {
        let command = away(&story, number, ANN, 3 * DAY, 4 * DAY);
        story.does(ANN, command);
    }
    let one_more = away(&story, 60, ANN, 3 * DAY, 4 * DAY);
    assert_eq!(story.refused(ANN, one_more), "no more than 50 absences of one person");
}
