//! Legal clocks: started by runs and shared by them, stopped by people, void when undone, never deleted.

use ctac_runbook::run::command::Command as Wanted;
use ctac_runbook::run::state::{Mode, Status};
use jiff::Timestamp;
use uuid::Uuid;

use super::RUN;
use super::acting::{act, begun, holds, source, start, status, step};
use crate::clock::{Clock, ClockStatus};
use crate::command::Command;
use crate::id::{ClockId, RunId};
use crate::testing::{CLERK, Cell, INCIDENT, LEAD, NURSE};

const CLOCKS: &str = r#"### Start the clock {#begin-clock}

```step
kind: clock
clock: ico-72h
action: start
organisation: "{org}"
role: comms-lead
```

### Stop the clock {#stop-clock}

```step
kind: clock
clock: ico-72h
action: stop
organisation: "{org}"
role: comms-lead
```
"#;

fn clocks(cell: &Cell) -> Vec<&Clock> {
    cell.state.incidents[&INCIDENT].clocks.iter().collect()
}

fn hours(clock: &Clock) -> i64 {
    clock.deadline.duration_since(clock.since).as_hours()
}

fn stop(clock: ClockId, reference: Option<&str>) -> Command {
    let reference = reference.map(str::to_owned);
    Command::StopClock { incident: INCIDENT, clock, reference, reason: None }
}

#[test]
fn a_clock_counts_from_what_the_runbook_says_and_stops_by_a_reference() {
    let mut cell = begun(&source("declared", CLOCKS), Mode::Live, &[]);
    let clock = clocks(&cell)[0].clone();
    assert_eq!(
        (clock.since, hours(&clock), clock.owner),
        (cell.state.incidents[&INCIDENT].declared_at, 72, Some(CLERK))
    );
    assert_eq!((status(&cell, "begin-clock"), status(&cell, "stop-clock")), (Status::Done, Status::Sending));
    holds(&cell);
    assert!(cell.refused(CLERK, stop(clock.id, None)).contains("reference"));
    cell.refused(NURSE, stop(clock.id, Some("ICO-1")));
    cell.given(CLERK, stop(clock.id, Some("ICO-1")));
    assert!(matches!(&clocks(&cell)[0].status, ClockStatus::Stopped { why, .. } if why == "ICO-1"));
    assert_eq!(status(&cell, "stop-clock"), Status::Done);
    assert!(cell.refused(CLERK, stop(clock.id, Some("ICO-2"))).contains("not run"));
    holds(&cell);
}

#[test]
fn from_when_somebody_knew_is_asked() {
    let mut cell = begun(&source("awareness", CLOCKS), Mode::Live, &[]);
    assert_eq!((clocks(&cell).len(), status(&cell, "begin-clock")), (0, Status::Sending));
    let instance = step(&cell, "begin-clock").id;
    let begin = |since: Timestamp| Command::StartClock { run: RUN, instance, since };
    let (future, known) = ("2026-03-09T03:00:00Z".parse().unwrap(), "2026-03-01T22:00:00Z".parse().unwrap());
    assert!(cell.refused(CLERK, begin(future)).contains("future"));
    cell.given(CLERK, begin(known));
    assert_eq!(clocks(&cell)[0].since, known);
    assert_eq!(status(&cell, "begin-clock"), Status::Done);
    assert!(cell.refused(CLERK, begin(known)).contains("does not wait"));
    holds(&cell);
}

#[test]
fn runs_of_an_incident_share_a_clock_and_one_of_them_undoing_it_leaves_it_to_the_other() {
    let text = source("start", CLOCKS);
    let mut cell = begun(&text, Mode::Live, &[]);
    let other = RunId(Uuid::from_u128(0xD2));
    let runbook = super::named(&text).0;
    // However the organisation is written.
    let inputs = [("org".to_owned(), " northmoor council".to_owned())].into();
    let (incident, version, mode, players) = (INCIDENT, None, Mode::Live, vec![]);
    cell.given(LEAD, Command::StartRun { run: other, incident, runbook, version, mode, inputs, players });
    assert_eq!(clocks(&cell).len(), 1);
    let reopen = Wanted::Reopen { instance: step(&cell, "begin-clock").id, reason: "a mistake".to_owned() };
    cell.given(LEAD, act(reopen));
    assert!(clocks(&cell)[0].is_running(), "the other run relies on it");
    holds(&cell);
    let id = clocks(&cell)[0].id;
    cell.given(CLERK, stop(id, Some("ICO-1")));
    let done = |run: RunId| {
        let instances = &cell.state.runs[&run].run.instances;
        instances.values().filter(|it| it.slug == "stop-clock" && it.status == Status::Done).count()
    };
    assert_eq!((done(RUN), done(other)), (1, 1), "one reference stops it for both");
    holds(&cell);
}

#[test]
fn undoing_a_start_voids_the_clock_with_its_reason() {
    let mut cell = begun(&source("start", CLOCKS), Mode::Live, &[]);
    let reopen = Wanted::Reopen { instance: step(&cell, "begin-clock").id, reason: "no personal data".to_owned() };
    cell.given(LEAD, act(reopen));
    let all = clocks(&cell);
    assert!(matches!(&all[0].status, ClockStatus::Voided { reason, .. } if reason == "no personal data"));
    assert_eq!(all.len(), 2, "the step was begun anew, and with it a clock");
    holds(&cell);
}

#[test]
fn a_run_is_not_given_up_while_a_clock_has_nobody() {
    let mut cell = begun(&source("start", CLOCKS), Mode::Live, &[]);
    let clock = clocks(&cell)[0].id;
    let cancel = || act(Wanted::CancelRun { reason: "false alarm".to_owned() });
    let gone = Command::DeactivatePerson { person: CLERK, reason: "left".to_owned() };
    cell.given(crate::testing::ADMIN, gone);
    assert!(cell.refused(LEAD, cancel()).contains("Breach"));
    cell.given(LEAD, Command::OwnClock { incident: INCIDENT, clock, owner: NURSE });
    cell.given(LEAD, cancel());
    assert!(clocks(&cell)[0].is_running(), "the law's clock goes on");
    let void = |reason: &str| Command::VoidClock { incident: INCIDENT, clock, reason: reason.to_owned() };
    cell.refused(NURSE, void(""));
    cell.given(NURSE, void("nothing was lost"));
    holds(&cell);
}

#[test]
fn an_exercise_has_clocks_of_its_own() {
    let text = source("start", CLOCKS);
    let mut cell = super::acting::ready(&text);
    start(&mut cell, &text, Mode::Exercise, &[LEAD]);
    assert!(clocks(&cell)[0].exercise);
    let other = RunId(Uuid::from_u128(0xD2));
    let runbook = super::named(&text).0;
    let inputs = [("org".to_owned(), "Northmoor Council".to_owned())].into();
    let (incident, version, mode, players) = (INCIDENT, None, Mode::Live, vec![]);
    cell.given(LEAD, Command::StartRun { run: other, incident, runbook, version, mode, inputs, players });
    assert_eq!(clocks(&cell).iter().filter(|it| !it.exercise).count(), 1, "what is real is not that clock");
    holds(&cell);
}
