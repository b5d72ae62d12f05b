//! The report of how a procedure was followed.

use crate::run::adherence::{CameTo, Mark, Report};
use crate::run::command::{Command, Which};
use crate::run::fact::SkipCode;
use crate::run::testing::{Tried, complete_with, decision, task, within};

fn report(run: &Tried) -> Report {
    Report::of(&run.run, &run.facts)
}

#[test]
fn two_denominators_what_applied_and_everything() {
    let branches = vec![(&["yes"][..], vec![task("a"), task("b")]), (&["no"][..], vec![task("c")])];
    let mut run = Tried::of(vec![decision("ask", branches, &[]), task("last")]);
    run.decide("ask", "no").unwrap();
    run.done("c").unwrap();
    let figures = report(&run).figures;
    assert_eq!((figures.all, figures.applicable, figures.done), (5, 3, 2), "ask, c and last applied");
    let missed: Vec<_> = report(&run).not_reached.into_iter().map(|it| (it.slug, it.not_applicable)).collect();
    assert_eq!(missed, vec![("a".to_owned(), true), ("b".to_owned(), true)]);
}

#[test]
fn lateness_claims_skips_and_undoing_are_told() {
    let mut run = Tried::of(vec![within(task("one"), 60, &[(0, None)]), within(task("two"), 600, &[]), task("three")]);
    let claim = Command::Claim { instance: run.id("one"), reason: None };
    run.pass(30);
    run.by("ann", &claim).unwrap();
    run.pass(60);
    run.done("one").unwrap();
    run.done("two").unwrap();
    let skip = Command::Skip {
        instance: run.id("three"),
        code: SkipCode::Delegated,
        reason: "The trust does it.".to_owned(),
        answer: None,
    };
    run.by("ann", &skip).unwrap();
    run.reopen("two").unwrap();
    run.done("two").unwrap();
    let report = report(&run);
    let one = &report.steps[0];
    assert_eq!((one.came_to, one.late_s, one.by.clone().unwrap().0.as_str()), (CameTo::Done, Some(30), "ann"));
    let figures = &report.figures;
    assert_eq!((figures.timed, figures.on_time, figures.skipped, figures.reopened), (2, 1, 1, 1));
    assert_eq!(figures.median_to_claim_s, Some(30));
    assert!(report.ended_at.is_some());
    assert!(report.turns.iter().any(|turn| turn.what.contains("It was wrong.")));
}

#[test]
fn what_is_worth_a_look_is_marked() {
    let mut run = Tried::of(vec![task("one"), task("two")]);
    let frame = run.frame_of("one");
    run.by("ann", &complete_with(Which::Ahead(frame, "two".to_owned()), &[])).unwrap();
    let report = report(&run);
    assert!(report.steps.iter().any(|it| it.slug == "two" && it.marks.contains(&Mark::Early)));
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
}
