//! The stored form of every kind of fact. It is for ever: what is here may be added to, and never changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::run::apply::Closure;
use crate::run::fact::{By, Done, Event, Evidence, Fact, Place, SkipCode, Why};
use crate::run::id::{CommandId, EffectId, FrameId, InstanceId};
use crate::run::plan::Hash;
use crate::run::request::{Ask, Outcome, Request};
use crate::run::state::{Mode, Run};
use crate::run::testing::{Tried, at, person, repeat, task};

fn asks() -> Vec<Ask> {
    let words = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    vec![
        Ask::Page {
            roles: words(&["boss"]),
            people: vec![person("p")],
            message: "m".to_owned(),
            ack_within_s: Some(1),
        },
        Ask::CallOut { needs: BTreeMap::from([("tech".to_owned(), 2)]), message: "m".to_owned(), answer_within_s: 1 },
        Ask::Clock { clock: "c".to_owned(), organisation: Some("o".to_owned()), stop: false, since: None },
        Ask::Sitrep { template: "initial".to_owned(), roles: words(&["boss"]) },
        Ask::Invite { organisation: "o".to_owned(), message: None },
        Ask::Severity { severity: "S1".to_owned(), reason: "r".to_owned() },
        Ask::Http {
            method: "POST".to_owned(),
            url: "https://api.example.org/".to_owned(),
            headers: BTreeMap::new(),
            body: None,
            outputs: BTreeMap::new(),
        },
    ]
}

fn of_frames() -> Vec<Event> {
    let (frame, owner) = (FrameId(1), InstanceId(2));
    let answer = Place::Answer { answer: "yes".to_owned() };
    let lane = Place::Lane { title: "l".to_owned() };
    let places = [Place::Main, answer, Place::Approved, Place::Rejected, lane, Place::Pass { pass: 2 }, Place::Child];
    let opened = places.map(|place| Event::FrameOpened { frame, owner, place, child: None });
    let (why, reason) = (Why::Superseded, "r".to_owned());
    let others = [
        Event::FrameClosed { frame },
        Event::FrameCancelled { frame, why, reason },
        Event::FrameKept { frame, owner },
        Event::Recorded { scope: frame, name: "n".to_owned(), value: "v".to_owned() },
    ];
    opened.into_iter().chain(others).collect()
}

fn of_steps() -> Vec<Event> {
    let instance = InstanceId(2);
    let (reason, digest, due) = ("r".to_owned(), Hash("00".to_owned()), at(0));
    let evidence = vec![Evidence { label: "l".to_owned(), value: "v".to_owned() }];
    let done =
        Done { occurred_at: due, outputs: BTreeMap::new(), evidence, answer: None, reason: None, odd_time: true };
    let slug = "s".to_owned();
    vec![
        Event::Activated {
            instance,
            frame: FrameId(1),
            slug,
            attempt: 1,
            owners: vec![person("p")],
            due: Some(due),
            early: false,
            inserted: true,
        },
        Event::Claimed { instance },
        Event::Released { instance },
        Event::Assigned { instance, to: person("p"), reason: reason.clone() },
        Event::Done { instance, done },
        Event::Failed { instance, reason: reason.clone() },
        Event::SkipAsked { instance, code: SkipCode::AlreadyDone, reason: reason.clone() },
        Event::Skipped { instance, code: SkipCode::NotApplicable, reason: reason.clone(), answer: None },
        Event::OverrideAsked { instance, reason: reason.clone() },
        Event::Approved { instance, digest, expires_at: None },
        Event::ApprovalWithdrawn { instance },
        Event::Refused { instance, reason: reason.clone() },
        Event::ApprovalsVoid { instance },
        Event::Retargeted { instance, due, reason: reason.clone() },
        Event::Overdue { instance, level: 1, due },
        Event::TryAgain { instance, at: due },
        Event::ByHand { instance, reason: reason.clone() },
        Event::OutcomeUnknown { instance },
        Event::Retried { instance },
        Event::GaveUpWaiting { instance },
        Event::WentOn { instance, reason: reason.clone() },
        Event::WaitsUntil { instance, until: None },
        Event::JudgementNeeded { instance, reason: reason.clone() },
        Event::Judged { instance, go_on: true, reason: reason.clone() },
        Event::Reopened { instance, reason, irreversible: vec!["t".to_owned()] },
        Event::Withdrawn { instance, why: Why::Withdrawn },
        Event::Recheck { instance },
        Event::Confirmed { instance },
    ]
}

