//! The whole way by Twilio, over sockets: an alert becomes a text or a call at the stand-in, and what people do with it
//! comes back signed.

use ctac_cli::client::Client;
use ctac_notify::twilio::testing::{Fault, StandIn, Taken};
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::ledger::verified;
use ctac_tests::node::Node;
use ctac_tests::paging::{page, page_once, raise};
use ctac_tests::wait::{soon, until, within};
use reqwest::Method;
use serde_json::Value;

/// A running cell whose pages go by the stand-in, and a page just raised.
struct Stage {
    cell: Cell,
    node: Node,
    twilio: StandIn,
    responder: Client,
    page: String,
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

impl Stage {
    async fn set(faults: impl IntoIterator<Item = Fault>) -> Self {
        let twilio = StandIn::start().await;
        twilio.fail_next(faults);
        let settings = Settings { twilio: Some(twilio.url.clone()), ..Settings::default() };
        let cell = Cell::on_sqlite(600, settings).await;
        let node = cell.start("one").await;
        let responder = cell.sign_in(&node, "dahlia").await;
        raise(&node.anyone(), &cell.seeded.paging_key, "disk").await;
        let page = until("a page", || async {
            let pages: Value = responder.get("/api/v1/pages").await.expect("pages");
            pages["items"][0]["id"].as_str().map(str::to_owned)
        })
        .await;
        Self { cell, node, twilio, responder, page }
    }

    async fn text(&self) -> Taken {
        soon("a text", self.twilio.first(|taken| !taken.is_call())).await
    }

    /// Dahlia cannot, so that Gorse is called.
    async fn call(&self) -> Taken {
        let text = self.text().await;
        let no = format!("NO {}", code(&text));
        let (status, _) = self.twilio.acts().text(&self.node.url, SID, text.field("To"), &no).await;
        assert_eq!(status, 200);
        soon("a call", self.twilio.first(Taken::is_call)).await
    }

    async fn status(&self) -> Value {
        page(&self.responder, &self.page).await["status"].clone()
    }

    async fn assert_taken(&self, login: &str, how: &str) {
        let status = self.status().await;
        let taken = (status["is"].as_str(), status["by"].as_str(), status["how"].as_str());
        assert_eq!(taken, (Some("acknowledged"), Some(self.cell.person(login).as_str()), Some(how)), "{status}");
    }

    async fn assert_open(&self) {
        assert_eq!(self.status().await["is"], "active");
    }

