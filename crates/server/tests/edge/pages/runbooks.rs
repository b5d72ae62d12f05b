//! The library and a run by hand: read, approved, begun from its incident, worked by forms, and the report.

use serde_json::{Value, json};

use super::browser::{Browser, Service};
use crate::cell::{Came, LEAD, OUTSIDER, RESPONDER};
use crate::runbooks::{SLUG, SMALL, approved, newer, saved};
use crate::runs::{act, completed, step};

const NUMBER: &str = "018f3f6e-0000-7000-8000-0000000000aa";

async fn begun(service: &Service, lead: &Browser<'_>) -> (String, String) {
    approved(&service.cell, SMALL).await;
    let reference = service.incident("Encrypted shares").await;
    let page = lead.get(&format!("/incidents/{reference}")).await.must(200);
    assert!(page.text.contains("Start: A small procedure"));
    let runbook = hidden(&page, "runbook");
    let wrong = [("id", NUMBER), ("runbook", &runbook), ("input.org", "Typed by hand"), ("input.nope", "x")];
    let refused = lead.post(&format!("/incidents/{reference}/runs"), &wrong).await.must(422);
    assert!(
        refused.text.contains("There is a problem") && refused.text.contains("value=\"Typed by hand\""),
        "given back"
    );
    let fields = [("id", NUMBER), ("runbook", SLUG), ("input.org", "Northmoor Acute")];
    for _ in 0..2 {
        let came = lead.post(&format!("/incidents/{reference}/runs"), &fields).await.must(303);
        assert_eq!(came.headers["location"], format!("/runs/{NUMBER}"));
    }
    assert_eq!(service.cell.app.engine.state().runs.len(), 1, "the form sent twice begins one");
    (reference, format!("/runs/{NUMBER}"))
}

/// The value of a hidden field.
fn hidden(page: &Came, name: &str) -> String {
    let behind = page.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    behind.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_run_is_worked_by_forms_alone() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    let (reference, path) = begun(&service, &lead).await;
    let responder = service.signed_in(RESPONDER, "responder").await;
    assert!(responder.get(&format!("/incidents/{reference}")).await.text.contains(&path));
    let page = responder.get(&path).await.must(200);
    assert!(page.text.contains("Open the log") && page.text.contains("Call back on a number you already hold"));
    let fresh = hidden(&page, "id");
    let first = hidden(&page, "instance");
    let form = |word: &'static str| vec![("id", fresh.as_str()), ("instance", first.as_str()), ("do", word)];
    let mut fields = form("complete");
    fields.extend([("output.variant", "Example family"), ("evidence.who called", "")]);
    let refused = responder.post(&path, &fields).await.must(422);
    assert!(refused.text.contains("There is a problem") && refused.text.contains("Example family"), "given back");
    fields.pop();
    fields.push(("evidence.who called", "The night manager"));
    for _ in 0..2 {
        responder.post(&path, &fields).await.must(303);
    }
    let page = responder.get(&path).await.must(200);
    assert!(page.text.contains("The night manager") && page.text.contains("Is care affected?"));
    let second = hidden(&page, "instance");
    let decide = [("id", NUMBER), ("instance", second.as_str()), ("do", "decide"), ("answer", "no")];
    responder.post(&path, &decide).await.must(303);
    let gate = lead.get(&path).await.must(200);
    let (digest, third) = (hidden(&gate, "digest"), hidden(&gate, "instance"));
    let agree = [("id", NUMBER), ("instance", third.as_str()), ("do", "approve"), ("digest", digest.as_str())];
    lead.post(&path, &agree).await.must(303);
    let page = lead.get(&path).await.must(200);
    assert!(page.text.contains("Finished"));
    let again = [("id", NUMBER), ("instance", first.as_str()), ("do", "reopen"), ("reason", "The wrong person.")];
    responder.post(&path, &again).await.must(303);
    let report = responder.get(&format!("{path}/adherence")).await.must(200);
    assert!(report.text.contains("A step was reopened: The wrong person.") && report.text.contains("1 reopened"));
}

#[tokio::test]
async fn a_steps_text_is_text() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    let (_, path) = begun(&service, &lead).await;
    for path in [path.as_str(), "/runbooks/care"] {
        let page = lead.get(path).await.must(200);
        assert!(page.text.contains("&#60;script&#62;alert(1)&#60;/script&#62;"), "{path}");
        assert!(!page.text.contains("<script") && !page.text.contains("href=\"javascript"), "{path}");
    }
}

