//! Who may see and do what about rotas.

use axum::http::Method;
use serde_json::json;

use super::{daily, in_days, saved};
use crate::cell::{ADMIN, Cell, LEAD, OUTSIDER, RESPONDER, id};

#[tokio::test]
async fn everybody_reads_and_few_arrange() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let outsider = cell.token(OUTSIDER).await;
    let window = format!("from={}&to={}", in_days(0), in_days(9));
    for path in ["", "/coverage", "/overrides", &format!("/shifts?{window}"), &format!("/fairness?{window}")] {
        cell.get(&format!("{rota}{path}"), &outsider).await.must(200);
    }
    for path in ["/api/v1/oncall", "/api/v1/swaps", "/api/v1/teams", "/api/v1/absences", "/api/v1/feeds"] {
        cell.get(path, &outsider).await.must(200);
    }
    let before = super::standing(&cell);
    let edit = json!({ "name": "Mine", "rota": daily(&[OUTSIDER]) });
    let exception = json!({ "from": in_days(1), "to": in_days(2), "reason": "because",
        "kind": { "do": "add", "member": id(OUTSIDER) } });
    for token in [&outsider, &cell.token(RESPONDER).await] {
        cell.post(&format!("{rota}/preview"), token, edit.clone()).await.must(403);
        cell.post("/api/v1/rotas", token, edit.clone()).await.must(403);
        cell.post("/api/v1/teams", token, json!({ "name": "t", "members": [id(LEAD)] })).await.must(403);
        cell.call(Method::PUT, &rota, Some(token), Some(edit.clone()), &[("if-match", "\"1\"")]).await.must(403);
        cell.call(Method::DELETE, &rota, Some(token), None, &[("if-match", "\"1\"")]).await.must(403);
        cell.post(&format!("{rota}/overrides"), token, exception.clone()).await.must(403);
        cell.post(&format!("{rota}/overrides/import"), token, json!({})).await.must(403);
        let absence = json!({ "person": id(LEAD), "from": in_days(1), "to": in_days(2) });
        cell.post("/api/v1/absences", token, absence).await.must(403);
        let path = format!("/api/v1/people/{}/preferences", id(LEAD));
        cell.get(&path, token).await.must(403);
        cell.call(Method::PUT, &path, Some(token), Some(json!({ "handoff_notices": [] })), &[]).await.must(403);
    }
    // Whoever is not on call and arranges nothing leaves no note.
    let note = |token: String| {
        let path = format!("{rota}/note");
        let cell = &cell;
        async move { cell.call(Method::PUT, &path, Some(&token), Some(json!({ "text": "x" })), &[]).await }
    };
    note(outsider).await.must(403);
    assert_eq!(super::standing(&cell), before, "something was recorded");
    let noted = note(cell.token(LEAD).await).await.must(200).json();
    assert_eq!((&noted["note"]["text"], &noted["note"]["by"]), (&json!("x"), &json!(id(LEAD))));
}

#[tokio::test]
async fn figures_of_people_are_for_themselves_and_who_arranges() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let path = format!("{rota}/fairness?from={}&to={}", in_days(0), in_days(20));
    for (who, sees) in [(LEAD, 2), (ADMIN, 2), (RESPONDER, 1), (OUTSIDER, 0)] {
        let figures = cell.get(&path, &cell.token(who).await).await.must(200).json();
        assert_eq!(figures["people"].as_array().unwrap().len(), sees, "{who}");
        assert_eq!(figures["organisations"].as_array().unwrap().len(), 2, "the totals are everybody's");
        let flagged = figures["flags"].as_array().unwrap();
        assert!(flagged.iter().all(|flag| sees == 2 || flag["person"] == json!(id(who))), "{figures}");
    }
}

#[tokio::test]
async fn that_somebody_can_be_reached_is_shown_and_never_how() {
    let cell = Cell::new().await;
    let shown = |people: serde_json::Value| {
        let of = |n| people["items"].as_array().unwrap().iter().find(|it| it["id"] == json!(id(n))).unwrap().clone();
        (of(LEAD), of(RESPONDER))
    };
    let admin = cell.get("/api/v1/people", &cell.token(ADMIN).await).await.must(200).json();
    let (lead, responder) = shown(admin);
    assert_eq!((&lead["reachable"], &responder["reachable"]), (&json!(true), &json!(false)));
    let (lead, _) = shown(cell.get("/api/v1/people", &cell.token(OUTSIDER).await).await.must(200).json());
    assert!(lead.get("reachable").is_none() && lead.get("contacts").is_none());
    // Who arranges the duty sees that, and no contact, not even a hint.
    let (_, responder) = shown(cell.get("/api/v1/people", &cell.token(LEAD).await).await.must(200).json());
    assert_eq!(responder["reachable"], false);
    assert!(responder.get("contacts").is_none());
}
