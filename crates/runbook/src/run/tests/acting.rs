//! Automatic steps: asked once under one id, answered or not, and a person's task where it goes wrong.

use crate::run::command::Command;
use crate::run::command::Which;
use crate::run::fact::{Event, SkipCode};
use crate::run::id::EffectId;
use crate::run::reject::Reject;
use crate::run::request::{Ask, Outcome};
use crate::run::state::{Mode, RunStatus, Status};
use crate::run::testing::{Tried, complete, complete_with, http, page, says, task};

fn sent(run: &Tried, slug: &str) -> EffectId {
    EffectId::Act(run.id(slug), run.latest(slug).tries)
}

fn worked() -> Outcome {
    Outcome::Done { reference: "ref-1".to_owned(), outputs: std::collections::BTreeMap::new() }
}

fn failed(again: bool) -> Outcome {
    Outcome::Failed { reason: "503".to_owned(), again }
}

#[test]
fn the_world_is_asked_once_and_its_answer_is_the_steps_end() {
    let mut run = Tried::of(vec![page("call"), task("after")]);
    let effect = sent(&run, "call");
    match &run.run.outbox[&effect].what {
        Ask::Page { message, roles, .. } => {
            assert_eq!((message.as_str(), roles.as_slice()), ("Come to here.", &["boss".to_owned()][..]));
        }
        other => panic!("{other:?}"),
    }
    run.answered(effect, worked());
    assert!(run.run.outbox.is_empty() && run.begun("after"));
}

#[test]
fn a_value_is_text_wherever_it_lands() {
    let idempotent = serde_json::json!({"idempotent": {"retries": 2}});
    let nasty = "a\"b\n{place} __x__:value {{";
    let mut run = Tried::of(vec![task("before"), http("call", &idempotent)]);
    let scope = run.frame_of("before");
    run.run.records.insert((scope, "place".to_owned()), nasty.to_owned());
    run.done("before").unwrap();
    let effect = sent(&run, "call");
    let Ask::Http { body: Some(body), .. } = &run.run.outbox[&effect].what else { panic!("no body") };
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body, serde_json::json!({ "place": nasty }));
}

#[test]
fn a_failure_that_could_pass_is_tried_again_and_then_is_a_persons() {
    let idempotent = serde_json::json!({"idempotent": {"retries": 2}});
    let mut run = Tried::of(vec![http("call", &idempotent), task("after")]);
    for wait in [5, 10] {
        run.answered(sent(&run, "call"), failed(true));
        assert_eq!(run.status("call"), Status::Waiting);
        run.pass(wait);
        assert_eq!(run.status("call"), Status::Sending);
    }
    run.answered(sent(&run, "call"), failed(true));
    assert!(run.latest("call").by_hand, "never the end of the run");
    assert!(matches!(run.run.status, RunStatus::Running));
    run.done("call").unwrap();
    assert!(run.begun("after"));
}

#[test]
fn what_must_not_be_sent_twice_is_not() {
    let mut run = Tried::of(vec![http("call", &serde_json::json!("once")), task("after")]);
    run.answered(sent(&run, "call"), Outcome::Unknown);
    assert_eq!(run.status("call"), Status::Unknown);
    assert!(run.run.outbox.is_empty(), "nobody sends it again by himself");
    run.pass(86_400);
    assert_eq!(run.status("call"), Status::Unknown);
    let retry = Command::Retry { instance: run.id("call") };
    run.by("ann", &retry).unwrap();
    assert_eq!(run.latest("call").tries, 2, "a person may");
}

#[test]
fn a_page_whose_answer_was_lost_is_sent_again() {
    let mut run = Tried::of(vec![page("call")]);
    run.answered(sent(&run, "call"), Outcome::Unknown);
    run.pass(5);
    assert_eq!(run.status("call"), Status::Sending);
    assert_eq!(run.latest("call").tries, 2);
}

