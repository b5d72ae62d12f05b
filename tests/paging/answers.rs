//! Every way to answer a page, and that nothing else does.

use ctac_cli::client::Client;
use ctac_cli::demo::phone::Phone;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::{Answered, Wire};
use ctac_tests::node::Node;
use ctac_tests::paging::{page, raise};
use reqwest::Method;
use serde_json::{Value, json};

/// A running cell with its built-in phone, and a page that the trust's responder was just texted.
struct Stage {
    cell: Cell,
    node: Node,
    phone: Phone,
    responder: Client,
    message: Value,
}

impl Stage {
    async fn set() -> Self {
        let cell = Cell::on_sqlite(600, Settings::default()).await;
        let node = cell.start("one").await;
        let responder = cell.sign_in(&node, "dahlia").await;
        let mut phone = Phone::of(&node.anyone());
        raise(&node.anyone(), &cell.seeded.paging_key, "disk").await;
        let message = phone.next_page(&cell.person("dahlia"), "sms").await.expect("a text");
        Self { cell, node, phone, responder, message }
    }

    async fn status(&self) -> Value {
        page(&self.responder, self.message["page"].as_str().expect("a page")).await["status"].clone()
    }

    async fn assert_taken(&self, login: &str, how: &str) {
        let status = self.status().await;
        let taken = (status["is"].as_str(), status["by"].as_str(), status["how"].as_str());
        assert_eq!(taken, (Some("acknowledged"), Some(self.cell.person(login).as_str()), Some(how)), "{status}");
    }

    async fn assert_open(&self) {
        assert_eq!(self.status().await["is"], "active");
    }

    fn text(&self, part: &str) -> &str {
        self.message["text"][part].as_str().expect("text")
    }
}

#[tokio::test]
async fn a_text_with_the_code_acknowledges_and_no_other_does() {
    let stage = Stage::set().await;
    let code = stage.text("code");
    let wrong = if code == "1111" { "2222" } else { "1111" };
    for text in [wrong, "hello", "is this ok?", "what is this?", "yes no", ""] {
        // Refused or answered in words: either way nothing is recorded.
        let _said = stage.phone.reply(&stage.message, &json!({ "text": text })).await;
        stage.assert_open().await;
    }
    let said = stage.phone.reply(&stage.message, &json!({ "text": format!(" {code}\n") })).await.expect("an answer");
    assert!(!said.is_empty());
    stage.assert_taken("dahlia", "sms").await;
}

#[tokio::test]
async fn who_cannot_is_passed_over_at_once_and_the_call_is_answered_by_a_digit() {
    let mut stage = Stage::set().await;
    let no = json!({ "text": format!("NO {}", stage.text("code")) });
    stage.phone.reply(&stage.message, &no).await.expect("an answer");
    // Ten minutes before the step has run out.
    let call = stage.phone.next(&stage.cell.person("gorse"), "voice").await.expect("a call");
    assert_eq!(call["page"], stage.message["page"]);
    assert_eq!(call["text"]["link"], Value::Null, "a call cannot show a link");
    for digit in ['5', '3', '#'] {
        let _said = stage.phone.press(&call, digit).await;
        stage.assert_open().await;
    }
    stage.phone.press(&call, '1').await.expect("an answer");
    stage.assert_taken("gorse", "dtmf").await;
    let late = stage.phone.press(&call, '1').await.expect("an answer");
    assert!(!late.is_empty(), "a second time is harmless");
    stage.assert_taken("gorse", "dtmf").await;
}

#[tokio::test]
async fn a_link_that_is_only_looked_at_acknowledges_nothing() {
    let stage = Stage::set().await;
    let wire = Wire::to(&stage.node.url);
    let path = stage.text("link").strip_prefix(&stage.node.url).expect("a link of the node's").to_owned();
    for _ in 0..3 {
        let looked = wire.get(&path).await;
        assert_eq!((looked.status.as_u16(), looked.header("content-type")), (200, "text/html; charset=utf-8"));
        assert_eq!(looked.header("referrer-policy"), "same-origin", "the link is a secret of this site's");
        let _head = wire.send(Method::HEAD, &path, &[], Vec::new()).await;
    }
    assert!(!wire.text(&path).await.contains("<script"), "it needs no script");
    let form = async |path: &str, body: &str| -> Answered {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", stage.node.url.as_str())];
        wire.send(Method::POST, path, &headers, body.as_bytes().to_vec()).await
    };
    assert_eq!(form("/a/AAAAAAAAAAAAAAAAAAAAAA", "answer=acknowledge").await.status, 404);
    assert!(form(&path, "answer=perhaps").await.status.is_client_error());
    assert!(form(&path, "").await.status.is_client_error());
    stage.assert_open().await;
    assert_eq!(form(&path, "answer=acknowledge").await.status, 200);
    stage.assert_taken("dahlia", "link").await;
    assert_eq!(form(&path, "answer=acknowledge").await.status, 200, "a second time is harmless");
    assert_eq!(wire.get(&path).await.status, 200);
}

#[tokio::test]
async fn over_the_api_only_who_may_answers_and_the_source_may() {
    let stage = Stage::set().await;
    let id = stage.message["page"].as_str().expect("a page");
    let path = format!("/api/v1/pages/{id}/acknowledge");
    for stranger in ["juniper", "fern", "clover"] {
        let wire = Wire::to(&stage.node.url).signed_in(&stage.cell.sign_in(&stage.node, stranger).await);
        let refused = wire.post(&path, json!({})).await;
        assert!([403, 404].contains(&refused.status.as_u16()), "{stranger}: {refused:?}");
    }
    stage.assert_open().await;
    let first = stage.responder.post(&path, &json!({})).await.expect("taken");
    let again = stage.responder.post(&path, &json!({})).await.expect("taken again");
    assert_eq!((&first["first"], &again["first"]), (&json!(true), &json!(false)));
    stage.assert_taken("dahlia", "api").await;

    let anyone = stage.node.anyone();
    raise(&anyone, &stage.cell.seeded.paging_key, "fan").await;
    let mut phone = Phone::of(&anyone);
    let dahlia = stage.cell.person("dahlia");
    let fan = loop {
        let message = phone.next_page(&dahlia, "sms").await.expect("a text");
        if message["page"] != stage.message["page"] {
            break message;
        }
    };
    let event =
        json!({ "routing_key": stage.cell.seeded.paging_key, "event_action": "acknowledge", "dedup_key": "fan" });
    anyone.post("/v2/enqueue", &event).await.expect("taken");
    let status = page(&stage.responder, fan["page"].as_str().expect("a page")).await["status"].clone();
    assert_eq!((&status["is"], &status["how"]), (&json!("acknowledged"), &json!("source")));
}
