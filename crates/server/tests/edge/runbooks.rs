//! The library over the wire: what comes in and what is said of it, who approves, what changed, and who may do which.

use axum::body::Body;
use axum::http::Request;
use ctac_runbook::signature::{Signer, SigningKey, sign};
use serde_json::{Value, json};

use crate::cell::{ADMIN, Came, Cell, LEAD, OUTSIDER, RESPONDER, TRUST, id};

pub(crate) const SMALL: &str = include_str!("runbooks/small.md");
pub(crate) const SLUG: &str = "care";

/// Sends a text as it stands.
pub(crate) async fn push(cell: &Cell, path: &str, token: &str, kind: &str, text: &str) -> Came {
    let request = Request::post(path).header("authorization", format!("Bearer {token}")).header("content-type", kind);
    cell.send(request.body(Body::from(text.to_owned())).unwrap()).await
}

/// A version, in the library, written by the responder.
pub(crate) async fn saved(cell: &Cell, text: &str) -> String {
    let token = cell.token(RESPONDER).await;
    let saved = push(cell, "/api/v1/runbooks", &token, "text/markdown", text).await.must(201).json();
    saved["version"].as_str().unwrap().to_owned()
}

/// A version that is followed.
pub(crate) async fn approved(cell: &Cell, text: &str) -> String {
    approved_as(cell, SLUG, text).await
}

/// A version of the runbook of this slug that is followed.
pub(crate) async fn approved_as(cell: &Cell, slug: &str, text: &str) -> String {
    let version = saved(cell, text).await;
    let path = format!("/api/v1/runbooks/{slug}/versions/{version}");
    let writer = cell.token(RESPONDER).await;
    cell.post(&format!("{path}/submit"), &writer, json!({})).await.must(200);
    cell.post(&format!("{path}/approve"), &cell.token(LEAD).await, json!({})).await.must(200);
    version
}

/// The next version.
pub(crate) fn newer() -> String {
    SMALL
        .replace("modified: 2026-01-12T09:00:00.000Z", "modified: 2026-02-12T09:00:00.000Z")
        .replace("Write down who called.", "Write down who called, and when.")
        .replace("### Is care affected?", "### Tell the board {#board}\n\nBy telephone.\n\n### Is care affected?")
}

#[tokio::test]
async fn a_version_is_saved_once_and_what_was_found_is_said() {
    let cell = Cell::new().await;
    let token = cell.token(RESPONDER).await;
    let size = cell.app.engine.size();
    let looked = push(&cell, "/api/v1/runbooks/check", &token, "text/markdown", SMALL).await.must(200).json();
    assert_eq!(looked["ok"], json!(true));
    assert_eq!(cell.app.engine.size(), size, "a check records nothing");
    let first = push(&cell, "/api/v1/runbooks", &token, "text/markdown; charset=utf-8", SMALL).await.must(201);
    let location = first.headers["location"].to_str().unwrap().to_owned();
    let again = push(&cell, "/api/v1/runbooks", &token, "text/markdown", SMALL).await.must(200).json();
    assert_eq!((&again["new"], &again["version"]), (&json!(false), &first.json()["version"]));
    assert_eq!(cell.get(&location, &token).await.must(200).text, SMALL);
    let listed = cell.get("/api/v1/runbooks", &token).await.must(200).json();
    let it = &listed["items"][0];
    assert_eq!((&it["slug"], &it["standing"], &it["overdue"]), (&json!(SLUG), &json!("draft"), &json!(true)));
}

