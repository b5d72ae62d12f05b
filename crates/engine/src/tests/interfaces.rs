//! Interfaces are called after the commit that claims them, by the node that claimed, under one key however often; and a
//! node that dies leaves a lease that runs out.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use ctac_domain::command::{Actor, Command};
use ctac_domain::id::RunId;
use ctac_domain::interface::{Call, Outcome};
use ctac_domain::library::Written;
use tokio::sync::watch;
use uuid::Uuid;

use super::world::{self, FIRST, INCIDENT, SECOND, World, soon};
use crate::Engine;
use crate::limits;
use crate::ports::{Interfaces, Ports};

const RUN: RunId = RunId(Uuid::from_u128(0xD1));

/// Remembers what it was given; hangs, or answers that it was done.
struct Remembering {
    given: watch::Sender<Vec<Call>>,
    hangs: bool,
}

impl Remembering {
    fn new(hangs: bool) -> Arc<Self> {
        Arc::new(Self { given: watch::Sender::new(Vec::new()), hangs })
    }

    async fn wait_for(&self, count: usize) -> Vec<Call> {
        let mut given = self.given.subscribe();
        soon(given.wait_for(|given| given.len() >= count)).await.unwrap().clone()
    }
}

#[async_trait]
impl Interfaces for Remembering {
    async fn call(&self, call: &Call) -> Outcome {
        self.given.send_modify(|given| given.push(call.clone()));
        if self.hangs {
            std::future::pending::<()>().await;
        }
        Outcome::Done { reference: "201".to_owned(), outputs: BTreeMap::new() }
    }
}

fn source(method: &str) -> String {
    format!(
        "---\nrunbook: calling\nid: playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c11\nstatus: draft\nowner: Head of operations\n\
         review_by: 2027-12-01\ncreated: 2026-01-12T09:00:00.000Z\nmodified: 2026-01-12T09:00:00.000Z\n\
         created_by: identity--2f6d0a4e-8a57-4f0e-9f0d-6a3f5b7c9e11\ntlp: GREEN\nroles:\n  incident-lead: Incident lead\n---\n\n\
         # Call an interface\n\n## Only\n\n### Call {{#call}}\n\n```step\nkind: http\nmethod: {method}\n\
         url: https://api.example.org/v1/x\n```\n"
    )
}

async fn node(world: &World, number: u64, interfaces: &Arc<Remembering>) -> Engine {
    let ports = Ports { interfaces: Arc::clone(interfaces) as _, ..world.ports(number) };
    let node = ctac_domain::id::NodeId(Uuid::from_u128(number.into()));
    soon(Engine::start(crate::Options { node, ..world.options.clone() }, ports)).await.unwrap()
}

/// A run whose one step is a call.
async fn begun(engine: &Engine, method: &str) {
    world::declare(engine).await;
    let written = Written::read(&source(method)).unwrap();
    let (runbook, version) = (written.runbook().id, written.version().clone());
    let start = Command::StartRun {
        run: RUN,
        incident: INCIDENT,
        runbook,
        version: None,
        mode: serde_json::from_str("\"live\"").unwrap(),
        inputs: BTreeMap::new(),
        players: Vec::new(),
    };
    for (who, command) in [
        (SECOND, Command::SaveRunbook { written }),
        (SECOND, Command::SubmitRunbook { runbook, version: version.clone() }),
        (FIRST, Command::ApproveRunbook { runbook, version }),
        (FIRST, start),
    ] {
        soon(engine.execute(Actor::Person(who), command)).await.unwrap();
    }
}

#[tokio::test]
async fn a_call_is_made_once_it_is_durable_and_its_outcome_is_a_further_entry() {
    let world = World::new();
    soon(world.set_up().await.shutdown()).await;
    let interfaces = Remembering::new(false);
    let engine = node(&world, 7, &interfaces).await;
    begun(&engine, "POST").await;
    let call = interfaces.wait_for(1).await.remove(0);
    assert_eq!((call.method.as_str(), call.url.as_str()), ("POST", "https://api.example.org/v1/x"));
    world::until(&engine, |state| state.runs[&RUN].run.is_over()).await;
    assert_eq!(interfaces.given.borrow().len(), 1);
    world::assert_replay_equals_live(&world, &engine).await;
    soon(engine.shutdown()).await;
}

#[tokio::test]
async fn what_a_dead_node_was_calling_another_calls_again_under_the_same_key() {
    let world = World::new();
    soon(world.set_up().await.shutdown()).await;
    let (hanging, answering) = (Remembering::new(true), Remembering::new(false));
    let dead = node(&world, 7, &hanging).await;
    begun(&dead, "PUT").await;
    let first = hanging.wait_for(1).await;
    dead.shared.stop.cancel();
    let alive = node(&world, 8, &answering).await;
    world.clock.advance(i64::from(limits::LEASE_S) + 1);
    world::until(&alive, |state| state.runs[&RUN].calls.is_empty()).await;
    world.clock.advance(10);
    let again = answering.wait_for(1).await;
    assert_eq!(first, again, "the same call, and the same key");
    world::until(&alive, |state| state.runs[&RUN].run.is_over()).await;
    soon(alive.shutdown()).await;
}

#[tokio::test]
async fn what_must_not_be_called_twice_waits_for_a_person() {
    let world = World::new();
    soon(world.set_up().await.shutdown()).await;
    let (hanging, answering) = (Remembering::new(true), Remembering::new(false));
    let dead = node(&world, 7, &hanging).await;
    begun(&dead, "POST").await;
    hanging.wait_for(1).await;
    dead.shared.stop.cancel();
    let alive = node(&world, 8, &answering).await;
    world.clock.advance(i64::from(limits::LEASE_S) + 1);
    world::until(&alive, |state| state.runs[&RUN].run.outbox.is_empty()).await;
    world.clock.advance(86_400);
    world::until(&alive, |state| state.recorded_at == world.now()).await;
    assert!(answering.given.borrow().is_empty(), "nobody calls it again by himself");
    assert!(!alive.state().runs[&RUN].run.is_over());
    soon(alive.shutdown()).await;
}
