//! Raising by hand: by a key, by a person, on the form; and what the receipt tells, to whom.

use axum::http::Method;
use ctac_server::limits::RAISES_OF_PERSON;
use serde_json::{Value, json};

use crate::cell::{ADMIN, COUNCIL, Cell, LEAD, OUTSIDER, RESPONDER, id};
use crate::pages::browser::Service;
use crate::signals::Listening;

async fn asks(listening: &Listening, method: Method, path: &str, key: &str, body: Option<Value>) -> (u16, Value) {
    let came = listening.cell.call(method, path, Some(key), body, &[]).await;
    (came.status.as_u16(), serde_json::from_str(&came.text).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_security_operations_centre_gets_a_receipt_a_named_human_and_nobody_elses() {
    let listening = Listening::new("by-hand").await;
    let (key, cell) = (listening.key.clone(), &listening.cell);
    let (status, threshold) = asks(&listening, Method::GET, "/api/v1/threshold", &key, None).await;
    assert_eq!(
        (status, &threshold["version"], &threshold["criteria"][0]["id"]),
        (200, &json!(0), &json!("ransomware"))
    );
    let council =
        threshold["members"].as_array().unwrap().iter().find(|it| it["name"] == "Eastvale").unwrap()["id"].clone();
    let body = json!({
        "reference": "SOC-1", "summary": "Shares are being encrypted", "text": "Three hosts.",
        "criteria": ["doubt", "ransomware"], "organisations": [council], "call_back": "Night desk, 07700 900456",
    });
    let (status, receipt) = asks(&listening, Method::POST, "/api/v1/raise", &key, Some(body.clone())).await;
    assert_eq!(status, 201, "{receipt}");
    assert_eq!((&receipt["severity"], &receipt["person"]["is"]), (&json!("S1"), &json!("paged")));
    assert_eq!(
        (&receipt["person"]["name"], &receipt["person"]["role"]),
        (&json!("Demo lead"), &json!("Incident lead"))
    );
    assert_eq!((&receipt["organisations"], &receipt["call_back_kept"]), (&json!(["Eastvale"]), &json!(true)));
    let told = receipt.to_string();
    assert!(
        !told.contains("900456") && !told.contains("900 123") && !told.contains("07700") && !told.contains("+44"),
        "no number: {told}"
    );
    // The same again is the same, and pages nobody anew.
    let pages = cell.app.engine.state().pages.len();
    let (_, again) = asks(&listening, Method::POST, "/api/v1/raise", &key, Some(body)).await;
    assert_eq!((&again["reference"], cell.app.engine.state().pages.len()), (&receipt["reference"], pages));
    // Somebody takes it: the receipt says who.
    let path = format!("/api/v1/raise/{}", receipt["reference"].as_str().unwrap());
    let page = *cell.app.engine.state().pages.keys().next_back().unwrap();
    cell.post(&format!("/api/v1/pages/{page}/acknowledge"), &listening.lead, json!({})).await.must(200);
    let (status, now) = asks(&listening, Method::GET, &path, &key, None).await;
    assert_eq!(
        (status, &now["person"]["is"], &now["now"]),
        (200, &json!("has-it"), &json!("Demo lead (Incident lead) has it."))
    );
    // Another's key, nobody, and who reads no alerts learn nothing; who reads alerts does, and sees whom to call.
    let other =
        json!({ "name": "Another", "organisation": id(COUNCIL), "kind": "by-hand", "otherwise": { "do": "record" } });
    let other = cell.post("/api/v1/integrations", &listening.admin, other).await.must(201).json()["key"].clone();
    assert_eq!(asks(&listening, Method::GET, &path, other.as_str().unwrap(), None).await.0, 404);
    assert_eq!(asks(&listening, Method::GET, &path, &cell.token(OUTSIDER).await, None).await.0, 404);
    assert_eq!(asks(&listening, Method::GET, &path, &"0".repeat(32), None).await.0, 401);
    assert_eq!(cell.call(Method::POST, "/api/v1/raise", None, Some(json!({ "summary": "x" })), &[]).await.status, 401);
    cell.get(&path, &cell.token(RESPONDER).await).await.must(200);
    let outsider = cell.token(OUTSIDER).await;
    cell.post("/api/v1/raise", &outsider, json!({ "summary": "x", "criteria": ["doubt"] })).await.must(403);
    // The link's page needs no key, and a changed one opens nothing.
    let link = receipt["link"].as_str().unwrap();
    let link = link.find("/r/").map(|at| &link[at..]).unwrap();
    let shown = cell.call(Method::GET, link, None, None, &[]).await.must(200).text;
    assert!(shown.contains("Demo lead") && !shown.contains("900456") && !shown.contains("Shares are being encrypted"));
    cell.call(Method::GET, &format!("{}x", &link[..link.len() - 1]), None, None, &[]).await.must(404);
}

#[tokio::test]
async fn below_the_threshold_and_by_old_words() {
    let listening = Listening::with("by-hand", json!({ "otherwise": { "do": "record" } })).await;
    let key = listening.key.clone();
    let raise = async |body: Value| asks(&listening, Method::POST, "/api/v1/raise", &key, Some(body)).await;
    let (status, below) = raise(json!({ "summary": "A strange email" })).await;
    assert_eq!((status, &below["severity"], &below["person"]), (201, &Value::Null, &Value::Null));
    assert!(below["now"].as_str().unwrap().contains("nobody is woken"));
    let (_, old) = raise(json!({ "summary": "A worm", "criteria": ["worm"] })).await;
    assert_eq!((&old["severity"], &old["unknown_criteria"]), (&json!("S3"), &json!(["worm"])));
    for bad in [
        json!({}),
        json!({ "summary": "" }),
        json!({ "summary": "x", "colour": 1 }),
        json!({ "summary": "x", "organisations": [id(404)] }),
    ] {
        assert!(matches!(raise(bad).await.0, 400 | 422));
    }
}

/// The pages of a browser read what a key reads; to raise, a cookie is not enough.
#[tokio::test]
async fn a_session_reads_the_threshold_and_a_receipt_and_raises_nothing_for_another_site() {
    let listening = Listening::new("by-hand").await;
    let cell = &listening.cell;
    cell.app.auth.set_password(id(LEAD).into(), "a password of some length").await.unwrap();
    let now = cell.app.clock.now();
    let secret = cell.app.auth.sign_in("lead", "a password of some length", now).await.unwrap().secret.expose();
    let cookie = format!("__Host-ctac={secret}");
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
    let read = cell.call(Method::GET, "/api/v1/threshold", None, None, &headers).await.must(200).json();
    assert_eq!(read["criteria"][0]["id"], json!("ransomware"));
    let body = json!({ "summary": "x", "criteria": ["doubt"] });
    let (status, raised) = asks(&listening, Method::POST, "/api/v1/raise", &listening.key, Some(body.clone())).await;
    assert_eq!(status, 201, "{raised}");
    let path = format!("/api/v1/raise/{}", raised["reference"].as_str().unwrap());
    cell.call(Method::GET, &path, None, None, &headers).await.must(200);
    let elsewhere = [("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")];
    let alerts = cell.app.engine.state().alerts.len();
    cell.call(Method::POST, "/api/v1/raise", None, Some(body), &elsewhere).await.must(403);
    assert_eq!(cell.app.engine.state().alerts.len(), alerts);
    cell.call(Method::GET, "/api/v1/threshold", None, None, &[]).await.must(401);
}

#[tokio::test]
async fn a_browser_raises_and_reads_whom_to_call_and_another_sites_page_does_not() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    let threshold = lead.asks(Method::GET, "/api/v1/threshold", None, "same-origin").await.must(200).json();
    assert_eq!(threshold["criteria"][0]["id"], "ransomware");
    let body = json!({ "summary": "Shares are being encrypted", "criteria": ["ransomware"], "call_back": "Desk 07700 900456" });
    lead.asks(Method::POST, "/api/v1/raise", Some(body.clone()), "cross-site").await.must(403);
    assert!(service.cell.app.engine.state().alerts.is_empty());
    service.nobody().asks(Method::POST, "/api/v1/raise", Some(body.clone()), "same-origin").await.must(401);
    let receipt = lead.asks(Method::POST, "/api/v1/raise", Some(body), "same-origin").await.must(201).json();
    assert_eq!((&receipt["severity"], &receipt["call_back_kept"]), (&json!("S1"), &json!(true)));
    // Whom to call back is told of the alert by itself, to who may read it, and stands in no list.
    let list = lead.asks(Method::GET, "/api/v1/alerts", None, "same-origin").await.must(200);
    assert!(!list.text.contains("900456"));
    let path = format!("/api/v1/alerts/{}", list.json()["items"][0]["id"].as_str().unwrap());
    let alert = lead.asks(Method::GET, &path, None, "same-origin").await.must(200).json();
    assert_eq!(alert["call_back"], "Desk 07700 900456");
    let severity = alert["worst"].as_str().unwrap();
    let piece = async |query: &str| {
        let found = lead.asks(Method::GET, &format!("/api/v1/alerts?severity={query}"), None, "same-origin").await;
        found.must(200).json()["items"].as_array().unwrap().len()
    };
    assert_eq!((piece(severity).await, piece("info").await), (1, 1));
    let quiet = json!({ "summary": "A strange email" });
    lead.asks(Method::POST, "/api/v1/raise", Some(quiet), "same-origin").await.must(201);
    assert_eq!((piece(severity).await, piece("info").await), (1, 2));
}

#[tokio::test]
async fn a_desk_raises_so_many_in_a_minute_and_closes_what_is_over() {
    let cell = Cell::new().await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let raise = |nth: u32| json!({ "reference": format!("call {nth}"), "summary": "A strange email" });
    for nth in 0..RAISES_OF_PERSON {
        cell.post("/api/v1/raise", &lead, raise(nth)).await.must(201);
    }
    let alerts = cell.app.engine.state().alerts.len();
    let refused = cell.post("/api/v1/raise", &lead, raise(1_000)).await.must(429);
    let again_s: u32 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&again_s));
    assert_eq!(cell.app.engine.state().alerts.len(), alerts);
    cell.post("/api/v1/raise", &responder, raise(0)).await.must(201);
    // Nothing but a person ever says that a call to the desk is over.
    let listed = cell.get("/api/v1/alerts?status=triggered", &lead).await.must(200).json();
    let alert = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/alerts/{alert}/close");
    cell.post(&path, &cell.token(ADMIN).await, json!({})).await.must(403);
    cell.post(&path, &cell.token(OUTSIDER).await, json!({})).await.must(403);
    let closed = cell.post(&path, &lead, json!({})).await.must(200).json();
    assert_eq!(closed["status"], "resolved");
    cell.post(&path, &lead, json!({})).await.must(200);
    cell.post(&format!("/api/v1/alerts/{}/close", id(404)), &lead, json!({})).await.must(404);
}

