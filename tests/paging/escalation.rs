//! Nobody answers: the next is asked, and the next, and then it is loud.

use ctac_domain::directory::Channel;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::ledger::verified;
use ctac_tests::paging::{integration, page_once, raise};
use ctac_tests::phone::Phone;
use ctac_tests::wait::until;
use serde_json::json;

#[tokio::test]
async fn a_page_that_runs_out_of_people_says_so_loudly() {
    let phone = Phone::start().await;
    let cell = Cell::on_sqlite(600, Settings { forward: Some(phone.url.clone()), ..Settings::default() }).await;
    let node = cell.start("one").await;
    let (admin, responder) = (cell.sign_in(&node, "aster").await, cell.sign_in(&node, "dahlia").await);
    let person = |login| json!([{ "kind": "person", "person": cell.person(login) }]);
    let steps = json!([{ "targets": person("dahlia"), "wait_s": 1 }, { "targets": person("gorse"), "wait_s": 1 }]);
    let key = integration(&admin, steps).await;
    raise(&node.anyone(), &key, "disk").await;

    let to = |login: &str| {
        let id = cell.person(login);
        move |it: &ctac_notify::phone::Delivery| it.person.to_string() == id
    };
    let first = phone.delivery("a text to the first", to("dahlia")).await;
    let second = phone.delivery("a call to the second", to("gorse")).await;
    assert_eq!((first.channel, second.channel, first.page), (Channel::Sms, Channel::Voice, second.page));
    let loud = phone.delivery("word to the administrator", to("aster")).await;
    assert!(loud.text.headline.contains("unanswered"), "{}", loud.text.headline);
    assert_ne!(loud.page, first.page, "a page of its own");

    let id = first.page.unwrap().to_string();
    let page = page_once(&responder, &id, "the page is exhausted", |page| page["status"]["is"] == "exhausted").await;
    assert!(page["escalates_at"].is_null(), "{page}");
    let audit = verified(&*cell.store().await.ledger).await;
    assert_eq!(audit.of_kind("page.exhausted").filter(|entry| entry.body["page"] == id.as_str()).count(), 1);
    let wire = Wire::to(&node.url);
    until("the metric counts it", || async {
        wire.text("/metrics").await.lines().any(|line| line == "ctac_pages_exhausted_total 1").then_some(())
    })
    .await;

    // Late is better than never.
    let path = format!("/api/v1/pages/{id}/acknowledge");
    assert_eq!(responder.post(&path, &json!({})).await.expect("taken late")["first"], true);
    page_once(&responder, &id, "it is taken", |page| page["status"]["is"] == "acknowledged").await;
}

#[tokio::test]
async fn waiting_survives_the_node() {
    let phone = Phone::start().await;
    let cell = Cell::on_sqlite(3, Settings { forward: Some(phone.url.clone()), ..Settings::default() }).await;
    let node = cell.start("one").await;
    let responder = cell.sign_in(&node, "dahlia").await;
    raise(&node.anyone(), &cell.seeded.paging_key, "disk").await;
    let sms = phone.delivery("the first step", |_| true).await;
    page_once(&responder, &sms.page.unwrap().to_string(), "it is recorded as sent", |page| {
        page["notifications"][0]["status"] == "sent"
    })
    .await;
    node.kill().await;
    let _node = cell.start("one").await;
    let gorse = cell.person("gorse");
    let call = phone.delivery("the second step, after its time", |it| it.person.to_string() == gorse).await;
    assert_eq!(call.page, sms.page);
    let texts = phone.arrived().into_iter().filter(|it| it.person == sms.person).count();
    assert_eq!(texts, 1, "what was sent is not sent again");
}
