//! Escalation policies over the wire: conditions are kept, versions are told, and a page is explained with no more shown
//! than its caller may see.

use serde_json::{Value, json};

use crate::cell::{ADMIN, Cell, LEAD, OUTSIDER, RESPONDER, id};

fn person(n: u128) -> Value {
    json!({ "kind": "person", "person": id(n) })
}

fn policy() -> Value {
    let window = json!({ "days": ["monday"], "from": "09:00:00", "to": "17:00:00" });
    let hours = json!({ "time_zone": "Europe/London", "windows": [window], "outside": true });
    json!({ "name": "Nights", "repeats": 1, "steps": [
        { "targets": [person(RESPONDER), { "kind": "leads" }], "wait_s": 60 },
        { "targets": [person(LEAD)], "wait_s": 120, "severities": ["S1"], "in_turn": true },
        { "targets": [person(LEAD)], "wait_s": 300, "severities": ["S4"], "hours": hours },
    ] })
}

async fn made(cell: &Cell) -> String {
    let admin = cell.token(ADMIN).await;
    let made = cell.post("/api/v1/policies", &admin, policy()).await.must(201).json();
    assert_eq!(made["steps"], policy()["steps"], "as it was sent");
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_is_explained_step_by_step() {
    let cell = Cell::new().await;
    let path = format!("/api/v1/policies/{}/explain", made(&cell).await);
    let admin = cell.token(ADMIN).await;
    let size = cell.app.engine.size();
    // A Monday in July, half past nine in London.
    let body = json!({ "severity": "S1", "at": "2031-07-07T08:30:00Z" });
    let told = cell.post(&path, &admin, body.clone()).await.must(200).json();
    assert_eq!((&told["version"], &told["at"]), (&json!(1), &json!("2031-07-07T08:30:00Z")));
    let steps = told["steps"].as_array().unwrap();
    assert_eq!(steps[0]["unreachable"][0]["person"], json!(id(RESPONDER)));
    assert_eq!(steps[0]["unreachable"][0]["why"], "no verified contact");
    assert_eq!(steps[0]["nobody"][0], "No lead is known: say which incident or integration it is about");
    let asked = &steps[1]["asked"][0];
    assert_eq!((&asked["person"], &asked["because"]), (&json!(id(LEAD)), &json!("named in the step")));
    let message = json!({ "at": "2031-07-07T08:30:00Z", "channel": "sms" });
    assert_eq!(asked["messages"], json!([message]), "where to is not the administrator's to know either");
    assert_eq!(steps[1]["until"], "2031-07-07T08:32:00Z");
    assert_eq!(steps[2]["skipped"], "it is for other severities");
    assert_eq!((&steps[3]["round"], &steps[3]["at"]), (&json!(1), &json!("2031-07-07T08:32:00Z")));
    assert_eq!(told["exhausted_at"], "2031-07-07T08:34:00Z");
    assert_eq!(told["administrators"][0]["unreachable"][0]["because"], "administrator of the cell");
    let told = cell.post(&path, &admin, json!({ "severity": "S4", "at": "2031-07-07T08:30:00Z" })).await.json();
    assert_eq!(told["steps"][2]["skipped"], "it is for other hours");
    // Others learn who is told and how, never where.
    let responder = cell.token(RESPONDER).await;
    let told = cell.post(&path, &responder, body).await.must(200);
    assert!(!told.text.contains("123") && told.json()["steps"][1]["asked"][0]["messages"][0]["contact"].is_null());
    let own = cell.post(&path, &cell.token(LEAD).await, json!({ "severity": "S1" })).await.must(200).text;
    assert!(own.contains("07•• ••• 123"), "one's own is shown");
    assert_eq!(cell.app.engine.size(), size, "nothing is recorded");
}

#[tokio::test]
async fn the_leads_of_an_incident_are_told_to_who_may_enter_it() {
    let cell = Cell::new().await;
    let path = format!("/api/v1/policies/{}/explain", made(&cell).await);
    let lead = cell.token(LEAD).await;
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let body = json!({ "severity": "S1", "incident": incident });
    let told = cell.post(&path, &lead, body.clone()).await.must(200).json();
    assert_eq!(told["steps"][0]["asked"][0]["because"], "lead of an affected organisation");
    let outsider = cell.token(OUTSIDER).await;
    cell.post(&path, &outsider, body).await.must(404);
    let unknown = json!({ "severity": "S1", "integration": id(404) });
    assert!(cell.post(&path, &lead, unknown).await.must(400).text.contains("no such integration"));
    let both = json!({ "severity": "S1", "incident": incident, "integration": id(404) });
    cell.post(&path, &lead, both).await.must(400);
    let past = json!({ "severity": "S1", "at": "2020-01-01T00:00:00Z" });
    assert!(cell.post(&path, &lead, past).await.must(400).text.contains("not lie in the past"));
}

#[tokio::test]
async fn versions_are_told_newest_first_with_who_saved_them() {
    let cell = Cell::new().await;
    let id_of_policy = made(&cell).await;
    let path = format!("/api/v1/policies/{id_of_policy}");
    let admin = cell.token(ADMIN).await;
    let mut edited = policy();
    edited["name"] = json!("Days");
    let put = axum::http::Method::PUT;
    cell.call(put, &path, Some(&admin), Some(edited), &[("if-match", "\"1\"")]).await.must(200);
    let versions = cell.get(&format!("{path}/versions"), &admin).await.must(200).json();
    let told: Vec<_> = versions["items"].as_array().unwrap().iter().map(|it| (&it["version"], &it["name"])).collect();
    assert_eq!(told, [(&json!(2), &json!("Days")), (&json!(1), &json!("Nights"))]);
    assert_eq!(versions["items"][0]["by"], json!(id(ADMIN)));
    assert!(versions["items"][1]["saved_at"].is_string());
    cell.get(&format!("/api/v1/policies/{}/versions", id(404)), &admin).await.must(404);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_by_name() {
    let cell = Cell::new().await;
    let admin = cell.token(ADMIN).await;
    let with = |step: Value| json!({ "name": "p", "steps": [step] });
    let hours = |zone: &str, windows: Value| {
        let hours = json!({ "time_zone": zone, "windows": windows });
        with(json!({ "targets": [person(LEAD)], "wait_s": 60, "hours": hours }))
    };
    let window = json!({ "from": "09:00:00", "to": "17:00:00" });
    for (body, status, says) in [
        (with(json!({ "targets": [person(LEAD)], "wait_s": 60, "severites": ["S1"] })), 400, "severites"),
        (with(json!({ "targets": [person(LEAD)], "wait_s": 60, "severities": ["S5"] })), 400, "S5"),
        (hours("Europe/Northmoor", json!([window])), 422, "no time zone"),
        (hours("Europe/London", json!([])), 422, "at least one window"),
        (hours("Europe/London", json!(vec![window; 51])), 422, "at most 50"),
        (with(json!({ "targets": [{ "kind": "deputy", "rota": id(404) }], "wait_s": 60 })), 422, "no rota"),
    ] {
        let came = cell.post("/api/v1/policies", &admin, body).await.must(status);
        assert!(came.text.contains(says), "{}", came.text);
    }
    let rules = json!({ "rules": [{ "channel": "sms", "after_s": 0, "severities": ["S1"] },
                                  { "channel": "sms", "after_s": 120, "severities": ["S1"] },
                                  { "channel": "email", "after_s": 0 }] });
    let path = format!("/api/v1/people/{}/rules", id(LEAD));
    let lead = cell.token(LEAD).await;
    let put = axum::http::Method::PUT;
    let kept = cell.call(put, &path, Some(&lead), Some(rules.clone()), &[]).await.must(200).json();
    assert_eq!(kept["rules"], rules["rules"]);
}
