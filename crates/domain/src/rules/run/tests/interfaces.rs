//! Interfaces that runs call: claimed under a lease, answered once, and a person's task where nobody knows.

use std::collections::BTreeMap;

use ctac_runbook::run::command::Command as Wanted;
use ctac_runbook::run::id::EffectId;
use ctac_runbook::run::request::Outcome;
use ctac_runbook::run::state::{Mode, Status};
use uuid::Uuid;

use super::RUN;
use super::acting::{act, begun, holds, source, status, step};
use crate::command::{Actor, Command};
use crate::due;
use crate::event::Event;
use crate::id::NodeId;
use crate::interface::Call;
use crate::testing::{Cell, LEAD, NURSE};

const NODE: NodeId = NodeId(Uuid::from_u128(0x91));
const OTHER: NodeId = NodeId(Uuid::from_u128(0x92));

fn steps(keys: &str) -> String {
    format!(
        "### Ask {{#ask}}\n\n```step\nkind: http\n{keys}url: https://api.example.org/v1/blocks/{{org}}\nheaders: {{authorization: \
         {{secret: siem}}}}\nreturn: {{ticket: /id}}\n```\n\n### Then write {{#write}}\n\nWrite it down.\n"
    )
}

fn text(keys: &str) -> String {
    let records = "records:\n  ticket: {type: integer, label: Ticket}\nclocks:";
    source("start", &steps(keys)).replace("clocks:", records)
}

fn claim(cell: &mut Cell, node: NodeId) {
    cell.given(Actor::System, Command::ClaimCalls { node, limit: 10, lease_s: 30 });
}

fn effect(cell: &Cell) -> EffectId {
    let it = step(cell, "ask");
    EffectId::Act(it.id, it.tries)
}

fn call(cell: &Cell, node: NodeId) -> Option<Call> {
    cell.state.claimed_call(RUN, effect(cell), node)
}

fn answered(cell: &mut Cell, effect: EffectId, outcome: Outcome) {
    cell.given(Actor::System, Command::AnswerRun { run: RUN, effect, outcome });
}

fn worked(ticket: &str) -> Outcome {
    let outputs = BTreeMap::from([("ticket".to_owned(), ticket.to_owned())]);
    Outcome::Done { reference: "201".to_owned(), outputs }
}

fn tick_after(cell: &mut Cell, seconds: i64) {
    cell.pass(seconds);
    cell.given(Actor::System, Command::Tick);
}

#[test]
fn one_node_claims_a_call_and_what_came_of_it_is_recorded() {
    let mut cell = begun(&text("method: POST\n"), Mode::Live, &[]);
    assert_eq!(status(&cell, "ask"), Status::Sending);
    assert_eq!(due::calls(&cell.state, cell.now).count(), 1);
    assert!(!due::needs_tick(&cell.state, cell.now), "it waits for a node, not for time");
    holds(&cell);
    claim(&mut cell, NODE);
    claim(&mut cell, OTHER);
    let claims = cell.log.iter().filter(|it| it.kind == "run_call.started").count();
    assert_eq!(claims, 1, "its lease keeps the other node away");
    assert_eq!(call(&cell, OTHER), None);
    let made = call(&cell, NODE).unwrap();
    assert_eq!(made.url, "https://api.example.org/v1/blocks/Northmoor%20Council");
    holds(&cell);
    let asked = effect(&cell);
    answered(&mut cell, asked, worked("4711"));
    assert_eq!((status(&cell, "ask"), status(&cell, "write")), (Status::Done, Status::Ready));
    assert_eq!(step(&cell, "ask").ended.as_ref().unwrap().outputs["ticket"], "4711");
    assert_eq!(call(&cell, NODE), None);
    tick_after(&mut cell, 60);
    assert_eq!(status(&cell, "ask"), Status::Done, "the lease is over with its call");
    holds(&cell);
}

