//! What follows from what: decisions, approvals, lanes, loops, sub-runbooks.

use crate::run::command::Command;
use crate::run::fact::{By, Event, Place, SkipCode, Why};
use crate::run::id::{EffectId, InstanceId};
use crate::run::plan::{Hash, Join};
use crate::run::reject::Reject;
use crate::run::request::Outcome;
use crate::run::state::{RunStatus, Status};
use crate::run::testing::{
    Tried, approval, child, complete, complete_with, decision, page, parallel, plan, repeat, says, task,
};
use crate::run::{command::Which, shown};

fn approve(run: &Tried, slug: &str) -> Command {
    let instance = run.latest(slug);
    Command::Approve { instance: instance.id, digest: shown(&run.run, instance) }
}

#[test]
fn an_answer_leads_into_its_branch_and_then_on() {
    let steps = vec![decision("ask", vec![(&["yes", "maybe"], vec![task("inside")])], &["no"]), task("after")];
    let mut run = Tried::of(steps);
    assert_eq!(
        run.decide("ask", "perhaps"),
        Err(Reject::NoSuchAnswer { possible: vec!["yes".into(), "maybe".into(), "no".into()] })
    );
    run.decide("ask", "maybe").unwrap();
    assert!(run.begun("inside") && !run.begun("after"));
    assert_eq!(run.run.record(run.frame_of("ask"), "ask_answer"), Some("maybe"));
    run.done("inside").unwrap();
    assert!(run.begun("after"));
}

#[test]
fn a_decision_that_is_passed_over_is_answered_all_the_same() {
    let mut run = Tried::of(vec![decision("ask", vec![(&["yes"], vec![task("inside")])], &["no"])]);
    let skip = |run: &Tried, answer: Option<&str>| Command::Skip {
        instance: run.id("ask"),
        code: SkipCode::Delegated,
        reason: "The trust decides.".to_owned(),
        answer: answer.map(str::to_owned),
    };
    let without = skip(&run, None);
    assert!(matches!(run.by("ann", &without), Err(Reject::NoSuchAnswer { .. })));
    let with = skip(&run, Some("yes"));
    run.by("ann", &with).unwrap();
    assert_eq!(run.status("ask"), Status::Skipped);
    assert!(run.begun("inside"));
}

#[test]
fn whoever_asks_or_proposes_does_not_approve_in_whatever_role() {
    let mut run = Tried::of(vec![task("before"), approval("gate", 1, None)]);
    run.outside
        .holders
        .insert("boss".to_owned(), ["boss", "chief", "tech", "ann"].map(crate::run::testing::person).to_vec());
    run.done("before").unwrap();
    let command = approve(&run, "gate");
    assert!(matches!(run.by("ann", &command), Err(Reject::NotYou(_))), "ann's step asked for it");
    assert!(matches!(run.by_as("tech", "boss", &command), Err(Reject::NotYou(_))), "also holds an excluded role");
    assert!(matches!(run.by_as("boss", "tech", &command), Err(Reject::NotYou(_))), "not in another role");
    run.by("boss", &command).unwrap();
    assert_eq!(run.status("gate"), Status::Done);
}

#[test]
fn two_must_agree_and_one_may_take_it_back() {
    let mut run = Tried::of(vec![approval("gate", 2, None), task("after")]);
    let command = approve(&run, "gate");
    run.by("boss", &command).unwrap();
    assert_eq!(run.by("boss", &command), Err(Reject::AgreedAlready));
    run.by("boss", &Command::WithdrawApproval { instance: run.id("gate") }).unwrap();
    run.by("chief", &command).unwrap();
    assert!(!run.begun("after"), "one of two");
    run.by("boss", &command).unwrap();
    assert!(run.begun("after"));
}

#[test]
fn an_agreement_is_to_what_was_shown_and_to_nothing_else() {
    let lanes = vec![vec![approval("gate", 2, None)], vec![says(task("look"), "found")]];
    let mut run = Tried::of(vec![parallel("both", lanes, Join::All)]);
    let old = approve(&run, "gate");
    run.by("boss", &old).unwrap();
    let look = complete_with(Which::Now(run.id("look")), &[("found", "far worse")]);
    let events = run.by("ann", &look).unwrap();
    assert!(events.iter().any(|event| matches!(event, Event::ApprovalsVoid { .. })));
    assert!(run.latest("gate").votes.is_empty());
    assert_eq!(run.by("chief", &old), Err(Reject::Changed));
}

