//! The edge from sign-in to the exported, verified timeline, in one process.

use crate::cell::{ADMIN, COUNCIL, Cell, LEAD, OUTSIDER, PASSWORD, RESPONDER, TRUST, id};
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ctac_api::export::ExportLine;
use ctac_domain::id::PersonId;
use ctac_ledger::bundle::directory::Directory;
use ctac_ledger::verify::{Trust, verify};
use serde_json::{Value, json};

#[tokio::test]
async fn a_browser_signs_in_works_and_signs_out() {
    let cell = Cell::new().await;
    cell.app.auth.set_password(PersonId(id(LEAD)), PASSWORD).await.unwrap();
    let sign_in = |username: &str, password: &str| json!({ "username": username, "password": password });
    let path = "/api/v1/session";
    let wrong = cell.call(Method::POST, path, None, Some(sign_in("lead", "another password")), &[]).await.must(401);
    let unknown = cell.call(Method::POST, path, None, Some(sign_in("nobody", "another password")), &[]).await.must(401);
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"]);

    let came = cell.call(Method::POST, path, None, Some(sign_in("lead", PASSWORD)), &[]).await.must(200);
    let cookie = came.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-ctac=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let cookie = cookie.split(';').next().unwrap();
    let me = cell.call(Method::GET, "/api/v1/me", None, None, &[("cookie", cookie)]).await.must(200).json();
    assert_eq!((me["name"].as_str(), me["contacts"][0]["hint"].as_str()), (Some("Demo lead"), Some("07•• ••• 123")));

    let declare = json!({ "title": "x", "severity": "S3" });
    let from = |site: &'static str| [("cookie", cookie.to_owned()), ("sec-fetch-site", site.to_owned())];
    let cross = from("cross-site").clone();
    let cross: Vec<(&str, &str)> = cross.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let came = cell.call(Method::POST, "/api/v1/incidents", None, Some(declare.clone()), &cross).await.must(403);
    assert_eq!(came.json()["type"], "/problems/cross-site");
    let own = from("same-origin");
    let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
    cell.call(Method::POST, "/api/v1/incidents", None, Some(declare), &own).await.must(201);

    cell.call(Method::DELETE, path, None, None, &own).await.must(204);
    cell.call(Method::GET, "/api/v1/me", None, None, &own).await.must(401);
}

#[tokio::test]
async fn a_repeat_with_its_key_makes_nothing_new() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let declare = json!({ "title": "Encrypted shares", "severity": "S1" });
    let key = [("idempotency-key", "night of the 21st")];
    let path = "/api/v1/incidents";
    let first = cell.call(Method::POST, path, Some(&lead), Some(declare.clone()), &key).await.must(201).json();
    let again = cell.call(Method::POST, path, Some(&lead), Some(declare.clone()), &key).await.must(201).json();
    assert_eq!(first, again);
    let other = cell.call(Method::POST, path, Some(&lead), Some(declare), &[]).await.must(201).json();
    assert_ne!(first["id"], other["id"]);

    let token = json!({ "label": "backup script" });
    let made = cell.call(Method::POST, "/api/v1/tokens", Some(&lead), Some(token.clone()), &key).await.must(201).json();
    cell.get("/api/v1/me", made["token"].as_str().unwrap()).await.must(200);
    let again = cell.call(Method::POST, "/api/v1/tokens", Some(&lead), Some(token), &key).await.must(409);
    assert_eq!(again.json()["type"], "/problems/already-done");
    cell.call(Method::DELETE, &format!("/api/v1/tokens/{}", made["id"].as_str().unwrap()), Some(&lead), None, &[])
        .await
        .must(204);
    cell.get("/api/v1/me", made["token"].as_str().unwrap()).await.must(401);

    let empty = [("idempotency-key", "")];
    let came = cell.call(Method::POST, path, Some(&lead), Some(json!({"title": "x", "severity": "S1"})), &empty).await;
    assert_eq!(came.must(400).json()["errors"][0]["field"], "Idempotency-Key");
}

