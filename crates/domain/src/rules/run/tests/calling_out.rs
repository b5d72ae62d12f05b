//! Runs call people out: the step is done when enough have said yes, and otherwise is a person's.

use ctac_runbook::run::command::Command as Wanted;
use ctac_runbook::run::state::{Mode, Status};

use super::acting::{act, begun, complete_now, holds, skip, source, status, step};
use crate::call_out::{CallOut, Can, Status as Stands, Why};
use crate::command::{Actor, Command};
use crate::id::{CallOutId, PersonId};
use crate::message;
use crate::page::How;
use crate::testing::{CLERK, Cell, INCIDENT, LEAD, NURSE};

const STEPS: &str = r#"### Call them out {#call}

```step
kind: callout
needs: {technical-lead: 1, incident-manager: 1}
message: "{org}: can you help?"
answer_within: 30m
```

### Then write {#write}

Write it down.
"#;

fn text() -> String {
    let more = "  technical-lead: {name: Technical lead, kind: individual}\ninputs:";
    source("start", STEPS).replacen("inputs:", more, 1)
}

fn only(cell: &Cell) -> &CallOut {
    assert_eq!(cell.state.call_outs.len(), 1);
    cell.state.call_outs.values().next().unwrap()
}

fn says(cell: &mut Cell, person: PersonId, can: Can) {
    let call_out: CallOutId = only(cell).id;
    cell.given(person, Command::AnswerCallOut { call_out, can, how: How::Api });
}

#[test]
fn whoever_can_lead_or_respond_is_asked_and_the_step_is_done_when_enough_come() {
    let mut cell = begun(&text(), Mode::Live, &[]);
    let asked = only(&cell).terms.clone();
    assert!([LEAD, NURSE, CLERK].iter().all(|person| asked.people.contains(person)), "{asked:?}");
    assert_eq!((asked.incident, asked.by, asked.join), (Some(INCIDENT), LEAD, true));
    assert_eq!(asked.reason.as_deref(), Some("Northmoor Council: can you help?"));
    assert_eq!(message::call_out::headline(&cell.state, only(&cell)), "S2 CTAC-2026-0001");
    says(&mut cell, NURSE, Can::Yes { minutes: 20 });
    assert_eq!(status(&cell, "call"), Status::Sending);
    holds(&cell);
    says(&mut cell, LEAD, Can::Yes { minutes: 5 });
    assert_eq!((status(&cell, "call"), status(&cell, "write")), (Status::Done, Status::Ready));
    let said = step(&cell, "call").ended.as_ref().unwrap().reason.clone().unwrap();
    assert_eq!(said, "1 of 1 to respond, 1 of 1 to lead");
    holds(&cell);
}

#[test]
fn too_few_make_it_a_persons_task_and_a_person_may_say_that_it_is_done() {
    let mut cell = begun(&text(), Mode::Live, &[]);
    says(&mut cell, NURSE, Can::Yes { minutes: 20 });
    cell.pass(1_801);
    cell.given(Actor::System, Command::Tick);
    assert!(matches!(only(&cell).status, Stands::Ended { why: Why::TimedOut, .. }));
    assert!(step(&cell, "call").by_hand && status(&cell, "call") == Status::Ready);
    let by_hand = cell.log.iter().rfind(|it| it.kind == "run.by_hand").unwrap().event.clone();
    assert!(format!("{by_hand:?}").contains("1 of 1 to respond, 0 of 1 to lead"), "{by_hand:?}");
    holds(&cell);
    let done = complete_now(&cell, "call");
    cell.given(NURSE, act(done));
    assert_eq!(status(&cell, "write"), Status::Ready);
    holds(&cell);
}

#[test]
fn a_person_who_takes_the_step_over_ends_the_asking_when_it_is_done() {
    let mut cell = begun(&text(), Mode::Live, &[]);
    let instance = step(&cell, "call").id;
    cell.given(NURSE, act(Wanted::DoByHand { instance, reason: "By the list".to_owned() }));
    assert!(only(&cell).is_running(), "people may still say that they come");
    holds(&cell);
    cell.given(NURSE, act(skip(instance)));
    assert!(matches!(only(&cell).status, Stands::Ended { why: Why::Stopped, .. }));
    holds(&cell);
}

#[test]
fn whoever_stops_the_call_out_leaves_the_step_to_a_person() {
    let mut cell = begun(&text(), Mode::Live, &[]);
    let call_out = only(&cell).id;
    cell.given(LEAD, Command::StopCallOut { call_out });
    assert!(step(&cell, "call").by_hand);
    holds(&cell);
}

#[test]
fn an_exercise_asks_its_players_only_and_says_what_it_is() {
    let cell = begun(&text(), Mode::Exercise, &[NURSE]);
    assert_eq!(only(&cell).terms.people, [NURSE]);
    assert_eq!(message::call_out::headline(&cell.state, only(&cell)), "EXERCISE S2 CTAC-2026-0001");
    holds(&cell);
    let cell = begun(&text(), Mode::Exercise, &[]);
    assert!(cell.state.call_outs.is_empty());
    assert!(step(&cell, "call").by_hand, "nobody plays: a person's task");
    holds(&cell);
}
