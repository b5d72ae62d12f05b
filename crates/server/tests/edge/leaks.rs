//! What must not be learnt, and by whom: each of these was once to be had.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::{Channel, Contact};
use ctac_domain::id::{ContactId, PersonId};
use ctac_server::app::Options;
use ctac_server::inbound::{Sender, sms};
use ctac_server::limits;
use ctac_server::router::router;
use serde_json::json;
use tower::ServiceExt as _;

use crate::cell::{ADMIN, Cell, LEAD, OUTSIDER, PASSWORD, RESPONDER, id};
use crate::pages::browser::Service;

/// Somebody who may break no glass learns nothing from trying.
#[tokio::test]
async fn an_incident_that_is_hidden_is_answered_as_one_that_is_not() {
    let cell = Cell::new().await;
    let (lead, outsider) = (cell.token(LEAD).await, cell.token(OUTSIDER).await);
    let hidden = cell.declare(&lead, "Encrypted shares").await;
    let reference = cell.app.engine.state().references.keys().next().unwrap().clone();
    let mut answers = Vec::new();
    for named in [reference.as_str(), hidden.as_str(), "CTAC-1999-0042", &id(404).to_string(), "nonsense"] {
        let path = format!("/api/v1/incidents/{named}/break-glass");
        let came = cell.post(&path, &outsider, json!({ "reason": "curious" })).await;
        let mut problem = came.json();
        problem.as_object_mut().unwrap().remove("instance");
        answers.push((came.status.as_u16(), problem));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    let cursor = |named: &str| format!("/api/v1/incidents?cursor={named}");
    let known = cell.get(&cursor(&hidden), &outsider).await.status;
    assert_eq!(known, cell.get(&cursor(&id(404).to_string()), &outsider).await.status);
}

/// Another site's link must not make somebody's browser export, which is an entry on the timeline.
#[tokio::test]
async fn an_export_starts_from_our_own_pages_only() {
    let cell = Cell::new().await;
    cell.app.auth.set_password(id(LEAD).into(), PASSWORD).await.unwrap();
    let lead = cell.token(LEAD).await;
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let secret = cell.app.auth.sign_in("lead", PASSWORD, cell.app.clock.now()).await.unwrap().secret.expose();
    let cookie = format!("__Host-ctac={secret}");
    let path = format!("/api/v1/incidents/{incident}/export");
    let size = cell.app.engine.size();
    for site in ["cross-site", "same-site"] {
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", site)];
        let came = cell.call(Method::GET, &path, None, None, &headers).await.must(403);
        assert_eq!(came.json()["type"], "/problems/cross-site");
    }
    assert_eq!(cell.app.engine.size(), size, "something was recorded");
    for site in ["same-origin", "none"] {
        let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", site)];
        cell.call(Method::GET, &path, None, None, &headers).await.must(200);
    }
}

/// What is posted after somebody signed out is not for the poll that they left waiting.
#[tokio::test]
async fn a_long_poll_ends_with_its_session() {
    let cell = Cell::new().await;
    cell.app.auth.set_password(id(LEAD).into(), PASSWORD).await.unwrap();
    let lead = cell.token(LEAD).await;
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let now = cell.app.clock.now();
    let signed_in = cell.app.auth.sign_in("lead", PASSWORD, now).await.unwrap();
    let cookie = format!("__Host-ctac={}", signed_in.secret.expose());
    let entries = format!("/api/v1/incidents/{incident}/entries");
    let head = cell.get(&entries, &lead).await.json()["head"].as_u64().unwrap();
    let waiting = format!("{entries}?after={head}&wait=20");
    let headers = [("cookie", cookie.as_str())];
    let poll = cell.call(Method::GET, &waiting, None, None, &headers);
    let rest = async {
        // So that the poll is under way.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(cell.app.auth.end_session(PersonId(id(LEAD)), signed_in.session).await.unwrap());
        let note = json!({ "kind": "entry.note", "body": { "text": "after they left" } });
        cell.post(&entries, &lead, note).await.must(201);
    };
    let (polled, ()) = tokio::join!(poll, rest);
    assert!(!polled.must(401).text.contains("after they left"));
}

/// A telephone number that somebody claims and never proved is not theirs to answer from.
#[tokio::test]
async fn a_text_message_speaks_for_who_proved_the_number() {
    let service = Service::new(false).await;
    let cell = &service.cell;
    let page = service.page(&[OUTSIDER]).await;
    let code = cell.app.engine.state().pages[&page].notifications[&service.notification(page, OUTSIDER)].code.unwrap();
    let person = PersonId(id(OUTSIDER));
    let number = "+447700900123";
    let claim = ContactId(id(95));
    let hint = cell.app.auth.put_contact(person, claim, Channel::Sms, number).await.unwrap();
    let contact = Contact { id: claim, channel: Channel::Sms, hint, verified: false, flag: None };
    service.does(OUTSIDER, Command::AddContact { person, contact }).await;
    let answer = sms(&cell.app, Sender::Number(number), &code.to_string()).await.unwrap();
    assert!(answer.contains("not known here") && service.open(page), "{answer}");
    service.does(OUTSIDER, Command::SendVerification { person, contact: claim }).await;
    let notification = cell.app.engine.state().verifications[&claim].notification;
    service.does(OUTSIDER, Command::VerifyContact { person, contact: claim, notification }).await;
    let answer = sms(&cell.app, Sender::Number(number), &code.to_string()).await.unwrap();
    assert!(answer.contains("Acknowledged") && !service.open(page), "{answer}");
}

/// A sender is easily forged, and there are only ten thousand codes: whoever tries them all gets nowhere.
#[tokio::test]
async fn reply_codes_cannot_be_guessed_at_leisure() {
    let service = Service::new(false).await;
    let cell = &service.cell;
    let page = service.page(&[OUTSIDER]).await;
    let code = cell.app.engine.state().pages[&page].notifications[&service.notification(page, OUTSIDER)].code.unwrap();
    let (person, number, claim) = (PersonId(id(OUTSIDER)), "+447700900123", ContactId(id(95)));
    let hint = cell.app.auth.put_contact(person, claim, Channel::Sms, number).await.unwrap();
    let contact = Contact { id: claim, channel: Channel::Sms, hint, verified: true, flag: None };
    cell.app.engine.execute(Actor::System, Command::AddContact { person, contact }).await.unwrap();
    for guess in 0..limits::WRONG_CODES {
        let wrong = format!("{:04}", (code + 1 + guess) % 10_000);
        let answer = sms(&cell.app, Sender::Number(number), &wrong).await.unwrap();
        assert!(answer.starts_with("No page is open"), "{answer}");
    }
    let answer = sms(&cell.app, Sender::Number(number), &format!("{code:04}")).await.unwrap();
    assert!(answer.starts_with("Too many wrong codes") && service.open(page), "{answer}");
    // The link is theirs alone, and works.
    let link = service.link(page, OUTSIDER);
    service.nobody().post(&link, &[("answer", "acknowledge")]).await;
    assert!(!service.open(page));
}

/// The link in the pocket of somebody who has left shows nothing any more.
#[tokio::test]
async fn the_link_of_somebody_who_left_does_not_work() {
    let service = Service::new(false).await;
    let page = service.page(&[RESPONDER, OUTSIDER]).await;
    let link = service.link(page, OUTSIDER);
    service.nobody().get(&link).await.must(200);
    let reason = "moved on".to_owned();
    service.does(ADMIN, Command::DeactivatePerson { person: PersonId(id(OUTSIDER)), reason }).await;
    service.nobody().get(&link).await.must(404);
    service.nobody().post(&link, &[("answer", "acknowledge")]).await.must(404);
    assert!(service.open(page));
}

/// A reply code is for its person: with it and a forged sender anybody could answer in their name.
#[tokio::test]
async fn the_timeline_shows_no_reply_codes() {
    let service = Service::new(false).await;
    let page = service.page(&[RESPONDER, OUTSIDER]).await;
    let lead = service.cell.token(LEAD).await;
    let code =
        service.cell.app.engine.state().pages[&page].notifications[&service.notification(page, OUTSIDER)].code.unwrap();
    let came = service.cell.get(&format!("/api/v1/incidents/{}/entries", id(51)), &lead).await.must(200);
    let step = came.json()["entries"].as_array().unwrap().iter().find(|it| it["kind"] == "page.step_started").cloned();
    assert!(step.unwrap()["body"]["notifications"].as_array().is_some_and(|it| it.len() == 2));
    assert!(!came.text.contains("\"code\"") && !came.text.contains(&format!(":{code},")), "{}", came.text);
}

/// Behind a proxy everybody comes from this machine: being here proves nothing then.
#[tokio::test]
async fn metrics_are_for_this_machine_and_not_for_whoever_a_proxy_brings() {
    for (proxied, status) in [(false, 404), (true, 401)] {
        let cell = Cell::new().await;
        let mut app = cell.app.clone();
        app.options = Arc::new(Options { proxied, ..(*app.options).clone() });
        let mut request = Request::builder().uri("/metrics").body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4_711))));
        // There are no metrics in this cell: whoever gets so far is told that.
        assert_eq!(router(app).oneshot(request).await.unwrap().status().as_u16(), status);
    }
}