fn of_the_run() -> Vec<Event> {
    let hash = Hash("00".to_owned());
    let inputs = BTreeMap::from([("place".to_owned(), "here".to_owned())]);
    let effects = [
        EffectId::Act(InstanceId(2), 1),
        EffectId::Overdue(InstanceId(2), 1),
        EffectId::Limit(InstanceId(2), 3),
        EffectId::Override(InstanceId(2)),
    ];
    let outcomes = [
        Outcome::Done { reference: "r".to_owned(), outputs: BTreeMap::new() },
        Outcome::Failed { reason: "r".to_owned(), again: true },
        Outcome::Unknown,
        Outcome::Unknown,
    ];
    let requested = asks().into_iter().map(|what| Event::Requested {
        effect: EffectId::Act(InstanceId(2), 1),
        request: Request { what, exercise: true },
        patience_ends: None,
    });
    let answered = effects.into_iter().zip(outcomes).map(|(effect, outcome)| Event::Answered { effect, outcome });
    let late = Event::AnsweredLate { effect: EffectId::Act(InstanceId(2), 1), outcome: Outcome::Unknown };
    let (title, text) = ("t".to_owned(), "x".to_owned());
    let others = vec![
        Event::Started {
            mode: Mode::Live,
            lead: person("p"),
            version: hash.clone(),
            closure: vec![hash.clone()],
            inputs,
        },
        late,
        Event::StepAdded { frame: FrameId(0), slug: "added.1".to_owned(), title, text, role: None, before: None },
        Event::HandoverOffered { to: person("p") },
        Event::HandedOver { to: person("p") },
        Event::Paused { reason: "r".to_owned() },
        Event::Resumed { later_s: 60 },
        Event::Migrated { version: hash.clone(), closure: vec![hash] },
        Event::Noted { instance: None, text: "x".to_owned() },
        Event::RunCancelled { reason: "r".to_owned() },
        Event::RunFinished,
    ];
    requested.chain(answered).chain(others).collect()
}

#[test]
fn every_kind_of_fact_is_stored_as_it_always_was() {
    let by = By::Person { person: person("p"), role: Some("boss".to_owned()), on_behalf_of: None };
    let fact = Fact { at: at(0), by, command: Some(CommandId("c".to_owned())), event: Event::RunFinished };
    let events = of_frames().into_iter().chain(of_steps()).chain(of_the_run());
    let events: Vec<String> = events
        .map(|event| {
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
            text
        })
        .collect();
    let whole = serde_json::to_string(&fact).unwrap();
    insta::assert_snapshot!("facts", format!("{whole}\n{}", events.join("\n")));
}

#[test]
fn ten_thousand_facts_make_the_run_that_a_state_in_the_middle_and_the_rest_make() {
    let steps = vec![repeat("loop", "place = there", 0, 10_000, vec![task("one"), task("two")])];
    let mut run = Tried::of(steps);
    while run.facts.len() < 10_000 {
        run.done("one").unwrap();
        run.done("two").unwrap();
    }
    let stored: Vec<String> = run.facts.iter().map(|fact| serde_json::to_string(fact).unwrap()).collect();
    let mut facts = stored.iter().map(|text| serde_json::from_str::<Fact>(text).unwrap());
    let closure: Closure = Arc::new(run.outside.plans.clone());
    let mut whole = Run::begin(&facts.next().unwrap(), Arc::clone(&closure)).unwrap();
    for fact in facts.by_ref().take(5_000) {
        whole.apply(&fact, Some(&closure));
    }
    let mut kept = whole.clone();
    for fact in facts {
        whole.apply(&fact, Some(&closure));
    }
    for text in &stored[5_001..] {
        kept.apply(&serde_json::from_str(text).unwrap(), Some(&closure));
    }
    assert_eq!(whole, run.run);
    assert_eq!(kept, run.run);
}
