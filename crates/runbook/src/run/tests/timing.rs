//! Time targets, lateness, waits, pauses.

use jiff::SignedDuration;

use crate::model::Base;
use crate::run::command::{Command, Which};
use crate::run::fact::Event;
use crate::run::next_deadline;
use crate::run::plan::{Def, Target};
use crate::run::request::Ask;
use crate::run::state::Status;
use crate::run::testing::{Tried, at, complete_with, page, person, repeat, says, task, wait, within};

fn told(run: &Tried) -> Vec<(Vec<String>, Vec<String>)> {
    let asked = run.facts.iter().filter_map(|fact| match &fact.event {
        Event::Requested { request, .. } => match &request.what {
            Ask::Page { roles, people, .. } => Some((roles.clone(), people.iter().map(|it| it.0.clone()).collect())),
            _ => None,
        },
        _ => None,
    });
    asked.collect()
}

#[test]
fn a_late_step_is_told_of_level_by_level_and_once() {
    let levels = [(0, None), (300, Some("boss"))];
    let def = Def { role: Some("tech".to_owned()), ..within(task("only"), 600, &levels) };
    let mut run = Tried::of(vec![def]);
    assert_eq!(next_deadline(&run.run), Some(at(600)));
    run.pass(599);
    assert!(told(&run).is_empty());
    run.pass(1);
    assert_eq!(told(&run), vec![(vec![], vec!["tech".to_owned()])], "first whoever it was given to");
    run.pass(300);
    assert_eq!(told(&run).len(), 2);
    run.pass(10_000);
    assert_eq!(told(&run).len(), 2, "once a level");
    assert_eq!(next_deadline(&run.run), None);
    run.done("only").unwrap();
    assert_eq!(run.status("only"), Status::Done, "late is still done");
}

#[test]
fn after_a_night_without_power_one_message_and_not_three() {
    let levels = [(0, None), (300, Some("boss")), (600, Some("lead"))];
    let mut run = Tried::of(vec![within(task("only"), 600, &levels)]);
    let events = run.pass(50_000);
    let overdue: Vec<_> = events.iter().filter(|event| matches!(event, Event::Overdue { .. })).collect();
    assert!(matches!(overdue.as_slice(), [Event::Overdue { level: 3, due, .. }] if *due == at(600)), "{overdue:?}");
    assert_eq!(told(&run), vec![(vec!["lead".to_owned()], vec![])]);
}

#[test]
fn a_target_that_is_moved_while_its_time_comes_is_not_missed() {
    let mut run = Tried::of(vec![within(task("only"), 600, &[(0, None)])]);
    run.now = at(599);
    let due = at(2_000);
    let id = run.id("only");
    run.by("ann", &Command::Retarget { instance: id, due, reason: "Waiting for the supplier.".to_owned() }).unwrap();
    run.pass(10);
    assert!(told(&run).is_empty());
    run.pass(1_400);
    assert_eq!(told(&run).len(), 1);
}

#[test]
fn what_is_over_is_not_told_of() {
    let mut run = Tried::of(vec![within(task("only"), 600, &[(0, None), (60, Some("boss"))]), task("after")]);
    run.pass(600);
    run.done("only").unwrap();
    run.pass(600);
    assert_eq!(told(&run).len(), 1);
}

#[test]
fn at_the_moment_of_escalation_it_goes_to_whoever_has_it_then_once() {
    let mut run = Tried::of(vec![within(task("only"), 600, &[(0, None)])]);
    run.now = at(600);
    let id = run.id("only");
    run.by("ann", &Command::Assign { instance: id, to: person("cat"), reason: String::new() }).unwrap();
    run.pass(0);
    assert_eq!(told(&run), vec![(vec![], vec!["cat".to_owned()])]);
}

#[test]
fn a_target_may_count_from_another_step() {
    let target = Target { within_s: 60, base: Base::Step("first".parse().unwrap()) };
    let late = Def { target: Some(target), ..task("second") };
    let lanes = vec![vec![task("first")], vec![late]];
    let mut run = Tried::of(vec![crate::run::testing::parallel("both", lanes, crate::run::plan::Join::All)]);
    assert_eq!(run.latest("second").due, None);
    run.now = at(1_000);
    run.done("first").unwrap();
    assert_eq!(run.latest("second").due, Some(at(1_060)));
}

#[test]
fn a_target_may_count_from_the_clock_of_the_law() {
    let target = Target { within_s: 3_600, base: Base::Clock("breach-72h".parse().unwrap()) };
    let mut run = Tried::of(vec![task("before"), Def { target: Some(target), ..task("notify") }]);
    run.outside.clocks.insert("breach-72h".to_owned(), at(-600));
    run.done("before").unwrap();
    assert_eq!(run.latest("notify").due, Some(at(3_000)), "from awareness, and not from now");
}

#[test]
fn a_wait_ends_by_itself_also_while_the_server_was_down() {
    let mut run = Tried::of(vec![wait("rest", 3_600), task("after")]);
    assert_eq!(next_deadline(&run.run), Some(at(3_600)));
    run.pass(90_000);
    assert!(run.begun("after"));
}