#[test]
fn a_rejection_leads_into_its_branch_or_leaves_the_gate_shut() {
    let mut run = Tried::of(vec![approval("gate", 1, Some(vec![task("instead")])), task("after")]);
    let reject = Command::Reject { instance: run.id("gate"), reason: "Too wide.".to_owned() };
    run.by("boss", &reject).unwrap();
    assert!(run.begun("instead"));

    let mut run = Tried::of(vec![approval("gate", 1, None), task("after")]);
    let reject = Command::Reject { instance: run.id("gate"), reason: "Not yet.".to_owned() };
    run.by("boss", &reject).unwrap();
    assert_eq!(run.status("gate"), Status::Ready);
    let command = approve(&run, "gate");
    run.by("chief", &command).unwrap();
    assert!(run.begun("after"), "approved after all");
}

#[test]
fn lanes_join_once_when_the_last_is_over_also_an_empty_one() {
    let lanes = vec![vec![task("a")], vec![], vec![task("b")]];
    let mut run = Tried::of(vec![parallel("all", lanes, Join::All), task("after")]);
    run.done("a").unwrap();
    assert!(!run.begun("after"));
    run.done("b").unwrap();
    let joins = run
        .facts
        .iter()
        .filter(|fact| matches!(&fact.event, Event::Done { instance, .. } if *instance == run.id("all")));
    assert_eq!(joins.count(), 1);
    assert!(run.begun("after"));
}

#[test]
fn lanes_that_are_all_empty_join_at_once_and_once() {
    let mut run = Tried::of(vec![parallel("all", vec![vec![], vec![], vec![]], Join::All), task("after")]);
    assert!(run.begun("after"));
    run.done("after").unwrap();
}

#[test]
fn enough_lanes_call_off_the_others() {
    let lanes = vec![vec![task("a")], vec![task("b")], vec![task("c")]];
    let mut run = Tried::of(vec![parallel("some", lanes, Join::AtLeast(2)), task("after")]);
    let stale = complete(run.id("c"));
    run.done("a").unwrap();
    run.done("b").unwrap();
    assert_eq!(run.status("c"), Status::Cancelled(Why::Lane));
    assert!(run.begun("after"));
    assert_eq!(run.by("ann", &stale), Err(Reject::NoLonger), "an old page ticks a step that is called off");
}

#[test]
fn a_lane_can_be_given_up_and_its_sibling_goes_on() {
    let lanes = vec![vec![task("a")], vec![approval("gate", 1, None)]];
    let mut run = Tried::of(vec![parallel("both", lanes, Join::All), task("after")]);
    let (lane, stale) = (run.frame_of("a"), complete(run.id("a")));
    assert_eq!(run.by("ann", &Command::CancelLane { frame: lane, reason: String::new() }), Err(Reject::NoReason));
    run.by("ann", &Command::CancelLane { frame: lane, reason: "The ward is closed.".to_owned() }).unwrap();
    assert_eq!(run.status("gate"), Status::Ready, "a lane that fails takes nobody with it");
    assert_eq!(run.by("ann", &stale), Err(Reject::NoLonger), "an old page ticks a step of the lane");
    let command = approve(&run, "gate");
    run.by("boss", &command).unwrap();
    assert!(run.begun("after"));
    assert!(
        run.by("ann", &Command::CancelLane { frame: crate::run::id::FrameId::MAIN, reason: "x".to_owned() }).is_err()
    );
}

#[test]
fn a_loop_that_is_finished_before_it_begins_has_no_pass() {
    let run = Tried::of(vec![repeat("loop", "place = here", 0, 5, vec![task("inside")]), task("after")]);
    assert!(!run.begun("inside") && run.begun("after"));
}

#[test]
fn a_loop_goes_round_until_it_is_finished() {
    let mut run =
        Tried::of(vec![repeat("loop", "stopped = yes", 1_800, 5, vec![says(task("look"), "stopped")]), task("after")]);
    let look = |run: &mut Tried, word: &str| {
        let command = complete_with(Which::Now(run.id("look")), &[("stopped", word)]);
        run.by("ann", &command).unwrap()
    };
    look(&mut run, "no");
    assert_eq!(run.status("loop"), Status::Waiting, "half an hour from the beginning of the first");
    run.pass(1_799);
    assert_eq!(run.latest("loop").passes, 1);
    run.pass(1);
    assert_eq!(run.latest("loop").passes, 2);
    // The machine was off for a day: one pass, and not 48.
    run.now += jiff::SignedDuration::from_hours(24);
    look(&mut run, "no");
    assert_eq!(run.latest("loop").passes, 3);
    look(&mut run, "yes");
    assert!(run.begun("after"));
}

