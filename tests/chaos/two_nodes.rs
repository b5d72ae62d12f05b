//! Two nodes on one PostgreSQL behave as one.

use ctac_cli::client::Client;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::ledger::verified;
use ctac_tests::node::Node;
use ctac_tests::phone::Phone;
use ctac_tests::wait::until;
use serde_json::{Value, json};

use crate::load::{Source, assert_delivered, assert_raised};

/// Alerts raised at each node before the kill.
pub(crate) const ALERTS: usize = 8;

/// Two living nodes of one cell.
pub(crate) struct Pair {
    pub(crate) cell: Cell,
    pub(crate) phone: Phone,
    pub(crate) one: Node,
    pub(crate) two: Node,
    /// The council's lead, at node one.
    pub(crate) gorse: Client,
    /// The trust's responder, at node two.
    pub(crate) dahlia: Client,
}

impl Pair {
    pub(crate) async fn start() -> Self {
        let phone = Phone::start().await;
        let settings = Settings { forward: Some(phone.url.clone()), lease_s: 5, ..Settings::default() };
        let cell = Cell::on_postgres(40_000, settings).await;
        let (one, two) = (cell.start("one").await, cell.start("two").await);
        let gorse = cell.sign_in(&one, "gorse").await;
        let dahlia = cell.sign_in(&two, "dahlia").await;
        Self { cell, phone, one, two, gorse, dahlia }
    }

    /// The page of an alert, read at a node; none while the node has not heard of it.
    async fn page_of(&self, reader: &Client, key: &str) -> Option<Value> {
        let alerts: Value = reader.get("/api/v1/alerts?limit=500").await.expect("alerts");
        let alerts = alerts["items"].as_array().expect("a list");
        let of_key: Vec<&Value> = alerts.iter().filter(|alert| alert["dedup_key"] == key).collect();
        assert!(of_key.len() <= 1, "one alert of one key: {of_key:?}");
        let page = of_key.first()?["page"].as_str()?.to_owned();
        Some(reader.get(&format!("/api/v1/pages/{page}")).await.expect("its page"))
    }

    /// The responder, at one node, takes a page that was raised at the other; whoever raised it sees so.
    async fn acknowledge_across(&self, key: &str, at: &Node, raised_at: &Node) {
        let (at, seen_from) = (&at.with_token_of(&self.dahlia), &raised_at.with_token_of(&self.dahlia));
        let page = until("the page at the other node", || self.page_of(at, key)).await;
        let path = format!("/api/v1/pages/{}/acknowledge", page["id"].as_str().expect("an id"));
        let answered = at.post(&path, &json!({})).await.expect("acknowledged");
        assert_eq!(answered["first"], true, "{answered}");
        until("the acknowledgement where it was raised", || async {
            let page = self.page_of(seen_from, key).await?;
            (page["status"]["is"] == "acknowledged").then_some(())
        })
        .await;
        let again = seen_from.post(&path, &json!({})).await.expect("acknowledged again");
        assert_eq!(again["first"], false, "the other node knows that it was taken: {again}");
    }
}

/// Both nodes hear of the same alert at the same moment, many times.
async fn one_alert_of_one_key(pair: &Pair) {
    let event = json!({
        "routing_key": pair.cell.seeded.paging_key, "event_action": "trigger", "dedup_key": "at-both",
        "payload": { "summary": "Imaging archive unreachable", "source": "pacs-01", "severity": "critical" },
    });
    let (first, second) = (pair.one.anyone(), pair.two.anyone());
    for _ in 0..5 {
        let (a, b) = tokio::join!(first.post("/v2/enqueue", &event), second.post("/v2/enqueue", &event));
        a.expect("taken at one");
        b.expect("taken at two");
    }
    let audit = verified(&*pair.cell.store().await.ledger).await;
    let repeated = audit.of_kind("alert.repeated").count();
    assert_eq!((audit.of_kind("alert.raised").count(), repeated), (1, 9), "one alert, however often and wherever");
    assert_eq!(audit.of_kind("page.raised").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alerts_at_both_pages_taken_at_the_other_and_each_sent_once() {
    let pair = Pair::start().await;
    one_alert_of_one_key(&pair).await;
    let key = &pair.cell.seeded.paging_key;
    let (mut at_one, mut at_two) = (Source::new("at-one", key), Source::new("at-two", key));
    let (one, two) = (pair.one.anyone(), pair.two.anyone());
    for _ in 0..ALERTS {
        let (a, b) = tokio::join!(at_one.raise(&one), at_two.raise(&two));
        assert!(a && b, "both nodes take alerts");
    }
    pair.acknowledge_across("at-one-1", &pair.two, &pair.one).await;
    pair.acknowledge_across("at-two-1", &pair.one, &pair.two).await;
    let stored = pair.cell.store().await;
    let audit = verified(&*stored.ledger).await;
    assert_raised_beside_the_first(&audit, &at_one, &at_two);
    let audit = assert_delivered(&*stored.ledger, &pair.phone).await;
    let pages = audit.of_kind("page.raised").count();
    assert_eq!(pages, 2 * ALERTS + 1);
    let calls = audit.of_kind("page.attempt_started").count();
    assert_eq!(pair.phone.arrived().len(), calls, "two living nodes make each call once");
    pair.one.stop().await;
    pair.two.stop().await;
}

fn assert_raised_beside_the_first(audit: &ctac_tests::ledger::Audit, at_one: &Source, at_two: &Source) {
    assert_raised(audit, &[at_one, at_two]);
    assert_eq!(audit.of_kind("alert.raised").count(), 2 * ALERTS + 1);
}