#[tokio::test]
async fn what_is_wrong_is_named_with_its_place() {
    let cell = Cell::new().await;
    let token = cell.token(RESPONDER).await;
    let broken = SMALL.replace("kind: decision", "kind: magic");
    let looked = push(&cell, "/api/v1/runbooks/check", &token, "text/markdown", &broken).await.must(200).json();
    assert_eq!(looked["ok"], json!(false));
    assert!(looked["faults"][0]["line"].is_u64(), "{looked}");
    let refused = push(&cell, "/api/v1/runbooks", &token, "text/markdown", &broken).await.must(422).json();
    assert!(refused["errors"][0]["field"].as_str().unwrap().starts_with("line "), "{refused}");
    push(&cell, "/api/v1/runbooks", &token, "application/json", "{\"type\":\"playbook\"}").await.must(422);
    push(&cell, "/api/v1/runbooks", &token, "text/plain", SMALL).await.must(415);
    push(&cell, "/api/v1/runbooks", &token, "text/markdown", &"x".repeat(1_000_001)).await.must(413);
    assert_eq!(cell.get("/api/v1/runbooks", &token).await.json()["items"], json!([]), "nothing came of it");
}

#[tokio::test]
async fn a_version_goes_out_as_cacao_and_comes_back_as_itself() {
    let cell = Cell::new().await;
    let version = saved(&cell, SMALL).await;
    let token = cell.token(RESPONDER).await;
    let path = format!("/api/v1/runbooks/{SLUG}/versions/{version}");
    let playbook = cell.get(&format!("{path}?format=cacao"), &token).await.must(200);
    assert_eq!(playbook.json()["spec_version"], "cacao-2.0");
    let back = push(&cell, "/api/v1/runbooks", &token, "application/json", &playbook.text).await.must(200).json();
    assert_eq!((&back["new"], &back["version"]), (&json!(false), &json!(version)));
    let soarca = cell.get(&format!("{path}?format=cacao-soarca"), &token).await.must(200).json();
    assert_eq!(soarca["type"], "playbook");
    cell.get(&format!("{path}?format=pdf"), &token).await.must(400);
}

#[tokio::test]
async fn a_signed_playbook_with_one_space_more_is_not_adopted() {
    let cell = Cell::new().await;
    let (runbook, _) = ctac_runbook::format::parse(SMALL).unwrap();
    let playbook = ctac_runbook::cacao::export::export(&runbook, &Default::default()).playbook;
    let signer = Signer { signee: "Head of operations".to_owned(), at: runbook.modified, until: None };
    let signed = sign(&playbook, &SigningKey::from_seed(&[7; 32]), &signer).unwrap();
    let token = cell.token(RESPONDER).await;
    let text = signed.to_string();
    let edited = text.replacen("A small procedure", "A small  procedure", 1);
    assert_ne!(edited, text);
    for path in ["/api/v1/runbooks/check", "/api/v1/runbooks"] {
        let said = push(&cell, path, &token, "application/json", &edited).await.text;
        assert!(said.contains("changed after it was signed"), "{path}: {said}");
    }
    push(&cell, "/api/v1/runbooks", &token, "application/json", &edited).await.must(422);
    assert_eq!(cell.get("/api/v1/runbooks", &token).await.json()["items"], json!([]), "nothing came of it");
    push(&cell, "/api/v1/runbooks", &token, "application/json", &text).await.must(201);
}

#[tokio::test]
async fn somebody_else_approves_and_organisations_sign_off() {
    let cell = Cell::new().await;
    let version = saved(&cell, SMALL).await;
    let (writer, lead) = (cell.token(RESPONDER).await, cell.token(LEAD).await);
    let path = format!("/api/v1/runbooks/{SLUG}/versions/{version}");
    cell.post(&format!("{path}/approve"), &lead, json!({})).await.must(409);
    cell.post(&format!("{path}/submit"), &writer, json!({})).await.must(200);
    cell.post(&format!("{path}/approve"), &writer, json!({})).await.must(403);
    let now = cell.post(&format!("{path}/approve"), &lead, json!({})).await.must(200).json();
    assert_eq!(now["runbook"]["in_force"], json!(version));
    assert_eq!(now["versions"][0]["approvals"][0]["by"], json!(id(LEAD)));
    let signed = cell.post(&format!("{path}/sign-off"), &lead, json!({})).await.must(200).json();
    assert_eq!(signed["versions"][0]["sign_offs"][0]["organisation"], json!(id(TRUST)));
    cell.post(&format!("{path}/sign-off"), &writer, json!({})).await.must(403);
    cell.post(&format!("{path}/withdraw"), &lead, json!({ "reason": "" })).await.must(422);
    let gone = cell.post(&format!("{path}/withdraw"), &lead, json!({ "reason": "The number is wrong." })).await;
    let gone = gone.must(200).json();
    assert_eq!(gone["versions"][0]["reason"], "The number is wrong.");
    assert_eq!(gone["runbook"]["in_force"], Value::Null);
}

