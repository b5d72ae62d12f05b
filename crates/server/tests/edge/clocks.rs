//! Legal clocks and situation reports over the wire: a person says from when one counts, who answers for it, that it is stopped; and
//! sends a report that a run drafted.

use serde_json::{Value, json};

use crate::cell::{Cell, LEAD, OUTSIDER, RESPONDER, id};
use crate::runbooks::approved_as;
use crate::runs::step;

/// A clock whose beginning is asked for, then a report.
const PROCEDURE: &str = "---
runbook: governance
id: playbook--7f0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c09
status: draft
owner: Head of operations of the cell
review_by: 2030-01-01
created: 2026-01-01T00:00:00.000Z
modified: 2026-01-01T00:00:00.000Z
created_by: identity--47028281-b31a-4647-9972-fab65b17e974
tlp: CLEAR
roles:
  incident-lead: Incident lead
clocks:
  ico-72h: {name: Report of a personal data breach, within: 72h, standing: required, source: UK GDPR Article 33}
---

# Answer for it

## Report

### Start the clock for the regulator {#start-ico}

```step
kind: clock
organisation: Northmoor Acute
clock: ico-72h
action: start
```

### Send the first situation report {#sitrep}

```step
kind: sitrep
template: initial
who: [incident-lead]
```

### Stop the clock {#stop-ico}

```step
kind: clock
organisation: Northmoor Acute
clock: ico-72h
action: stop
```
";

/// The latest entry of a kind: its body; null where there is none.
async fn told(cell: &Cell, incident: &str, kind: &str) -> Value {
    let token = cell.token(LEAD).await;
    let all =
        cell.get(&format!("/api/v1/incidents/{incident}/entries?after=0&limit=200"), &token).await.must(200).json();
    let mut entries = all.get("entries").and_then(Value::as_array).into_iter().flatten();
    let latest = entries.rfind(|it| it.get("kind").is_some_and(|it| it == kind));
    latest.and_then(|it| it.get("body")).cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_clock_is_begun_owned_and_stopped_and_a_report_sent_by_people() {
    let cell = Cell::new().await;
    approved_as(&cell, "governance", PROCEDURE).await;
    let (lead, outsider) = (cell.token(LEAD).await, cell.token(OUTSIDER).await);
    let incident = cell.declare(&lead, "A list was sent to the wrong council").await;
    let put = axum::http::Method::PUT;
    let member = format!("/api/v1/incidents/{incident}/members/{}", id(RESPONDER));
    cell.call(put.clone(), &member, Some(&lead), Some(json!({ "role": "responder" })), &[]).await;
    let begun =
        cell.post(&format!("/api/v1/incidents/{incident}/runs"), &lead, json!({ "runbook": "governance" })).await;
    let run = format!("/api/v1/runs/{}", begun.must(201).json()["id"].as_str().unwrap());

    let instance = step(&cell.get(&run, &lead).await.json(), "start-ico")["instance"].clone();
    let start = format!("{run}/steps/{instance}/clock");
    let since = json!({ "since": "2020-01-01T00:00:00Z" });
    cell.post(&start, &outsider, since.clone()).await.must(404);
    cell.post(&start, &lead, json!({ "since": "2999-01-01T00:00:00Z" })).await.must(422);
    cell.post(&start, &lead, since).await.must(204);
    let clock = told(&cell, &incident, "clock.started").await["clock"]["id"].as_str().unwrap().to_owned();
    let clock = format!("/api/v1/incidents/{incident}/clocks/{clock}");

    let owner = json!({ "owner": id(RESPONDER) });
    cell.call(put.clone(), &format!("{clock}/owner"), Some(&outsider), Some(owner.clone()), &[]).await.must(404);
    cell.call(put, &format!("{clock}/owner"), Some(&lead), Some(owner), &[]).await.must(204);
    assert_eq!(told(&cell, &incident, "clock.owned").await["owner"], json!(id(RESPONDER)));

    let sitrep = told(&cell, &incident, "sitrep.drafted").await["sitrep"].as_str().unwrap().to_owned();
    let send = format!("{run}/sitreps/{sitrep}/send");
    cell.post(&send, &outsider, json!({ "text": "All is well" })).await.must(404);
    cell.post(&send, &lead, json!({ "text": "" })).await.must(422);
    cell.post(&send, &lead, json!({ "text": "All is well" })).await.must(204);
    cell.post(&send, &lead, json!({ "text": "All is well" })).await.must(409);
    assert_eq!(told(&cell, &incident, "sitrep.sent").await["text"], "All is well");

    // Who answers for it may stop it, for a reason or with a reference.
    let owner = cell.token(RESPONDER).await;
    cell.post(&format!("{clock}/stop"), &owner, json!({})).await.must(422);
    cell.post(&format!("{clock}/stop"), &owner, json!({ "reference": "ICO-1" })).await.must(204);
    assert_eq!(told(&cell, &incident, "clock.stopped").await["reference"], "ICO-1");
    cell.post(&format!("{clock}/void"), &lead, json!({ "reason": "Not ours" })).await.must(409);
    assert_eq!(cell.get(&run, &lead).await.json()["run"]["status"], "finished");
}
