//! Providers' callbacks at the edge: there only when configured, and nothing unsigned, malformed or too long gets in.

use std::sync::Arc;
use std::sync::Mutex;

use axum::body::Body;
use axum::http::Request;
use ctac_domain::directory::{Channel, Flag};
use ctac_domain::id::{AttemptId, ContactId, PersonId};
use ctac_domain::page::Delivery;
use ctac_server::limits;
use ctac_server::receipt::{Receipt, Report};
use ctac_server::router::router;
use ctac_server::twilio::{Params, Twilio};

use crate::cell::{Came, Cell, LEAD};
use crate::pages::browser::Service;

/// Takes signatures that begin with `right`, and keeps what it is asked. As in earnest, no two requests have the same.
#[derive(Default)]
struct Known {
    asked: Mutex<Vec<(String, Params)>>,
    reports: Mutex<Vec<Option<AttemptId>>>,
}

impl Twilio for Known {
    fn signed(&self, path_and_query: &str, params: &Params, _: &[u8], signature: &str) -> bool {
        self.asked.lock().unwrap().push((path_and_query.to_owned(), params.clone()));
        signature.starts_with("right")
    }

    fn message(&self, words: &str) -> String {
        format!("message: {words}")
    }

    fn say(&self, words: &str) -> String {
        format!("say: {words}")
    }

    fn ask(&self, words: &str, _: &str) -> String {
        format!("ask: {words}")
    }

    fn nothing(&self) -> String {
        "nothing".to_owned()
    }

    fn report(&self, params: &Params, attempt: Option<AttemptId>) -> Report {
        self.reports.lock().unwrap().push(attempt);
        if !params.contains_key("MessageSid") {
            return Report::Malformed;
        }
        attempt.map_or(Report::Nothing, |attempt| {
            let (provider, reference) = ("twilio-sms".to_owned(), "SM1".to_owned());
            Report::News(Receipt { attempt, provider, reference, delivery: Delivery::Delivered })
        })
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn post(cell: &Cell, path: &str, signature: Option<&str>, kind: &str, body: impl Into<Body>) -> Came {
    let mut request = Request::post(path).header("content-type", kind).header("host", "evil.example");
    if let Some(signature) = signature {
        request = request.header("x-twilio-signature", signature);
    }
    cell.send(request.body(body.into()).unwrap()).await
}

async fn configured() -> (Cell, Arc<Known>) {
    let mut cell = Cell::new().await;
    let known = Arc::new(Known::default());
    cell.app = cell.app.clone().with_twilio(known.clone());
    cell.router = router(cell.app.clone());
    (cell, known)
}

#[tokio::test]
async fn unless_configured_there_is_nothing() {
    let cell = Cell::new().await;
    for path in ["/hooks/twilio/sms", "/hooks/twilio/voice/x", "/hooks/twilio/status"] {
        post(&cell, path, Some("right"), FORM, "From=%2B447700900123&Body=yes").await.must(404);
    }
}

#[tokio::test]
async fn what_is_not_signed_goes_no_further() {
    let (cell, known) = configured().await;
    let long = "A".repeat(5_000);
    for signature in [None, Some(""), Some("wrong"), Some(long.as_str())] {
        for path in ["/hooks/twilio/sms", "/hooks/twilio/voice/x", "/hooks/twilio/status?attempt=x1"] {
            let came = post(&cell, path, signature, FORM, "MessageSid=a&From=b&Body=c").await;
            assert!([403, 400].contains(&came.status.as_u16()), "{path}: {} {}", came.status, came.text);
        }
    }
    assert!(known.reports.lock().unwrap().is_empty());
    let asked = known.asked.lock().unwrap();
    assert!(asked.iter().all(|(path, _)| path.starts_with("/hooks/twilio/")), "never by the Host header");
}

#[tokio::test]
async fn what_is_malformed_or_too_long_is_said() {
    let (cell, _) = configured().await;
    let sms = "/hooks/twilio/sms";
    post(&cell, sms, Some("right"), "text/plain", "From=a").await.must(400);
    post(&cell, sms, Some("right"), FORM, "Body=yes").await.must(400);
    post(&cell, sms, Some("right"), FORM, "x=1&".repeat(1_000)).await.must(400);
    post(&cell, sms, Some("right"), FORM, "x".repeat(100_000)).await.must(413);
    post(&cell, sms, Some("right"), "application/json", "[]").await.must(400);
    post(&cell, "/hooks/twilio/status", Some("right"), FORM, "Digits=1").await.must(400);
    post(&cell, "/hooks/twilio/status?attempt=nobody", Some("right"), FORM, "MessageSid=1").await.must(400);
}

#[tokio::test]
async fn what_is_signed_is_answered_in_kind() {
    let (cell, known) = configured().await;
    let text = post(&cell, "/hooks/twilio/sms", Some("right"), FORM, "From=%2B447700900555&Body=It's+me&New=1").await;
    assert_eq!(text.headers["content-type"], "text/xml; charset=utf-8");
    assert_eq!(text.must(200).text, "nothing", "whoever is not known may be a machine that answers every text");
    let (_, params) = known.asked.lock().unwrap().last().cloned().unwrap();
    assert_eq!(params["Body"].first().unwrap(), "It's me");
    assert!(params.contains_key("New"), "unknown fields are signed too");
    let token = cell.app.auth.call_token(ctac_domain::id::NotificationId(crate::cell::id(1)));
    for (signature, token, digits, expected) in [
        ("right 1", "x", "Digits=1", "say: This page is not known"),
        ("right 2", &token, "Digits=1", "say: This page is not known"),
        ("right 3", &token, "Digits=", "say: No key was pressed"),
        ("right 4", &token, "CallSid=CA1", "say: No key was pressed"),
    ] {
        let call = post(&cell, &format!("/hooks/twilio/voice/{token}"), Some(signature), FORM, digits).await.must(200);
        assert!(call.text.starts_with(expected), "{}", call.text);
    }
    let attempt = crate::cell::id(5);
    let path = format!("/hooks/twilio/status?attempt={attempt}&bodySHA256=00");
    post(&cell, &path, Some("right"), "application/json", "{\"MessageSid\":\"x\",\"more\":[1]}").await.must(204);
    assert_eq!(*known.reports.lock().unwrap(), [Some(AttemptId(attempt))]);
}

/// Texts from the lead's number, each signed in its own way as in earnest; gives what each was answered.
struct Texts<'a> {
    cell: &'a Cell,
    sent: std::cell::Cell<u32>,
}

impl<'a> Texts<'a> {
    async fn of(cell: &'a Cell) -> Self {
        let (lead, contact) = (PersonId(crate::cell::id(LEAD)), ContactId(crate::cell::id(90)));
        cell.app.auth.put_contact(lead, contact, Channel::Sms, "+447700900123").await.unwrap();
        Self { cell, sent: std::cell::Cell::new(0) }
    }