#[test]
fn a_pause_moves_what_is_due_and_nothing_begins_in_it() {
    let mut run = Tried::of(vec![within(task("only"), 600, &[(0, None)]), page("call")]);
    run.now += SignedDuration::from_secs(100);
    run.by("ann", &Command::Pause { reason: "Fire alarm.".to_owned() }).unwrap();
    assert_eq!(next_deadline(&run.run), None);
    run.pass(5_000);
    assert!(told(&run).is_empty());
    assert!(run.done("only").is_err(), "a paused run takes no work");
    run.by("ann", &Command::Resume).unwrap();
    assert_eq!(run.latest("only").due, Some(at(5_600)));
    run.done("only").unwrap();
    assert!(run.begun("call"));
}

#[test]
fn a_target_is_so_long_whatever_the_clocks_of_the_wall_do() {
    // A leap day; the hour that London's clocks skip in spring, and the one that they show twice in autumn. On the left what the
    // clock on the wall says when the step begins, on the right what it says when the step is due.
    for (begun, within_s, due) in [
        ("2028-02-28T12:00:00+00:00", 86_400, "2028-02-29T12:00:00+00:00"),
        ("2028-02-28T12:00:00+00:00", 2 * 86_400, "2028-03-01T12:00:00+00:00"),
        ("2027-02-28T12:00:00+00:00", 86_400, "2027-03-01T12:00:00+00:00"),
        ("2027-03-28T00:30:00+00:00", 3_600, "2027-03-28T02:30:00+01:00"),
        ("2027-03-27T12:00:00+00:00", 86_400, "2027-03-28T13:00:00+01:00"),
        ("2027-03-26T12:00:00+00:00", 72 * 3_600, "2027-03-29T13:00:00+01:00"),
        ("2027-10-31T00:30:00+01:00", 7_200, "2027-10-31T01:30:00+00:00"),
        ("2027-10-31T01:30:00+01:00", 3_600, "2027-10-31T01:30:00+00:00"),
        ("2027-10-30T12:00:00+01:00", 86_400, "2027-10-31T11:00:00+00:00"),
    ] {
        let mut run = Tried::of(vec![task("before"), within(task("only"), within_s, &[(0, None)])]);
        run.now = begun.parse().unwrap();
        assert_eq!(on_the_wall(run.now), begun, "the table is of London");
        run.done("before").unwrap();
        assert_eq!(run.latest("only").due.map(on_the_wall).as_deref(), Some(due), "{begun} and {within_s} seconds");
        run.pass(i64::from(within_s) - 1);
        assert!(told(&run).is_empty(), "{begun}: not a second early");
        run.pass(1);
        assert_eq!(told(&run).len(), 1, "{begun}: nor late");
    }
}

/// As people in London read it.
fn on_the_wall(at: jiff::Timestamp) -> String {
    at.in_tz("Europe/London").unwrap().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[test]
fn a_daily_round_and_a_wait_are_so_long_through_the_night_of_the_clocks() {
    let looping = repeat("loop", "stopped = yes", 86_400, 9, vec![says(task("look"), "stopped")]);
    let mut run = Tried::of(vec![task("before"), looping, wait("rest", 86_400), task("after")]);
    run.now = "2027-10-30T12:00:00+01:00".parse().unwrap();
    run.done("before").unwrap();
    let look = |run: &mut Tried, word: &str| {
        let command = complete_with(Which::Now(run.id("look")), &[("stopped", word)]);
        run.by("ann", &command).unwrap();
    };
    look(&mut run, "no");
    assert_eq!(next_deadline(&run.run).map(on_the_wall).as_deref(), Some("2027-10-31T11:00:00+00:00"));
    run.pass(86_400);
    look(&mut run, "yes");
    assert_eq!(next_deadline(&run.run).map(on_the_wall).as_deref(), Some("2027-11-01T11:00:00+00:00"));
}

#[test]
fn whoever_has_left_is_told_of_nothing_and_the_step_goes_on_with_another() {
    let def = Def { role: Some("tech".to_owned()), ..within(task("only"), 600, &[(0, None)]) };
    let mut run = Tried::of(vec![def.clone()]);
    let id = run.id("only");
    run.by("gone", &Command::Claim { instance: id, reason: None }).unwrap();
    run.pass(600);
    assert_eq!(told(&run), vec![(vec![], vec!["tech".to_owned()])], "whose step it was at first");
    run.by("bob", &Command::Claim { instance: id, reason: Some("Ann has left.".to_owned()) }).unwrap();
    run.done("only").unwrap();

    let mut run = Tried::of(vec![task("before"), def]);
    run.outside.holders.insert("tech".to_owned(), vec![person("gone")]);
    run.done("before").unwrap();
    run.pass(600);
    assert_eq!(told(&run), vec![(vec![], vec![])], "nobody is named: the cell asks whoever leads the run");
}
