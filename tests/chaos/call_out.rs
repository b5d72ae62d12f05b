//! A call-out on two nodes is one: started at one, answered at both, filled once, and each person asked once.

use ctac_tests::ledger::verified;
use ctac_tests::wait::until;
use serde_json::{Value, json};

use crate::two_nodes::Pair;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answered_at_both_nodes_it_is_filled_once() {
    let pair = Pair::start().await;
    let people: Vec<Value> =
        ["dahlia", "elder", "ivy"].map(|login| json!({ "kind": "person", "person": pair.cell.person(login) })).to_vec();
    let body = json!({ "severity": "S1", "ask": people, "needs": [{ "role": "responder", "count": 2 }] });
    let started = pair.gorse.post("/api/v1/call-outs", &body).await.expect("started at one");
    let path = format!("/api/v1/call-outs/{}", started["id"].as_str().expect("an id"));
    let running = |it: &Value| (it["status"]["is"] == "running").then_some(());
    until("the call-out at the other node", || async { running(&pair.dahlia.get::<Value>(&path).await.ok()?) }).await;
    let elder = pair.cell.sign_in(&pair.one, "elder").await;
    let (answer, yes) = (format!("{path}/answer"), json!({ "minutes": 15 }));
    let (first, second) = tokio::join!(pair.dahlia.post(&answer, &yes), elder.post(&answer, &yes));
    first.expect("taken at two");
    second.expect("taken at one");
    let at_two = pair.two.with_token_of(&pair.gorse);
    for reader in [&pair.gorse, &at_two] {
        until("the end at both nodes", || async {
            let it: Value = reader.get(&path).await.expect("the call-out");
            (it["status"]["why"] == "filled" && it["needs"][0]["people"].as_array()?.len() == 2).then_some(())
        })
        .await;
    }
    let audit = verified(&*pair.cell.store().await.ledger).await;
    let count = |kind: &str| audit.of_kind(kind).count();
    assert_eq!((count("call_out.asked"), count("call_out.answered"), count("call_out.ended")), (1, 2, 1));
    assert!(count("call_out.attempt_started") <= people.len(), "each person is asked once");
    pair.one.stop().await;
    pair.two.stop().await;
}
