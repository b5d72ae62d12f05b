//! Undoing: a new attempt, with what was sent named and what was done looked at again.

use crate::run::command::{Command, Which};
use crate::run::fact::{Event, Evidence, Why};
use crate::run::id::EffectId;
use crate::run::plan::Join;
use crate::run::reject::Reject;
use crate::run::request::Outcome;
use crate::run::state::{RunStatus, Status};
use crate::run::testing::{Tried, complete, complete_with, decision, page, parallel, repeat, says, task};

#[test]
fn what_followed_and_nobody_began_is_withdrawn_and_comes_again() {
    let mut run = Tried::of(vec![task("one"), task("two"), task("three")]);
    run.done("one").unwrap();
    let old = complete(run.id("one"));
    run.reopen("one").unwrap();
    let withdrawn = run.run.instances.values().find(|it| it.slug == "two").unwrap();
    assert_eq!(withdrawn.status, Status::Cancelled(Why::Withdrawn));
    assert_eq!(run.latest("one").attempt, 2);
    assert_eq!(run.by("ann", &old), Err(Reject::OldAttempt), "a tick for the attempt before");
    run.done("one").unwrap();
    assert_eq!(run.status("two"), Status::Ready);
    assert_eq!(run.latest("two").attempt, 2);
}

#[test]
fn what_people_did_on_it_stays_and_is_looked_at_again() {
    let mut run = Tried::of(vec![task("one"), task("two"), task("three")]);
    run.done("one").unwrap();
    run.done("two").unwrap();
    run.reopen("one").unwrap();
    assert!(run.latest("two").recheck);
    run.done("one").unwrap();
    assert_eq!(run.status("three"), Status::Ready, "what is done is not asked for again");
    let confirm = Command::Confirm { instance: run.id("two") };
    run.by("ann", &confirm).unwrap();
    assert!(run.by("ann", &confirm).is_err());
    assert!(!run.latest("two").recheck);
}

#[test]
fn another_answer_closes_the_branch_and_names_what_cannot_be_called_back() {
    let steps = vec![
        decision("ask", vec![(&["yes"], vec![page("call"), task("inside")]), (&["no"], vec![task("other")])], &[]),
        task("after"),
    ];
    let mut run = Tried::of(steps);
    run.decide("ask", "yes").unwrap();
    let effect = EffectId::Act(run.id("call"), 1);
    run.answered(effect, Outcome::Done { reference: String::new(), outputs: std::collections::BTreeMap::new() });
    let events = run.reopen("ask").unwrap();
    let named = events.iter().find_map(|event| match event {
        Event::Reopened { irreversible, .. } => Some(irreversible.clone()),
        _ => None,
    });
    assert_eq!(named, Some(vec!["Do call".to_owned()]));
    run.decide("ask", "no").unwrap();
    assert_eq!(run.status("inside"), Status::Cancelled(Why::Superseded));
    run.done("other").unwrap();
    assert!(run.begun("after"));
}

#[test]
fn the_same_answer_again_goes_on_with_its_branch() {
    let mut run =
        Tried::of(vec![decision("ask", vec![(&["yes"], vec![task("in"), task("side")])], &["no"]), task("after")]);
    run.decide("ask", "yes").unwrap();
    run.done("in").unwrap();
    run.reopen("ask").unwrap();
    run.decide("ask", "yes").unwrap();
    assert_eq!(run.latest("in").attempt, 1, "not done again");
    run.done("side").unwrap();
    assert!(run.begun("after"));
}

#[test]
fn what_was_withdrawn_inside_a_branch_begins_again_there() {
    let ask = decision("ask", vec![(&["yes"], vec![task("inside")])], &["no"]);
    let mut run = Tried::of(vec![task("one"), ask]);
    run.done("one").unwrap();
    run.decide("ask", "yes").unwrap();
    run.reopen("one").unwrap();
    assert_eq!(run.status("inside"), Status::Cancelled(Why::Withdrawn));
    run.done("one").unwrap();
    assert_eq!(run.status("inside"), Status::Ready);
}