#[test]
fn no_answer_in_time_is_a_failure_like_any_other() {
    let mut run = Tried::of(vec![http("call", &serde_json::json!("once"))]);
    let events = run.pass(60);
    assert!(events.iter().any(|event| matches!(event, Event::GaveUpWaiting { .. })));
    assert!(run.latest("call").by_hand);
}

/// What the service could not do and a person cannot either stays somebody's to see to: the run neither ends nor forgets it.
#[test]
fn where_the_hand_fails_too_it_is_said_and_somebody_decides() {
    let mut run = Tried::of(vec![page("call"), task("look"), task("after")]);
    run.answered(sent(&run, "call"), failed(false));
    assert!(run.latest("call").by_hand);
    for slug in ["call", "look"] {
        let fail = |run: &Tried, reason: &str| Command::Fail { instance: run.id(slug), reason: reason.to_owned() };
        let without = fail(&run, " ");
        assert_eq!(run.by("ann", &without), Err(Reject::NoReason));
        let with = fail(&run, "The switchboard is down too.");
        run.by("ann", &with).unwrap();
        assert!(
            run.facts
                .iter()
                .any(|fact| matches!(&fact.event, Event::Failed { instance, .. } if *instance == run.id(slug)))
        );
        assert_eq!((run.status(slug), &run.run.status), (Status::Ready, &RunStatus::Running), "{slug}");
        let skip = Command::Skip {
            instance: run.id(slug),
            code: SkipCode::Impossible,
            reason: "A runner was sent.".to_owned(),
            answer: None,
        };
        run.by("ann", &skip).unwrap();
    }
    assert_eq!(run.status("after"), Status::Ready);
}

#[test]
fn an_answer_that_comes_too_late_is_recorded_and_changes_nothing() {
    let mut run = Tried::of(vec![page("call"), task("after")]);
    let effect = sent(&run, "call");
    let by_hand = Command::DoByHand { instance: run.id("call"), reason: "I rang.".to_owned() };
    run.by("ann", &by_hand).unwrap();
    run.done("call").unwrap();
    let before = run.run.clone();
    let events = run.answered(effect, worked());
    assert!(matches!(events.as_slice(), [Event::AnsweredLate { .. }]));
    assert_eq!(run.run, before);
    assert_eq!(run.done("call"), Err(Reject::AlreadyOver { by: Some("ann".to_owned()) }));
}

#[test]
fn the_answer_fills_records_and_nothing_that_is_not_one() {
    let mut run = Tried::of(vec![http("call", &serde_json::json!("once")), says(task("look"), "found")]);
    let outputs = [("ticket", "T-1"), ("fixed", "2"), ("nonsense", "x")];
    let outputs = outputs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    run.answered(sent(&run, "call"), Outcome::Done { reference: String::new(), outputs });
    let scope = run.frame_of("call");
    assert_eq!(run.run.record(scope, "ticket"), Some("T-1"));
    assert_eq!(run.run.record(scope, "fixed"), Some("1"));
    assert_eq!(run.run.record(scope, "nonsense"), None);
}

#[test]
fn only_the_engine_answers_and_only_people_act() {
    let mut run = Tried::of(vec![page("call"), task("after")]);
    let effect = sent(&run, "call");
    assert_eq!(run.by("ann", &Command::Answer { effect, outcome: worked() }), Err(Reject::EngineOnly));
    assert_eq!(run.by("ann", &Command::Tick), Err(Reject::EngineOnly));
    let tick = complete(run.id("call"));
    assert!(matches!(run.by("ann", &tick), Err(Reject::Unfitting(_))), "it is being sent");
    let ahead = complete_with(Which::Ahead(run.frame_of("call"), "call".to_owned()), &[]);
    assert!(matches!(run.by("ann", &ahead), Err(Reject::Unfitting(_))));
}

#[test]
fn every_request_of_an_exercise_is_marked() {
    let mut run = Tried::of(vec![task("before"), page("call")]);
    run.run.mode = Mode::Exercise;
    run.done("before").unwrap();
    assert!(run.run.outbox.values().all(|request| request.exercise));
}