/// Entries are told in words, not by the names of their kinds; and what people typed is text.
#[tokio::test]
async fn whatever_happens_in_a_run_is_told_in_words_that_are_text() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    let (reference, path) = begun(&service, &lead).await;
    let (cell, run) = (&service.cell, path.trim_start_matches("/runs/").to_owned());
    let (steerer, member) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    let whole = cell.get(&format!("/api/v1{path}"), &member).await.must(200).json();
    let typed = "<script>alert(2)</script><b onload=x>";
    let mut done = completed(&whole, "open-log");
    done["outputs"] = json!({ "variant": typed });
    done["evidence"][0]["value"] = json!(typed);
    act(cell, &run, &member, json!({ "do": "note", "text": typed })).await.must(200);
    act(cell, &run, &member, json!({ "do": "claim", "instance": step(&whole, "open-log")["instance"] }))
        .await
        .must(200);
    let whole = act(cell, &run, &member, done).await.must(200).json();
    let decide = |instance: &Value, answer: &str| json!({ "do": "decide", "instance": instance, "answer": answer, "reason": typed });
    let care = step(&whole, "care")["instance"].clone();
    let whole = act(cell, &run, &member, decide(&care, "yes")).await.must(200).json();
    let downtime = step(&whole, "downtime")["instance"].clone();
    let skip = json!({ "do": "skip", "instance": downtime, "code": "other", "reason": typed });
    act(cell, &run, &member, skip).await.must(200);
    let whole =
        act(cell, &run, &member, json!({ "do": "reopen", "instance": care, "reason": typed })).await.must(200).json();
    let again = step(&whole, "care")["instance"].clone();
    act(cell, &run, &member, decide(&again, "no")).await.must(200);
    act(cell, &run, &steerer, json!({ "do": "pause", "reason": typed })).await.must(200);
    act(cell, &run, &steerer, json!({ "do": "resume" })).await.must(200);
    act(cell, &run, &steerer, json!({ "do": "cancel-run", "reason": typed })).await.must(200);
    let entries = cell.get(&format!("/api/v1/incidents/{reference}/entries"), &member).await.must(200).json();
    let kinds = entries["entries"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap());
    let kinds: std::collections::BTreeSet<&str> = kinds.filter(|kind| kind.starts_with("run.")).collect();
    assert!(kinds.len() >= 12 && kinds.contains("run.frame_opened"), "{kinds:?}");
    let page = lead.get(&format!("/incidents/{reference}")).await.must(200).text;
    for kind in kinds {
        assert!(!page.contains(kind), "{kind} has no words");
    }
    assert!(!page.contains("<script") && !page.contains("<b onload"), "what was typed is text");
    assert!(page.matches("&#60;script&#62;alert(2)&#60;/script&#62;").count() >= 6, "and all of it is there");
    for words in
        ["Step done", "Steps begun", "Is care affected?: yes", "Step passed over", "Run paused", "Run given up"]
    {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_library_is_read_and_a_version_approved() {
    let service = Service::new(false).await;
    let first = approved(&service.cell, SMALL).await;
    let second = saved(&service.cell, &newer()).await;
    let responder = service.signed_in(RESPONDER, "responder").await;
    let lead = service.signed_in(LEAD, "lead").await;
    let listed = responder.get("/runbooks").await.must(200);
    assert!(listed.text.contains("A small procedure") && listed.text.contains("Review overdue"));
    let page = responder.get("/runbooks/care").await.must(200);
    assert!(page.text.contains("Put before those who approve") && !page.text.contains(">Approve</button>"));
    let changed = responder.get(&format!("/runbooks/care?from={first}&to={second}")).await.must(200);
    assert!(changed.text.contains("#board added"));
    let version = second.as_str();
    responder.post("/runbooks/care", &[("do", "submit"), ("version", version)]).await.must(303);
    let refused = responder.post("/runbooks/care", &[("do", "approve"), ("version", version)]).await.must(403);
    assert!(refused.text.contains("There is a problem"));
    assert!(lead.get("/runbooks/care").await.text.contains(">Approve</button>"));
    lead.post("/runbooks/care", &[("do", "approve"), ("version", version)]).await.must(303);
    lead.post("/runbooks/care", &[("do", "burn"), ("version", version)]).await.must(422);
    assert!(lead.get("/runbooks/care").await.text.contains("Tell the board"), "the version in force is read");
}

#[tokio::test]
async fn a_run_is_for_members() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    let (_, path) = begun(&service, &lead).await;
    let outsider = service.signed_in(OUTSIDER, "outsider").await;
    for path in [path.clone(), format!("{path}/adherence")] {
        let came = outsider.get(&path).await;
        assert!(matches!(came.status.as_u16(), 403 | 404) && !came.text.contains("small procedure"), "{path}");
        service.nobody().get(&path).await.must(303);
    }
    let came = outsider.post(&path, &[("id", NUMBER), ("do", "note"), ("text", "x")]).await;
    assert!(matches!(came.status.as_u16(), 403 | 404));
}

#[tokio::test]
async fn files_that_could_not_be_taken_are_named() {
    let service = Service::new(false).await;
    let why = "line 3, column 1: the key owner is missing <b>".to_owned();
    service.cell.app.folder.found(vec![("broken.md".to_owned(), why)]);
    let page = service.signed_in(LEAD, "lead").await.get("/runbooks").await.must(200);
    assert!(page.text.contains("broken.md") && page.text.contains("the key owner is missing &#60;b&#62;"));
    let outsider = service.signed_in(OUTSIDER, "outsider").await.get("/runbooks").await.must(200);
    assert!(!outsider.text.contains("broken.md"));
}