#[test]
fn a_loop_asks_where_nobody_has_said_and_at_its_limit() {
    let mut run = Tried::of(vec![repeat("loop", "stopped = yes", 0, 2, vec![task("inside")]), task("after")]);
    run.done("inside").unwrap();
    assert_eq!(run.status("loop"), Status::Judgement, "not known is neither yes nor no");
    let judge = |run: &Tried, go_on| Command::Judge { instance: run.id("loop"), go_on, reason: "As seen.".to_owned() };
    let on = judge(&run, true);
    run.by("ann", &on).unwrap();
    run.done("inside").unwrap();
    let known = Command::Judge { instance: run.id("inside"), go_on: true, reason: "x".to_owned() };
    assert!(run.by("ann", &known).is_err());
    let stop = judge(&run, false);
    run.by("ann", &stop).unwrap();
    assert!(run.begun("after"));

    let mut run = Tried::of(vec![repeat("loop", "place = there", 0, 2, vec![task("inside")]), task("after")]);
    run.done("inside").unwrap();
    let events = run.done("inside").unwrap();
    assert!(events.iter().any(|event| matches!(event, Event::Requested { .. })), "somebody is told");
    assert_eq!(run.status("loop"), Status::Judgement, "it does not end by itself");
    let on = judge(&run, true);
    run.by("ann", &on).unwrap();
    assert_eq!(run.latest("loop").passes, 3, "and goes on where a person says so");
}

#[test]
fn a_sub_runbook_has_its_own_records_and_gives_back_what_it_is_asked_for() {
    let inner = plan("child@1", vec![says(task("inner"), "found")]);
    let steps = vec![child("call", "child@1", &[("place", "place")], &[("found", "found")]), task("after")];
    let mut run = Tried::with(vec![plan("main@1", steps), inner]);
    let scope = run.frame_of("inner");
    let which = Which::Now(run.id("inner"));
    run.by("ann", &complete_with(which, &[("found", "x")])).unwrap();
    assert_eq!(run.run.record(scope, "found"), Some("x"));
    assert_eq!(run.run.record(run.frame_of("call"), "found"), Some("x"));
    assert!(run.begun("after"));
}

#[test]
fn a_sub_runbook_that_is_not_there_is_a_persons_task_and_not_the_end() {
    let mut run = Tried::of(vec![child("call", "nowhere@1", &[], &[]), task("after")]);
    assert!(run.latest("call").by_hand);
    run.done("call").unwrap();
    assert!(run.begun("after"));
}

#[test]
fn runbooks_that_call_each_other_come_to_an_end() {
    let a = plan("main@1", vec![child("to-b", "b@1", &[], &[])]);
    let b = plan("b@1", vec![child("to-a", "main@1", &[], &[])]);
    let run = Tried::with(vec![a, b]);
    let deepest = run.run.frames.values().map(|frame| frame.depth).max();
    assert_eq!(deepest, Some(5), "no deeper");
    assert!(run.run.instances.values().any(|it| it.by_hand), "then a person does it");
}

#[test]
fn lanes_in_a_loop_in_a_sub_runbook_are_each_their_own() {
    let lanes = || parallel("lanes", vec![vec![task("x")], vec![task("y")]], Join::All);
    let inner = plan("child@1", vec![repeat("loop", "place = there", 0, 3, vec![lanes()])]);
    let mut run = Tried::with(vec![plan("main@1", vec![child("call", "child@1", &[], &[])]), inner]);
    for _ in 0..3 {
        run.done("x").unwrap();
        run.done("y").unwrap();
    }
    let attempts: Vec<InstanceId> = run.run.instances.values().filter(|it| it.slug == "x").map(|it| it.id).collect();
    let frames: std::collections::BTreeSet<_> = attempts.iter().map(|id| run.run.instances[id].frame).collect();
    assert_eq!((attempts.len(), frames.len()), (3, 3));
    let passes = run.run.frames.values().filter(|frame| matches!(frame.place, Place::Pass { .. })).count();
    assert_eq!(passes, 3);
}

#[test]
fn what_is_done_by_itself_is_done_by_the_engine() {
    let run = Tried::of(vec![parallel("all", vec![vec![], vec![]], Join::All), page("call")]);
    let by = run.facts.iter().find(|fact| matches!(fact.event, Event::Done { .. })).map(|fact| fact.by.clone());
    assert_eq!(by, Some(By::Engine));
    assert!(matches!(run.run.status, RunStatus::Running));
    assert_eq!(run.run.version, Hash("main@1".to_owned()));
}

#[test]
fn a_lane_that_fails_leaves_its_sibling_waiting_for_its_approval() {
    let lanes = vec![vec![page("call"), task("b")], vec![approval("gate", 1, None)]];
    let mut run = Tried::of(vec![parallel("both", lanes, Join::All), task("after")]);
    let effect = EffectId::Act(run.id("call"), 1);
    run.answered(effect, Outcome::Failed { reason: "nobody answers".to_owned(), again: false });
    assert!(run.latest("call").by_hand, "a person does it");
    assert_eq!(run.status("gate"), Status::Ready);
    let command = approve(&run, "gate");
    run.by("boss", &command).unwrap();
    assert_eq!(run.status("both"), Status::Open, "the join waits for the lane that failed");
    assert!(!run.begun("after"));
    run.done("call").unwrap();
    run.done("b").unwrap();
    assert!(run.begun("after"));
}