    /// The outcomes of all calls, in order, as recorded.
    async fn outcomes(&self) -> Vec<Value> {
        let audit = verified(&*self.cell.store().await.ledger).await;
        audit.of_kind("page.attempt_finished").map(|entry| entry.body["outcome"].clone()).collect()
    }
}

const SID: &str = "SM0000000000000000000000000000aaaa";

/// What a text asks to be replied with.
fn code(text: &Taken) -> String {
    let body = text.field("Body");
    let (_, after) = body.split_once("Reply ").unwrap_or_else(|| panic!("{body}"));
    after.split(' ').next().expect("a code").to_owned()
}

#[tokio::test]
async fn a_text_is_answered_by_a_signed_text() {
    let stage = Stage::set([]).await;
    let text = stage.text().await;
    assert!(text.field("StatusCallback").starts_with(&stage.node.url), "{text:?}");
    let (acts, from) = (stage.twilio.acts(), text.field("To"));
    let ack = format!("ack {}", code(&text));
    // Nobody but Twilio says what came in, and nobody but Dahlia answers her page.
    let wire = Wire::to(&stage.node.url);
    let forged = format!("MessageSid={SID}&From={}&Body={}", from.replace('+', "%2B"), code(&text)).into_bytes();
    for headers in [&[FORM][..], &[FORM, ("x-twilio-signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")]] {
        let refused = wire.send(Method::POST, "/hooks/twilio/sms", headers, forged.clone()).await;
        assert_eq!(refused.problem().0, "forbidden");
    }
    let (status, said) = acts.text(&stage.node.url, SID, "+447700900999", &ack).await;
    assert!(status == 200 && !said.contains("<Message>"), "a stranger is not answered: {said}");
    stage.assert_open().await;
    assert_eq!(acts.report(&text, "delivered", None).await, 204);
    stage.assert_open().await;
    let answered = acts.text(&stage.node.url, "SM0000000000000000000000000000bbbb", from, &ack).await;
    assert!(answered.0 == 200 && answered.1.contains("<Message>Acknowledged: "), "{answered:?}");
    stage.assert_taken("dahlia", "sms").await;
    let again = acts.text(&stage.node.url, "SM0000000000000000000000000000bbbb", from, &ack).await;
    assert_eq!(again, answered, "the same request gets the same answer");
    let metrics = wire.text("/metrics").await;
    let refused = "ctac_callbacks_refused_total{provider=\"twilio\"} 2";
    assert!(metrics.lines().any(|line| line == refused), "{metrics}");
}

#[tokio::test]
async fn a_call_is_answered_by_a_key_and_by_nothing_else() {
    let stage = Stage::set([]).await;
    let call = stage.call().await;
    let acts = stage.twilio.acts();
    assert!(call.field("Twiml").contains("Press 1 to acknowledge"), "{call:?}");
    for status in ["initiated", "ringing", "in-progress", "completed", "ringing", "completed"] {
        assert_eq!(acts.report(&call, status, None).await, 204, "{status}");
    }
    let wire = Wire::to(&stage.node.url);
    let (_, action) = call.field("Twiml").split_once("/hooks/").expect("an action");
    let action = format!("/hooks/{}", action.split('"').next().expect("its end"));
    let unsigned = wire.send(Method::POST, &action, &[FORM], b"Digits=1".to_vec()).await;
    assert_eq!(unsigned.status, 403, "{unsigned:?}");
    let (status, said) =
        acts.post(&format!("{}/hooks/twilio/voice/{}", stage.node.url, "A".repeat(45)), &[("Digits", "1")]).await;
    assert!(status == 200 && !said.contains("<Message>"), "a stranger is not answered: {said}");
    for (digits, says) in [("", "nothing was recorded"), ("3", "<Gather"), ("5", "<Gather"), ("#", "<Gather")] {
        let (status, said) = acts.press(&call, digits).await;
        assert!(status == 200 && said.contains(says), "{digits}: {said}");
        stage.assert_open().await;
    }
    let (status, said) = acts.press(&call, "1").await;
    assert!(status == 200 && said.contains("<Say language=\"en-GB\">Acknowledged: "), "{said}");
    stage.assert_taken("gorse", "dtmf").await;
}

#[tokio::test]
async fn a_request_that_comes_twice_escalates_once() {
    let stage = Stage::set([]).await;
    let call = stage.call().await;
    let step = async || page(&stage.responder, &stage.page).await["step"].clone();
    assert_eq!(step().await, 1);
    let first = stage.twilio.acts().press(&call, "9").await;
    assert!(first.0 == 200 && first.1.contains("next person"), "{first:?}");
    let after = step().await;
    assert_eq!(stage.twilio.acts().press(&call, "9").await, first);
    assert_eq!((after, step().await), (2.into(), 2.into()));
}

#[tokio::test]
async fn a_call_that_cannot_be_made_is_a_text_within_seconds() {
    let stage = Stage::set([]).await;
    let text = stage.text().await;
    stage.twilio.fail_next([Fault::Status(503)]);
    let no = format!("NO {}", code(&text));
    stage.twilio.acts().text(&stage.node.url, SID, text.field("To"), &no).await;
    let other = |taken: &Taken| taken.field("To") != text.field("To");
    let instead = within(std::time::Duration::from_secs(3), "a text instead", stage.twilio.first(other)).await;
    assert!(!instead.is_call(), "{instead:?}");
    let ack = code(&instead);
    let sid = "SM0000000000000000000000000000cccc";
    stage.twilio.acts().text(&stage.node.url, sid, instead.field("To"), &ack).await;
    stage.assert_taken("gorse", "sms").await;
}

#[tokio::test]
async fn a_lost_answer_is_made_good_and_reports_may_come_first() {
    let stage = Stage::set([Fault::AnswerLost]).await;
    let sent = |page: &Value| page["notifications"][0]["status"] == "sent";
    page_once(&stage.responder, &stage.page, "it is recorded as sent", sent).await;
    assert_eq!(stage.twilio.taken().len(), 1, "nothing was sent twice");
    let outcomes = stage.outcomes().await;
    assert_eq!((&outcomes[0]["is"], &outcomes[1]["is"]), (&"unknown".into(), &"sent".into()), "{outcomes:?}");
    assert_eq!(outcomes[1]["reference"], stage.twilio.taken()[0].sid.as_str());
    stage.twilio.report_early(vec!["delivered", "sent", "delivered", "queued"]);
    let call = stage.call().await;
    assert_eq!(stage.twilio.acts().report(&call, "completed", None).await, 204);
    stage.assert_open().await;
}

#[tokio::test]
async fn who_texts_stop_is_passed_over_and_an_administrator_is_told() {
    let stage = Stage::set([]).await;
    let text = stage.text().await;
    let (status, said) = stage.twilio.acts().text(&stage.node.url, SID, text.field("To"), " Stop ").await;
    assert!(status == 200 && said.ends_with("<Response></Response>"), "Twilio answers it itself: {said}");
    soon("the next is called", stage.twilio.first(Taken::is_call)).await;
    let metrics = Wire::to(&stage.node.url).text("/metrics").await;
    assert!(metrics.contains("ctac_addresses_flagged_total 1"), "{metrics}");
}
