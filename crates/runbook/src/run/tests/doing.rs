//! Doing steps: once, by a person, in order or marked.

use jiff::SignedDuration;

use crate::run::command::{Command, Which};
use crate::run::fact::{Event, Evidence, SkipCode};
use crate::run::plan::{Def, Skip, Wanted};
use crate::run::reject::Reject;
use crate::run::state::{RunStatus, Status};
use crate::run::testing::{Tried, approval, complete, complete_with, decision, person, says, task};

#[test]
fn steps_come_in_order_and_the_run_ends_after_the_last() {
    let mut run = Tried::of(vec![task("first"), task("second")]);
    assert!(!run.begun("second"), "one after the other");
    run.done("first").unwrap();
    let events = run.done("second").unwrap();
    assert_eq!(events.last(), Some(&Event::RunFinished));
    assert!(matches!(run.run.status, RunStatus::Finished { .. }));
}

#[test]
fn who_ticks_second_hears_who_was_first() {
    let mut run = Tried::of(vec![task("only"), task("after")]);
    let command = complete(run.id("only"));
    run.by("ann", &command).unwrap();
    assert_eq!(run.by("bob", &command), Err(Reject::AlreadyOver { by: Some("ann".to_owned()) }));
}

#[test]
fn the_same_command_again_does_nothing() {
    let mut run = Tried::of(vec![task("only"), task("after")]);
    let command = complete(run.id("only"));
    assert!(!run.called("ann", "c1", &command).unwrap().is_empty());
    assert_eq!(run.called("ann", "c1", &command), Ok(Vec::new()), "an answer that was lost on the way");
}

#[test]
fn what_must_be_said_is_asked_for_and_must_fit() {
    let mut run = Tried::of(vec![says(task("look"), "found"), task("after")]);
    assert_eq!(run.done("look"), Err(Reject::OutputsMissing(vec!["found".to_owned()])));
    let which = Which::Now(run.id("look"));
    let unknown = complete_with(which.clone(), &[("found", "x"), ("nonsense", "y")]);
    assert!(matches!(run.by("ann", &unknown), Err(Reject::BadValue { .. })));
    let fixed = complete_with(which.clone(), &[("found", "x"), ("fixed", "2")]);
    assert!(matches!(run.by("ann", &fixed), Err(Reject::BadValue { .. })), "a constant stays");
    run.by("ann", &complete_with(which, &[("found", "{place} \"quoted\" __x__:value")])).unwrap();
    assert_eq!(run.run.record(run.frame_of("look"), "found"), Some("{place} \"quoted\" __x__:value"));
}

#[test]
fn evidence_is_wanted_where_the_step_says_so() {
    let wanted = |name: &str, required| Wanted { name: name.to_owned(), required };
    let def = Def { evidence: vec![wanted("a photograph", true), wanted("a sketch", false)], ..task("look") };
    let mut run = Tried::of(vec![def]);
    assert_eq!(run.done("look"), Err(Reject::EvidenceMissing(vec!["a photograph".to_owned()])));
    let evidence = vec![Evidence { label: "a photograph".to_owned(), value: "sha256:00".to_owned() }];
    let which = Which::Now(run.id("look"));
    let command = Command::Complete {
        which,
        occurred_at: None,
        outputs: std::collections::BTreeMap::new(),
        evidence,
        note: None,
    };
    run.by("ann", &command).unwrap();
}

#[test]
fn a_clock_ahead_is_cut_to_now_and_an_old_word_is_marked() {
    let mut run = Tried::of(vec![task("one"), task("two"), task("three")]);
    let said = |run: &Tried, slug: &str, at| Command::Complete {
        which: Which::Now(run.id(slug)),
        occurred_at: Some(at),
        outputs: std::collections::BTreeMap::new(),
        evidence: Vec::new(),
        note: None,
    };
    let ahead = said(&run, "one", run.now + SignedDuration::from_hours(2));
    run.by("ann", &ahead).unwrap();
    let ended = run.latest("one").ended.clone().unwrap();
    assert_eq!((ended.occurred_at, ended.odd_time), (run.now, true));
    run.pass(3_600);
    let old = said(&run, "two", run.now - SignedDuration::from_mins(20));
    run.by("ann", &old).unwrap();
    assert!(run.latest("two").ended.clone().unwrap().odd_time, "more than a quarter of an hour ago");
    let fresh = said(&run, "three", run.now);
    run.by("ann", &fresh).unwrap();
    assert!(!run.latest("three").ended.clone().unwrap().odd_time);
}

#[test]
fn a_later_step_may_be_done_early_but_never_past_a_gate() {
    let steps = vec![task("one"), task("two"), decision("gate", vec![], &["yes", "no"]), task("four")];
    let mut run = Tried::of(steps);
    let frame = run.frame_of("one");
    let ahead = |slug: &str| complete_with(Which::Ahead(frame, slug.to_owned()), &[]);
    run.by("ann", &ahead("two")).unwrap();
    assert!(run.latest("two").early, "marked");
    assert_eq!(run.by("ann", &ahead("four")), Err(Reject::Gate { title: "Do gate".to_owned() }));
    assert!(matches!(run.by("ann", &ahead("gate")), Err(Reject::Unfitting(_))));
    run.done("one").unwrap();
    assert_eq!(run.status("gate"), Status::Ready, "what was done early is passed by");
}

