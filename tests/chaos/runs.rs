//! `kill -9` while two people work a run: nothing that was answered is lost, nothing is done twice, and the run is the same
//! after each restart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use ctac_cli::client::Client;
use ctac_cli::failure::Failure;
use ctac_ledger::store::Store;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::ledger::{Audit, verified};
use ctac_tests::member::{bring_in, declare};
use ctac_tests::node::Node;
use ctac_tests::runs::{adopt, begin, read, runbook};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Steps in each of the two lanes: more than are done between all the kills.
const STEPS: usize = 80;
/// Nodes that are killed.
const KILLS: usize = 8;
/// The longest that a node lives under work, in milliseconds.
const LIFE_MS: u64 = 400;

fn lanes() -> String {
    let mut steps = "### Both lanes {#lanes}\n\n```step\nkind: parallel\njoin: all\n```\n".to_owned();
    for lane in ["left", "right"] {
        write!(steps, "\n#### Lane {lane}\n").expect("a string takes it");
        for nth in 1..=STEPS {
            write!(steps, "\n##### Do {lane} {nth} {{#{lane}-{nth}}}\n").expect("a string takes it");
        }
    }
    runbook("two-lanes", "7e2f9b6d1d01", "", &steps)
}

/// Somebody who does whatever step is ready. What was not answered is asked for again, under the same id.
struct Worker {
    client: Client,
    run: String,
    waiting: Option<(String, Value)>,
    /// Steps whose doing was answered, by command.
    promised: BTreeMap<String, Value>,
    /// Steps that the other was first at.
    late: usize,
}

impl Worker {
    fn new(client: &Client, run: &str) -> Self {
        Self { client: client.clone(), run: run.to_owned(), waiting: None, promised: BTreeMap::new(), late: 0 }
    }

    /// Does a step, or says again what was not answered; false once there is no answer, or nothing left.
    async fn work(&mut self) -> bool {
        if self.waiting.is_none() {
            let Ok(whole) = self.client.get::<Value>(&format!("/api/v1/runs/{}", self.run)).await else { return false };
            let steps = whole["steps"].as_array().expect("steps");
            let ready: Vec<&Value> = steps.iter().filter(|it| it["status"] == "ready").collect();
            let Some(chosen) = ready.get(usize::from(ctac_cli::random::bytes::<1>()[0]) % ready.len().max(1)) else {
                return false;
            };
            self.waiting = Some((ctac_cli::random::uuid().to_string(), chosen["instance"].clone()));
        }
        let (id, instance) = self.waiting.clone().expect("just put there");
        let body = json!({ "id": id, "command": { "do": "complete", "instance": instance } });
        match self.client.post(&format!("/api/v1/runs/{}/commands", self.run), &body).await {
            Ok(whole) => {
                let steps = whole["steps"].as_array().expect("steps").iter();
                let done = steps.filter(|it| it["instance"] == instance && it["status"] == "done").count();
                assert_eq!(done, 1, "what is answered is done");
                self.promised.insert(id, instance);
            }
            // The other was first.
            Err(Failure::Refused(_)) => self.late += 1,
            Err(_) => return false,
        }
        self.waiting = None;
        true
    }

    async fn work_on(mut self) -> Self {
        while self.work().await {}
        self
    }
}

/// What the ledger says of a run's steps.
fn assert_recorded(audit: &Audit, workers: &[Worker]) -> usize {
    let mut done = BTreeSet::new();
    let mut by_command: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for entry in audit.of_kind("run.done") {
        let fact = &entry.body["fact"];
        let instance = &fact["event"]["instance"];
        assert!(done.insert(instance.to_string()), "step {instance} was done twice");
        if let Some(command) = fact["command"].as_str() {
            by_command.entry(command).or_default().push(instance);
        }
    }
    for worker in workers {
        for (id, instance) in &worker.promised {
            let found = by_command.iter().filter(|(command, _)| command.ends_with(id.as_str()));
            let found: Vec<&Value> = found.flat_map(|(_, instances)| instances.iter().copied()).collect();
            assert_eq!(found, [instance], "answered, and not recorded once");
        }
    }
    done.len()
}

/// What does not change by itself.
fn settled(whole: &Value) -> Value {
    let mut whole = whole.clone();
    for step in whole["steps"].as_array_mut().expect("steps") {
        step["overdue"] = Value::Null;
    }
    whole
}

/// One life of a node under work.
async fn round(cell: &Cell, store: &dyn Store, mut workers: Vec<Worker>) -> (Vec<Worker>, usize) {
    let node = cell.start("one").await;
    greet(&node, &mut workers);
    let mut working = JoinSet::new();
    workers.into_iter().for_each(|worker| drop(working.spawn(worker.work_on())));
    // Not to wait for something: the moment of death is what is tried.
    tokio::time::sleep(Duration::from_millis(u64::from(u32::from_le_bytes(ctac_cli::random::bytes())) % LIFE_MS)).await;
    node.kill().await;
    let workers = working.join_all().await;
    let done = assert_recorded(&verified(store).await, &workers);
    // Two nodes after each other, both killed without anything being done between, read one run.
    let mut seen = Vec::new();
    for _ in 0..2 {
        let node = cell.start("one").await;
        let client = node.with_token_of(&workers[0].client);
        seen.push(settled(&read(&client, &workers[0].run).await));
        node.kill().await;
    }
    assert_eq!(seen[0], seen[1], "the run is the same after each restart");
    let steps = seen[0]["steps"].as_array().expect("steps");
    assert_eq!(steps.iter().filter(|it| it["status"] == "done").count(), done, "and it is what the ledger says");
    (workers, done)
}

fn greet(node: &Node, workers: &mut [Worker]) {
    workers.iter_mut().for_each(|worker| worker.client = node.with_token_of(&worker.client));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_over_and_over_a_run_loses_nothing_and_does_nothing_twice() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let stored = cell.store().await;
    let store = &*stored.ledger;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let responder = cell.sign_in(&node, "dahlia").await;
    let (incident, reference) = declare(&lead, "Killed").await;
    bring_in(&lead, &incident, &cell.person("dahlia"), "responder").await;
    adopt(&responder, &lead, &lanes()).await;
    let start = json!({ "id": ctac_cli::random::uuid(), "runbook": "two-lanes" });
    let run = begin(&lead, &incident, &start).await;
    node.kill().await;
    // Whoever was not answered asks again: it is the same run.
    let node = cell.start("one").await;
    assert_eq!(begin(&node.with_token_of(&lead), &incident, &start).await, run);
    node.kill().await;

    let mut workers = vec![Worker::new(&lead, &run), Worker::new(&responder, &run)];
    let mut done = 0;
    for _ in 0..KILLS {
        (workers, done) = round(&cell, store, workers).await;
    }
    let late: usize = workers.iter().map(|worker| worker.late).sum();
    println!("{KILLS} kills under work, {done} of {} steps done, {late} times the other was first", 2 * STEPS);
    assert!(done > KILLS, "there was work: {done}");

    // The last node lives: the run is worked to its end.
    let node = cell.start("one").await;
    greet(&node, &mut workers);
    let mut working = JoinSet::new();
    workers.into_iter().for_each(|worker| drop(working.spawn(worker.work_on())));
    let workers = working.join_all().await;
    let whole = read(&workers[0].client, &run).await;
    assert_eq!(whole["run"]["status"], "finished", "{reference}: {}", whole["run"]);
    // Each step, and the join once.
    assert_eq!(assert_recorded(&verified(store).await, &workers), 2 * STEPS + 1);
    assert_eq!(verified(store).await.of_kind("run.finished").count(), 1);
    node.stop().await;
}
