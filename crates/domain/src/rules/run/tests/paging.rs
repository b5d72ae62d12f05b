//! Runs page people, and set severities.

use ctac_runbook::run::state::{Mode, RunStatus, Status};

use super::RUN;
use super::acting::{act, begun, holds, skip, source, status, step};
use crate::command::{Actor, Command};
use crate::id::{PageId, PersonId};
use crate::incident::Severity;
use crate::message;
use crate::page::{How, Page, PageStatus, Subject};
use crate::testing::{ADMIN, CLERK, Cell, INCIDENT, LEAD, NURSE};

const PAGES: &str = r#"### Page them {#call}

```step
kind: page
who: [incident-manager, comms-lead]
message: "Join the bridge for {org}."
ack_within: 9m
```

### Then write {#write}

Write it down.
"#;

const SEVERITY: &str = r#"### Raise it {#raise}

```step
kind: severity
severity: S1
reason: "Care is affected at {org}"
```

### Then write {#write}

Write it down.
"#;

const LATE: &str = r#"### Write {#write}

```step
role: comms-lead
within: 10m
```

Write it down.
"#;

fn pages(cell: &Cell) -> Vec<&Page> {
    cell.state.pages.values().map(AsRef::as_ref).collect()
}

fn page_to(cell: &Cell, name: &str) -> PageId {
    pages(cell).into_iter().find(|page| page.policy.name == name).unwrap().id
}

fn asked(cell: &Cell, page: PageId) -> Vec<PersonId> {
    cell.state.pages[&page].notifications.values().map(|it| it.person).collect()
}

fn acknowledge(cell: &mut Cell, person: PersonId, name: &str) {
    let page = page_to(cell, name);
    cell.given(person, Command::Acknowledge { page, how: How::Api });
}

fn tick_after(cell: &mut Cell, seconds: i64) {
    cell.pass(seconds);
    cell.given(Actor::System, Command::Tick);
}

#[test]
fn a_page_for_each_role_and_done_when_both_are_acknowledged() {
    let mut cell = begun(&source("start", PAGES), Mode::Live, &[]);
    assert_eq!(pages(&cell).len(), 2);
    assert_eq!(asked(&cell, page_to(&cell, "comms-lead")), [CLERK]);
    assert_eq!(asked(&cell, page_to(&cell, "incident-manager")), [LEAD]);
    assert!(pages(&cell).iter().all(|page| matches!(page.subject, Subject::Run { run: RUN, .. })));
    assert_eq!(message::headline(&cell.state, pages(&cell)[0]), "S2 CTAC-2026-0001");
    acknowledge(&mut cell, CLERK, "comms-lead");
    assert_eq!(status(&cell, "call"), Status::Sending);
    holds(&cell);
    acknowledge(&mut cell, LEAD, "incident-manager");
    assert_eq!((status(&cell, "call"), status(&cell, "write")), (Status::Done, Status::Ready));
    assert_eq!(cell.state.incidents[&INCIDENT].pages.len(), 2);
    holds(&cell);
}

#[test]
fn nobody_answers_the_lead_is_asked_then_administrators_and_a_person_sees_to_it() {
    let mut cell = begun(&source("start", PAGES), Mode::Live, &[]);
    acknowledge(&mut cell, LEAD, "incident-manager");
    let page = page_to(&cell, "comms-lead");
    tick_after(&mut cell, 180);
    assert_eq!(asked(&cell, page), [CLERK, CLERK], "asked again");
    tick_after(&mut cell, 180);
    assert_eq!(asked(&cell, page), [CLERK, CLERK, LEAD], "then whoever leads the run");
    tick_after(&mut cell, 180);
    assert!(matches!(cell.state.pages[&page].status, PageStatus::Exhausted { .. }));
    assert!(pages(&cell).iter().any(|it| it.subject == Subject::Exhausted { page }), "the administrators are told");
    assert_eq!(status(&cell, "call"), Status::Ready, "a person's task, never the end of a run");
    assert!(step(&cell, "call").by_hand);
    holds(&cell);
    // Somebody answers after all: noted, and the step is still its person's to close.
    acknowledge(&mut cell, CLERK, "comms-lead");
    assert!(cell.log.iter().any(|it| it.kind == "run.answered_late"));
    assert_eq!(status(&cell, "call"), Status::Ready);
    holds(&cell);
}

#[test]
fn a_step_that_is_passed_over_calls_its_pages_off() {
    let mut cell = begun(&source("start", PAGES), Mode::Live, &[]);
    let skip = act(skip(step(&cell, "call").id));
    cell.given(LEAD, skip);
    assert!(pages(&cell).iter().all(|page| matches!(page.status, PageStatus::Cancelled { .. })));
    assert!(cell.state.codes.is_empty());
    holds(&cell);
}

