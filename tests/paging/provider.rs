//! Providers that are down, that lose their answers, that refuse; nodes that die while they call.

use std::sync::Arc;

use ctac_cli::client::Client;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::ledger::verified;
use ctac_tests::node::Node;
use ctac_tests::paging::{page_once, raise};
use ctac_tests::phone::{Fault, Phone};
use tokio::sync::Semaphore;

struct Stage {
    phone: Phone,
    cell: Cell,
    node: Node,
    responder: Client,
}

impl Stage {
    async fn set() -> Self {
        let phone = Phone::start().await;
        let settings = Settings { forward: Some(phone.url.clone()), lease_s: 5, ..Settings::default() };
        let cell = Cell::on_sqlite(600, settings).await;
        let node = cell.start("one").await;
        let responder = cell.sign_in(&node, "dahlia").await;
        Self { phone, cell, node, responder }
    }

    async fn raise(&self) {
        raise(&self.node.anyone(), &self.cell.seeded.paging_key, "disk").await;
    }

    /// The outcomes of all calls, in order, as recorded.
    async fn outcomes(&self) -> Vec<String> {
        let audit = verified(&*self.cell.store().await.ledger).await;
        let outcome = |body: &serde_json::Value| body["outcome"]["is"].as_str().expect("an outcome").to_owned();
        audit.of_kind("page.attempt_finished").map(|entry| outcome(&entry.body)).collect()
    }

    async fn sent(&self, page: &str) {
        page_once(&self.responder, page, "the message is recorded as sent", |page| {
            page["notifications"][0]["status"] == "sent"
        })
        .await;
    }
}

#[tokio::test]
async fn a_provider_that_is_down_gets_the_page_when_it_is_back() {
    let stage = Stage::set().await;
    stage.phone.set_down(true);
    stage.raise().await;
    stage.phone.wait("a call that fails", |_, refused| (refused >= 1).then_some(())).await;
    assert!(stage.phone.arrived().is_empty());
    stage.phone.set_down(false);
    let sms = stage.phone.delivery("the page, tried again", |_| true).await;
    stage.sent(&sms.page.unwrap().to_string()).await;
    let outcomes = stage.outcomes().await;
    assert!(outcomes.len() >= 2 && outcomes[0] == "failed" && outcomes.last().is_some_and(|it| it == "sent"));
    assert_eq!(stage.phone.arrived().len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_before_anything_is_sent_twice() {
    let stage = Stage::set().await;
    stage.phone.fail_next([Fault::AnswerLost]);
    stage.raise().await;
    let sms = stage.phone.delivery("the message", |_| true).await;
    stage.sent(&sms.page.unwrap().to_string()).await;
    assert_eq!(stage.outcomes().await, ["unknown", "sent"]);
    assert_eq!(stage.phone.arrived().len(), 1, "the provider knew that it had arrived");
}

#[tokio::test]
async fn whoever_cannot_be_reached_is_passed_over_at_once() {
    let stage = Stage::set().await;
    stage.phone.fail_next([Fault::Refused]);
    stage.raise().await;
    // Ten minutes before the step has run out.
    let gorse = stage.cell.person("gorse");
    stage.phone.delivery("the second step", |it| it.person.to_string() == gorse).await;
    assert_eq!(stage.outcomes().await[0], "failed");
}

#[tokio::test]
async fn a_node_that_dies_between_sending_and_recording_sends_nothing_twice() {
    let mut stage = Stage::set().await;
    let never = Arc::new(Semaphore::new(0));
    stage.phone.fail_next([Fault::Held(never)]);
    stage.raise().await;
    let sms = stage.phone.delivery("the message", |_| true).await;
    stage.node.kill().await;
    stage.node = stage.cell.start("one").await;
    stage.responder = stage.node.with_token_of(&stage.responder);
    stage.sent(&sms.page.unwrap().to_string()).await;
    assert_eq!(stage.outcomes().await, ["unknown", "sent"], "the lease ran out, and the provider was asked");
    assert_eq!(stage.phone.arrived().len(), 1);
}