#[tokio::test]
async fn what_people_are_paged_for_is_closed_once_somebody_has_it() {
    let listening = Listening::new("by-hand").await;
    let body = json!({ "summary": "Shares are being encrypted", "criteria": ["ransomware"] });
    asks(&listening, Method::POST, "/api/v1/raise", &listening.key, Some(body)).await;
    let alert = listening.alerts().await.remove(0);
    let close = format!("/api/v1/alerts/{}/close", alert["id"].as_str().unwrap());
    let refused = listening.cell.post(&close, &listening.lead, json!({})).await.must(409);
    assert!(refused.text.contains("take its page first"), "{}", refused.text);
    let take = format!("/api/v1/pages/{}/acknowledge", alert["page"].as_str().unwrap());
    listening.cell.post(&take, &listening.lead, json!({})).await.must(200);
    listening.cell.post(&close, &listening.lead, json!({})).await.must(200);
}

#[tokio::test]
async fn why_an_alert_is_held_back_is_the_cells_own() {
    let listening = Listening::new("by-hand").await;
    let cell = &listening.cell;
    let to = cell.app.clock.now() + jiff::SignedDuration::from_mins(60);
    let window = json!({
        "ends": { "is": "window", "to": to }, "integrations": [listening.integration],
        "reason": "Firewall replaced at Rowanbridge; the old one leaks, ring Ivy Example",
    });
    let made = cell.post("/api/v1/suppressions", &listening.lead, window).await.must(201).json();
    // Below the threshold: what meets it pages, whatever is held back.
    let body = json!({ "reference": "SOC-7", "summary": "A strange email" });
    let (status, receipt) = asks(&listening, Method::POST, "/api/v1/raise", &listening.key, Some(body)).await;
    assert_eq!(status, 201, "{receipt}");
    let held =
        "It is recorded; nobody is paged now. Alerts like it are held back at the moment, as during maintenance.";
    assert_eq!(receipt["now"], held);
    let path = format!("/api/v1/raise/{}", receipt["reference"].as_str().unwrap());
    let (_, again) = asks(&listening, Method::GET, &path, &listening.key, None).await;
    let link = receipt["link"].as_str().unwrap();
    let link = link.find("/r/").map(|at| &link[at..]).unwrap();
    let shown = cell.call(Method::GET, link, None, None, &[]).await.must(200).text;
    for told in [receipt.to_string(), again.to_string(), shown] {
        for own in ["Firewall", "Rowanbridge", "Ivy", "leaks", made["id"].as_str().unwrap()] {
            assert!(!told.contains(own), "{own} is not theirs to read: {told}");
        }
        assert!(told.contains("held back"), "{told}");
    }
}

