//! An unmodified Prometheus Alertmanager, told nothing but another address.

use ctac_cli::client::Client;
use ctac_tests::alertmanager::Alertmanager;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::node::Node;
use ctac_tests::phone::Phone;
use ctac_tests::wait::until;
use serde_json::{Value, json};

struct Stage {
    cell: Cell,
    node: Node,
    phone: Phone,
    responder: Client,
}

impl Stage {
    async fn set() -> Self {
        let phone = Phone::start().await;
        let settings = Settings { forward: Some(phone.url.clone()), ..Settings::default() };
        let cell = Cell::on_sqlite(600, settings).await;
        let node = cell.start("one").await;
        let responder = cell.sign_in(&node, "dahlia").await;
        Self { cell, node, phone, responder }
    }

    /// The one alert there is, once `field` of it is `value`.
    async fn alert(&self, field: &str, value: &str) -> Value {
        until(&format!("the alert's {field} is {value}"), || async {
            let list: Value = self.responder.get("/api/v1/alerts").await.expect("alerts");
            let alerts = list["items"].as_array().expect("a list").clone();
            assert!(alerts.len() <= 1, "one alert, however often Alertmanager sends it: {list}");
            alerts.into_iter().find(|alert| alert[field] == value)
        })
        .await
    }

    async fn page(&self, id: &str) -> Value {
        self.responder.get(&format!("/api/v1/pages/{id}")).await.expect("the page")
    }
}

#[tokio::test]
async fn pagerduty_configs_with_another_url_page_acknowledge_and_resolve() {
    let stage = Stage::set().await;
    let receiver = format!(
        "  pagerduty_configs:\n  - routing_key: {}\n    url: {}/v2/enqueue\n    severity: critical\n    \
         send_resolved: true\n",
        stage.cell.seeded.paging_key, stage.node.url
    );
    let alertmanager = Alertmanager::start(stage.cell.folder(), &receiver).await;
    alertmanager.post("ImagingArchiveUnreachable", "critical", false).await;

    let dahlia = stage.cell.person("dahlia");
    let sms = stage.phone.delivery("a text to whoever is on call", |it| it.person.to_string() == dahlia).await;
    let alert = stage.alert("status", "triggered").await;
    assert_eq!(alert["severity"], "critical");
    assert!(alert["summary"].as_str().expect("a summary").contains("ImagingArchiveUnreachable"), "{alert}");
    assert_eq!(alert["page"], sms.page.unwrap().to_string());
    for secret in ["Imaging", "pacs-01", "Exampleton"] {
        assert!(!sms.text.body.contains(secret), "CLEAR text only: {}", sms.text.body);
    }

    let page = sms.page.unwrap().to_string();
    let path = format!("/api/v1/pages/{page}/acknowledge");
    let first: Value = stage.responder.post(&path, &json!({})).await.expect("acknowledged");
    assert_eq!(first["first"], true);
    assert_eq!(stage.page(&page).await["status"]["by"], dahlia);
    stage.alert("status", "acknowledged").await;

    alertmanager.post("ImagingArchiveUnreachable", "critical", true).await;
    let resolved = stage.alert("status", "resolved").await;
    assert_eq!(resolved["id"], alert["id"]);
    let told = stage.phone.arrived().into_iter().filter(|it| it.page == sms.page).count();
    assert_eq!(told, 1, "one message, for it was answered");
}

#[tokio::test]
async fn webhook_configs_declare_page_and_resolve() {
    let stage = Stage::set().await;
    let receiver = format!(
        "  webhook_configs:\n  - url: {}/intake/alertmanager/{}\n    send_resolved: true\n",
        stage.node.url, stage.cell.seeded.declaring_key
    );
    let alertmanager = Alertmanager::start(stage.cell.folder(), &receiver).await;
    alertmanager.post("DispatchDown", "critical", false).await;

    let dahlia = stage.cell.person("dahlia");
    let sms = stage.phone.delivery("a text to whoever is on call", |it| it.person.to_string() == dahlia).await;
    let incidents: Value = stage.responder.get("/api/v1/incidents").await.expect("incidents");
    let incident = &incidents["items"][0];
    let reference = incident["reference"].as_str().expect("a reference");
    assert!(sms.text.body.contains(reference), "{} speaks of {reference}", sms.text.body);
    assert_eq!((incident["severity"].as_str(), incident["status"].as_str()), (Some("S1"), Some("open")));

    alertmanager.post("DispatchDown", "critical", true).await;
    until("the alert is resolved on the timeline's ledger", || async {
        let entries = ctac_tests::ledger::verified(&*stage.cell.store().await.ledger).await;
        entries.of_kind("alert.resolved").next().map(|_| ())
    })
    .await;
    let incident: Value = stage.responder.get(&format!("/api/v1/incidents/{reference}")).await.expect("the incident");
    assert_eq!(
        incident["status"], "open",
        "what a rule declared needs a person, even when the machine has fallen silent"
    );
}
