//! Answering a page: by the first page's buttons, by the one-time link, by the simulator's phone.

use ctac_domain::directory::Channel;
use ctac_domain::id::{ContactId, PersonId};
use ctac_domain::page::{How, PageStatus};
use ctac_server::inbound::{Sender, sms};
use serde_json::{Value, json};

use super::browser::Service;
use crate::cell::{LEAD, OUTSIDER, RESPONDER, id};

fn how(service: &Service, page: ctac_domain::id::PageId) -> Option<(u128, How)> {
    match &service.cell.app.engine.state().pages[&page].status {
        PageStatus::Acknowledged { by: Some(by), how, .. } => {
            let n = [LEAD, RESPONDER, OUTSIDER].into_iter().find(|n| id(*n) == by.0).unwrap();
            Some((n, *how))
        }
        _ => None,
    }
}

#[tokio::test]
async fn reading_the_link_acknowledges_nothing_and_its_button_does() {
    let service = Service::new(false).await;
    let page = service.page(&[RESPONDER, OUTSIDER]).await;
    let link = service.link(page, RESPONDER);
    let nobody = service.nobody();
    let size = service.cell.app.engine.size();
    for _ in 0..2 {
        let read = nobody.get(&link).await.must(200);
        assert!(read.text.contains("S2 CTAC-") && read.text.contains("I cannot attend"));
        // CLEAR text only: whoever has the telephone learns no more than the message said.
        assert!(!read.text.contains("Paged for") && !read.text.contains("Northmoor"));
        nobody.head(&link).await.must(200);
    }
    nobody.post(&link, &[("answer", "maybe")]).await.must(422);
    assert!(service.open(page));
    assert_eq!(service.cell.app.engine.size(), size, "something was recorded");
    let taken = nobody.post(&link, &[("answer", "acknowledge")]).await.must(200);
    assert!(taken.text.contains("Acknowledged: S2 CTAC-") && taken.text.contains("You have it."));
    assert_eq!(how(&service, page), Some((RESPONDER, How::Link)));
    // Once more is fine; and whoever else was asked is told who has it.
    assert!(nobody.post(&link, &[("answer", "acknowledge")]).await.must(200).text.contains("You have it"));
    let other = nobody.get(&service.link(page, OUTSIDER)).await.must(200);
    assert!(other.text.contains("Demo responder has it already") && !other.text.contains("<button"));
    assert_eq!(how(&service, page), Some((RESPONDER, How::Link)));
}

#[tokio::test]
async fn a_notifications_button_is_answered_in_words() {
    let service = Service::new(false).await;
    let page = service.page(&[RESPONDER]).await;
    let (link, nobody) = (service.link(page, RESPONDER), service.nobody());
    nobody.post_for_words(&link, &[("answer", "maybe")]).await.must(422);
    assert!(service.open(page));
    let taken = nobody.post_for_words(&link, &[("answer", "acknowledge")]).await.must(200);
    assert!(taken.json()["said"].as_str().unwrap().contains("Acknowledged: S2 CTAC-"), "{}", taken.text);
    assert_eq!(how(&service, page), Some((RESPONDER, How::Link)));
    nobody.post_for_words("/a/nothing", &[("answer", "acknowledge")]).await.must(404);
}

#[tokio::test]
async fn a_link_that_is_none_of_ours_is_unknown() {
    let service = Service::new(false).await;
    let page = service.page(&[RESPONDER]).await;
    let link = service.link(page, RESPONDER);
    let mut forged = link.clone();
    let last = forged.pop().unwrap();
    forged.push(if last == 'A' { 'B' } else { 'A' });
    let nowhere = service.cell.app.auth.link_token(ctac_domain::id::NotificationId(id(404)));
    for path in [forged.as_str(), "/a/x", "/a/%3Cscript%3E", &format!("/a/{nowhere}")] {
        let came = service.nobody().get(path).await.must(404);
        assert!(came.text.contains("This link does not work"), "{path}");
        let came = service.nobody().post(path, &[("answer", "acknowledge")]).await.must(404);
        assert!(came.text.contains("open the link in the latest message"), "{path}");
    }
    assert!(service.open(page));
}

#[tokio::test]
async fn the_first_page_shows_what_waits_and_takes_the_answer() {
    let service = Service::new(false).await;
    let page = service.page(&[RESPONDER]).await;
    let (lead, responder) = (service.signed_in(LEAD, "lead").await, service.signed_in(RESPONDER, "responder").await);
    let outsider = service.signed_in(OUTSIDER, "outsider").await;
    assert!(outsider.get("/").await.text.contains("No page is waiting for you."));
    let (acknowledge, cannot) = (format!("/pages/{page}/acknowledge"), format!("/pages/{page}/cannot"));
    let mine = responder.get("/").await.must(200);
    assert!(mine.text.contains("You are paged: S2 CTAC-") && mine.text.contains(&cannot));
    let helps = lead.get("/").await.must(200);
    assert!(
        helps.text.contains(&acknowledge) && !helps.text.contains("You are paged") && !helps.text.contains(&cannot)
    );
    outsider.post(&acknowledge, &[]).await.must(404);
    responder.post_from("cross-site", &acknowledge, &[]).await.must(403);
    responder.get(&acknowledge).await.must(405);
    assert!(service.open(page));
    let said = responder.post(&acknowledge, &[]).await.must(303).headers["location"].to_str().unwrap().to_owned();
    assert!(responder.get(&said).await.must(200).text.contains("It is yours."));
    assert_eq!(how(&service, page), Some((RESPONDER, How::Api)));
    let late = lead.post(&acknowledge, &[]).await.must(303);
    assert_eq!(late.headers["location"], "/?said=taken");
}