#[tokio::test]
async fn every_version_of_the_threshold_stays_readable() {
    let listening = Listening::new("by-hand").await;
    let (cell, admin) = (&listening.cell, listening.admin.as_str());
    let threshold = |words: &str| {
        json!({
            "criteria": [{ "id": "fire", "text": words, "severity": "S2" }], "guidance": "Ring.", "authority": "Cyber group, 3 March",
            "agreed": [id(COUNCIL)], "policy": listening.policy,
        })
    };
    let put = async |body, tag: &str| {
        cell.call(Method::PUT, "/api/v1/threshold", Some(admin), Some(body), &[("if-match", tag)]).await
    };
    assert_eq!(put(threshold("Fire"), "\"0\"").await.must(200).headers["etag"], "\"1\"");
    put(threshold("Smoke"), "\"0\"").await.must(412);
    put(threshold("Smoke"), "\"1\"").await.must(200);
    let versions = cell.get("/api/v1/threshold/versions", &listening.lead).await.must(200).json();
    let words: Vec<&Value> =
        versions["items"].as_array().unwrap().iter().map(|it| &it["criteria"][0]["text"]).collect();
    assert_eq!(words, ["Smoke", "Fire"]);
    assert_eq!(versions["items"][0]["approved_by"], json!(id(ADMIN)));
    cell.call(Method::PUT, "/api/v1/threshold", Some(&listening.lead), Some(threshold("x")), &[("if-match", "\"2\"")])
        .await
        .must(403);
}