#[tokio::test]
async fn versions_stand_side_by_side_and_what_changed_is_said() {
    let cell = Cell::new().await;
    let (first, second) = (saved(&cell, SMALL).await, saved(&cell, &newer()).await);
    let token = cell.token(OUTSIDER).await;
    let told =
        cell.get(&format!("/api/v1/runbooks/{SLUG}/diff?from={first}&to={second}"), &token).await.must(200).json();
    let words = told["words"].as_array().unwrap();
    assert!(words.iter().any(|it| it.as_str().unwrap().contains("#board added")), "{told}");
    assert_eq!(words.len(), told["changes"].as_array().unwrap().len());
    cell.get(&format!("/api/v1/runbooks/{SLUG}/diff?from={first}&to=00"), &token).await.must(404);
    let versions = cell.get(&format!("/api/v1/runbooks/{SLUG}"), &token).await.must(200).json();
    assert_eq!(versions["versions"][0]["version"], json!(second), "the newest first");
}

#[tokio::test]
async fn what_is_marked_for_fewer_is_not_there_for_others() {
    let cell = Cell::new().await;
    let version = saved(&cell, &SMALL.replace("tlp: GREEN", "tlp: RED")).await;
    let outsider = cell.token(OUTSIDER).await;
    assert_eq!(cell.get("/api/v1/runbooks", &outsider).await.json()["items"], json!([]));
    cell.get(&format!("/api/v1/runbooks/{SLUG}"), &outsider).await.must(404);
    cell.get(&format!("/api/v1/runbooks/{SLUG}/versions/{version}"), &outsider).await.must(404);
    cell.get(&format!("/api/v1/runbooks/{SLUG}"), &cell.token(ADMIN).await).await.must(200);
    push(&cell, "/api/v1/runbooks", &outsider, "text/markdown", SMALL).await.must(403);
    push(&cell, "/api/v1/runbooks/check", &outsider, "text/markdown", SMALL).await.must(403);
}

#[tokio::test]
async fn a_version_is_read_step_by_step_with_who_may_do_what() {
    let cell = Cell::new().await;
    let version = saved(&cell, SMALL).await;
    let token = cell.token(OUTSIDER).await;
    let path = format!("/api/v1/runbooks/{SLUG}/versions/{version}/procedure");
    let read = cell.get(&path, &token).await.must(200).json();
    assert_eq!((&read["version"], &read["slug"]), (&json!(version), &json!(SLUG)));
    let steps = read["steps"].as_array().unwrap();
    let decision = steps.iter().find(|it| it["kind"] == "decision").unwrap();
    assert!(decision["answers"].as_array().unwrap().len() >= 2, "{decision}");
    let under = steps.iter().find(|it| it["under"]["step"] == decision["slug"]).unwrap();
    assert!(under["number"].as_str().unwrap().starts_with(decision["number"].as_str().unwrap()), "{under}");
    assert!(read["roles"].as_array().unwrap().iter().any(|role| role["lead"] == json!(true)));
    let can =
        async |who| cell.get(&format!("/api/v1/runbooks/{SLUG}"), &cell.token(who).await).await.json()["can"].clone();
    assert_eq!(can(OUTSIDER).await, json!([]));
    assert_eq!(can(RESPONDER).await, json!(["write"]));
    assert_eq!(can(LEAD).await, json!(["write", "approve", "sign-off"]));
    let hidden = saved(&cell, &newer().replace("tlp: GREEN", "tlp: RED")).await;
    cell.get(&format!("/api/v1/runbooks/{SLUG}/versions/{hidden}/procedure"), &token).await.must(404);
}
