//! Runs over the wire: begun by whoever steers, worked by members, the same command once, the report, another version.

use serde_json::{Value, json};

use crate::cell::{ADMIN, Came, Cell, LEAD, OUTSIDER, RESPONDER, id};
use crate::runbooks::{SLUG, SMALL, approved, newer, saved};

/// A run under way, with its incident; the responder is a member.
pub(crate) async fn begun(cell: &Cell) -> (String, String) {
    approved(cell, SMALL).await;
    let lead = cell.token(LEAD).await;
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let member = format!("/api/v1/incidents/{incident}/members/{}", id(RESPONDER));
    let put = axum::http::Method::PUT;
    let came = cell.call(put, &member, Some(&lead), Some(json!({ "role": "responder" })), &[]).await;
    assert!(came.status.is_success(), "{}", came.text);
    (incident.clone(), start(cell, &incident, &lead).await)
}

async fn start(cell: &Cell, incident: &str, token: &str) -> String {
    let body = json!({ "runbook": SLUG, "inputs": { "org": "Northmoor Acute" } });
    let begun = cell.post(&format!("/api/v1/incidents/{incident}/runs"), token, body).await.must(201).json();
    begun["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn act(cell: &Cell, run: &str, token: &str, command: Value) -> Came {
    cell.post(&format!("/api/v1/runs/{run}/commands"), token, json!({ "command": command })).await
}

/// The latest attempt at a step.
pub(crate) fn step<'a>(run: &'a Value, slug: &str) -> &'a Value {
    run["steps"].as_array().unwrap().iter().rfind(|it| it["slug"] == slug).unwrap()
}

pub(crate) fn completed(run: &Value, slug: &str) -> Value {
    json!({
        "do": "complete", "instance": step(run, slug)["instance"], "outputs": { "variant": "Example", "spread": "all" },
        "evidence": [{ "label": "who called", "value": "The night manager" }],
    })
}

#[tokio::test]
async fn a_run_is_worked_to_its_end() {
    let cell = Cell::new().await;
    let (incident, run) = begun(&cell).await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let path = format!("/api/v1/runs/{run}");
    let whole = cell.get(&path, &responder).await.must(200).json();
    let first = step(&whole, "open-log");
    assert_eq!(first["status"], "ready");
    assert!(first["can"].as_array().unwrap().contains(&json!("complete")), "{first}");
    let variant = json!({ "name": "variant", "label": "Family", "required": true, "kind": "text", "choices": [] });
    assert_eq!(first["outputs"][0], variant);
    let choices = json!([{ "answer": "one", "words": "One site" }, { "answer": "all", "words": "Every site" }]);
    let spread = &first["outputs"][1];
    assert_eq!((&spread["label"], &spread["choices"]), (&json!("How far it goes"), &choices));
    let caller = json!({ "name": "who called", "label": "who called", "required": true, "choices": [] });
    assert_eq!(first["evidence"][0], caller);
    assert_eq!(whole["ahead"][0]["slug"], "care");
    let missing = json!({ "do": "complete", "instance": first["instance"] });
    act(&cell, &run, &responder, missing).await.must(422);
    let whole = act(&cell, &run, &responder, completed(&whole, "open-log")).await.must(200).json();
    let records = whole["records"].as_array().unwrap();
    let said =
        |name: &str| records.iter().find(|it| it["name"] == name).map(|it| (&it["label"], &it["value"], &it["words"]));
    let (label, value, words) = (json!("How far it goes"), json!("all"), json!("Every site"));
    assert_eq!(said("spread"), Some((&label, &value, &words)), "{whole}");
    assert_eq!(said("variant"), Some((&json!("Family"), &json!("Example"), &Value::Null)), "{whole}");
    assert_eq!(records.len(), 3, "with what it was started with: {whole}");
    let care = step(&whole, "care")["instance"].clone();
    act(&cell, &run, &responder, json!({ "do": "decide", "instance": care, "answer": "perhaps" })).await.must(422);
    let decide = json!({ "do": "decide", "instance": care, "answer": "no", "reason": "Asked the site." });
    let whole = act(&cell, &run, &responder, decide).await.must(200).json();
    let gate = step(&whole, "isolate");
    let old = json!({ "do": "approve", "instance": gate["instance"], "digest": "00" });
    act(&cell, &run, &lead, old).await.must(409);
    let agree = json!({ "do": "approve", "instance": gate["instance"], "digest": gate["digest"] });
    let whole = act(&cell, &run, &lead, agree).await.must(200).json();
    assert_eq!(whole["run"]["status"], "finished", "{whole}");
    let report = cell.get(&format!("{path}/adherence"), &responder).await.must(200).json();
    assert_eq!(report["report"]["figures"]["done"], 3, "{report}");
    assert_eq!(report["report"]["not_reached"][0]["not_applicable"], true);
    let across = format!("/api/v1/runbooks/{SLUG}/adherence");
    let all = cell.get(&across, &responder).await.must(200).json();
    assert_eq!(all["across"]["runs"], 1, "{all}");
    assert_eq!(
        (&all["across"]["steps"][0]["slug"], &all["across"]["steps"][0]["done"]),
        (&json!("open-log"), &json!(1))
    );
    let none = cell.get(&format!("{across}?mode=exercise"), &responder).await.must(200).json();
    assert_eq!(none["across"]["runs"], 0);
    // Whoever may not read the incident does not learn that there was a run.
    let outside = cell.token(OUTSIDER).await;
    assert_eq!(cell.get(&across, &outside).await.must(200).json()["across"]["runs"], 0);
    let listed = cell.get(&format!("/api/v1/incidents/{incident}/runs"), &responder).await.must(200).json();
    assert_eq!((&listed["items"][0]["over"], &listed["items"][0]["waiting"]), (&json!(3), &json!(0)));
}