#[test]
fn ten_ticks_of_a_device_that_was_offline_come_in_any_order() {
    let names: Vec<String> = (0..10).map(|nth| format!("s{nth}")).collect();
    let mut run = Tried::of(names.iter().map(|name| task(name)).collect());
    let frame = run.frame_of("s0");
    for nth in [7, 3, 9, 0, 5, 1, 8, 2, 6, 4] {
        run.by("ann", &complete_with(Which::Ahead(frame, names[nth].clone()), &[])).unwrap();
    }
    assert!(matches!(run.run.status, RunStatus::Finished { .. }));
    assert_eq!(run.run.instances.len(), 10, "each once");
}

#[test]
fn a_step_is_passed_over_by_its_own_rule() {
    let never = Def { skip: Skip::Never, ..task("never") };
    let two = Def { skip: Skip::Approval("boss".to_owned()), ..task("two") };
    let mut run = Tried::of(vec![task("free"), two, never]);
    let skip = |run: &Tried, slug: &str, reason: &str| Command::Skip {
        instance: run.id(slug),
        code: SkipCode::NotApplicable,
        reason: reason.to_owned(),
        answer: None,
    };
    let without = skip(&run, "free", " ");
    assert_eq!(run.by("ann", &without), Err(Reject::NoReason));
    let with = skip(&run, "free", "No such system here.");
    run.by("ann", &with).unwrap();
    let asked = skip(&run, "two", "It is switched off.");
    run.by("ann", &asked).unwrap();
    assert_eq!(run.status("two"), Status::Ready, "another must agree");
    assert!(matches!(run.by("ann", &asked), Err(Reject::NoSkip(_))));
    assert!(matches!(run.by("bob", &asked), Err(Reject::NotYou(_))), "and hold the role");
    run.by("boss", &asked).unwrap();
    assert_eq!(run.status("two"), Status::Skipped);
    let never = skip(&run, "never", "Please.");
    assert!(matches!(run.by("ann", &never), Err(Reject::NoSkip(_))));
}

#[test]
fn an_approval_cannot_be_passed_over_but_two_people_can_override_it() {
    let mut run = Tried::of(vec![approval("gate", 1, None), task("after")]);
    let skip =
        Command::Skip { instance: run.id("gate"), code: SkipCode::Unsafe, reason: "No time.".to_owned(), answer: None };
    assert!(matches!(run.by("ann", &skip), Err(Reject::NoSkip(_))));
    let over = Command::Override { instance: run.id("gate"), reason: "Nobody answers, patients wait.".to_owned() };
    run.by("ann", &over).unwrap();
    assert!(matches!(run.by("ann", &over), Err(Reject::NotYou(_))));
    run.by("bob", &over).unwrap();
    assert_eq!(run.status("gate"), Status::Done);
    assert_eq!(run.run.outbox.len(), 1, "whoever should have approved is told");
    assert!(run.begun("after"));
}

#[test]
fn a_role_that_nobody_holds_falls_to_the_lead_and_that_is_said() {
    let def = Def { role: Some("vacant".to_owned()), ..task("only") };
    let run = Tried::of(vec![def]);
    assert_eq!(run.latest("only").owners, vec![person("lead")]);
    assert!(run.facts.iter().any(|fact| matches!(&fact.event, Event::Noted { text, .. } if text.contains("vacant"))));
}

#[test]
fn claiming_and_giving_move_no_target() {
    let mut run = Tried::of(vec![crate::run::testing::within(task("only"), 600, &[(0, None)])]);
    let due = run.latest("only").due;
    let id = run.id("only");
    run.by("ann", &Command::Claim { instance: id, reason: None }).unwrap();
    assert_eq!(run.by("bob", &Command::Claim { instance: id, reason: None }), Err(Reject::NoReason));
    run.by("bob", &Command::Claim { instance: id, reason: Some("Ann is asleep.".to_owned()) }).unwrap();
    assert!(run.by("ann", &Command::Release { instance: id }).is_err());
    let gone = Command::Assign { instance: id, to: person("gone"), reason: String::new() };
    assert!(run.by("ann", &gone).is_err(), "who has left is given nothing");
    run.by("ann", &Command::Assign { instance: id, to: person("cat"), reason: "Rested.".to_owned() }).unwrap();
    assert_eq!(run.latest("only").due, due);
}

#[test]
fn an_added_step_comes_before_its_gate() {
    let mut run = Tried::of(vec![task("one"), approval("gate", 1, None)]);
    let frame = run.frame_of("one");
    let add = |before: Option<&str>| Command::AddStep {
        frame,
        title: "Ring the ward".to_owned(),
        text: "<b>now</b>".to_owned(),
        role: None,
        before: before.map(str::to_owned),
    };
    run.by("ann", &add(Some("gate"))).unwrap();
    run.done("one").unwrap();
    assert!(!run.begun("gate"), "first the added one");
    run.done("added.1").unwrap();
    assert_eq!(run.status("gate"), Status::Ready);
    run.by("ann", &add(Some("one"))).unwrap();
    assert!(run.latest("added.2").inserted, "its place is past: it begins at once, marked");
}
