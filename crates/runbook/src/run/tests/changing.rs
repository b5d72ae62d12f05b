//! The run as a whole: another version, another lead, its end.

use crate::run::command::Command;
use crate::run::fact::Why;
use crate::run::plan::{Def, Hash, Kind};
use crate::run::reject::Reject;
use crate::run::state::{RunStatus, Status};
use crate::run::testing::{Tried, approval, decision, person, plan, repeat, task};
use crate::run::{preview, shown};

fn migrate(to: &str) -> Command {
    Command::Migrate { version: Hash(to.to_owned()) }
}

fn reworded(def: Def) -> Def {
    Def { shown: Hash("otherwise".to_owned()), ..def }
}

#[test]
fn what_is_done_stays_done_what_is_new_comes_marked_what_is_gone_is_withdrawn() {
    let old = plan("main@1", vec![task("one"), task("two"), task("three"), task("four")]);
    let new = plan("main@2", vec![reworded(task("one")), task("new"), task("two"), task("four"), task("last")]);
    let mut run = Tried::with(vec![old, new]);
    run.done("one").unwrap();
    run.done("two").unwrap();
    let would = preview(&run.run, &run.outside.plans[&Hash("main@2".to_owned())]);
    assert_eq!(would.added, vec!["last".to_owned(), "new".to_owned()]);
    assert_eq!((would.withdrawn.as_slice(), would.recheck.as_slice()), (&[run.id("three")][..], &[run.id("one")][..]));
    assert!(run.by("ann", &migrate("main@2")).is_err(), "only who leads the run");
    run.by("lead", &migrate("main@2")).unwrap();
    assert_eq!(run.status("three"), Status::Cancelled(Why::Superseded));
    assert!(run.latest("one").recheck);
    assert_eq!(run.latest("one").version, Hash("main@1".to_owned()), "it was done under that version");
    assert!(run.latest("new").inserted);
    for slug in ["new", "four", "last"] {
        run.done(slug).unwrap();
    }
    assert!(matches!(run.run.status, RunStatus::Finished { .. }));
}

#[test]
fn agreements_to_another_text_are_void() {
    let mut run = Tried::with(vec![
        plan("main@1", vec![approval("gate", 2, None)]),
        plan("main@2", vec![reworded(approval("gate", 2, None))]),
    ]);
    let digest = shown(&run.run, run.latest("gate"));
    let command = Command::Approve { instance: run.id("gate"), digest };
    run.by("boss", &command).unwrap();
    run.by("lead", &migrate("main@2")).unwrap();
    assert!(run.latest("gate").votes.is_empty());
}

#[test]
fn a_branch_that_is_under_way_is_not_taken_away() {
    let old = plan("main@1", vec![decision("ask", vec![(&["yes"], vec![task("inside")])], &["no"])]);
    let new = plan("main@2", vec![decision("ask", vec![], &["yes", "no"])]);
    let mut run = Tried::with(vec![old, new]);
    run.decide("ask", "yes").unwrap();
    assert_eq!(run.by("lead", &migrate("main@2")), Err(Reject::BranchGone("ask".to_owned())));
    run.done("inside").unwrap();
}

#[test]
fn a_loop_goes_on_with_the_new_body() {
    let of = |slug: &str| vec![repeat("loop", "place = there", 0, 9, vec![task("inside"), task(slug)])];
    let mut run = Tried::with(vec![plan("main@1", of("old")), plan("main@2", of("new"))]);
    run.done("inside").unwrap();
    run.by("lead", &migrate("main@2")).unwrap();
    assert_eq!(run.status("old"), Status::Cancelled(Why::Superseded));
    run.done("new").unwrap();
    assert_eq!(run.latest("loop").passes, 2);
}

#[test]
fn a_step_that_moved_to_another_place_is_done_there() {
    let old = plan("main@1", vec![task("one"), decision("ask", vec![(&["yes"], vec![task("moved")])], &["no"])]);
    let new = plan("main@2", vec![task("one"), task("moved"), decision("ask", vec![(&["yes"], vec![])], &["no"])]);
    let mut run = Tried::with(vec![old, new]);
    run.by("lead", &migrate("main@2")).unwrap();
    run.done("one").unwrap();
    run.done("moved").unwrap();
    assert_eq!(run.status("ask"), Status::Ready);
}

#[test]
fn another_runbook_is_not_another_version() {
    let mut run = Tried::with(vec![plan("main@1", vec![task("one")]), plan("other@1", vec![task("one")])]);
    assert!(matches!(run.by("lead", &migrate("other@1")), Err(Reject::Unfitting(_))));
    assert!(matches!(run.by("lead", &migrate("nowhere@1")), Err(Reject::NotFound(_))));
}

#[test]
fn the_lead_is_handed_over_when_the_other_takes_it() {
    let mut run = Tried::of(vec![task("only")]);
    assert!(run.by("ann", &Command::TakeOver).is_err());
    assert!(run.by("ann", &Command::OfferHandover { to: person("bob") }).is_err());
    run.by("lead", &Command::OfferHandover { to: person("bob") }).unwrap();
    assert_eq!(run.run.lead, person("lead"), "not before they say so");
    run.by("bob", &Command::TakeOver).unwrap();
    assert_eq!(run.run.lead, person("bob"));
}

#[test]
fn a_run_is_not_given_up_while_a_clock_has_no_owner() {
    let mut run = Tried::of(vec![task("only")]);
    run.outside.ownerless = vec!["breach-72h".to_owned()];
    let cancel = Command::CancelRun { reason: "It was a drill of the supplier.".to_owned() };
    assert_eq!(run.by("lead", &cancel), Err(Reject::ClocksWithoutOwner(vec!["breach-72h".to_owned()])));
    run.outside.ownerless.clear();
    run.by("lead", &cancel).unwrap();
    assert_eq!(run.status("only"), Status::Cancelled(Why::Run));
    assert!(run.by("ann", &Command::Note { instance: None, text: "One thing more.".to_owned() }).is_ok());
    assert!(run.done("only").is_err());
}

#[test]
fn gates_are_known() {
    assert!(approval("gate", 1, None).kind.is_gate());
    assert!(!Kind::Task.is_gate());
}