#[tokio::test]
async fn an_edit_says_which_version_it_edits() {
    let cell = Cell::new().await;
    let admin = cell.token(ADMIN).await;
    let policy = |name: &str| {
        json!({ "name": name, "repeats": 1,
            "steps": [{ "targets": [{ "kind": "person", "person": id(LEAD) }], "wait_s": 300 }] })
    };
    let came = cell.post("/api/v1/policies", &admin, policy("Out of hours")).await.must(201);
    assert_eq!(came.headers["etag"], "\"1\"");
    let path = format!("/api/v1/policies/{}", came.json()["id"].as_str().unwrap());
    let edit = |tag: Option<&'static str>| {
        let headers: Vec<(&str, &str)> = tag.into_iter().map(|tag| ("if-match", tag)).collect();
        let (cell, admin, path) = (&cell, &admin, &path);
        async move { cell.call(Method::PUT, path, Some(admin), Some(policy("Nights")), &headers).await }
    };
    edit(None).await.must(428);
    edit(Some("3")).await.must(400);
    assert_eq!(edit(Some("\"1\"")).await.must(200).headers["etag"], "\"2\"");
    assert_eq!(edit(Some("\"7\"")).await.must(412).json()["type"], "/problems/stale");
}

/// A policy that pages the lead, and an integration that declares by it: the integration's key.
async fn integration(cell: &Cell, admin: &str) -> String {
    let policy =
        json!({ "name": "p", "steps": [{ "targets": [{ "kind": "person", "person": id(LEAD) }], "wait_s": 60 }] });
    let policy = cell.post("/api/v1/policies", admin, policy).await.must(201).json()["id"].clone();
    let integration = json!({ "name": "Monitoring", "organisation": id(TRUST), "kind": "events-v2",
        "otherwise": { "do": "page", "policy": policy, "severity": "S2" } });
    let made = cell.post("/api/v1/integrations", admin, integration).await.must(201).json();
    let shown =
        cell.get(&format!("/api/v1/integrations/{}", made["id"].as_str().unwrap()), admin).await.must(200).json();
    assert!(shown.get("key").is_none());
    made["key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_event_pages_and_its_page_is_taken() {
    let cell = Cell::new().await;
    let (admin, lead) = (cell.token(ADMIN).await, cell.token(LEAD).await);
    let key = integration(&cell, &admin).await;
    let event = json!({ "routing_key": key, "event_action": "trigger", "dedup_key": "fs01",
        "payload": { "summary": "Shares encrypted", "source": "fs01", "severity": "critical" }, "unheard_of": 1 });
    let enqueue = async |event: Value| cell.call(Method::POST, "/v2/enqueue", None, Some(event), &[]).await;
    let came = enqueue(event.clone()).await.must(202).json();
    assert_eq!(came, json!({ "status": "success", "message": "Event processed", "dedup_key": "fs01" }));
    enqueue(event.clone()).await.must(202);
    let alerts = cell.get("/api/v1/alerts?status=triggered", &lead).await.must(200).json();
    assert_eq!((alerts["items"].as_array().unwrap().len(), alerts["items"][0]["count"].as_u64()), (1, Some(2)));

    let pages = cell.get("/api/v1/pages?mine=true&active=true", &lead).await.must(200).json();
    let page = pages["items"][0]["id"].as_str().unwrap().to_owned();
    assert!(pages["items"][0]["notifications"][0].get("code").is_none());
    let path = format!("/api/v1/pages/{page}/acknowledge");
    assert_eq!(cell.post(&path, &lead, json!({})).await.must(200).json()["first"], true);
    assert_eq!(cell.post(&path, &lead, json!({})).await.must(200).json()["first"], false);

    let mut resolve = event.clone();
    resolve["event_action"] = "resolve".into();
    enqueue(resolve).await.must(202);
    let came = enqueue(json!({ "routing_key": "0".repeat(32), "event_action": "trigger" })).await.must(400).json();
    assert_eq!(came["status"], "invalid event");
    assert!(came["errors"][0].as_str().unwrap().contains("routing_key"));
    let wrong = json!({ "routing_key": key, "event_action": "trigger", "payload": { "summary": 7 } });
    assert!(enqueue(wrong).await.must(400).json()["errors"][0].as_str().unwrap().starts_with("payload.summary"));

    let webhook = json!({ "version": "4", "groupKey": "g", "alerts": [{ "status": "firing",
        "labels": { "alertname": "Down", "severity": "warning" }, "fingerprint": "f00" }] });
    let path = format!("/intake/alertmanager/{key}");
    cell.call(Method::POST, &path, None, Some(webhook), &[]).await.must(202);
    let alerts = cell.get("/api/v1/alerts?status=triggered", &lead).await.must(200).json();
    assert_eq!(alerts["items"][0]["dedup_key"], "f00");
}

#[tokio::test]
async fn a_timeline_is_read_by_each_as_its_marking_has_it() {
    let cell = Cell::new().await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let room = format!("/api/v1/incidents/{incident}");
    cell.get(&room, &responder).await.must(404);
    let member = format!("{room}/members/{}", id(RESPONDER));
    cell.call(Method::PUT, &member, Some(&lead), Some(json!({ "role": "responder" })), &[]).await.must(204);
    assert_eq!(cell.get(&room, &responder).await.must(200).json()["title"], "Encrypted shares");

    let entries = format!("{room}/entries");
    let note = json!({ "kind": "entry.note", "body": { "text": "Named people only" }, "marking": "red",
        "named": [id(LEAD)], "client_id": id(77) });
    let posted = cell.post(&entries, &lead, note.clone()).await.must(201).json();
    assert_eq!(cell.post(&entries, &lead, note).await.must(201).json(), posted);
    let seq = posted["seq"].as_u64().unwrap();
    let after = format!("{entries}?after={}", seq - 1);
    let mine = cell.get(&after, &lead).await.must(200).json();
    assert_eq!(mine["entries"][0]["body"]["text"], "Named people only");
    let theirs = cell.get(&after, &responder).await.must(200);
    assert_eq!(
        (theirs.json()["entries"][0]["type"].as_str(), theirs.json()["head"].as_u64()),
        (Some("withheld"), Some(seq))
    );
    assert!(!theirs.text.contains("Named people only"));

    // A long poll is answered by what is posted while it waits.
    let waiting = format!("{entries}?after={seq}&wait=20");
    let poll = cell.get(&waiting, &responder);
    let write = cell.post(&entries, &lead, json!({ "kind": "entry.note", "body": { "text": "for all" } }));
    let (polled, _) = tokio::join!(poll, write);
    assert_eq!(polled.must(200).json()["entries"][0]["body"]["text"], "for all");

    let wrong = json!({ "kind": "entry.note", "body": { "txet": "x" } });
    assert!(cell.post(&entries, &lead, wrong).await.must(400).json()["detail"].as_str().unwrap().contains("txet"));
    cell.get(&format!("{entries}?after=0&limit=0"), &lead).await.must(400);
    cell.get(&format!("{room}/room"), &lead).await.must(426);
}

#[tokio::test]
async fn an_export_verifies_and_keeps_what_is_withheld() {
    let cell = Cell::new().await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let room = format!("/api/v1/incidents/{incident}");
    let member = format!("{room}/members/{}", id(RESPONDER));
    cell.call(Method::PUT, &member, Some(&lead), Some(json!({ "role": "responder" })), &[]).await.must(204);
    let note =
        json!({ "kind": "entry.note", "body": { "text": "Named people only" }, "marking": "red", "named": [id(LEAD)] });
    cell.post(&format!("{room}/entries"), &lead, note).await.must(201);

    let came = cell.get(&format!("{room}/export"), &responder).await.must(200);
    assert!(!came.text.contains("Named people only"));
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("bundle");
    let mut directory = Directory::create(&path).unwrap();
    let mut whole = false;
    for line in came.text.lines() {
        match serde_json::from_str(line).unwrap() {
            ExportLine::Piece { file, data } => directory.piece(&file, &STANDARD.decode(data).unwrap()).unwrap(),
            ExportLine::End { files } => whole = files > 4,
        }
    }
    drop(directory);
    assert!(whole);
    let report = verify(&path, &Trust { key: Some(cell.app.engine.verifying_key().clone()), ..Trust::default() });
    let report = report.unwrap();
    assert_eq!(report.withheld, 1, "{report:?}");
    let exported = cell.get(&format!("{room}/entries"), &lead).await.must(200).json();
    let kinds: Vec<&str> = exported["entries"].as_array().unwrap().iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!(kinds.last(), Some(&"incident.exported"));
}

#[tokio::test]
async fn the_log_can_be_checked_from_outside() {
    let cell = Cell::new().await;
    let admin = cell.token(ADMIN).await;
    let note = cell.get("/api/v1/ledger/checkpoint?fresh=true", &admin).await.must(200).text;
    let checkpoint = ctac_ledger::checkpoint::Checkpoint::open(&note, cell.app.engine.verifying_key()).unwrap();
    let (size, position) = (checkpoint.size, checkpoint.size - 1);
    let proof = cell.get(&format!("/api/v1/ledger/proof/inclusion?position={position}&size={size}"), &admin).await;
    assert_eq!(proof.must(200).json()["position"], position);
    cell.get(&format!("/api/v1/ledger/proof/consistency?from=1&to={size}"), &admin).await.must(200);
    cell.get(&format!("/api/v1/ledger/proof/consistency?from=1&to={}", size + 1_000), &admin).await.must(400);
    cell.get(&format!("/api/v1/ledger/tile/0/000.p/{size}"), &admin).await.must(200);
    cell.get(&format!("/api/v1/ledger/tile/entries/000.p/{size}"), &admin).await.must(200);
    cell.get("/api/v1/ledger/tile/0/000", &admin).await.must(404);
    cell.get("/api/v1/ledger/tile/../../secret", &admin).await.must(404);
    let outsider = cell.token(OUTSIDER).await;
    // A checkpoint is everybody's to hold; the leaves show who is busy when.
    cell.get("/api/v1/ledger/checkpoint", &outsider).await.must(200);
    let log = cell.get("/api/v1/ledger", &outsider).await.must(200).json();
    assert_eq!(log["key"], json!(cell.app.engine.verifying_key().to_string()));
    assert!(log["latest"]["size"].as_u64() >= Some(size) && log["latest"]["signed_at"].is_string(), "{log}");
    cell.get(&format!("/api/v1/ledger/tile/0/000.p/{size}"), &outsider).await.must(403);
}

#[tokio::test]
async fn somebody_who_leaves_is_out_at_once() {
    let cell = Cell::new().await;
    let (admin, responder) = (cell.token(ADMIN).await, cell.token(RESPONDER).await);
    cell.get("/api/v1/me", &responder).await.must(200);
    let path = format!("/api/v1/people/{}/deactivate", id(RESPONDER));
    cell.post(&path, &admin, json!({ "reason": "moved on" })).await.must(204);
    cell.get("/api/v1/me", &responder).await.must(401);
    let person = json!({ "organisation": id(COUNCIL), "name": "Demo new", "roles": ["responder"], "username": "new",
        "password": "short" });
    let came = cell.post("/api/v1/people", &admin, person.clone()).await.must(422);
    assert_eq!(came.json()["errors"][0]["field"], "password");
    let mut person = person;
    person["password"] = PASSWORD.into();
    cell.post("/api/v1/people", &admin, person).await.must(201);
    let people = cell.get("/api/v1/people", &admin).await.must(200).json();
    assert!(people["items"].as_array().unwrap().iter().any(|person| person["name"] == "Demo new"));
}