#[test]
fn a_lost_call_is_a_persons_to_judge_where_it_must_not_be_made_twice() {
    let mut cell = begun(&text("method: POST\n"), Mode::Live, &[]);
    claim(&mut cell, NODE);
    tick_after(&mut cell, 31);
    assert_eq!(status(&cell, "ask"), Status::Unknown);
    assert_eq!(due::calls(&cell.state, cell.now).count(), 0, "nobody makes it again by himself");
    holds(&cell);
    // The node lives after all: noted, and a person still says.
    let late = effect(&cell);
    answered(&mut cell, late, worked("1"));
    assert!(cell.log.iter().any(|it| it.kind == "run.answered_late"));
    assert_eq!(status(&cell, "ask"), Status::Unknown);
    let retry = Wanted::Retry { instance: step(&cell, "ask").id };
    cell.given(NURSE, act(retry));
    assert_eq!(due::calls(&cell.state, cell.now).count(), 1, "unless a person asks for it");
    holds(&cell);
}

#[test]
fn a_lost_call_that_may_be_made_twice_is_made_again_under_the_same_key() {
    for keys in ["method: PUT\n", "method: GET\n", "method: DELETE\n", "method: POST\nidempotent: true\n"] {
        let mut cell = begun(&text(keys), Mode::Live, &[]);
        claim(&mut cell, NODE);
        let first = call(&cell, NODE).unwrap();
        tick_after(&mut cell, 31);
        assert_eq!(status(&cell, "ask"), Status::Waiting, "{keys}");
        tick_after(&mut cell, 5);
        claim(&mut cell, OTHER);
        assert_eq!(call(&cell, OTHER).unwrap(), first, "{keys}: the same call, and the same key");
        // Nobody ever answers: a person is to say, and no node calls for ever.
        for _ in 0..20 {
            tick_after(&mut cell, 400);
            claim(&mut cell, NODE);
        }
        assert_eq!(status(&cell, "ask"), Status::Unknown, "{keys}");
        holds(&cell);
    }
}

#[test]
fn a_step_done_by_hand_or_given_up_meanwhile_is_not_called_for() {
    let mut cell = begun(&text("method: POST\n"), Mode::Live, &[]);
    let by_hand = Wanted::DoByHand { instance: step(&cell, "ask").id, reason: "It is down".to_owned() };
    let mut claimed = cell.clone();
    cell.given(NURSE, act(by_hand.clone()));
    assert_eq!(due::calls(&cell.state, cell.now).count(), 0);
    holds(&cell);
    claim(&mut claimed, NODE);
    claimed.given(NURSE, act(by_hand));
    assert_eq!(call(&claimed, NODE), None, "the node looks before it calls");
    holds(&claimed);
    tick_after(&mut claimed, 31);
    assert!(step(&claimed, "ask").by_hand && status(&claimed, "ask") == Status::Ready);
    holds(&claimed);
}

#[test]
fn nothing_is_called_for_a_run_that_is_paused() {
    let mut cell = begun(&text("method: POST\n"), Mode::Live, &[]);
    cell.given(LEAD, act(Wanted::Pause { reason: "Wait".to_owned() }));
    assert_eq!(due::calls(&cell.state, cell.now).count(), 0);
    holds(&cell);
    cell.given(LEAD, act(Wanted::Resume));
    assert_eq!(due::calls(&cell.state, cell.now).count(), 1);
    claim(&mut cell, NODE);
    cell.given(LEAD, act(Wanted::Pause { reason: "Wait".to_owned() }));
    let asked = effect(&cell);
    answered(&mut cell, asked, worked("5"));
    assert_eq!(status(&cell, "ask"), Status::Done, "what the world answers is recorded whenever it comes");
    holds(&cell);
}