#[tokio::test]
async fn the_same_command_twice_does_nothing_and_two_people_have_their_own_ids() {
    let cell = Cell::new().await;
    let (_, run) = begun(&cell).await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let path = format!("/api/v1/runs/{run}/commands");
    let note = |text: &str| json!({ "id": "one", "command": { "do": "note", "text": text } });
    cell.post(&path, &responder, note("Seen.")).await.must(200);
    let size = cell.app.engine.size();
    cell.post(&path, &responder, note("Seen.")).await.must(200);
    assert_eq!(cell.app.engine.size(), size);
    cell.post(&path, &lead, note("So have I.")).await.must(200);
    assert_eq!(cell.app.engine.size(), size + 1);
    cell.post(&path, &lead, json!({ "id": "é", "command": { "do": "resume" } })).await.must(422);
    cell.post(&path, &lead, json!({ "command": { "do": "dance" } })).await.must(400);
    cell.post(&path, &lead, json!({ "command": { "do": "resume", "now": true } })).await.must(400);
    cell.post(&path, &lead, json!({ "command": { "do": "tick" } })).await.must(400);
}

#[tokio::test]
async fn members_work_it_whoever_leads_steers_it_and_others_learn_nothing() {
    let cell = Cell::new().await;
    let (incident, run) = begun(&cell).await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let path = format!("/api/v1/runs/{run}");
    for nobody in [OUTSIDER, ADMIN] {
        let token = cell.token(nobody).await;
        for read in [path.clone(), format!("{path}/adherence"), format!("/api/v1/incidents/{incident}/runs")] {
            let came = cell.get(&read, &token).await;
            assert!(matches!(came.status.as_u16(), 403 | 404), "{read}: {}", came.text);
        }
        let came = act(&cell, &run, &token, json!({ "do": "note", "text": "x" })).await;
        assert!(matches!(came.status.as_u16(), 403 | 404), "{}", came.text);
    }
    let runs = format!("/api/v1/incidents/{incident}/runs");
    cell.post(&runs, &responder, json!({ "runbook": SLUG })).await.must(403);
    cell.post(&runs, &lead, json!({ "runbook": "no-such" })).await.must(422);
    act(&cell, &run, &responder, json!({ "do": "pause", "reason": "Too much." })).await.must(403);
    let paused = act(&cell, &run, &lead, json!({ "do": "pause", "reason": "Too much." })).await.must(200).json();
    assert_eq!(paused["run"]["status"], "paused");
    assert!(paused["can"].as_array().unwrap().contains(&json!("resume")));
    act(&cell, &run, &lead, json!({ "do": "resume" })).await.must(200);
}

#[tokio::test]
async fn a_migration_is_looked_at_first() {
    let cell = Cell::new().await;
    let (_, run) = begun(&cell).await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let path = format!("/api/v1/runs/{run}");
    let whole = cell.get(&path, &responder).await.json();
    act(&cell, &run, &responder, completed(&whole, "open-log")).await.must(200);
    let version = saved(&cell, &newer()).await;
    let size = cell.app.engine.size();
    let would = cell.post(&format!("{path}/migrate?preview=true"), &lead, json!({ "version": version })).await;
    let would = would.must(200).json();
    assert_eq!((&would["done"], &would["added"]), (&json!(false), &json!(["board"])));
    assert_eq!(would["recheck"].as_array().unwrap().len(), 1);
    assert_eq!(cell.app.engine.size(), size, "a preview records nothing");
    cell.post(&format!("{path}/migrate?preview=true"), &responder, json!({ "version": version })).await.must(403);
    cell.post(&format!("{path}/migrate"), &lead, json!({ "version": "00" })).await.must(422);
    cell.post(&format!("{path}/migrate"), &lead, json!({ "version": version })).await.must(200);
    let whole = cell.get(&path, &responder).await.json();
    assert_eq!(whole["run"]["version"], json!(version));
    assert_eq!(step(&whole, "board")["status"], "ready");
    assert!(step(&whole, "open-log")["can"].as_array().unwrap().contains(&json!("confirm")));
}