#[tokio::test]
async fn on_the_form_and_at_the_pages() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    let form = lead.get("/raise").await.must(200).text;
    assert!(form.contains("Ransomware") && form.contains("Eastvale") && !form.contains("<script"));
    let empty = lead.post("/raise", &[("criteria", "data"), ("reference", "r1"), ("summary", " ")]).await;
    assert!(
        matches!(empty.status.as_u16(), 400 | 422)
            && empty.text.contains("value=\"r1\"")
            && empty.text.contains("checked")
    );
    let fields = [
        ("criteria", "data"),
        ("criteria", "spread"),
        ("reference", "r1"),
        ("summary", "Files <b> gone"),
        ("call_back", "Desk 07700 900456"),
    ];
    let sent = lead.post("/raise", &fields).await.must(303);
    let again = lead.post("/raise", &fields).await.must(303);
    assert_eq!(sent.headers["location"], again.headers["location"], "sent twice it is one");
    let receipt = service.nobody().get(sent.headers["location"].to_str().unwrap()).await.must(200).text;
    assert!(receipt.contains("R-") && receipt.contains("S1 critical") && !receipt.contains("900456"));
    let alert = *service.cell.app.engine.state().alerts.keys().next().unwrap();
    let page = lead.get(&format!("/alerts/{alert}")).await.must(200).text;
    assert!(page.contains("Desk 07700 900456") && page.contains("Files &#60;b&#62; gone"));
    let outsider = service.signed_in(OUTSIDER, "outsider").await;
    outsider.get(&format!("/alerts/{alert}")).await.must(404);
    outsider.get("/raise").await.must(403);
    outsider.get("/operations").await.must(403);
    assert!(outsider.get("/threshold").await.must(200).text.contains("nobody has yet"));
    let admin = service.signed_in(ADMIN, "admin").await;
    let page = admin.get("/operations").await.must(200).text;
    assert!(page.contains("No provider is configured") && page.contains("Last checkpoint"));
}