#[test]
fn failure_is_tried_again_where_the_step_says_so_and_else_goes_as_it_says() {
    let failed = |again| Outcome::Failed { reason: "it answered 503".to_owned(), again };
    let mut cell = begun(&text("method: POST\nidempotent: true\nretry: 1\n"), Mode::Live, &[]);
    claim(&mut cell, NODE);
    let asked = effect(&cell);
    answered(&mut cell, asked, failed(true));
    tick_after(&mut cell, 5);
    claim(&mut cell, NODE);
    let asked = effect(&cell);
    answered(&mut cell, asked, failed(true));
    assert!(step(&cell, "ask").by_hand, "once again, and then a person");
    holds(&cell);
    let with = text("method: POST\n").replace("return:", "on_failure: continue\nreturn:");
    let mut cell = begun(&with, Mode::Live, &[]);
    claim(&mut cell, NODE);
    let asked = effect(&cell);
    answered(&mut cell, asked, failed(true));
    assert_eq!((status(&cell, "ask"), status(&cell, "write")), (Status::Done, Status::Ready));
    assert!(cell.log.iter().any(|it| it.kind == "run.went_on"));
    holds(&cell);
}

/// What nobody waits for any longer than the step says counts as failed; a node that answers later tells it too late.
#[test]
fn patience_has_an_end() {
    let with = text("method: POST\n").replace("return:", "give_up_after: 10s\nreturn:");
    let mut cell = begun(&with, Mode::Live, &[]);
    claim(&mut cell, NODE);
    let asked = effect(&cell);
    tick_after(&mut cell, 11);
    assert!(step(&cell, "ask").by_hand);
    answered(&mut cell, asked, worked("7"));
    assert!(cell.log.iter().any(|it| it.kind == "run.answered_late"));
    holds(&cell);
}

/// Words of the world are cut, and values that cannot be recorded are left out and said.
#[test]
fn an_answer_is_bounded_and_fits_its_records() {
    let mut cell = begun(&text("method: POST\n"), Mode::Live, &[]);
    claim(&mut cell, NODE);
    let asked = effect(&cell);
    answered(&mut cell, asked, worked("not a number"));
    let ended = step(&cell, "ask").ended.clone().unwrap();
    assert!(ended.outputs.is_empty(), "{ended:?}");
    let noted = |it: &&std::sync::Arc<crate::state::Recorded>| it.kind == "run.noted";
    let Event::Run { fact, .. } = cell.log.iter().rfind(noted).unwrap().event.as_deref().unwrap() else { panic!() };
    assert!(format!("{fact:?}").contains("cannot be recorded: ticket"), "{fact:?}");
    holds(&cell);
    let mut cell = begun(&text("method: POST\n"), Mode::Live, &[]);
    claim(&mut cell, NODE);
    let asked = effect(&cell);
    let long = "9".repeat(5_000);
    answered(
        &mut cell,
        asked,
        Outcome::Done { reference: "x".repeat(9_000), outputs: [("ticket".to_owned(), long)].into() },
    );
    let ended = step(&cell, "ask").ended.clone().unwrap();
    assert!(ended.outputs.is_empty() && ended.reason.unwrap().len() < 300);
    holds(&cell);
}

#[test]
fn an_exercise_calls_nobody() {
    let cell = begun(&text("method: POST\n"), Mode::Exercise, &[LEAD]);
    assert_eq!(due::calls(&cell.state, cell.now).count(), 0);
    assert_eq!(status(&cell, "ask"), Status::Done);
    let said = step(&cell, "ask").ended.as_ref().unwrap().reason.clone().unwrap();
    assert_eq!(said, "EXERCISE: not sent: POST https://api.example.org/v1/blocks/Northmoor%20Council");
    let asked = cell.log.iter().any(|it| it.kind == "run.requested");
    assert!(asked, "what would have been sent is an entry");
    holds(&cell);
}

#[test]
fn only_the_service_claims_and_answers() {
    let mut cell = begun(&text("method: POST\n"), Mode::Live, &[]);
    cell.refused(LEAD, Command::ClaimCalls { node: NODE, limit: 1, lease_s: 30 });
    let asked = effect(&cell);
    cell.refused(LEAD, Command::AnswerRun { run: RUN, effect: asked, outcome: worked("1") });
}