#[test]
fn evidence_stays_with_the_attempt_it_was_given_for() {
    let mut run = Tried::of(vec![says(task("look"), "found"), task("after")]);
    let evidence = vec![Evidence { label: "a photograph".to_owned(), value: "sha256:00".to_owned() }];
    let outputs = std::collections::BTreeMap::from([("found".to_owned(), "x".to_owned())]);
    let which = Which::Now(run.id("look"));
    run.by("ann", &Command::Complete { which, occurred_at: None, outputs, evidence, note: None }).unwrap();
    let first = run.id("look");
    run.reopen("look").unwrap();
    assert_eq!(run.latest("look").ended, None, "an attempt begins with nothing");
    assert_eq!(run.run.instances[&first].ended.as_ref().unwrap().evidence.len(), 1);
    assert!(matches!(run.done("look"), Err(Reject::OutputsMissing(_))));
}

#[test]
fn a_step_of_an_earlier_pass_is_done_again_and_the_loop_does_not_turn_back() {
    let mut run = Tried::of(vec![repeat("loop", "place = there", 0, 9, vec![task("inside")])]);
    for _ in 0..4 {
        run.done("inside").unwrap();
    }
    let second = run.run.instances.values().filter(|it| it.slug == "inside").nth(1).unwrap().clone();
    run.by("ann", &Command::Reopen { instance: second.id, reason: "Counted wrongly.".to_owned() }).unwrap();
    assert_eq!(run.latest("loop").passes, 5);
    let again = run.latest("inside");
    assert_eq!((again.frame, again.attempt), (second.frame, 2));
    run.done("inside").unwrap();
    assert_eq!(run.latest("loop").passes, 5, "no pass more, none less");
}

#[test]
fn a_run_that_is_over_can_be_corrected_and_is_over_again() {
    let mut run = Tried::of(vec![task("only")]);
    run.done("only").unwrap();
    run.reopen("only").unwrap();
    assert_eq!(run.run.status, RunStatus::Running);
    run.done("only").unwrap();
    assert!(matches!(run.run.status, RunStatus::Finished { .. }));
}

#[test]
fn nothing_is_reopened_in_what_was_given_up_or_whole() {
    let lanes = vec![vec![task("a"), task("b")], vec![task("c")]];
    let mut run = Tried::of(vec![parallel("both", lanes, Join::AtLeast(1)), task("after")]);
    run.done("a").unwrap();
    run.done("c").unwrap();
    assert_eq!(run.reopen("a"), Err(Reject::NoLonger), "its lane was called off");
    assert!(matches!(run.reopen("both"), Err(Reject::Unfitting(_))));
    assert!(matches!(run.reopen("after"), Err(Reject::Unfitting(_))), "it is not over");
    let with_words = complete_with(Which::Now(run.id("after")), &[]);
    run.by("ann", &with_words).unwrap();
}

#[test]
fn a_question_asked_again_has_no_answer_yet() {
    let ask = decision("ask", vec![(&["yes"], vec![page("call")])], &["no"]);
    let mut run = Tried::of(vec![ask, says(task("look"), "found"), task("after")]);
    run.decide("ask", "yes").unwrap();
    let call = run.id("call");
    run.reopen("ask").unwrap();
    let again = run.latest("ask").clone();
    assert_eq!((again.attempt, again.status, &again.ended), (2, Status::Ready, &None), "not the answer of before");
    assert_eq!(run.run.instances[&call].status, Status::Sending, "what was sent was sent");
    run.decide("ask", "no").unwrap();
    let first = run.run.instances.values().find(|it| it.slug == "ask" && it.attempt == 1).unwrap();
    assert!(first.ended.is_some(), "the answer of before stands where it was given");
    assert_eq!(run.run.record(run.frame_of("ask"), "ask_answer"), Some("no"));
    assert!(!run.run.instances[&call].status.is_live(), "nobody waits for what came of it");
    let late = Outcome::Done { reference: "r".to_owned(), outputs: std::collections::BTreeMap::new() };
    let events = run.answered(EffectId::Act(call, 1), late);
    assert!(
        matches!(events.as_slice(), [Event::AnsweredLate { .. }]),
        "it is recorded, and changes nothing: {events:?}"
    );
    let which = Which::Now(run.id("look"));
    run.by("ann", &complete_with(which, &[("found", "x")])).unwrap();
    run.reopen("look").unwrap();
    assert_eq!(run.latest("look").ended, None);
    assert!(matches!(run.done("look"), Err(Reject::OutputsMissing(_))), "what was found is to be said again");
}