#[test]
fn nobody_holds_the_role_or_can_be_reached() {
    let steps = PAGES.replace("incident-manager, comms-lead", "exec");
    let cell = begun(&source("start", &steps), Mode::Live, &[]);
    assert_eq!(asked(&cell, page_to(&cell, "exec")), [LEAD], "it falls to whoever leads the run");
    // Nobody has an address: at once a person's task.
    let mut cell = begun(&source("start", &steps.replace("exec", "comms-lead")), Mode::Live, &[]);
    assert_eq!(status(&cell, "call"), Status::Sending);
    for person in [LEAD, CLERK] {
        let contact = cell.state.people[&person].contacts.keys().next().copied().unwrap();
        cell.given(person, Command::RemoveContact { person, contact });
    }
    tick_after(&mut cell, 180);
    assert!(step(&cell, "call").by_hand);
    holds(&cell);
}

#[test]
fn an_exercise_pages_its_players_only_and_says_so() {
    let mut cell = begun(&source("start", PAGES), Mode::Exercise, &[LEAD]);
    let everybody: Vec<PersonId> = pages(&cell).iter().flat_map(|page| asked(&cell, page.id)).collect();
    assert_eq!(everybody, [LEAD, LEAD], "the clerk is not of it: whoever leads is asked instead");
    assert!(pages(&cell).iter().all(|page| message::headline(&cell.state, page).starts_with("EXERCISE S2 CTAC")));
    let page = page_to(&cell, "comms-lead");
    for _ in 0..3 {
        tick_after(&mut cell, 180);
    }
    assert!(matches!(cell.state.pages[&page].status, PageStatus::Exhausted { .. }));
    assert!(
        !pages(&cell).iter().any(|it| matches!(it.subject, Subject::Exhausted { .. })),
        "no administrator is woken"
    );
    holds(&cell);
    // With nobody on its list nobody hears of it, and it goes on by hand.
    let cell = begun(&source("start", PAGES), Mode::Exercise, &[]);
    assert_eq!(pages(&cell).len(), 0);
    assert!(step(&cell, "call").by_hand);
}

#[test]
fn only_people_of_the_cell_are_players_and_only_in_an_exercise() {
    let text = source("start", PAGES);
    let mut cell = super::acting::ready(&text);
    let runbook = super::named(&text).0;
    let start = |mode, player| Command::StartRun {
        run: RUN,
        incident: INCIDENT,
        runbook,
        version: None,
        mode,
        inputs: [("org".to_owned(), "x".to_owned())].into(),
        players: vec![player],
    };
    assert!(cell.refused(LEAD, start(Mode::Live, NURSE)).contains("exercise"));
    assert!(cell.refused(LEAD, start(Mode::Exercise, crate::testing::STRANGER)).contains("players"));
    cell.given(LEAD, start(Mode::Exercise, NURSE));
    assert!(cell.state.runs[&RUN].may_tell(NURSE) && !cell.state.runs[&RUN].may_tell(CLERK));
    holds(&cell);
}

#[test]
fn a_run_sets_the_severity_and_says_why() {
    let cell = begun(&source("start", SEVERITY), Mode::Live, &[]);
    assert_eq!(cell.state.incidents[&INCIDENT].severity, Severity::S1);
    assert_eq!((status(&cell, "raise"), status(&cell, "write")), (Status::Done, Status::Ready));
    assert!(cell.log.iter().any(|it| it.kind == "incident.severity_changed" && it.actor == Actor::System));
    holds(&cell);
    let cell = begun(&source("start", SEVERITY), Mode::Exercise, &[LEAD]);
    assert_eq!(cell.state.incidents[&INCIDENT].severity, Severity::S2, "an exercise changes no incident");
    assert_eq!(status(&cell, "raise"), Status::Done);
    holds(&cell);
}

#[test]
fn a_step_that_is_late_pages_its_owner_and_its_end_calls_the_page_off() {
    let mut cell = begun(&source("start", LATE), Mode::Live, &[]);
    tick_after(&mut cell, 600);
    let page = pages(&cell)[0].id;
    assert_eq!(asked(&cell, page), [CLERK]);
    assert!(cell.state.runs[&RUN].run.outbox.is_empty(), "it waits for no answer");
    tick_after(&mut cell, 300);
    assert_eq!(asked(&cell, page), [CLERK, CLERK], "and goes on until somebody has it");
    let write = act(skip(step(&cell, "write").id));
    cell.given(CLERK, write);
    assert!(matches!(cell.state.pages[&page].status, PageStatus::Cancelled { .. }));
    assert!(matches!(cell.state.runs[&RUN].run.status, RunStatus::Finished { .. }));
    holds(&cell);
}

#[test]
fn administrators_who_are_no_members_read_no_page_of_a_run() {
    let mut cell = begun(&source("start", PAGES), Mode::Live, &[]);
    let page = page_to(&cell, "comms-lead");
    cell.refused(ADMIN, Command::Acknowledge { page, how: How::Api });
}