#[tokio::test]
async fn the_simulators_phone_is_replied_to_by_text_key_and_tap() {
    let service = Service::new(true).await;
    let page = service.page(&[LEAD, RESPONDER]).await;
    let nobody = service.nobody();
    let shown = nobody.get("/simulator").await.must(200);
    assert!(shown.text.contains("Demo lead") && shown.text.contains("9 next person"));
    assert!(shown.text.contains("&#60;b&#62;") && !shown.text.contains("<b>"));
    let messages = nobody.get("/simulator/messages?after=0&wait=1").await.must(200).json();
    let message = |channel: &str| -> Value {
        messages["messages"].as_array().unwrap().iter().find(|it| it["channel"] == channel).unwrap().clone()
    };
    let (text, call) = (message("sms"), message("voice"));
    assert_eq!(text["person"], json!(id(LEAD)));
    let reply = |message: &Value| format!("/simulator/messages/{}/reply", message["number"]);
    for (message, body) in [
        (&text, r#"{"digit":"1"}"#),
        (&call, r#"{"text":"1234"}"#),
        (&call, "{}"),
        (&text, r#"{"text":"a","tap":true}"#),
        (&text, r#"{"tap":false}"#),
    ] {
        nobody.post_json(&reply(message), body).await.must(422);
    }
    nobody.post_json(&reply(&text), r#"{"colour":"red"}"#).await.must(400);
    nobody.post_json("/simulator/messages/99/reply", r#"{"text":"1"}"#).await.must(404);
    nobody.post_from("cross-site", &reply(&text), &[("text", "ok")]).await.must(403);
    nobody.get("/simulator/messages?wait=31").await.must(400);
    let said = async |message: &Value, body: Value| {
        nobody.post_json(&reply(message), &body.to_string()).await.must(200).json()["said"].as_str().unwrap().to_owned()
    };
    assert!(said(&text, json!({ "text": "what?" })).await.starts_with("Not understood"));
    assert!(said(&text, json!({ "text": "9999" })).await.starts_with("No page is open for you"));
    assert!(said(&call, json!({ "digit": "3" })).await.contains("Press 1 to acknowledge"));
    assert!(said(&call, json!({ "digit": "7" })).await.starts_with("That key does nothing"));
    assert!(service.open(page));
    assert!(said(&call, json!({ "digit": "2" })).await.starts_with("Recorded that you cannot: S2 CTAC-"));
    let code = text["text"]["code"].as_str().unwrap().to_owned();
    let back = said(&text, json!({ "text": code })).await;
    assert!(back.starts_with("Acknowledged: S2 CTAC-"), "{back}");
    assert!(ctac_domain::message::septets(&back).unwrap() <= ctac_domain::limits::SMS, "{back}");
    assert_eq!(how(&service, page), Some((LEAD, How::Sms)));
    assert!(said(&call, json!({ "digit": "1" })).await.starts_with("Somebody else has it already"));
    assert!(said(&text, json!({ "tap": true })).await.starts_with("You have it"));
}

#[tokio::test]
async fn a_text_message_is_its_numbers_holders() {
    let service = Service::new(false).await;
    let app = &service.cell.app;
    let page = service.page(&[LEAD, OUTSIDER]).await;
    for (person, contact) in [(LEAD, 90), (OUTSIDER, 92)] {
        let (person, contact) = (PersonId(id(person)), ContactId(id(contact)));
        app.auth.put_contact(person, contact, Channel::Sms, "07700 900123").await.unwrap();
    }
    let number = Sender::Number("+44 7700 900123");
    let code_of = |n| app.engine.state().pages[&page].notifications[&service.notification(page, n)].code.unwrap();
    let stranger = sms(app, Sender::Number("07700 900999"), &code_of(LEAD).to_string()).await.unwrap();
    assert!(stranger.starts_with("This number is not known here."));
    assert!(sms(app, number, "is this ok?").await.unwrap().starts_with("Not understood"));
    assert!(service.open(page));
    // Two people share a telephone: the code tells who answers.
    let declined = sms(app, number, &format!("no {}", code_of(LEAD))).await.unwrap();
    assert!(declined.starts_with("Recorded that you cannot: S2 CTAC-"), "{declined}");
    let taken = sms(app, number, &code_of(OUTSIDER).to_string()).await.unwrap();
    assert!(taken.starts_with("Acknowledged: S2 CTAC-"), "{taken}");
    assert_eq!(how(&service, page), Some((OUTSIDER, How::Sms)));
    for words in [stranger, declined, taken] {
        let length = ctac_domain::message::septets(&words).unwrap();
        assert!(length <= ctac_domain::limits::SMS && !words.contains("Demo"), "{words}");
    }
}

#[tokio::test]
async fn a_key_and_a_tap_acknowledge() {
    let service = Service::new(true).await;
    let page = service.page(&[RESPONDER]).await;
    let pressed = service.nobody().post("/simulator/messages/1/reply", &[("digit", "1")]).await.must(200);
    assert!(pressed.text.contains("Acknowledged: S2 CTAC-"));
    assert_eq!(how(&service, page), Some((RESPONDER, How::Dtmf)));
    let service = Service::new(true).await;
    let page = service.page(&[RESPONDER]).await;
    service.nobody().post("/simulator/messages/1/reply", &[("tap", "true")]).await.must(200);
    assert_eq!(how(&service, page), Some((RESPONDER, How::Link)));
}