    async fn text(&self, body: &str) -> String {
        let nth = self.sent.get();
        self.sent.set(nth + 1);
        let (signature, form) = (format!("right {nth}"), format!("From=%2B447700900123&Body={body}"));
        post(self.cell, "/hooks/twilio/sms", Some(&signature), FORM, form).await.must(200).text
    }
}

#[tokio::test]
async fn a_telephone_that_answers_every_text_is_not_answered_for_ever_and_fills_no_ledger() {
    let mut service = Service::new(false).await;
    service.cell.app = service.cell.app.clone().with_twilio(Arc::new(Known::default()));
    service.cell.router = router(service.cell.app.clone());
    let (page, cell) = (service.page(&[LEAD]).await, &service.cell);
    let texts = Texts::of(cell).await;
    let size = cell.app.engine.size();
    let mut answered = 0;
    for _ in 0..limits::TEXTS_OF_NUMBER + 20 {
        answered += u32::from(texts.text("I+am+driving").await != "nothing");
    }
    assert_eq!(answered, limits::IDLE_ANSWERS_TO_NUMBER);
    // A yes could still be the machine's.
    assert_eq!(texts.text("yes").await, "nothing");
    assert!(service.open(page));
    assert_eq!(cell.app.engine.size(), size, "something was recorded");
    // The code of an open page counts whatever came before.
    let code = cell.app.engine.state().pages[&page].notifications.values().next().unwrap().code.unwrap();
    let words = texts.text(&code.to_string()).await;
    assert!(words.starts_with("message: Acknowledged: S2 CTAC-"), "{words}");
    assert!(!service.open(page));
}

#[tokio::test]
async fn stop_and_start_to_and_fro_are_recorded_a_few_times_and_end_at_stop() {
    let (cell, _) = configured().await;
    let texts = Texts::of(&cell).await;
    let size = cell.app.engine.size();
    for _ in 0..20 {
        assert_eq!((texts.text("STOP").await, texts.text("START").await), ("nothing".to_owned(), "nothing".to_owned()));
    }
    // Each is the flag, what its person is told of it, and the flag's end.
    let most = u64::from(limits::STARTS_OF_NUMBER + 1) * 4;
    assert!(cell.app.engine.size() - size <= most, "{} entries", cell.app.engine.size() - size);
    let lead = PersonId(crate::cell::id(LEAD));
    let contact = cell.app.engine.state().people[&lead].contacts[&ContactId(crate::cell::id(90))].clone();
    assert_eq!(contact.flag, Some(Flag::OptedOut), "a gap that everybody sees, not somebody thought to be reached");
}
